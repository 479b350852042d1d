"""Decisions that were made by another codebook than today's, and how many of them it leaves open. Pure.

What a change of the codebook touches, `framing.annotation.contract` says. A decision that no change touches stands, and
is no finding; one that is touched and was taken again by today's codebook is replaced, and is none either.
"""

from collections import Counter

import pandas as pd

from framing.annotation.contract import STALE, Contract
from framing.audit.decided import Record
from framing.audit.finding import Checked, Finding, checked, counted
from framing.codebook import Codebook


def versions(record: Record, annotations: pd.DataFrame, contract: Contract, codebook: Codebook) -> Checked:
    """Each other fingerprint under which labels stand that do not mean what today's codebook says.

    Args:
        record: of the study.
        annotations: ANNOTATIONS of the same decisions.
        contract: what today's codebook makes of them.
        codebook: today's.
    """
    counts = Counter(decision.codebook for decision in record.labels)
    today = counts.pop(codebook.fingerprint, 0)
    stale = annotations[(contract.status(annotations) == STALE) & (annotations["state"] == "confirmed")]
    open_ones = stale["codebook"].value_counts()
    findings = [
        Finding(
            kind="versions",
            where=fingerprint or "unknown",
            why=(
                f"{counted(count, 'decision')} by "
                f"{f'the codebook {fingerprint}' if fingerprint else 'a codebook that was not recorded'}, {today:,} by "
                f"today's, {codebook.version} ({codebook.fingerprint}); "
                f"{counted(int(open_ones[fingerprint]), 'label')} of them touched by what changed, or nobody can say."
            ),
            todo=(
                f"See what changed: framing codebook diff {fingerprint}. Then label again: framing codebook queue."
                if fingerprint
                else "Find out which codebook they had, and look at a sample again under today's."
            ),
            score=float(open_ones[fingerprint]),
        )
        for fingerprint, count in counts.items()
        if fingerprint in open_ones.index
    ]
    older = sum(counts.values())
    note = f"{counted(today, 'decision')} under today's codebook, {older:,} under {counted(len(counts), 'other')}."
    return checked("versions", findings, note)
