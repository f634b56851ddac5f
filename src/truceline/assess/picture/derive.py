"""A picture after other judgements: what they touch is derived again, and nothing else."""

from collections.abc import Iterable

from truceline.assess.load import Loaded
from truceline.assess.picture.picture import Picture, pictured
from truceline.assess.run import assessed, known_mission, worked
from truceline.assess.said import by_age
from truceline.model.evidence import Judgement
from truceline.model.ports import Engine


def judged(
    picture: Picture, loaded: Loaded, judgements: Iterable[Judgement], engine: Engine
) -> Picture:
    """The picture if `judgements` were all that the mission holds (give it those of
    `loaded.mission`, and more or fewer). Those made after the picture's `as_of`, and those that wait
    for a second person, have no effect. Equal to a derivation from scratch.
    """
    mission = loaded.mission.but(judgements=by_age(judgements))
    known = known_mission(mission, picture.as_of)
    found = worked(picture.evidence, known, engine, picture.worked.model)
    return pictured(picture.evidence, found, assessed(picture.evidence, known, found))
