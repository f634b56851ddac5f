from truceline.model.evidence import Report
from truceline.model.mission import Party
from truceline.model.table import report_table
from truceline.stages.evidence.intake import unknown_sides

PARTIES = (Party(id="FRE", name="Freedonia"), Party(id="RUR", name="Ruritania"))


def told(actor, side):
    row = Report(dataset="d", report_id="1", source="s", alleged_actor=actor, claimant_side=side)
    return [(p.field, p.message) for p in unknown_sides(report_table([row, row]), PARTIES)]


def test_words_that_are_no_party_are_told_once_with_their_number():
    assert told("FRR", "third") == [("alleged_actor", "`FRR` is no party (2 reports)")]
    assert told("unknown", "Ruritania") == [
        ("claimant_side", "`Ruritania` is no party (2 reports)")
    ]


def test_parties_third_parties_and_nobody_are_fine():
    assert told("FRE", "RUR") == told(None, "mission") == told("unknown", None) == []
