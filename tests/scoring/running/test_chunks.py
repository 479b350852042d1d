from hypothesis import given
from hypothesis import strategies as st

from framing.corpus.documents import Document, Note, SetAside
from framing.scoring.running.chunks import cut


def document(name, text="x"):
    return Document(name, text, "", "", "", "", "en", "")


items = st.one_of(
    st.builds(document, st.text("ab", min_size=1, max_size=3), st.text(min_size=1, max_size=30)),
    st.builds(SetAside, st.text(max_size=3), st.just("It has no text.")),
    st.builds(Note, st.text(max_size=3), st.just("odd")),
)


@given(st.lists(items, max_size=30), st.integers(1, 60), st.integers(1, 9))
def test_every_item_is_in_one_chunk_in_order_and_chunks_are_full_but_the_last(found, characters, most):
    chunks = list(cut(found, characters=characters, items=most))
    assert [chunk.number for chunk in chunks] == list(range(len(chunks)))
    for kind, name in ((Document, "documents"), (SetAside, "aside"), (Note, "notes")):
        assert [one for chunk in chunks for one in getattr(chunk, name)] == [x for x in found if isinstance(x, kind)]
    for number, chunk in enumerate(chunks):
        size, count = sum(len(d.text) for d in chunk.documents), len(chunk.documents + chunk.aside + chunk.notes)
        assert 1 <= count <= most
        assert size < characters + max((len(d.text) for d in chunk.documents), default=0)
        assert number == len(chunks) - 1 or size >= characters or count == most


def test_a_digest_tells_what_differs():
    def digest(*found):
        return [chunk.sha256 for chunk in cut(found)]

    assert digest(document("a", "bc")) == digest(document("a", "bc"))
    assert digest(document("a", "bc")) != digest(document("ab", "c"))
    assert digest(document("a"), Note("b", "c")) != digest(document("a"))


def test_nothing_is_read_ahead():
    read = []

    def reading():
        for name in "abc":
            read.append(name)
            yield document(name)

    assert next(cut(reading(), characters=1)).documents[0].document_id == "a"
    assert read == ["a"]
