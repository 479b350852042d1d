"""What the codebook says of a frame, less the words that tell nothing."""

from framing.codebook import Codebook, Frame
from framing.model.learning.codebook_words import frame_texts, plain_words, telling_texts


def frame(key: str, definition: str, *positive: str) -> Frame:
    return Frame(key, key, key[0], "#000000", "#FFFFFF", definition, ("a rule",), ("not bread",), positive)


BOOK = Codebook(
    "b", "1", "B", (frame("unrest", "People riot.", "A mob burned the bank."), frame("prices", "Gas costs more."))
)


def test_what_a_frame_is_not_is_no_word_of_it() -> None:
    assert frame_texts(BOOK) == ["unrest People riot. a rule A mob burned the bank.", "prices Gas costs more. a rule"]


def test_words_of_most_frames_and_of_a_fifth_of_the_sentences_tell_nothing() -> None:
    frames = ["Ereignis als Aufruhr dans Astana", "Ereignis als Raub dans Almaty", "Preise dans Astana"]
    corpus = plain_words(["Die Preise steigen"] * 10 + ["Astana schweigt"] * 9 + ["Es regnet"] * 31)
    # "Ereignis" and "als" describe two of three frames, "dans" all; "Preise" stands in 10 of 50 sentences. "Astana"
    # describes two frames as well. What is left is said of one frame, and in few sentences.
    assert telling_texts(frames, *corpus) == ["aufruhr", "raub almaty", ""]
    # In a handful of sentences a fifth says nothing, and of two frames there is no most.
    assert telling_texts(frames[1:], *plain_words(["Die Preise steigen"] * 10))[1] == "preise dans astana"


def test_function_words_are_left_out_in_three_languages_and_words_of_news_are_not() -> None:
    texts = ["Those who opened fire against the system", "те, кто против власти", "бұл бағаға қарсы үшін"]
    assert telling_texts(texts[:2], *plain_words([])) == ["opened fire system", "власти"]
    assert telling_texts(texts[2:], *plain_words([])) == ["бағаға"]


def test_a_text_without_words_has_none() -> None:
    there, words = plain_words(["😡", "..."])
    assert (there.shape, words) == ((2, 0), [])
