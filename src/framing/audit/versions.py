"""Decisions that were made by another codebook than today's. Pure.

Which of them say something else today is a question to the two codebooks, not to the labels: `framing codebook diff`
answers it, and makes the queue of what to label again.
"""

from collections import Counter

from framing.audit.decided import Record
from framing.audit.finding import Checked, Finding, checked, counted
from framing.codebook import Codebook


def versions(record: Record, codebook: Codebook) -> Checked:
    """How many decisions there are under each fingerprint that is not today's; empty where it was not recorded."""
    counts = Counter(decision.codebook for decision in record.labels)
    today = counts.pop(codebook.fingerprint, 0)
    findings = [
        Finding(
            kind="versions",
            where=fingerprint or "unknown",
            why=(
                f"{counted(count, 'decision')} by "
                f"{f'the codebook {fingerprint}' if fingerprint else 'a codebook that was not recorded'}; {today:,} by "
                f"today's, {codebook.version} ({codebook.fingerprint})."
            ),
            todo=(
                f"See what changed, and which labels that touches: framing codebook diff {fingerprint}."
                if fingerprint
                else "Find out which codebook they had, and look at a sample again under today's."
            ),
            score=float(count),
        )
        for fingerprint, count in counts.items()
    ]
    return checked("versions", findings, f"{counted(today, 'decision')} under today's codebook.")
