"""The paragraph on methods that a paper needs, with the numbers; what nobody recorded is said, not passed over. Pure.

It is plain text that Markdown shows as it is: names from outside lose what formats or steers.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from framing.analysis.findings import Findings
from framing.analysis.prevalence.judging import LABELLED_AT_LEAST
from framing.analysis.tables import CORRECTED, TOO_LITTLE
from framing.annotation.decisions import AUTOMATED, PERSON
from framing.model.evaluation.resampling import DRAWS, INTERVAL_AT_LEAST
from framing.model.learning.weights import RandomSlice, is_of_articles
from framing.report.charts.wording import plural, shown
from framing.report.study import Exercises, Repeats, Study
from framing.tables import UNCORRECTED

_WAYS = {
    "unanimous": "were unanimous",
    "majority": "resolved by majority",
    "dawid-skene": "by the model of Dawid and Skene (1979)",
    "ruled": "by a ruling",
}
_FORMATS = str.maketrans(dict.fromkeys("\\`*_[]<>#|~&", ""))


def methods_of(study: Study) -> str:
    """The paragraph: corpus, sampling, coders, agreement and stability, model, correction, software, in this order."""
    parts = [
        _corpus(study),
        _sampling(study.chance, study.annotations),
        _coders(study),
        _agreement(study.agreement, {frame.key: frame.name for frame in study.codebook.frames}),
        _stability(study.repeats),
        _gold(study),
        _model(study),
        _correction(study.findings),
        _software(study),
    ]
    return " ".join(part for part in parts if part) + "\n"


def _plain(text: object, limit: int = 60) -> str:
    return shown(str(text).translate(_FORMATS), limit)


def _corpus(study: Study) -> str:
    scored, book = study.findings.scored, study.codebook
    named = [str(source) for source in scored.documents.get("source", []) if str(source)]
    told = f" of {_counted(len(set(named)), 'outlet')}" if named else ", whose outlets were not recorded"
    told += _lacking(len(scored.documents) - len(named), "no outlet") if named else ""
    dates = sorted(str(date)[:10] for date in scored.documents.get("date", []) if str(date))
    spread = " to ".join(dict.fromkeys([dates[0], dates[-1]])) if dates else ""
    time = f", dated {spread}" if spread else ", whose dates were not recorded"
    time += _lacking(len(scored.documents) - len(dates), "no date") if dates else ""
    repeats = len(scored.copies)
    copies = f"; {_counted(repeats, 'document')} {'repeats' if repeats == 1 else 'repeat'} another" if repeats else ""
    aside = f"; {_counted(study.set_aside, 'document')} could not be read and {_are(study.set_aside)} not counted"
    apart = copies + (aside if study.set_aside else "")
    return (
        f"The corpus has {_counted(len(scored.documents), 'document')}{told}{time}, with "
        f"{_counted(len(scored.sentences), 'coded sentence')}{apart}. Sentences were coded by the codebook "
        f"{_plain(book.id)} {_plain(book.version)} (fingerprint {_plain(book.fingerprint)}), which has "
        f"{_counted(len(book.frames), 'frame')} and {_counted(len(book.voices), 'voice')}."
    )


def _lacking(number: int, what: str) -> str:
    return f" ({number:,} {'has' if number == 1 else 'have'} {what})" if number else ""


def _sampling(chance: RandomSlice | None, annotations: pd.DataFrame) -> str:
    labelled = annotations["sentence_id"].nunique()
    if not labelled and chance is None:
        return "No sentence of it was labelled, and no random sample was drawn."
    if chance is None:
        return (
            f"{_counted(labelled, 'sentence')} {_were(labelled)} labelled; no random sample was recorded, so how these "
            "sentences were chosen, and what they stand for, is not known."
        )
    drawn = chance.drawn
    done = int(drawn["sentence_id"].isin(annotations["sentence_id"]).sum())
    chances = drawn["inclusion_probability"].astype(float)
    strata = drawn.groupby("stratum")["inclusion_probability"].agg(["size", "min"])
    seeds = ", ".join(map(str, sorted(set(drawn["seed"]))))
    design = "by simple random sampling"
    if len(strata) > 1:
        named = [f"{_plain(name)}: {int(row['size'])} at {row['min']:.4f}" for name, row in strata.head(8).iterrows()]
        more = f"; {len(strata) - 8} more strata" if len(strata) > 8 else ""
        design = f"by random sampling within {len(strata)} strata ({'; '.join(named)}{more})"
    spread = f"{chances.min():.4f}" if chances.min() == chances.max() else f"{chances.min():.4f} to {chances.max():.4f}"
    whole = " of articles, each with all of its sentences" if is_of_articles(drawn) else ""
    text = (
        f"{_counted(len(drawn), 'sentence')} for estimation {_were(len(drawn))} drawn {design}{whole}, with inclusion "
        f"probabilities of {spread} (seed {seeds}); {done:,} of them were labelled, of {labelled:,} labelled in all."
    )
    if chance.assisted:
        aided = _counted(len(chance.assisted), "sentence")
        text += f" Figures leave out {aided} labelled with a model's proposal in sight."
    return text


def _coders(study: Study) -> str:
    made_by = study.annotations.groupby("made_by")["annotator"].nunique().to_dict()
    people, programs = int(made_by.get(PERSON, 0)), int(made_by.get(AUTOMATED, 0))
    said = []
    if people:
        said.append(f"{_counted(people, 'person', 'people')} labelled.")
        said.append(_training(study.exercises))
    if programs:
        what = "a program" if programs == 1 else "programs"
        text = f"{_counted(programs, 'automated coder')} labelled: {what}, whose labels are no judgement of people."
        said.append(text if people else f"No person labelled. {text}")
    return " ".join(said)


def _training(done: Exercises | None) -> str:
    if done is None or not done.answered:
        return "Coder training was not recorded."
    return (
        f"{_counted(done.people, 'coder')} did exercises with a known key beforehand: {done.right:,} of "
        f"{done.answered:,} first answers were right."
    )


def _agreement(table: pd.DataFrame | None, names: Mapping[str, str]) -> str:
    if table is None or table.empty:
        return "Agreement was not measured: no sentence was labelled by two coders."
    maker = ", ".join(sorted(set(map(str, table["made_by"])))) if "made_by" in table else ""
    among = " among automated coders" if maker == AUTOMATED else ""
    rows = []
    for row in table.to_dict(orient="records"):
        ends = f" ({row['low']:.2f} to {row['high']:.2f})" if row["low"] == row["low"] else " (no interval)"
        alpha = f"{row['alpha']:.2f}{ends}" if row["alpha"] == row["alpha"] else "too little to tell"
        rows.append(f"{_plain(names.get(row['frame'], row['frame']))} {alpha}, {int(row['sentences']):,} sentences")
    text = (
        f"Agreement{among} before any was resolved, as Krippendorff's alpha with 95% intervals over documents: "
        f"{'; '.join(rows)}."
    )
    if not among:
        return text
    return (
        f"{text} Agreement of programs, which may be passes of one, is no inter-coder reliability: it says that they "
        "repeat themselves, not that people would agree."
    )


def _stability(repeats: Repeats | None) -> str:
    if repeats is None or not repeats.shown:
        return "Stability was not measured: no sentence was shown to a coder twice."
    return (
        f"Stability: of {_counted(repeats.shown, 'sentence')} shown to the same coder twice, {repeats.same:,} "
        f"({repeats.same / repeats.shown:.0%}) got the same frames again."
    )


def _gold(study: Study) -> str:
    if study.gold.empty:
        return ""
    alone = (study.gold["how"] == "unanimous") & (study.gold["voters"] == 1)
    counts = study.gold.loc[~alone, "how"].value_counts()
    ways = [f"{counts[how]:,} {words}" for how, words in _WAYS.items() if how in counts]
    if alone.any():
        said = f"{alone.sum():,} {_were(int(alone.sum()))} made by one coder alone, of which no agreement can be told"
        ways.insert(0, said)
    return (
        f"Of {_counted(len(study.gold) + study.ties, 'decision')} on a sentence and frame, {', '.join(ways)}, and "
        f"{study.ties:,} stayed open because coders were tied."
    )


def _model(study: Study) -> str:
    fingerprint = _plain(study.findings.scored.model)
    makers = ", ".join(f"{count:,} by {_plain(maker)}" for maker, count in sorted(study.labels_by.items()))
    unlike = f" {_plain(study.findings.scored.unlike, 600)}" if study.findings.scored.unlike else ""
    return f"{_classifier(study, fingerprint, makers)}{unlike}"


def _classifier(study: Study, fingerprint: str, makers: str) -> str:
    if not study.profile:
        return f"Sentences were scored by the model {fingerprint}; its training and quality were not at hand."
    if study.trained_on is None:
        return (
            f"Sentences were scored by a linear classifier (framing, profile {_plain(study.profile)}, fingerprint "
            f"{fingerprint}; labels: {makers or 'makers not recorded'}); its quality was not at hand."
        )
    text = (
        f"A linear classifier (framing, profile {_plain(study.profile)}, fingerprint {fingerprint}) was trained on "
        f"{_counted(study.trained_on, 'sentence')} (labels: {makers or 'makers not recorded'})."
    )
    macro = None if study.figures is None else study.figures.summary.get("macro_f1")
    if study.figures is None or macro is None or macro["value"] is None:
        return f"{text} Its quality on held-out documents was not measured, or there was too little to tell."
    ends = "no interval" if macro["low"] is None else f"95% interval {macro['low']:.2f} to {macro['high']:.2f}"
    basis = "drawn by chance" if study.figures.by_chance else "not drawn by chance"
    without = len(study.figures.frames) - macro["frames"]
    lacking = f"; {_counted(without, 'frame')} had too few examples for a figure" if without else ""
    return (
        f"{text} On the {_counted(study.figures.documents, 'document')} of its own labels, each predicted by models "
        f"that had not seen it, its mean F1 over {macro['frames']:,} of {_counted(len(study.figures.frames), 'frame')} "
        f"was {macro['value']:.2f} ({ends}; {study.figures.counted:,} sentences, {basis}{lacking}). Of other texts "
        "that figure says nothing."
    )


_ESTIMATOR = (
    "Shares with a random labelled slice of their own group were corrected by prediction-powered inference with "
    "inclusion weights (PPI++; Angelopoulos, Duchi and Zrnic 2023), with 95% intervals by Wilson's method on the "
    f"effective number of units from {DRAWS:,} resamples of whole documents; fewer than {INTERVAL_AT_LEAST} labelled "
    "documents have no interval."
)


def _correction(findings: Findings) -> str:
    table = findings.prevalence
    if table.empty:
        return "No share was estimated."
    said = [_ESTIMATOR if (table["estimate"] == CORRECTED).any() else "No share could be corrected."]
    for unit, of_unit in table.groupby("unit", sort=False):
        counts = of_unit["estimate"].value_counts()
        labelled = of_unit.loc[of_unit["estimate"] == CORRECTED, "labelled"]
        sizes = f" by {labelled.min():,} to {labelled.max():,} labelled ones each" if len(labelled) else ""
        said.append(
            f"Of {len(of_unit):,} shares of {plural(str(unit))}, {counts.get(CORRECTED, 0):,} were corrected{sizes}, "
            f"{counts.get(UNCORRECTED, 0):,} are the classifier's counts, uncorrected, and "
            f"{counts.get(TOO_LITTLE, 0):,} were not given (a group needs {LABELLED_AT_LEAST} labelled)."
        )
    if findings.comparison is not None:
        tested = int(findings.comparison["p"].notna().sum())
        said.append(
            f"{_counted(tested, 'difference')} between groups {_were(tested)} tested, with Holm's correction over all "
            f"frames and pairs of a table; of {len(findings.comparison) - tested:,} there was too little to test."
        )
    return " ".join(said)


def _software(study: Study) -> str:
    if not study.versions:
        return "Versions of the software were not recorded."
    named: Sequence[str] = [f"{_plain(name)} {_plain(version)}" for name, version in sorted(study.versions.items())]
    return f"Software: {', '.join(named)}."


def _counted(number: int, noun: str, several: str = "") -> str:
    return f"{number:,} {noun if number == 1 else several or noun + 's'}"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _were(number: int) -> str:
    return "was" if number == 1 else "were"
