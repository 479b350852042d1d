import re
from collections.abc import Callable

import pytest

from framing.classroom.in_doccano.pupils import Pupil
from framing.classroom.in_doccano.slips import slips_page
from framing.classroom.lesson import Lesson
from framing.languages.words import LANGUAGES

ADDRESS = "http://192.168.1.20:8765/auth"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_slip_has_name_password_address_and_code(lesson_in: Callable[[str], Lesson], language) -> None:
    pupils = [Pupil("blue-otter", "river-2345-maple"), Pupil("calm-lynx", "lamp-6789-cloud")]
    page = slips_page(lesson_in(language), ADDRESS, pupils, days=14)
    slips = re.findall(r'<li class="slip">.*?</li>', page, re.S)
    assert len(slips) == 2
    for pupil, slip in zip(pupils, slips, strict=True):
        assert pupil.pseudonym in slip
        assert pupil.password in slip
        assert ADDRESS in slip
        assert slip.count("<svg") == 1
    assert "http" not in page.replace(ADDRESS, "").replace("http-equiv", "").replace("http://www.w3.org/2000/svg", "")
