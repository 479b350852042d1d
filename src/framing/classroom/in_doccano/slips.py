"""Slips with a pseudonym and a password, to be cut and drawn by the pupils: a page for A4. Pure.

The address stands on each as text and as a code for a camera. There is no place for a name.
"""

from collections.abc import Sequence

from markupsafe import Markup

from framing.classroom.in_doccano.pupils import Pupil
from framing.classroom.lesson import Lesson
from framing.classroom.page import lesson_page
from framing.errors import MissingExtra

try:
    import segno
except ImportError as problem:
    raise MissingExtra("Slips with codes need a package of their own: pip install 'framing[classroom]'.") from problem


def slips_page(lesson: Lesson, address: str, pupils: Sequence[Pupil], *, days: int) -> str:
    """The page: a slip for each pupil, and below them what the teacher has to know.

    Args:
        lesson: what is labelled.
        address: where pupils log in.
        pupils: whose slips.
        days: after which the class is to be wiped.
    """
    return lesson_page("slips", lesson, address=address, code=_code(address), pupils=pupils, days=days)


def _code(address: str) -> Markup:
    """The address as a picture that a phone's camera reads; black on white, also on a dark page."""
    drawn = segno.make_qr(address, error="m").svg_inline(scale=3, border=4, dark="#000", light="#fff", omitsize=False)
    return Markup(drawn)  # noqa: S704  drawn by segno, which writes no text of ours into it
