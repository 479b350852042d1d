"""Who labels which sentence: every sentence by exactly so many annotators, an even load, pairs that mix. Pure.

What stands is never taken back from anybody: new sentences and new annotators are fitted in around it. An article stays
with the same annotators for a stretch, because its sentences explain each other; a stretch is short enough that every
two annotators share sentences, without which their agreement could not be measured.
"""

import hashlib
import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

import pandas as pd

from framing.errors import InputError
from framing.tables import ASSIGNMENTS

Order = Literal["article", "shuffle"]
ORDERS: tuple[Order, ...] = ("article", "shuffle")
# A sentence that is shown twice is shown again after at least this share of the annotator's sentences of one draw.
_DISTANCE = 0.25


def plan(
    sentences: pd.DataFrame,
    annotators: Sequence[str],
    overlap: int,
    seed: int = 0,
    standing: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """ASSIGNMENTS: what stands, as it stood, then the rest, so that each of `sentences` has `overlap` annotators.

    The same arguments give the same plan. The loads of `annotators`, counted in sentences, differ by at most one,
    unless what stands is so uneven that the rest cannot make up for it.

    Args:
        sentences: `sentence_id` and `document_id` of those to label, in reading order.
        annotators: who can be given sentences now; others keep what they have.
        overlap: annotators for each sentence.
        seed: of chance, which decides between equals.
        standing: ASSIGNMENTS so far; also of sentences that are not among `sentences` any more.

    Raises:
        InputError: there are fewer annotators than `overlap`, or a sentence has more than that already.
    """
    standing = ASSIGNMENTS.table() if standing is None else standing
    people = list(dict.fromkeys(annotators))
    if not 1 <= overlap <= len(people):
        raise InputError(f"{overlap} annotators for each sentence are asked for, and there are {len(people)}.")
    holders: dict[str, list[str]] = defaultdict(list)
    for sentence_id, annotator in zip(standing["sentence_id"], standing["annotator"], strict=True):
        holders[sentence_id].append(annotator)
    _check_not_more(sentences["sentence_id"], holders, overlap)
    documents = dict(zip(sentences["sentence_id"], sentences["document_id"], strict=True))
    chosen = _Fitting(people, overlap, seed, documents, holders).fit()
    draw = int(standing["draw"].max()) + 1 if len(standing) else 1
    added = [
        {"sentence_id": sentence_id, "annotator": annotator, "draw": draw}
        for sentence_id, team in chosen.items()
        for annotator in sorted(team, key=people.index)
    ]
    return pd.concat([standing, ASSIGNMENTS.table(added)], ignore_index=True)


def _check_not_more(sentence_ids: Iterable[str], holders: Mapping[str, Sequence[str]], overlap: int) -> None:
    most = max((len(holders[sentence_id]) for sentence_id in sentence_ids if sentence_id in holders), default=0)
    if most > overlap:
        raise InputError(
            f"Sentences were given to {most} annotators already, and none is taken back from anybody. "
            f"Go on with --overlap {most}, or begin another study: --project NAME."
        )


class _Fitting:
    """One run of `plan`: who still has room for how many, and who shared how many sentences with whom."""

    def __init__(
        self,
        people: Sequence[str],
        overlap: int,
        seed: int,
        documents: Mapping[str, str],
        holders: Mapping[str, Sequence[str]],
    ) -> None:
        self.people, self.documents, self.holders = people, documents, holders
        self.needs = {name: overlap - len(holders.get(name, ())) for name in documents}
        self.needs = {name: need for name, need in self.needs.items() if need}
        self.rank = {person: chance(seed, person) for person in people}
        self.loads = Counter(dict.fromkeys(people, 0))
        self.shared: Counter[tuple[str, str]] = Counter()
        for team in holders.values():
            self.loads.update(person for person in team if person in self.loads)
            self._share(team)
        # In how many of the sentences that are still to be given a person can be chosen.
        self.chances = Counter({person: len(self.needs) for person in people})
        self.chances.subtract(person for name in self.needs for person in holders.get(name, ()))
        self.left = self._quotas()
        pairs, of_team = math.comb(len(people), 2), math.comb(overlap, 2)
        # Each pair meets about four times, if the study is that large; one annotator a sentence has no pairs.
        self.stretch = max(1, len(documents) * of_team // (4 * pairs)) if of_team else len(documents)

    def fit(self) -> dict[str, list[str]]:
        """Sentence to the annotators that it is given to now."""
        chosen: dict[str, list[str]] = {}
        before, length, team = "", 0, []
        at_home = self._at_home()
        for name in self.needs:
            document = self.documents[name]
            length += 1
            if document != before:
                before, length, team = document, 0, at_home.get(document, [])
            elif length % self.stretch == 0:
                team = []
            chosen[name] = team = self._choose(name, team)
        self._even_out(chosen)
        return chosen

    def _quotas(self) -> Counter[str]:
        """How many sentences each person gets, so that loads become even: one by one to who has least."""
        quotas: Counter[str] = Counter()
        queue = [(self.loads[person], self.rank[person], person) for person in self.people]
        heapq.heapify(queue)
        for _ in range(sum(self.needs.values())):
            load, rank, person = heapq.heappop(queue)
            quotas[person] += 1
            if quotas[person] < self.chances[person]:
                heapq.heappush(queue, (load + 1, rank, person))
        return quotas

    def _at_home(self) -> dict[str, list[str]]:
        """Document to the people who label sentences of it already, who has most first."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for name, team in self.holders.items():
            if name in self.documents:
                counts[self.documents[name]].update(team)
        return {document: [person for person, _ in count.most_common()] for document, count in counts.items()}

    def _choose(self, name: str, team: Sequence[str]) -> list[str]:
        """Who labels a sentence: who could not reach the quota otherwise, then `team`, then who shared least."""
        free = [person for person in self.people if person not in self.holders.get(name, ())]
        must = [person for person in free if self.left[person] >= self.chances[person]]
        must.sort(key=lambda person: (self.chances[person] - self.left[person], self.rank[person]))
        chosen = must[: self.needs[name]]
        for person in team:
            if len(chosen) < self.needs[name] and person in free and person not in chosen and self.left[person] > 0:
                chosen.append(person)
        present = [*self.holders.get(name, ()), *chosen]
        while len(chosen) < self.needs[name]:
            rest = [person for person in free if person not in chosen]
            chosen.append(min(rest, key=lambda person: self._cost(person, present)))
            present.append(chosen[-1])
        self.left.subtract(chosen)
        self.chances.subtract(free)
        self._share(present)
        return chosen

    def _cost(self, person: str, present: Sequence[str]) -> tuple[bool, int, int, int]:
        together = sum(self.shared[_pair(person, other)] for other in present)
        return self.left[person] <= 0, together, -self.left[person], self.rank[person]

    def _share(self, team: Sequence[str]) -> None:
        for number, person in enumerate(team):
            self.shared.update(_pair(person, other) for other in team[number + 1 :])

    def _even_out(self, chosen: dict[str, list[str]]) -> None:
        """Hands sentences on from who has most to who has least, where what stands left the loads uneven."""
        loads = self.loads.copy()
        loads.update(person for team in chosen.values() for person in team)
        rank = self.rank

        def uneven() -> Iterator[tuple[str, str]]:
            for giver in sorted(loads, key=lambda person: (-loads[person], rank[person])):
                for taker in sorted(loads, key=lambda person: (loads[person], rank[person])):
                    if loads[giver] - loads[taker] > 1:
                        yield giver, taker

        while move := next((pair for pair in uneven() if self._hand_on(chosen, *pair)), None):
            loads.subtract(move[:1])
            loads.update(move[1:])

    def _hand_on(self, chosen: dict[str, list[str]], giver: str, taker: str) -> bool:
        """Whether there was a sentence that the one could hand on to the other."""
        for name, team in chosen.items():
            if giver in team and taker not in team and taker not in self.holders.get(name, ()):
                team[team.index(giver)] = taker
                return True
        return False


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def showings(
    assignments: pd.DataFrame, annotator: str, *, order: Order = "article", seed: int = 0, repeat: float = 0
) -> list[tuple[str, int]]:
    """What an annotator is shown, in order: sentence and the number of the showing, 1, or 2 for those shown again.

    Draw by draw, so that what was planned later stands behind what was there. In each draw the sentences come in the
    order of the plan, which is the reading order, or shuffled in an order of the annotator's own; then the share
    `repeat` of them once more, chosen by chance among those that are far enough back.

    Args:
        assignments: ASSIGNMENTS.
        annotator: whose.
        order: of the sentences.
        seed: of chance.
        repeat: share of the sentences that are shown again, 0 to 1; more may be chosen later, never others.
    """
    mine = assignments[assignments["annotator"] == annotator]
    shown: list[tuple[str, int]] = []
    for _, part in mine.groupby("draw", sort=True):
        names = part["sentence_id"].tolist()
        if order == "shuffle":
            names.sort(key=lambda name: chance(seed, annotator, name))
        far = names[: len(names) - math.ceil(_DISTANCE * len(names))]
        again = sorted(far, key=lambda name: chance(seed, annotator, "again", name))
        count = int(repeat * len(names) + 0.5)
        shown += [(name, 1) for name in names] + [(name, 2) for name in again[:count]]
    return shown


def chance(seed: int, *subject: str) -> int:
    """A number that looks drawn by chance, always the same for the same seed and subject."""
    text = "\0".join((str(seed), *subject))
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8], "big")
