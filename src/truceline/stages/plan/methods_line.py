"""Sizing methods that follow the line: density, posts, patrols, response, sensors along it.

Pure arithmetic on numbers that others chose. None of it says anything of deterrence.
"""

import math


def line_density(per_km: float, length_km: float) -> float:
    """Persons for a line: N = d · L.

    d persons per km, L length in km. Defaults: 4.5 observers and 9.1 for their security per km
    (GCSP 2025: 5,000 and 10,000 on 1,100 km), 14 per km in all (UNDOF 1993: 1,115 on 80 km, S/26781).
    Limits: assumes consent and an even risk; the length depends on how finely the line is drawn.
    """
    return per_km * length_km


def posts(spacing_km: float, length_km: float) -> float:
    """Observation posts: n = ⌈L / s⌉.

    L length in km, s spacing in km. Default s = 1.7 (UNDOF: 47 sites on 80 km). Limits: line of
    sight, mines and roads decide where a post can stand.
    """
    return _up(length_km / spacing_km)


def seat_staff(hours_week: float, absence: float) -> float:
    """Persons per seat that is held at any hour: 168 / (h · (1 − a)).

    h hours of duty in a week, a share absent (leave, illness, training). Defaults h = 56, a = 0.2:
    3.75 (assumptions). Limits: no handover, no travel within h.
    """
    return 168 / (hours_week * (1 - absence))


def post_staff(
    spacing_km: float, seats: float, hours_week: float, absence: float, length_km: float
) -> float:
    """Persons who hold posts round the clock: ⌈L / s⌉ · seats · 168 / (h · (1 − a)).

    Symbols as in `posts` and `seat_staff`; seats per post. Default seats 6.3, which gives UNDOF's 24
    persons a site (1,115 on 47). Limits: those 24 hold everybody that UNDOF had.
    """
    return posts(spacing_km, length_km) * seats * seat_staff(hours_week, absence)


def patrols(crew: float, per_km_day: float, availability: float, length_km: float) -> float:
    """Persons for vehicle patrols: N = crew · f · L / availability.

    crew persons per patrol, f patrols per km and day, L length in km, availability patrols that a
    crew goes on per day. Defaults: crew 5 (OSCE SMM: two vehicles), f = 0.56 (UNDOF: 45 a day on
    80 km), availability 0.57 (five days of seven, a fifth absent; an assumption); its low end is
    EUMM Georgia's, 18 patrols a day by 200 monitors. Limits: daylight and access.
    """
    return crew * per_km_day * length_km / availability


def response(speed_kmh: float, within_h: float, alert_h: float, length_km: float) -> float:
    """Bases from which every point of a line is reached in time: ⌈L / (2 v (T − t₀))⌉.

    v speed in km/h along the line, T hours allowed, t₀ hours to get ready (T > t₀), L length in km.
    Defaults v = 40, T = 2, t₀ = 0.5 (assumptions): 10 for 1,100 km. Limits: use measured delays.
    """
    return _up(length_km / (2 * speed_kmh * (within_h - alert_h)))


def response_staff(
    speed_kmh: float,
    within_h: float,
    alert_h: float,
    seats: float,
    hours_week: float,
    absence: float,
    length_km: float,
) -> float:
    """Persons who hold response bases ready round the clock: bases · seats · 168 / (h · (1 − a)).

    Symbols as in `response` and `seat_staff`; seats per base (assumption). Limits as in `response`.
    """
    bases = response(speed_kmh, within_h, alert_h, length_km)
    return bases * seats * seat_staff(hours_week, absence)


def detected(works: float, sees: float, count: int) -> float:
    """Probability that one of n equal, independent systems detects: P = 1 − (1 − a · p)ⁿ.

    a share of time it works, p probability that it sees while it does. The general form is
    P = 1 − ∏(1 − aᵢpᵢ). Limits: independence fails under jamming and in fog.
    """
    return 1 - (1 - works * sees) ** count


def systems(target: float, works: float, sees: float) -> float:
    """Systems over one place for a wanted probability: the least n with 1 − (1 − a · p)ⁿ ≥ P.

    P, a and p between 0 and 1, symbols as in `detected`. Limits as there.
    """
    return max(_up(math.log1p(-target) / math.log1p(-works * sees)), 1.0)


def sensors_line(
    target: float, works: float, sees: float, range_km: float, length_km: float
) -> float:
    """Systems along a line: n · ⌈L / (2 r)⌉ with n systems at each place (see `systems`).

    r range in km, L length in km. All defaults are assumptions. Limits: even ground, independence.
    """
    return systems(target, works, sees) * _up(length_km / (2 * range_km))


def passes(target: float, works: float, sees: float, swath_km: float, length_km: float) -> float:
    """Satellite passes a day over a whole line: n · ⌈L / w⌉ (see `systems`).

    w swath in km, L length in km. All defaults are assumptions. Limits: no night for optical
    sensors; cloud hides a whole swath.
    """
    return systems(target, works, sees) * _up(length_km / swath_km)


def _up(value: float) -> float:
    """The next whole number; what a float's last digit makes of a whole one isn't counted."""
    return float(math.ceil(round(value, 9)))
