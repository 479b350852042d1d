"""Voices that people coded, and what stands where rules say something too. Pure.

A person's word outranks an automated coder's, and that outranks the rules, sentence by sentence. They are never
counted together, and a rule never fills in where a person could not tell or people differ: that is a finding too.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from framing.annotation.decisions import AUTOMATED, CONFIRMED, PERSON, Decision, current, last_word
from framing.errors import InputError
from framing.tables import VOICES

# What stands in `rule` of a settled voice that several coded.
UNANIMOUS = "unanimous"
MAJORITY = "majority"
DISAGREE = "disagree"  # no voice has more than half of those who could tell


def human_voices(decisions: Iterable[Decision]) -> pd.DataFrame:
    """The confirmed voices of a ledger: VOICES, by document, place and annotator, one row per annotator and sentence.

    Voices that were coded beside frames count too. Where an annotator coded a sentence in two projects, the later
    word counts, see `last_word`. An empty voice means that the annotator could not tell.
    """
    given: dict[tuple[str, str], list[Decision]] = {}
    for decision in filter(lambda decision: decision.counts, current(decisions)):
        if decision.state == CONFIRMED and (decision.is_voice or decision.voice):
            given.setdefault((decision.sentence_id, decision.annotator), []).append(decision)
    ordered = sorted(map(last_word, given.values()), key=lambda d: (d.document_id, d.start, d.end, d.annotator))
    return VOICES.table(_row(d.sentence_id, d.annotator, d.voice, d.made_by) for d in ordered)


def settle(rules: pd.DataFrame, humans: pd.DataFrame) -> pd.DataFrame:
    """One voice per sentence: VOICES, in the order of `rules`, then sentences that no rule saw, by name.

    Args:
        rules: VOICES that rules gave, at most one row per sentence.
        humans: VOICES that people and automated coders gave; see `human_voices`.

    Returns:
        VOICES. A row that rules gave is as it was. A row by people or, where no person coded, by automated coders has
        all of them in `by`, and their `made_by`. The voice is that of more than half of those who could tell; `rule`
        is then unanimous or majority. It is empty where nobody could tell, and where they disagree, which `rule` says.
        With one coder `rule` is empty.

    Raises:
        InputError: a table is no VOICES, `rules` has two rows for a sentence, or `made_by` of a human voice is neither
            "person" nor "automated coder".
    """
    rules, humans = VOICES.check(rules, "the voices by rules"), VOICES.check(humans, "the voices by people")
    twice = rules["sentence_id"].duplicated()
    if twice.any():
        raise InputError(f"Rules gave sentence {rules.loc[twice, 'sentence_id'].iloc[0]!r} two voices. Keep one row.")
    coded = _coded(humans)
    kept = rules[~rules["sentence_id"].isin(list(coded))]
    settled = VOICES.table(_settled(sentence_id, codes) for sentence_id, codes in coded.items())
    order = {sentence_id: number for number, sentence_id in enumerate(rules["sentence_id"])}
    order |= {sentence_id: len(order) + n for n, sentence_id in enumerate(sorted(coded.keys() - order.keys()))}
    both = pd.concat([kept, settled])
    return both.iloc[both["sentence_id"].map(order).argsort(kind="stable")].reset_index(drop=True)


_Code = tuple[str, str, str]  # by, voice, made_by


def _coded(humans: pd.DataFrame) -> dict[str, list[_Code]]:
    """Sentence to the codes that count there: those by people, else those by automated coders."""
    ranked: dict[str, dict[str, list[_Code]]] = defaultdict(lambda: defaultdict(list))
    columns = (humans[name] for name in ("sentence_id", "by", "voice", "made_by"))
    for sentence_id, by, voice, made_by in zip(*columns, strict=True):
        if made_by not in (PERSON, AUTOMATED):
            raise InputError(
                f"A voice by {by!r} was made by {made_by!r}. Write {PERSON!r} or {AUTOMATED!r} in made_by."
            )
        ranked[sentence_id][made_by].append((by, voice, made_by))
    return {sentence_id: codes.get(PERSON) or codes[AUTOMATED] for sentence_id, codes in ranked.items()}


def _settled(sentence_id: str, codes: Sequence[_Code]) -> dict[str, Any]:
    by = ", ".join(sorted(by for by, _, _ in codes))
    votes = Counter(voice for _, voice, _ in codes if voice)
    voice, count = max(votes.items(), key=lambda vote: vote[1], default=("", 0))
    decided = 2 * count > votes.total() or not votes
    how = "" if len(codes) == 1 else DISAGREE if not decided else UNANIMOUS if len(votes) < 2 else MAJORITY
    return _row(sentence_id, by, voice if decided else "", codes[0][2], rule=how)


def _row(sentence_id: str, by: str, voice: str, made_by: str, rule: str = "") -> dict[str, Any]:
    known = {"sentence_id": sentence_id, "by": by, "voice": voice, "rule": rule, "made_by": made_by}
    return {**dict.fromkeys(VOICES.columns, ""), **known}
