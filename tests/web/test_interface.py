"""The interface for programs, and what becomes of bodies that nobody should send."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from framing.web.asked import MOST_BYTES, MOST_TEXTS
from framing.web.limits import Limits
from framing.web.subject import Subject

SENTENCE = "Armed gangs stormed the airport, the minister said."
JSON = {"content-type": "application/json"}
MakeClient = Callable[..., TestClient]


def test_labels_are_the_predicted_frames_as_doccano_takes_them(client: TestClient, subject: Subject) -> None:
    answer = client.post("/label", json={"text": SENTENCE})
    assert answer.status_code == 200
    rows = answer.json()
    probabilities = subject.model.probabilities([SENTENCE])
    predicted = subject.model.predicted(probabilities)[0]
    expected = {f: p for f, p, yes in zip(subject.model.frames, probabilities[0], predicted, strict=True) if yes}
    assert expected
    assert {row["label"]: row["score"] for row in rows} == pytest.approx(expected, abs=1e-6)
    assert [row["score"] for row in rows] == sorted((row["score"] for row in rows), reverse=True)
    assert client.post("/label", json={"text": "The gates open at nine."}).json() == []


def test_scores_are_those_of_the_model_for_a_sentence_a_batch_and_an_article(
    client: TestClient, subject: Subject
) -> None:
    texts = [SENTENCE, "Рабочие вышли на площадь.", "\u202eThe mob\x00 burned a bank."]
    one = client.post("/score", json={"text": SENTENCE}).json()
    batch = client.post("/score", json={"texts": texts}).json()
    assert batch["sentences"][0] == one["sentences"][0]
    for text, row in zip(texts, batch["sentences"], strict=True):
        found = {each["frame"]: each["probability"] for each in row["frames"]}
        expected = dict(zip(subject.model.frames, subject.model.probabilities([text])[0], strict=True))
        assert found == pytest.approx(expected, abs=1e-6)
        assert (row["start"], row["end"]) == (0, len(text))
    article = f"{SENTENCE}\n\nBy A. Reporter\n\nThe mob burned a bank and looted shops."
    rows = client.post("/score", json={"article": article}).json()["sentences"]
    assert article[rows[0]["start"] : rows[0]["end"]] == SENTENCE
    assert rows[0]["frames"] == one["sentences"][0]["frames"]
    assert rows[0]["voice"] == "official"
    assert [bool(row["frames"]) for row in rows] == [True, False, True]  # a byline is not scored
    assert one["model"]["labels_by_automated_coder"] == 2232


@pytest.mark.parametrize(
    ("body", "status", "problem", "where"),
    [
        (b"", 400, "not_json", "body"),
        (b'{"text": "a"', 400, "not_json", "body"),
        (b'{"text": "a"} x', 400, "not_json", "body"),
        (b"\xef\xbb\xbf{}", 400, "not_json", "body"),
        (b'{"text": "\xff"}', 400, "not_utf8", "body"),
        (b'{"text": "a", "text": "b"}', 400, "repeated_key", "body"),
        (b'{"text": NaN}', 400, "no_number", "body"),
        (b'{"text": ' + b"9" * 5000 + b"}", 400, "no_number", "body"),
        (b"[" * 100_000, 400, "too_deep", "body"),
        (b'{"text": ' + b'{"a":' * 100_000, 400, "too_deep", "body"),
        (b"[]", 422, "wrong_value", "body"),
        (b"null", 422, "wrong_value", "body"),
        (b"{}", 422, "wrong_value", None),
        (b'{"text": 7}', 422, "wrong_value", "text"),
        (b'{"text": null}', 422, "wrong_value", "text"),
        (b'{"text": ["a"]}', 422, "wrong_value", "text"),
        (b'{"text": "a", "more": 1}', 422, "wrong_value", "body"),
        (b'{"text": ""}', 422, "empty_text", "text"),
        (b'{"text": " \\u00a0\\n"}', 422, "empty_text", "text"),
        (b'{"text": "\\ud800"}', 422, "half_character", "text"),
        (b'{"text": "' + b"x" * 5_001 + b'"}', 422, "too_long", "text"),
    ],
)
@pytest.mark.parametrize("path", ["/label", "/score"])
def test_a_body_that_is_not_right_is_refused_with_what_where_and_what_to_do(
    client: TestClient, path: str, body: bytes, status: int, problem: str, where: str | None
) -> None:
    answer = client.post(path, content=body, headers=JSON)
    assert answer.status_code == status
    said = answer.json()
    assert set(said) == {"problem", "where", "what", "what_to_do"}
    assert said["problem"] == problem
    assert where is None or said["where"] == where
    assert all(said.values())
    assert "xxx" not in answer.text


@pytest.mark.parametrize(
    "content",
    [{"texts": []}, {"texts": ["a"] * (MOST_TEXTS + 1)}, {"texts": "a"}, {"text": "a", "texts": ["a"]}, {"texts": [1]},
     {"texts": ["a", " "]}, {"article": ""}, {"article": "x" * 50_001}],
)  # fmt: skip
def test_a_batch_or_an_article_out_of_bounds_is_refused(client: TestClient, content: Any) -> None:
    assert client.post("/score", json=content).status_code == 422


def test_the_longest_batch_fits_however_it_is_written(client: TestClient) -> None:
    sentence = "\U0001f600" * 5_000
    body = json.dumps({"texts": [sentence] * MOST_TEXTS}).encode()  # each character as two escapes of six bytes
    assert len(body) > 0.9 * MOST_BYTES
    assert client.post("/score", content=body, headers=JSON).status_code == 200


def test_a_body_of_five_megabytes_is_refused_by_its_length_and_without_one(client: TestClient) -> None:
    large = b'{"text": "' + b"x" * 5_000_000 + b'"}'
    assert client.post("/label", content=large, headers=JSON).status_code == 413

    def stream() -> Any:
        for start in range(0, len(large), 100_000):
            yield large[start : start + 100_000]

    assert client.post("/label", content=stream(), headers=JSON).json()["problem"] == "body_too_large"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "application/json-patch+json"])
def test_only_json_is_taken_for_json(client: TestClient, kind: str) -> None:
    answer = client.post("/label", content=b'{"text": "a"}', headers={"content-type": kind} if kind else {})
    assert (answer.status_code, answer.json()["problem"]) == (415, "wrong_type")
    assert client.post("/label", content=b'{"text": "a"}', headers={"content-type": "Application/JSON; charset=utf-8"})


@pytest.mark.parametrize(
    "path",
    ["/nowhere", "/label/", "/..%2f..%2fetc/passwd", "/static/x", "/label%00", "/%2e%2e/label", "/LABEL"],
)
def test_there_is_nothing_beside_what_is_described(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json()["problem"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("GET", "/label", {"POST"}), ("PUT", "/score", {"POST"}), ("OPTIONS", "/label", {"POST"}),
     ("POST", "/health", {"GET", "HEAD"}), ("DELETE", "/", {"GET", "HEAD", "POST"}),
     ("TRACE", "/two", {"GET", "HEAD", "POST"})],
)  # fmt: skip
def test_a_wrong_method_is_told_the_right_ones(client: TestClient, method: str, path: str, allowed: set[str]) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.json()["problem"]) == (405, "wrong_method")
    assert set(answer.headers["allow"].split(", ")) == allowed


def test_health_needs_no_token_and_says_nothing_of_the_model(locked: TestClient) -> None:
    assert locked.get("/health").json() == {"status": "ok"}
    assert locked.head("/health").status_code == 200


@pytest.mark.parametrize(
    "given", [None, "Bearer", "Bearer ", "Bearer {}x", "Bearer {:.20}", "Basic {}", "{}", "Bearer \xff"]
)
def test_a_wrong_token_is_refused_everywhere_else(locked: TestClient, token: str, given: str | None) -> None:
    client = locked
    headers = {} if given is None else {"authorization": given.format(token).encode("latin-1")}
    for path in ("/label", "/score", "/openapi.json", "/docs", "/", "/fails", "/nowhere"):
        answer = client.request("POST" if path in ("/label", "/score") else "GET", path, headers=headers)
        assert (answer.status_code, answer.json()["problem"]) == (401, "no_token"), path
        assert answer.headers["www-authenticate"] == "Bearer"


def test_the_right_token_opens(locked: TestClient, token: str) -> None:
    for given in (f"Bearer {token}", f"bearer  {token}"):
        assert locked.post("/label", json={"text": "a b"}, headers={"authorization": given}).status_code == 200


def test_the_model_may_be_busy_while_health_is_answered(make_client: MakeClient, wide: Limits) -> None:
    client = make_client(limits=replace(wide, waiting=0))
    answer = client.post("/label", json={"text": SENTENCE})
    assert (answer.status_code, answer.json()["problem"]) == (503, "busy")
    assert answer.headers["retry-after"]
    assert client.get("/health").status_code == 200


def test_bodies_together_take_no_more_memory_than_they_are_given(make_client: MakeClient, wide: Limits) -> None:
    client = make_client(limits=replace(wide, held_bytes=100))
    assert client.post("/label", content=b" " * 200, headers=JSON).status_code == 503
    for _ in range(3):  # what was held is given back
        assert client.post("/label", json={"text": SENTENCE}).status_code == 200
