import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.report.charts.svg import placed_svg

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="5">{}</svg>'


def placed(inside, key="one", title="Title", description="Words"):
    return placed_svg(SVG.format(inside), key=key, title=title, description=description)


def inside(written):
    return written.partition("</desc>")[2].removesuffix("</svg>")


def test_what_draws_is_kept():
    assert inside(placed('<g transform="translate(1,2)"><path d="M0,0h5" stroke="#ddd"/></g>')) == (
        '<g transform="translate(1,2)"><path d="M0,0h5" stroke="#ddd"></path></g>'
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<script href="https://example.org/a.js"/>',
        "<foreignObject><text>b</text></foreignObject>",
        '<image href="https://example.org/a.png"/>',
        '<use href="https://example.org/a.svg#b"/>',
        "<style>@import 'https://example.org/a.css'</style>",
        '<a href="https://example.org/"><text>b</text></a>',
        '<animate attributeName="href" to="javascript:alert(1)"/>',
        "<svg><text>b</text></svg>",
        "<!-- a comment --><?a program?>",
    ],
)
def test_what_runs_links_or_loads_is_left_out_with_all_that_is_in_it(hostile):
    assert inside(placed(f'{hostile}<rect width="1"/>')) == '<rect width="1"></rect>'


@pytest.mark.parametrize(
    "attribute",
    [
        'onload="alert(1)"',
        'style="background:url(https://example.org)"',
        'href="#a"',
        'fill="url(https://example.org/a.svg#b)"',
        'fill="URL (#a)"',
        'clip-path="url(//example.org/a#b)"',
        r'fill="\75rl(#a)"',
        'fill="var(--a, url(#b))"',
        'font-family="@import"',
    ],
)
def test_an_attribute_that_reaches_out_is_left_out(attribute):
    assert inside(placed(f"<rect {attribute}/>")) == "<rect></rect>"


def test_colours_of_a_page_are_kept():
    assert inside(placed('<rect fill="var(--ink, #1b1a18)"/>')) == '<rect fill="var(--ink, #1b1a18)"></rect>'


def test_ids_of_two_pictures_do_not_meet():
    drawn = '<defs><clipPath id="clip0"><rect/></clipPath></defs><g clip-path="url(#clip0)"/>'
    first, second = placed(drawn, key="one"), placed(drawn, key="two")
    assert 'id="one-clip0"' in first
    assert 'clip-path="url(#one-clip0)"' in first
    assert 'id="two-clip0"' in second
    assert "one-" not in second


@pytest.mark.parametrize(
    "drawn",
    ["", "no picture", "<svg>", "<html/>", '<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>', "<!DOCTYPE svg><svg/>"],
)
def test_what_is_no_plain_svg_is_refused(drawn):
    with pytest.raises(ValueError, match="The picture"):
        placed_svg(drawn, key="a", title="a", description="a")


@given(st.text(st.characters(codec=None)), st.text(st.characters(codec=None)))
def test_any_title_and_words_stand_there_as_text(title, description):
    written = placed("", title=title, description=description)
    root = ElementTree.fromstring(written)  # our own output
    assert [child.tag.partition("}")[2] for child in root] == ["title", "desc"]
    if title.isprintable():
        assert (root[0].text or "") == title
