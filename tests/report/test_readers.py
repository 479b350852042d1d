import pytest

from framing.analysis.tables import PREVALENCE
from framing.report.readers import findings_for_readers, for_readers


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "No document has an outlet. Say which column has it: framing ingest FILE --source COLUMN.",
            "No document has an outlet. Say which column has it.",
        ),
        (
            "8 of its 50 needed sentences are labelled by a random slice: label 42 more (framing suggest --for "
            "estimation).",
            "8 of its 50 needed sentences are labelled by a random slice: label 42 more.",
        ),
        (
            "These scores were kept without texts. Score again without --without-texts, or list the events in a file: "
            "--events FILE.csv.",
            "These scores were kept without texts.",
        ),
        ("Voice by rule, uncorrected: people coded too few.", "Voice by rule, uncorrected: people coded too few."),
        ("A run -- of its own kind -- has no frame.", "A run -- of its own kind -- has no frame."),
        ("Ask again with --by month.", "Ask again with --by month."),  # nothing else is said
    ],
)
def test_a_reader_is_told_the_reason_and_not_the_command(text, said):
    assert for_readers(text) == said


def test_notes_and_reasons_of_findings_name_no_commands(made):
    findings = made.findings(made.scored(8, 5))
    told = "12 labelled, and 50 are needed (framing suggest --for estimation)."
    noted = findings.prevalence.assign(note=told)
    given = type(findings)(findings.scored, noted, why={"events": "No texts. Score again without --without-texts."})
    read = findings_for_readers(given)
    assert set(read.prevalence["note"]) == {"12 labelled, and 50 are needed."}
    assert len(PREVALENCE.check(read.prevalence, "the test")) == len(noted)
    assert read.why == {"events": "No texts."}
    assert read.comparison is None
