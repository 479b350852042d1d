"""Decisions under another codebook than today's."""

from framing.audit.decided import record
from framing.audit.versions import versions
from framing.codebook import Codebook

BOOK = Codebook("tram", "2.0", "Tram", (), fingerprint="0123456789abcdef")


def test_each_other_version_is_counted_with_the_command_that_says_what_changed(decide) -> None:
    decisions = [
        decide(0, "ann"),
        decide(1, "ann", codebook="aaaa"),
        decide(2, "bea", codebook="aaaa"),
        decide(3, "ann", codebook=""),
    ]
    found = versions(record(decisions), BOOK).findings
    assert [(finding.where, finding.score) for finding in found] == [("aaaa", 2), ("unknown", 1)]
    assert found[0].why == "2 decisions by the codebook aaaa; 1 by today's, 2.0 (0123456789abcdef)."
    assert found[0].todo.endswith("framing codebook diff aaaa.")
    assert "framing" not in found[1].todo


def test_one_version_is_no_finding(decide) -> None:
    assert versions(record([decide(0, "ann")]), BOOK).findings == ()
