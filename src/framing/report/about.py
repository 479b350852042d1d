"""What a run of scoring, or a model, says of itself, as names and values for a report. Pure.

A run may be another's, and only what findings need of it was looked at: each value here is taken for what it must be or
passed over, its text is one line without characters that steer, and long lists end with how many more there are.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from framing.model.keeping.figures import Figures
from framing.model.learning.train import FrameModel
from framing.report.charts.wording import counted, shown

About = tuple[tuple[str, str], ...]

LISTED = 30  # of a list, such as software or thresholds
_LONGEST = 80  # characters of a name or a reason
_LARGEST = 1 << 62  # of anything that is counted


def about_run(told: Mapping[str, Any], names: Mapping[str, str]) -> About:
    """What `run.json` says of how its scores were made; what it does not say has no line.

    Args:
        told: the run, as `framing.analysis.run_folder.read_run` gives it.
        names: key of a frame to its name.
    """
    of_model, counts = _mapping(told, "about"), _mapping(told, "counts")
    book, makers = _mapping(of_model, "codebook"), _mapping(of_model, "labels_made_by")
    aside = [key for key in ("set_aside", "notes") if _number(counts, key) is not None]
    lines = [
        ("Profile of the model", _text(of_model, "profile")),
        ("Codebook of the model", _spaced(_text(book, key) for key in ("id", "version", "fingerprint"))),
        ("The model learned from", _makers({key: _number(makers, key) or 0 for key in makers})),
        *_frames(of_model, names),
        ("Read by the run", _read(counts)),
        ("Set aside by the run", _aside(counts) if aside else ""),
        ("Unlike the training text", _unlike(counts)),
        ("Voices", _text(of_model, "voices")),
        ("Texts", _text(told, "texts")),
        ("Files", _files(_mapping(told, "input").get("paths"))),
        ("Software of the run", _versions(_mapping(told, "versions"))),
    ]
    return tuple((name, value) for name, value in lines if value)


def recorded(told: Mapping[str, Any]) -> dict[str, Any]:
    """What `run.json` says that a paragraph on methods needs: `profile`, `labels_by` and `set_aside` of its `Study`."""
    of_model, counts = _mapping(told, "about"), _mapping(told, "counts")
    makers = {key: _number(_mapping(of_model, "labels_made_by"), key) for key in _mapping(of_model, "labels_made_by")}
    return {
        "profile": _text(of_model, "profile"),
        "labels_by": {maker: count for maker, count in makers.items() if count},
        "set_aside": _number(counts, "set_aside") or 0,
    }


def about_model(model: FrameModel, figures: Figures | None, names: Mapping[str, str]) -> About:
    """What a stored model says of how it was made and what it was measured at; see `about_run`."""
    known = dict(zip(model.frames, model.thresholds.tolist(), strict=True))
    told = {"thresholds": known, "too_few_examples": list(model.few_examples), "left_out": dict(model.left_out)}
    languages = [shown(code, 20) for code in (model.reference.languages if model.reference else ())]
    made = f"{counted(model.sentences, 'sentence')} of {counted(model.documents, 'document')}"
    lines = [
        ("Profile of the model", shown(model.profile, _LONGEST)),
        (
            "Codebook of the model",
            _spaced(shown(each, _LONGEST) for each in (model.codebook_id, model.codebook_version, model.codebook)),
        ),
        ("The model learned from", _spaced((made + ":", _makers(model.made_by)))),
        ("Languages that it learned from", ", ".join(languages)),
        *_frames(told, names),
        ("Its own evaluation", _evaluation(figures)),
        ("Software of the training", _versions(model.versions)),
    ]
    return tuple((name, value) for name, value in lines if value)


def _frames(told: Mapping[str, Any], names: Mapping[str, str]) -> About:
    """Thresholds, frames of too few examples, and those that the model does not know with the reason."""

    def name(key: object) -> str:
        return shown(names.get(str(key), key), _LONGEST)

    thresholds, left_out = _mapping(told, "thresholds"), _mapping(told, "left_out")
    few = told.get("too_few_examples")
    numbers = [
        f"{name(key)} {least:.2f}"
        for key, least in thresholds.items()
        if type(least) in (int, float) and 0 <= least <= 1
    ]
    return (
        ("Says yes from a probability of", _listed(numbers)),
        ("Too few examples to be trusted", _listed(map(name, few)) if isinstance(few, list) else ""),
        (
            "Frames that it does not know",
            _listed((f"{name(key)} ({shown(why, _LONGEST)})" for key, why in left_out.items()), "; "),
        ),
    )


def _read(counts: Mapping[str, Any]) -> str:
    documents, sentences = _number(counts, "documents"), _number(counts, "sentences")
    if documents is None or sentences is None:
        return ""
    characters = _number(counts, "characters")
    also = "" if characters is None else f", {counted(characters, 'character')}"
    return f"{counted(documents, 'document')} with {counted(sentences, 'coded sentence')}{also}"


def _aside(counts: Mapping[str, Any]) -> str:
    aside, notes = _number(counts, "set_aside") or 0, _number(counts, "notes") or 0
    odd = f"; of others {counted(notes, 'oddity', 'oddities')} noted" if notes else ""
    return f"{counted(aside, 'document')}, which no figure counts{odd}" if aside else f"none{odd}"


def _unlike(counts: Mapping[str, Any]) -> str:
    """What the run counted, whether or not it is too much for chance: that is a warning of its own."""
    keys = ("documents", "other_language", "compared", "unknown_words", "odd_length")
    documents, language, compared, words, length = (_number(counts, key) for key in keys)
    if None in (documents, language, compared, words, length) or not compared:
        return ""
    return (
        f"{language:,} of {documents:,} documents seem to be in another language; of {compared:,} sentences that were "
        f"looked at, {words:,} have more unknown words than 98% of it and {length:,} are shorter or longer"
    )


def _evaluation(figures: Figures | None) -> str:
    if figures is None:
        return "none was kept with it"
    macro = figures.summary["macro_f1"]
    if macro["value"] is None:
        return f"too few examples for a figure, on {counted(figures.documents, 'document')} of its own labels"
    ends = "no interval" if macro["low"] is None else f"95% interval {macro['low']:.2f} to {macro['high']:.2f}"
    return (
        f"mean F1 {macro['value']:.2f} ({ends}) over {macro['frames']:,} of {counted(len(figures.frames), 'frame')}, "
        f"on {counted(figures.counted, 'sentence')} of {counted(figures.documents, 'document')} of its own labels, "
        "each predicted by models that had not seen it"
    )


def _makers(makers: Mapping[str, int]) -> str:
    said = [f"{counted(count, 'label')} by {shown(maker, _LONGEST)}" for maker, count in makers.items() if count > 0]
    return _listed(said) or "labels of which nobody recorded who made them"


def _files(paths: object) -> str:
    """Names without folders: a report is sent around, and whose folder it was is nobody's affair."""
    if not isinstance(paths, list):
        return ""
    named = [path.replace("\\", "/").rstrip("/").rpartition("/")[2] for path in paths if isinstance(path, str)]
    return _listed(shown(name, _LONGEST) for name in named if name)


def _versions(versions: Mapping[str, Any]) -> str:
    return _listed(
        f"{shown(name, _LONGEST)} {shown(version, _LONGEST)}"
        for name, version in sorted(versions.items())
        if isinstance(version, str)
    )


def _listed(values: Iterable[str], between: str = ", ") -> str:
    said = list(values)
    more = f" and {len(said) - LISTED:,} more" if len(said) > LISTED else ""
    return between.join(said[:LISTED]) + more


def _spaced(parts: Iterable[str]) -> str:
    return " ".join(filter(None, parts))


def _mapping(told: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = told.get(key)
    return found if isinstance(found, dict) else {}


def _text(told: Mapping[str, Any], key: str) -> str:
    found = told.get(key)
    return shown(found, _LONGEST) if isinstance(found, str) and found else ""


def _number(told: Mapping[str, Any], key: str) -> int | None:
    found = told.get(key)
    return found if type(found) is int and 0 <= found <= _LARGEST else None
