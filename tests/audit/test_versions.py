"""Decisions under another codebook than today's."""

from dataclasses import replace

from framing.annotation.contract import contract
from framing.annotation.decisions import annotations_table
from framing.audit.decided import record
from framing.audit.versions import versions
from framing.codebook import Codebook

BOOK = Codebook("tram", "2.0", "Tram", (), fingerprint="0123456789abcdef")


def audit(decisions, kept=None):
    table = annotations_table(decisions)
    return versions(record(decisions), table, contract(decisions, BOOK, kept or {}, {}), BOOK)


def test_labels_by_a_codebook_that_nobody_kept_are_counted_with_the_commands_that_help(decide) -> None:
    decisions = [
        decide(0, "ann"),
        decide(1, "ann", codebook="aaaa"),
        decide(2, "bea", codebook="aaaa"),
        decide(3, "ann", codebook=""),
    ]
    found = audit(decisions).findings
    assert [(finding.where, finding.score) for finding in found] == [("aaaa", 4), ("unknown", 2)]  # of two frames each
    assert found[0].why.startswith(
        "2 decisions by the codebook aaaa, 1 by today's, 2.0 (0123456789abcdef); 4 labels of"
    )
    assert "framing codebook diff aaaa. " in found[0].todo
    assert "framing codebook" not in found[1].todo


def test_decisions_that_no_change_touches_are_no_finding(decide) -> None:
    kept = {"aaaa": replace(BOOK, version="1.0", fingerprint="aaaa")}  # the same but for its number
    found = audit([decide(0, "ann"), decide(1, "ann", codebook="aaaa")], kept)
    assert found.findings == ()
    assert found.note == "1 decision under today's codebook, 1 under 1 other."


def test_one_version_is_no_finding(decide) -> None:
    assert audit([decide(0, "ann")]).findings == ()
