"""Pictures read from the disk are those that were written, judged as the log says now."""

import os
import time
from datetime import timedelta

import msgspec
import pyarrow as pa
import pytest
from small_mission import AS_OF, NOON, loaded, said
from test_judged import ENGINE, assert_same

import truceline.assess.picture.picture as module
from truceline.assess.picture.cache import MOST, key_of
from truceline.assess.picture.derive import first_picture, judged
from truceline.assess.picture.judging import with_judgements
from truceline.assess.picture.picture import picture_of
from truceline.assess.run import assess

BEFORE = (said("same", "R01", "R02"), said("relocate", "R05", minute=1))
AFTER = (*BEFORE, said("reject", "R03", minute=2), said("verify", "R04", minute=3))


def scratch(mission, as_of=AS_OF):
    return assess(mission.mission, mission.reports, as_of, ENGINE)


@pytest.fixture
def cache(tmp_path):
    picture_of(loaded(judgements=BEFORE), AS_OF, ENGINE, cache=tmp_path)
    return tmp_path


def held(monkeypatch):
    """Deriving from scratch fails from here on."""
    monkeypatch.delattr(module, "first_picture")


def test_what_is_read_is_judged_as_the_log_says_now(cache, monkeypatch):
    mission = loaded(judgements=AFTER)
    whole = scratch(mission)
    held(monkeypatch)
    assert_same(picture_of(mission, AS_OF, ENGINE, cache=cache), whole)


def test_a_later_moment_without_news_is_the_same_evidence(cache, monkeypatch):
    later, mission = AS_OF + timedelta(days=1), loaded(judgements=BEFORE)
    whole = scratch(mission, later)
    held(monkeypatch)
    found = picture_of(mission, later, ENGINE, cache=cache)
    assert found.as_of == found.assessment.as_of == later
    assert_same(found, whole)


def test_an_earlier_moment_is_other_evidence(cache):
    mission, then = loaded(judgements=BEFORE), NOON + timedelta(days=66)
    assert_same(picture_of(mission, then, ENGINE, cache=cache), scratch(mission, then))


@pytest.mark.parametrize("name", ["rows.arrow", "sheets", "note", "memory-0.npz"])
def test_a_picture_that_was_touched_is_not_used(cache, name):
    (file,) = cache.glob(f"*/{name}")
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    mission = loaded(judgements=BEFORE)
    assert_same(picture_of(mission, AS_OF, ENGINE, cache=cache), scratch(mission))


def test_a_moment_goes_on_with_what_is_judged():
    mission = loaded()
    picture = first_picture(mission, AS_OF, ENGINE)
    late = said("reject", "R03").but(at=AS_OF + timedelta(hours=1))
    told = with_judgements(mission, late)
    made = told.mission.judgements
    now = AS_OF + timedelta(hours=2)
    assert_same(judged(picture, told, made, ENGINE), scratch(told))
    assert_same(judged(picture, told, made, ENGINE, now), scratch(told, now))
    then = NOON + timedelta(days=66)
    assert_same(judged(picture, told, made, ENGINE, then), scratch(told, then))


def test_a_key_says_what_is_told_and_not_how_it_lies_in_memory():
    mission = loaded()
    table = mission.reports
    pieces = pa.concat_tables([table.slice(0, 7), table.slice(7)])
    back = pa.Table.from_pylist(table.to_pylist(), schema=table.schema)
    key = key_of(mission, AS_OF)
    for same in (pieces, back):
        assert key_of(msgspec.structs.replace(mission, reports=same), AS_OF) == key
    other = pa.Table.from_pylist([*table.to_pylist()[:-1], table.to_pylist()[0]], table.schema)
    assert key_of(msgspec.structs.replace(mission, reports=other), AS_OF) != key
    assert key_of(mission, NOON) != key


def test_what_a_killed_process_left_is_taken_away(tmp_path):
    old, new = tmp_path / "under-way-a", tmp_path / "under-way-b"
    for path, age in ((old, 7200), (new, 60)):
        path.mkdir()
        os.utime(path, (time.time() - age,) * 2)
    picture_of(loaded(), AS_OF, ENGINE, cache=tmp_path)
    assert not old.exists()
    assert new.exists()


def test_the_pictures_opened_last_are_kept(tmp_path):
    mission = loaded()
    for days in (60, 65, 71, 72, 200):
        picture_of(mission, NOON + timedelta(days=days), ENGINE, cache=tmp_path)
    assert 1 < len(list(tmp_path.glob("*/note"))) <= MOST
