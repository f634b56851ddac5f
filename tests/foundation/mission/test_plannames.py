"""Names that nothing answers to are told with their line; what is known is not."""

import pytest

from truceline.foundation.mission.assetcells import ASSETS
from truceline.foundation.mission.plannames import check_names
from truceline.foundation.mission.pledgetables import PLEDGES, REQUIREMENTS

PLEDGE = "pledge_id,contributor,capability,quantity,from,to,territory,caveats\n"
ROW = "a,X,engineers,5,2031-01-01,2031-05-01,"
ASSET = "asset_id,kind,lat,lon,territory,sector\nx,camera,48,37,"
LINE = "line_id,capability,quantity,from,to,sector\nl,engineers,5,2031-01-01,2031-05-01,"
SECTORS, PARTIES = ("north", "south"), ("FRE", "RUR")


def told(text, columns, sectors=SECTORS):
    return check_names(text, "t.csv", columns, sectors, PARTIES)


@pytest.mark.parametrize(
    ("text", "columns", "field", "said", "hint"),
    [
        (LINE + "nroth\n", REQUIREMENTS, "sector", "no sector 'nroth'", "north"),
        (ASSET + ",soth\n", ASSETS, "sector", "no sector 'soth'", "south"),
        (ASSET + "RUX,north\n", ASSETS, "territory", "'RUX' is no party", "RUR"),
        (PLEDGE + ROW + "FRE;ZZ,\n", PLEDGES, "territory", "'ZZ' is no party", "FRE, RUR"),
        (PLEDGE + ROW + ",no:nort\n", PLEDGES, "caveats", "names no sector of plan", "north"),
        (PLEDGE + ROW + ",only:enginers\n", PLEDGES, "caveats", "no capability", "engineers"),
    ],
)
def test_unknown_names_are_warned_of(text, columns, field, said, hint):
    (problem,) = told(text, columns)
    assert (problem.file, problem.line, problem.field) == ("t.csv", 2, field)
    assert said in problem.message
    assert hint in problem.hint
    assert problem.severity == "warning"


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        (LINE + "south\n", REQUIREMENTS),
        (LINE + "\n", REQUIREMENTS),
        (ASSET + "FRE;RUR,north\n", ASSETS),
        (PLEDGE + ROW + "FRE,no:north;only:engineers;minimum:3\n", PLEDGES),
        ("", PLEDGES),
    ],
)
def test_known_names_are_fine(text, columns):
    assert told(text, columns) == ()


def test_sectors_cut_by_number_are_not_checked():
    assert told(LINE + "C\n", REQUIREMENTS, ()) == ()
