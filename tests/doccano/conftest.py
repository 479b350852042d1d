"""A codebook of two frames for the tests of this folder."""

import pytest

from framing.codebook import Codebook, Confusion, Frame, NearMiss, Rule, Voice

BOOK = Codebook(
    id="tram",
    version="1.0.0",
    title="How a text frames a tram line",
    frames=(
        Frame(
            key="cost",
            name="cost to the public",
            shortcut="c",
            color="#112233",
            text_color="#FFFFFF",
            definition="Money | spent",
            include=("figures of money", "the cost of it -> cost"),
            exclude=("help for the air -> clean_air",),
            positive=("It costs nine million.",),
            near_miss=(
                NearMiss("It has nine stops.", (), "a bare fact"),
                NearMiss("Soot will fall by half.", ("clean_air",), ""),
            ),
        ),
        Frame("clean_air", "clean air", "a", "#aabbcc", "#000000", "The line is shown as a help for the air."),
    ),
    rules=(Rule("alone", "Judge the sentence alone."),),
    confusions=(Confusion(("cost", "clean_air"), "Money: cost. Air: clean_air."),),
    fingerprint="0123456789abcdef",
    voices=(
        Voice("outlet", "the paper", "1", "#BBBBBB", "#000000", "Its own | narration"),
        Voice("city_hall", "city hall", "2", "#0072B2", "#FFFFFF", "The mayor and the council."),
    ),
    voice_rules=(
        Rule("who", "Who answers for it? A relayed statement -> city_hall."),
        Rule("auto-1", "Walk the quotation marks."),
    ),
    gazetteer={"city_hall": ("Mayor Qasym",)},
)


@pytest.fixture
def tram_book() -> Codebook:
    """The codebook."""
    return BOOK
