import base64
import hashlib
import itertools
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

import framing.report
from framing.errors import InputError
from framing.pages.contrast import READABLE, contrast
from framing.report.figures import build_report
from framing.report.markdown import markdown_of
from framing.report.pages import decimal, percent, render_report, write_report
from framing.report.view import FoundFacts

VOID = {"meta", "link", "input", "br", "img"}
SECTIONS = ("shares", "differences")
HOSTILE = "</script></title></style><script>alert('a')</script>\"'><img src=x onerror=alert(1)>&amp;\u202eevil 👩‍👩‍👧"


class Page(HTMLParser):
    """Tags with their attributes, the text outside scripts and styles, and whether every tag closes."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.texts, self.open = [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("script", "style"):
            self.texts.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.texts).split())

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


def hostile_report(corpus):
    documents, sentences = corpus.documents(), corpus.sentences()
    documents["title"] = HOSTILE
    documents["source"] = HOSTILE
    documents["language"] = HOSTILE
    sentences.loc[1, "text"] = HOSTILE
    sentences.loc[7, "text"] = HOSTILE  # the byline
    table = pd.DataFrame([corpus.evaluation_row("fire", 30, 0.7, HOSTILE), corpus.evaluation_row(HOSTILE, 3, 0.7)])
    return corpus.report(
        title=HOSTILE,
        documents=documents,
        sentences=sentences,
        codebook=corpus.codebook(fire=HOSTILE),
        agreement=pd.DataFrame([corpus.agreement_row(HOSTILE, 0.5, note=HOSTILE)]),
        ties=corpus.ties(("market", 3, "fire")),
        evaluation=corpus.evaluated(table, folds=HOSTILE, warnings=(HOSTILE,)),
        notes=[HOSTILE],
        generated=HOSTILE,
    )


@pytest.fixture(scope="module")
def html(corpus):
    table = pd.DataFrame([corpus.evaluation_row("fire", 20, 0.73), corpus.evaluation_row("calm", 11, 0.55)])
    agreement = pd.DataFrame([corpus.agreement_row("fire", 0.77), corpus.agreement_row("calm", 0.66)])
    return render_report(corpus.report(evaluation=corpus.evaluated(table), agreement=agreement))


@pytest.fixture(scope="module")
def page(html):
    return Page(html)


def test_every_tag_that_opens_closes(page):
    assert page.open == []


def test_the_summary_gives_each_figure_with_its_count(page):
    assert "Two articles with 6 labelled sentences, read for 3 frames. 4 of 6 sentences carry at least one" in page.text
    assert "are town on fire (2 of 4 sentences) and calm restored (1 of 4)." in page.text


def test_too_few_examples_stand_in_place_of_figures(page):
    assert "calm restored 11 of 97 2 of 2 too few examples (11)" in page.text
    assert "0.55" not in page.text
    assert "town on fire 20 of 97 2 of 2 0.71 0.72 0.73 0.74 0.41" in page.text


def test_predictions_are_called_uncorrected_and_come_with_threshold_and_count(page):
    assert "What the classifier predicts, uncorrected" in page.text
    assert "town on fire too few examples 4 of 7 57% 3 of 5 2 of 3 2 of 3 2 of 2 0.50 3" in page.text
    assert "somebody is to blame : too few examples to learn (0)" in page.text


def test_a_page_of_findings_leads_with_them_and_folds_all_but_ten_articles(corpus, made):
    findings = made.findings(made.scored(30, 10))
    scored = findings.scored
    gold = corpus.gold().head(1)
    labels = pd.concat([gold.assign(sentence_id=name, frame="law") for name in scored.sentences["sentence_id"]])
    report = build_report(
        title="Made", documents=scored.documents, sentences=scored.sentences.assign(start=0, end=0, paragraph=1),
        codebook=made.codebook(), gold=labels.reset_index(drop=True), agreement=None, evaluation=None, scores=None,
        model=None, notes=(), found=FoundFacts(findings),
    )  # fmt: skip
    html = render_report(report)
    lead = html.partition('<p class="lead">')[2].partition("</p>")[0]
    assert report.found.can[1] in unescape(lead)
    assert "the most common" not in lead
    assert all(Page(html).text.count(line) == 1 for line in report.found.can[:4])
    under = html.partition("</h1>")[2].partition("</p>")[0]
    assert "30 articles of Harbour Post, The Bay Courier, Жаңа хабар and Утренний вестник, 2024-01-01 to 2025-" in under
    assert "20 more articles</summary>" in html
    tables = re.findall(r'<div class="(one[^"]*)">', html)
    assert tables == ["one"] * 5 + ["one unprinted"] * 25
    assert "Printed are the tables of the first 5 of 30 labelled articles." in html
    assert "no difference between two single articles was tested" in html
    assert "without intervals" not in html


def test_a_page_of_findings_says_how_well_its_model_does_and_whose_figures_these_are(corpus, made):
    findings = made.findings(made.scored(20, 10))
    scored = findings.scored
    gold = corpus.gold().head(1)
    labels = pd.concat([gold.assign(sentence_id=name, frame="law") for name in scored.sentences["sentence_id"][:180]])
    seen = int(scored.predicted[:180, scored.frames.index("law")].sum())

    def page(facts):
        report = build_report(
            title="Made", documents=scored.documents, sentences=scored.sentences.assign(start=0, end=0, paragraph=1),
            codebook=made.codebook(), gold=corpus.gold().head(0), agreement=None, evaluation=None, scores=None,
            model=None, notes=(), found=facts,
        )  # fmt: skip
        html = render_report(report).partition('id="quality"')[2].partition("</section>")[0]
        return Page(f"<section {html}").text, markdown_of(report, (), "report")

    told, written = page(FoundFacts(findings, "person", of_run=True, labels=labels.reset_index(drop=True)))
    assert "with the labels (person) of 180 sentences in 18 articles, as they are and not weighted" in told
    assert "What it was measured at when it was trained is not at hand." in told
    assert f"law {seen} of {seen} 1.00 {seen} of 180 {seen / 180:.2f}" in told
    assert "## The model behind the findings, by the labels of this corpus" in written
    assert "by its own evaluation" not in written
    assert "Nothing is known of how well the model m0de1 does" in page(FoundFacts(findings, of_run=True))[0]


def test_why_something_is_missing_stands_in_its_section(corpus, made):
    findings = made.findings(made.scored(30, 10))
    why = {"prevalence by month": "no <date>", "comparison by voice": "one voice", "comparison": "one voice"}
    scored = findings.scored
    report = build_report(
        title="Made", documents=scored.documents, sentences=scored.sentences.assign(start=0, end=0, paragraph=1),
        codebook=made.codebook(), gold=corpus.gold().head(0), agreement=None, evaluation=None, scores=None,
        model=None, notes=(), found=FoundFacts(replace(findings, why=why), of_run=True),
    )  # fmt: skip
    html = render_report(report)
    shares, differences = (Page(html.partition(f'id="{name}"')[2].partition("</section>")[0]) for name in SECTIONS)
    assert "None by month: no <date>" in shares.text
    assert differences.text.count("None by voice: one voice") == differences.text.count("one voice") == 1
    told = markdown_of(report, (), "report").partition("## Not in this report")[2]
    assert "- prevalence by month: no \\<date\\>" in told
    assert told.count("one voice") == 1


def test_figures_of_another_model_than_the_one_that_scored_are_called_so(corpus, page):
    evaluated = corpus.evaluated(pd.DataFrame([corpus.evaluation_row("fire", 25, 0.6)]))
    other = Page(render_report(corpus.report(evaluation=evaluated, model=replace(corpus.model, elsewhere=True)))).text
    assert "of a model trained anew on the labels of this page, not of starter" in other
    assert "trained anew" not in page.text


def test_labels_of_people_are_not_called_automated_and_those_of_an_automated_coder_are(corpus, page):
    assert "automated coder" not in page.text
    automated = Page(render_report(corpus.report(gold=corpus.gold(made_by="automated coder"))))
    assert (
        "All 11 labels behind this page (one per sentence and frame) were made by an automated coder" in automated.text
    )
    assert "automated coder in 3 passes." in automated.text
    assert "The labels are no gold standard" in automated.text


def test_a_sentence_tells_no_frame_from_not_labelled(page):
    assert "It left at noon. no frame" in page.text
    assert "Somebody spoke. town on fire , only the model 0.70 not labelled" in page.text
    assert "By our reporter byline, not coded" in page.text


@pytest.fixture(scope="module")
def disagreeing(corpus):
    ties = corpus.ties(("market", 3, "fire"), ("market", 3, "calm"), ("harbour", 4, "blame"))
    return Page(render_report(corpus.report(ties=ties, scores=None, model=None)))


def test_sentences_on_which_the_coders_disagree_are_not_counted_as_carrying_no_frame(disagreeing):
    text = disagreeing.text
    assert "7 labelled sentences, read for 3 frames. Of the sentences, 4 carry a frame, 1 none, 2 are undecided" in text
    assert "calm restored (1 of 4); 1 is undecided." in text
    assert "3 labelled sentences, 2 with a frame, 0 with none, 1 undecided (coders disagree)" in text


def test_a_sentence_says_on_which_frames_the_coders_disagree_beside_those_it_carries(disagreeing):
    assert "It left at noon. coders disagree: somebody is to blame" in disagreeing.text
    assert "Traders swept the square. calm restored coders disagree: town on fire" in disagreeing.text
    assert "Somebody spoke. coders disagree: town on fire , calm restored" in disagreeing.text


def test_a_sentence_with_a_tie_is_found_by_its_own_filter_and_not_as_one_without_frame(corpus, disagreeing):
    found = {row["id"]: row["data-frames"].split() for row in disagreeing.all("li") if "data-frames" in row}
    places = {place: found[corpus.sentence_id(*place)] for place in (("harbour", 3), ("harbour", 4), ("market", 2))}
    assert places == {("harbour", 3): ["0"], ("harbour", 4): ["tie"], ("market", 2): ["2", "tie"]}
    assert "tie" in {box.get("value") for box in disagreeing.all("input")}


def test_without_ties_nothing_is_said_of_disagreement(page):
    assert "undecided" not in page.text
    assert "coders disagree" not in page.text
    assert "tie" not in {box.get("value") for box in page.all("input")}


def test_a_frame_with_nothing_but_ties_is_undecided_and_not_unasked(corpus):
    text = Page(render_report(corpus.report(ties=corpus.ties(("harbour", 4, "blame"))))).text
    assert "somebody is to blame undecided –" in text
    assert "not asked" in Page(render_report(corpus.report())).text


def test_a_rare_frame_is_not_called_reliable(corpus, page):
    note = "seen in only 3 sentences: alpha says little"
    table = pd.DataFrame([corpus.agreement_row("fire", 1.0, 20, note, 3), corpus.agreement_row("calm", 0.9, 20)])
    html = render_report(corpus.report(agreement=table))
    assert f"town on fire {note} 1.00 – 0.83 3 of 60 27 of 1,180" in Page(html).text
    assert "calm restored 0.90 0.11 to 0.95" in Page(html).text
    assert "does not hold of a frame seen in fewer than 10 sentences" in Page(html).text
    assert '<td class="figure of">1.00</td>' in html
    assert "does not hold of a frame" not in page.text


def test_the_page_says_what_its_figures_mean(page):
    assert "A decision is the answer of one coder about one frame in one sentence." in page.text
    assert all(word in page.text for word in ("precision is", "recall is", "F1 is", "average precision says"))


def test_hostile_text_is_shown_as_text_wherever_it_comes_from(corpus):
    page = Page(render_report(hostile_report(corpus)))
    assert page.open == []
    assert len(page.all("script")) == 1
    assert page.all("img") == []
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
    shown = " ".join(HOSTILE.split())
    assert page.text.count(shown) >= 15


def test_hostile_text_does_not_change_the_script(corpus, html):
    script = re.compile(r"<script>(.*?)</script>", re.DOTALL)
    assert script.findall(render_report(hostile_report(corpus))) == script.findall(html)


def test_foreign_text_is_set_apart_from_ours_so_that_its_direction_marks_end_with_it(corpus):
    html = render_report(hostile_report(corpus))
    for found in re.finditer("\u202e", html):
        before = html[: found.start()]
        element = before[before.rindex("<") :]
        assert element.startswith(("<bdi>", "<title>")) or 'dir="auto"' in element


def test_ten_thousand_characters_are_all_there_and_cut_only_where_a_table_would_break(corpus):
    documents, sentences = corpus.documents(), corpus.sentences()
    documents.loc[0, "title"], sentences.loc[1, "text"] = "T" * 10_000, "s" * 10_000
    html = render_report(corpus.report(documents=documents, sentences=sentences))
    assert html.count("T" * 10_000) == 1
    assert html.count("s" * 10_000) == 1


def test_what_html_cannot_hold_becomes_a_replacement_character(corpus, tmp_path):
    sentences = corpus.sentences()
    sentences["text"] = sentences["text"].astype(object)
    sentences.loc[1, "text"] = "null \x00 bell \x07 half \ud800 end"
    write_report(corpus.report(sentences=sentences), tmp_path / "report.html")
    assert "null \ufffd bell \ufffd half \ufffd end" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_the_policy_allows_only_our_script_by_its_hash(html, page):
    policy = next(attrs["content"] for attrs in page.all("meta") if "http-equiv" in attrs)
    script = re.search(r"<script>(.*?)</script>", html, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert "default-src 'none'" in policy
    assert f"script-src 'sha256-{digest}'" in policy
    assert "unsafe-inline" not in policy.replace("style-src 'unsafe-inline'", "")


def test_nothing_in_the_page_is_loaded_from_anywhere(html, page):
    assert "http://" not in html
    assert "https://" not in html
    assert "url(" not in html
    assert "@import" not in html
    links = [attrs.get("src") or attrs.get("href") for _, attrs in page.tags if "src" in attrs or "href" in attrs]
    assert all(link.startswith(("#", "data:,")) for link in links)


def test_every_link_inside_the_page_has_its_target_and_every_id_is_there_once(page):
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {attrs["href"][1:] for attrs in page.all("a")} <= set(ids)


def test_every_sentence_has_its_own_id_as_anchor(corpus, page):
    ids = {attrs.get("id") for attrs in page.all("li")}
    assert set(corpus.sentences()["sentence_id"]) <= ids


def test_every_table_header_says_what_it_heads(page):
    assert page.all("th")
    assert all(attrs.get("scope") in ("row", "col") for attrs in page.all("th"))


def test_headings_go_down_one_level_at_a_time(page):
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_the_page_names_its_language_and_that_of_the_articles(page):
    assert page.all("html") == [{"lang": "en"}]
    assert [attrs.get("lang") for attrs in page.all("ol") if attrs.get("class") == "sentences"] == ["en", "en"]


def test_every_text_of_the_page_can_be_read_in_light_dark_and_print():
    css = (Path(framing.report.__file__).parent / "templates" / "report.css").read_text(encoding="utf-8")
    palettes = [
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]+);", block)) for block in re.findall(r":root \{(.*?)\}", css, re.S)
    ]
    assert len(palettes) == 3
    for palette in palettes:
        colours = {
            name: value if len(value) == 7 else "#" + "".join(2 * c for c in value[1:])
            for name, value in palette.items()
        }
        for text in ("ink", "muted", "link"):
            for background in ("paper", "raised"):
                assert contrast(colours[text], colours[background]) >= READABLE, (text, background)
        assert contrast(colours["warn-ink"], colours["warn"]) >= READABLE
        assert contrast(colours["paper"], colours["muted"]) >= READABLE  # the example chips
        assert contrast(colours["edge"], colours["paper"]) >= 3  # WCAG 1.4.11: edges of bars and chips
        assert contrast(colours["link"], colours["paper"]) >= 3  # the focus ring


def test_the_same_report_gives_the_same_page(corpus, html):
    assert render_report(corpus.report()) == render_report(corpus.report())
    assert render_report(corpus.report()) != html


def test_a_report_without_labels_model_or_agreement_says_what_is_missing(corpus):
    page = Page(render_report(corpus.report(gold=corpus.gold().head(0), scores=None, model=None)))
    assert "None of them has a label yet" in page.text
    assert "nobody knows how reliable these labels are" in page.text
    assert "No classifier was tried" in page.text
    assert "No model scored these sentences." in page.text


def test_what_is_left_out_of_a_long_page_is_counted(corpus):
    page = Page(render_report(corpus.report(sentence_limit=4)))
    assert "at most 4 sentences" in page.text
    assert "4 sentences (1 whole article) are counted in the tables above but not printed here." in page.text
    assert "Somebody spoke." not in page.text


def test_a_page_that_cannot_be_written_leaves_the_old_one(corpus, tmp_path):
    (tmp_path / "file").write_text("old")
    with pytest.raises(InputError, match="Choose a folder"):
        write_report(corpus.report(), tmp_path / "file" / "report.html")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0.0, "0%"), (0.004, "<1%"), (0.125, "13%"), (0.5, "50%"), (0.996, ">99%"), (1.0, "100%"), (None, "–")],
)
def test_a_share_is_whole_percent_and_never_rounded_to_nothing_or_all(share, shown):
    assert percent(share) == shown


def test_a_figure_has_two_decimals_and_a_true_minus():
    assert [decimal(0.5), decimal(-0.254), decimal(None)] == ["0.50", "−0.25", "–"]
