"""Settings: where each comes from, how a wrong one is named, and where passwords are and are not."""

import os
from pathlib import Path

import pytest

import framing.cli
from framing.errors import InputError
from framing.workspace import open_workspace, password


def project(folder: Path, settings: str) -> Path:
    (folder / "framing.toml").write_text(settings, encoding="utf-8")
    return folder


def test_a_folder_without_settings_has_the_defaults(tmp_path: Path) -> None:
    place = open_workspace(tmp_path)
    assert place.codebook == tmp_path / "annotations" / "codebook.toml"
    assert place.ledger == tmp_path / "annotations" / "ledger.jsonl"
    assert place.sentences.parent == place.documents.parent == place.accounts.parent == tmp_path / "out"
    assert place.model == tmp_path / "models" / "frames"
    assert place.doccano_url == ""
    assert place.doccano_project == tmp_path.name
    assert place.automated == ()


def test_a_variable_of_the_environment_outranks_the_file_and_the_file_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(tmp_path, '[project]\nout = "results"\nmodels = "made"\n[annotators]\nautomated = ["robot"]\n')
    monkeypatch.setenv("FRAMING_OUT", "elsewhere")
    monkeypatch.setenv("FRAMING_AUTOMATED", "robot1, robot2")
    place = open_workspace(tmp_path)
    assert place.out == tmp_path / "elsewhere"
    assert place.models == tmp_path / "made"
    assert place.automated == ("robot1", "robot2")


def test_an_absolute_path_stays_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRAMING_OUT", str(tmp_path / "far"))
    (tmp_path / "near").mkdir()
    assert open_workspace(tmp_path / "near").out == tmp_path / "far"


def test_the_template_of_init_has_the_defaults(tmp_path: Path) -> None:
    template = Path(framing.cli.__file__).parent / "templates" / "framing.toml"
    plain = open_workspace(tmp_path)
    assert open_workspace(project(tmp_path, template.read_text(encoding="utf-8"))) == plain


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ('[project]\noutput = "x"', r"no setting 'output' in \[project\]. There are: .*out in \[project\]"),
        ('[projects]\nout = "x"', r"no setting 'out' in \[projects\]"),
        ("[project]\nout = 3", r"out in \[project\] is 3 and must be text"),
        ("[annotators]\nautomated = [1]", "must be a list of texts"),
        ('out = "x"', "out stands outside of a table"),
        ("[project", "framing.toml: "),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, settings: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        open_workspace(project(tmp_path, settings))


def test_settings_that_are_not_utf8_are_named(tmp_path: Path) -> None:
    (tmp_path / "framing.toml").write_bytes(b'[project]\nout = "\xff"')
    with pytest.raises(InputError, match=r"framing\.toml"):
        open_workspace(tmp_path)


def test_a_password_in_the_settings_is_refused_and_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="take the password out") as caught:
        open_workspace(project(tmp_path, '[doccano]\npassword = "geheim-77"'))
    assert "geheim-77" not in str(caught.value)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"is no folder\. Make a project there: framing init"):
        open_workspace(tmp_path / "nowhere")


def test_the_password_comes_from_the_environment_or_from_a_file_named_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = open_workspace(tmp_path)
    assert password(place) is None
    secret = tmp_path / "secret"
    secret.write_text("from a file\n", encoding="utf-8")
    secret.chmod(0o600)
    monkeypatch.setenv("FRAMING_DOCCANO_PASSWORD_FILE", str(secret))
    assert password(place) == "from a file"
    monkeypatch.setenv("FRAMING_DOCCANO_PASSWORD", "directly")
    assert password(place) == "directly"


@pytest.mark.skipif(os.name != "posix", reason="modes of files are a thing of POSIX")
def test_a_password_file_that_others_can_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "secret"
    secret.write_text("geheim-77", encoding="utf-8")
    monkeypatch.setenv("FRAMING_DOCCANO_PASSWORD_FILE", str(secret))
    for mode in (0o640, 0o604):
        secret.chmod(mode)
        with pytest.raises(InputError, match="chmod 600") as caught:
            password(open_workspace(tmp_path))
        assert "geheim-77" not in str(caught.value)


def test_a_password_file_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "secret"
    monkeypatch.setenv("FRAMING_DOCCANO_PASSWORD_FILE", str(secret))
    with pytest.raises(InputError, match="secret: No such file"):
        password(open_workspace(tmp_path))
    secret.write_bytes(b"\xff\xfe")
    secret.chmod(0o600)
    with pytest.raises(InputError, match="secret is not UTF-8"):
        password(open_workspace(tmp_path))


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ("x = " + "[" * 3000 + "]" * 3000, "nested too deep"),
        (f"[project]\nout = {'9' * 5000}", "too many digits"),
        (f"[project]\nout = 0x{'f' * 5000}", "too many digits"),
        ('[project]\nout = "a\\u0000b"', r"out in \[project\] holds a NUL character"),
        ('[annotators]\nautomated = ["a\\u0000b"]', "holds a NUL character"),
    ],
)
def test_settings_that_no_reader_can_take_are_errors_of_input(tmp_path: Path, settings: str, says: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        open_workspace(project(tmp_path, settings))
    assert "framing.toml" in str(caught.value)
    assert len(str(caught.value)) < 1000


def test_a_name_of_a_folder_that_is_too_long_is_an_error_of_input(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="File name too long"):
        open_workspace(tmp_path / ("x" * 5000))


def test_a_folder_that_may_not_be_entered_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(path: Path, *_: object, **__: object) -> None:  # a mode does not stop root
        raise PermissionError(13, "Permission denied", str(path))

    for name in ("stat", "is_dir", "exists", "read_text"):
        monkeypatch.setattr(Path, name, closed)
    with pytest.raises(InputError, match="Permission denied"):
        open_workspace(tmp_path)


def test_the_ledger_cannot_have_the_name_of_the_file_that_every_pull_writes_anew(tmp_path: Path) -> None:
    assert open_workspace(tmp_path).voices == tmp_path / "annotations" / "voices.jsonl"
    assert open_workspace(tmp_path).rule_voices == tmp_path / "out" / "voices.jsonl"
    (tmp_path / "framing.toml").write_text('[project]\nledger = "labels/voices.jsonl"\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"framing\.toml: voices\.jsonl is where voices are written to"):
        open_workspace(tmp_path)


def test_each_study_has_a_file_of_its_own_for_who_labels_what(tmp_path: Path) -> None:
    place = open_workspace(tmp_path)
    assert place.assignments(place.doccano_project) == tmp_path / "annotations" / "assignments.jsonl"
    names = ["a/b", "a b", "../../a", "Қазақ", "Казах", "", "x" * 500, "x" * 501]
    paths = [place.assignments(name) for name in names]
    assert len(set(paths)) == len(names)
    assert {path.parent for path in paths} == {tmp_path / "annotations"}
    assert all(len(path.name.encode()) < 255 for path in paths)
