"""What an audit says: findings to act on, worst first, and what it looked at without finding anything. Pure.

All findings are measured by one thing, so that they can stand in one order: how many labels they put in question, where
a label is one answer about one frame in one sentence. A label that is wrong with a probability of 0.8 is 0.8 of one; an
annotator whose last hundred sentences differ from the others' in ten labels more than the first hundred did is ten. It
is an order to work in, and no test.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from framing import tables

KINDS: Mapping[str, str] = {  # of findings, and what each is
    "label-error": "Labels that are probably wrong",
    "same-text": "The same text with different labels",
    "comment": "Comments that nobody has ruled on",
    "drift": "Annotators who decide differently as they go on",
    "rush": "Annotators who hurry",
    "self": "Annotators who do not repeat themselves",
    "codebook": "Frames that the codebook leaves unclear",
    "anchoring": "Proposals that lead annotators",
    "versions": "Decisions under another codebook",
}
SIGNIFICANT = 0.05  # for all tests of one kind together, after Holm's correction
_QUOTED = 100  # characters of a sentence


@dataclass(frozen=True)
class Finding:
    """One thing to act on.

    `where` names sentences, annotators, a frame or codebooks. `why` is one plain sentence with its numbers, `todo` what
    to do next. `score` is how many labels it puts in question. `sentences` are those to look at again, worst first;
    none where that would not help.
    """

    kind: str
    where: str
    why: str
    todo: str
    score: float
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Checked:
    """What came of one kind: the findings, worst first, and what was looked at, or why nothing could be."""

    kind: str
    findings: tuple[Finding, ...]
    note: str


def checked(kind: str, findings: Iterable[Finding], note: str) -> Checked:
    """The findings of one kind, each once, the highest score first, those of the same score by where they are."""
    return Checked(kind, tuple(sorted(dict.fromkeys(findings), key=lambda f: (-f.score, f.where))), note)


def worst_first(groups: Iterable[Checked]) -> list[Checked]:
    """Groups in the order of their worst finding; those without one come last, as they came."""
    return sorted(groups, key=lambda group: -max((finding.score for finding in group.findings), default=-1.0))


def findings_table(groups: Iterable[Checked]) -> pd.DataFrame:
    """FINDINGS, the highest score first whatever the kind; of those with one reason the highest."""
    findings = [finding for group in worst_first(groups) for finding in group.findings]
    findings.sort(key=lambda finding: finding.score)
    once = {(finding.kind, finding.where, finding.why): finding for finding in findings}  # the last one stays
    findings = sorted(once.values(), key=lambda finding: -finding.score)
    return tables.FINDINGS.table(
        {
            "kind": finding.kind,
            "where": finding.where,
            "why": finding.why,
            "todo": finding.todo,
            "score": float(finding.score),
            "sentences": ", ".join(finding.sentences),
        }
        for finding in findings
    )


def audit_queue(groups: Iterable[Checked]) -> pd.DataFrame:
    """QUEUE of the sentences to look at again, those with most labels in question first.

    The score of a finding is shared out among its sentences, and a sentence has the sum of its shares. `why` is for
    who leads the team: annotators who read it would know what to say.
    """
    share: dict[str, float] = defaultdict(float)
    why: dict[str, list[str]] = defaultdict(list)
    for group in groups:
        for finding in group.findings:
            for sentence_id in finding.sentences:
                share[sentence_id] += finding.score / len(finding.sentences)
                why[sentence_id].append(f"{finding.kind}: {finding.why}")
    ordered = sorted(share, key=lambda sentence_id: (-share[sentence_id], sentence_id))
    return tables.QUEUE.table({"sentence_id": name, "why": " ".join(why[name])} for name in ordered)


def holm(p_values: Sequence[float]) -> NDArray[np.float64]:
    """p-values corrected for how many there are, in their order, each at most 1.

    The chance of one or more below 0.05 is at most 5 % where there is nothing to find, however they depend on each
    other. Source: Holm (1979), Scandinavian Journal of Statistics 6, 65-70.
    """
    p = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(p, kind="stable")
    stepped = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    corrected = np.empty_like(p)
    corrected[order] = np.minimum(stepped, 1.0)
    return corrected


def counted(number: int, noun: str) -> str:
    """A number with its noun in the right form."""
    return f"{number:,} {noun if number == 1 else noun + 's'}"


def p_text(p: float) -> str:
    """A p-value as it is written: p = 0.012, p < 0.001."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def quoted(text: str) -> str:
    """A text on one line between quotation marks, its beginning if it is long; nothing if there is none."""
    line = " ".join(text.split())
    if not line:
        return ""
    return f'"{line[:_QUOTED]}…"' if len(line) > _QUOTED else f'"{line}"'


def listed(names: Sequence[str]) -> str:
    """Names with commas, and "and" before the last."""
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)
