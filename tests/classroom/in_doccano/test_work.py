import pytest

from framing.classroom.in_doccano import work
from framing.classroom.in_doccano.folder import ClassFolder, changed, open_folder
from framing.doccano.local.instance import DATABASE
from framing.errors import InputError


@pytest.mark.parametrize("closed", [True, False])
def test_what_could_not_be_closed_or_opened_is_not_said_to_be(folder: ClassFolder, closed: bool) -> None:
    folder.server.mkdir()
    (folder.server / DATABASE).touch()
    folder = changed(folder, project_id=1, closed=not closed)
    (folder.server / "restrictions.json").mkdir()  # in the place of the file
    with pytest.raises(InputError):
        work.close(folder, closed=closed)
    assert open_folder(folder.path).closed is not closed
    (folder.server / "restrictions.json").rmdir()
    assert work.close(folder, closed=closed).closed is closed
    assert open_folder(folder.path).closed is closed
