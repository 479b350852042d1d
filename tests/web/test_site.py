"""Who waits for the model, and how long: sentences never behind a heap of articles."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from framing.web.guard import Door
from framing.web.kept import Kept
from framing.web.limits import Limits
from framing.web.pages import Pages
from framing.web.problems import Problem
from framing.web.site import SHORT, Site
from framing.web.subject import Subject

SENTENCE = "Armed gangs stormed the airport."
ARTICLE = "The mob burned a bank. " * 60
FORMS = {"text": SENTENCE, "other": SENTENCE}


def site_of(subject: Subject, limits: Limits) -> Site:
    return Site(subject, Pages(subject, "en", protected=False, in_file=False), Door(frozenset()), limits, Kept())


def run_apart(work: Coroutine[Any, Any, Any]) -> Any:
    """What comes of it; a browser of another test may hold this thread's loop."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, work).result()


def test_a_sentence_waits_for_one_article_at_most_and_too_many_articles_are_refused(
    subject: Subject, wide: Limits
) -> None:
    site, begin, order = site_of(subject, wide), threading.Event(), list[str]()

    def job(name: str) -> Callable[[], str]:
        def done() -> str:
            assert begin.wait(20)
            order.append(name)
            return name

        return done

    async def class_and_flood() -> list[Any]:
        flood = [asyncio.create_task(site.work(job("article"), 50_000)) for _ in range(20)]
        sentence = asyncio.create_task(site.work(job("sentence"), len(SENTENCE)))
        await asyncio.sleep(0.01)
        begin.set()
        found = await asyncio.gather(*flood, sentence)
        return [*found, await site.work(job("article"), 250_000)]  # alone, more than may wait together

    found = run_apart(class_and_flood())
    assert order.index("sentence") <= 1
    assert sum(isinstance(each, Problem) and each.name == "busy" for each in found) == 16
    assert order.count("article") == 5


def test_articles_that_nobody_waits_for_any_more_do_not_pile_up_before_sentences(
    subject: Subject, wide: Limits
) -> None:
    site, begin, begun, order = site_of(subject, wide), threading.Event(), threading.Event(), list[str]()

    def article() -> str:
        begun.set()
        assert begin.wait(20)
        order.append("article")
        return ""

    async def gone_and_again() -> None:
        for _ in range(10):
            task = asyncio.create_task(site.work(article, 50_000))
            await asyncio.get_running_loop().run_in_executor(None, begun.wait, 20)
            task.cancel()
        sentence = asyncio.create_task(site.work(lambda: order.append("sentence"), len(SENTENCE)))
        await asyncio.sleep(0.01)
        begin.set()
        await sentence

    run_apart(gone_and_again())
    assert order == ["article", "sentence"]


@pytest.mark.parametrize(
    ("path", "given", "long"),
    [
        ("/label", {"json": {"text": SENTENCE}}, False),
        ("/score", {"json": {"text": SENTENCE}}, False),
        ("/score", {"json": {"texts": [SENTENCE] * 3}}, False),
        ("/score", {"json": {"texts": [SENTENCE] * 50}}, True),
        ("/score", {"json": {"article": ARTICLE}}, True),
        ("/", {"data": FORMS}, False),
        ("/two", {"data": FORMS}, False),
        ("/two", {"data": {**FORMS, "other": ARTICLE}}, True),
        ("/article", {"data": {"text": ARTICLE}}, True),
        ("/fails/keep", {"data": {"text": SENTENCE, "kind": "quote"}}, False),
    ],
)
def test_what_is_long_stands_in_the_line_of_the_long(
    make_client: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, path: str, given: dict[str, Any], long: bool
) -> None:
    asked, work = list[int](), Site.work

    def watched(site: Site, job: Callable[[], Any], characters: int) -> Awaitable[Any]:
        asked.append(characters)
        return work(site, job, characters)

    monkeypatch.setattr(Site, "work", watched)
    assert make_client().post(path, **given).status_code in (200, 303)
    assert (max(asked) > SHORT) is long
