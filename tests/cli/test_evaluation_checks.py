import json
import math
import random

from framing import tables
from framing.cli.console import print_json
from framing.cli.evaluation_checks import checks_json, checks_of, print_checks
from framing.cli.model import Material
from framing.codebook import Codebook, Frame
from framing.model.evaluation.checks import Checks
from framing.model.evaluation.leakage import Leakage, Outlet, OutletPrediction
from framing.model.evaluation.learning_curve import CurvePoint, LearningCurve
from framing.model.evaluation.resampling import Figure
from framing.model.evaluation.signal import FrameSignal, Signal

FRAMES = (FrameSignal("economy", 40, 0.5, 0.1, 0.005, True), FrameSignal("crime", 9, 0.11, 0.1, 0.41, False))
SIGNAL = Signal(0.3, 0.1, 0.14, 0.005, True, 200, FRAMES, ("health",), 300, 500)
LEAKAGE = Leakage(5, 1.2, (0.4, 0.5), (0.45, 0.6), Figure(0.1, 0.05, 0.15), Figure(0.15, math.nan, math.nan))
OUTLETS = OutletPrediction(
    (Outlet("gazette\x1b[2J", 9, 30, 0.9, ("wire", "said")), Outlet("herald", 8, 20, 0.1, ("on",))),
    3,
    Figure(0.5, 0.4, 0.6),
    0.7,
    0.5,
)
POINTS = tuple(CurvePoint(s, 40 * s, 80 * s, Figure(s / 2, 0.1, 0.9), Figure(s / 2, 0.1, 0.9)) for s in (0.5, 1.0))
CURVE = LearningCurve(POINTS, 3, ("economy",), Figure(0.1, 0.05, 0.2), Figure(0.1, 0.05, 0.2))


def said(capsys, checks):
    print_checks(checks)
    return " ".join(capsys.readouterr().out.split())


def test_each_check_is_said_in_words_with_its_figures(capsys):
    text = said(capsys, Checks(SIGNAL, LEAKAGE, OUTLETS, CURVE))
    assert "Signal: yes. Of 200 times" in text
    assert "macro average precision below 0.14; the true labels get 0.30 (p = 0.005" in text
    assert "It stands on 300 of 500 sentences" in text
    assert "Too few examples to test: health." in text
    assert "macro-F1 0.50 where whole documents show 0.40, a difference of +0.10 (+0.05 to +0.15)" in text
    assert "average precision 0.60 for 0.45, +0.15. Both in 5 folds." in text
    assert "so there is little to leak" in text
    assert "in 50% of cases (0.40 to 0.60)" in text
    assert "herald is told by" not in text  # it is told less often than a guess would
    assert "It still rises" in text


def test_no_signal_is_said_without_softening(capsys):
    text = said(capsys, Checks(signal=Signal(0.12, 0.1, 0.14, 0.3, False, 200, FRAMES, (), 300, 300)))
    assert "Signal: not shown." in text
    assert "Do not use the figures." in text
    assert "It stands on" not in text


def test_what_was_not_checked_has_its_reason(capsys):
    text = said(capsys, Checks(not_made={"outlets": "No document says which outlet it is from."}))
    assert text == "Outlets: not checked. No document says which outlet it is from."


def test_a_name_cannot_steer_the_terminal(capsys):
    print_checks(Checks(outlets=OUTLETS))
    assert "\x1b" not in capsys.readouterr().out


def test_the_document_of_json_has_the_same_and_null_for_what_is_missing(capsys):
    print_json("evaluate", {"checks": checks_json(Checks(SIGNAL, LEAKAGE, None, CURVE, {"outlets": "why"}))})
    checks = json.loads(capsys.readouterr().out)["result"]["checks"]
    assert checks["signal"]["frames"][0]["frame"] == "economy"
    assert checks["leakage"]["average_precision_gap"] == {"value": 0.15, "low": None, "high": None}
    assert checks["outlets"] is None
    assert checks["not_made"] == {"outlets": "why"}
    assert checks["curve"]["verdict"] == "rising"
    assert "It still rises" in checks["curve"]["in_words"]


def material():
    """Four documents of ten sentences, half of them on harvests, of two outlets."""
    book = Codebook("c", "1.0", "C", (Frame("harvest", "Harvest", "h", "#000000", "#ffffff", "-"),), "0" * 16)
    documents, sentences, gold = [], [], []
    harvests = random.Random(1).sample(range(40), 20)  # in no pattern, which would come again however labels are laid
    for number in range(40):
        document, there = f"d{number // 10}", number in harvests
        text = f"Жатва пшеницы в поле {number}" if there else f"Совет заседал в зале {number}"
        place = {"sentence_id": f"s{number:02}", "document_id": document, "position": 1 + number % 10, "start": 0}
        sentences.append(place | {"end": len(text), "text": text, "kind": "body", "paragraph": 1})
        votes = {"votes": int(there), "voters": 1, "probability": float(there), "how": "unanimous", "reason": ""}
        label = {"sentence_id": f"s{number:02}", "frame": "harvest", "present": there}
        gold.append(label | votes | {"codebook": "c", "made_by": "person"})
    for number in range(4):
        about = dict.fromkeys(("text", "title", "author", "date", "path"), "")
        documents.append({"document_id": f"d{number}", "source": "Газета", "language": "ru"} | about)
    nothing = tables.GOLD.table().iloc[:, :0]
    read = (tables.DOCUMENTS.table(documents), tables.SENTENCES.table(sentences), nothing, tables.GOLD.table(gold))
    return Material(*read, nothing, book, {}, (), ())


def test_the_labels_of_a_project_are_checked_and_progress_is_said_beside_the_result(capsys):
    found = checks_of(material())
    heard = capsys.readouterr()
    assert heard.out == ""
    assert "200 permutations" in heard.err
    assert found.signal.signal
    assert found.leakage.macro_f1 == (1.0, 1.0)
    assert set(found.not_made) == {"outlets", "curve"}
