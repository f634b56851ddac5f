"""What one fusion of the sample shows about errors: per report, itself and the rest of its cluster."""

from typing import NamedTuple

import numpy as np


class Seen(NamedTuple):
    """Columns per report. `cluster` (0 …) and `sizes` (per cluster); codes of `source`, `act`,
    `side`, `category` (−1 nothing said); `place_class`; `sure`, the untempered probability of its
    home; `company`, expected companions; stated and pooled errors of place (`sigma`, `error`; km)
    and clock (`stated_clock`, `clock`; hours, −1 none); variances that the model gives it (`place`,
    `clock2`); its box (`start`, `width`, −1 none) and hour; its place (`y`, `x`, km); the rest of its
    cluster: `rest_size` (0 alone), square distance `apart2` (km²), `rest_place` (km²), `rest_hour`,
    `rest_clock` (h², −1 none); where both tell a number of one unit, `unit` (−1 none), how far their
    ranks lie apart (`number_apart`) and the variances of both (`number`, `rest_number`); `busy`, acts
    per km² and hour.
    """

    cluster: np.ndarray
    sizes: np.ndarray
    source: np.ndarray
    act: np.ndarray
    side: np.ndarray
    category: np.ndarray
    place_class: np.ndarray
    sure: np.ndarray
    company: np.ndarray
    sigma: np.ndarray
    error: np.ndarray
    stated_clock: np.ndarray
    clock: np.ndarray
    place: np.ndarray
    clock2: np.ndarray
    start: np.ndarray
    width: np.ndarray
    hour: np.ndarray
    y: np.ndarray
    x: np.ndarray
    rest_size: np.ndarray
    apart2: np.ndarray
    rest_place: np.ndarray
    rest_hour: np.ndarray
    rest_clock: np.ndarray
    unit: np.ndarray
    number_apart: np.ndarray
    number: np.ndarray
    rest_number: np.ndarray
    busy: np.ndarray
