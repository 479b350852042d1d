"""doccano-client beside the newest urllib3, in an environment where nothing else could help it."""

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
import uv

from framing.doccano.local.server import LocalServer

SOURCE = Path(__file__).parents[2] / "src"

LIVE = """
import io, json, os, pathlib, sys, zipfile
from framing.doccano.wire.client_import import import_client

told = json.load(sys.stdin)
client = import_client()(told["url"])
client.login(username=told["username"], password=told["password"])
project = client.create_project(
    name=told["name"], project_type="DocumentClassification", description="made by a test", guideline="-"
)
for text in ("economy", "protest"):
    client.create_label_type(project.id, "category", text=text)
person = client.create_user(username=told["name"], password=told["password"])
client.add_member(project.id, username=person.username, role_name="annotator")
folder = pathlib.Path(told["folder"])
rows = [{"text": f"Sentence {n}.", "label": [], "uid": f"a:{n}"} for n in range(3)]
(folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\\n" for row in rows))
client.upload(project.id, [str(folder / "rows.jsonl")], "DocumentClassification", "JSONL", "text", "label")
zipped = zipfile.ZipFile(client.download(project.id, format="JSONL", only_approved=False, dir_name=str(folder)))
print(json.dumps({
    "labels": sorted(label.text for label in client.list_label_types(project.id, "category")),
    "members": sorted(member.username for member in client.list_members(project.id)),
    "examples": client.count_examples(project.id),
    "files": {name: zipped.read(name).decode().count("Sentence") for name in zipped.namelist()},
}))
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter of this Python's version with doccano-client and the newest urllib3, without framing."""
    folder = tmp_path_factory.mktemp("fresh") / "venv"
    uv_program = uv.find_uv_bin()
    packages = ["doccano-client>=1.2.8,<2", "requests>=2.32", "urllib3>=2"]
    python = folder / "bin" / "python"
    for command in (
        [uv_program, "venv", "--quiet", "--no-project", "--python", sys.executable, folder],
        [uv_program, "pip", "install", "--quiet", "--python", python, *packages],
    ):
        subprocess.run([str(part) for part in command], check=True, cwd=folder.parent, timeout=300)
    return python


def run(python: Path, code: str, told: str = "", source: Path | None = SOURCE) -> subprocess.CompletedProcess[str]:
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    if source is not None:
        variables["PYTHONPATH"] = str(source)
    return subprocess.run(
        [python, "-W", "error", "-c", code],
        input=told,
        capture_output=True,
        text=True,
        env=variables,
        timeout=120,
        check=False,
    )


def test_the_client_alone_does_not_import_beside_urllib3_2(python: Path) -> None:
    # If this fails, the client was repaired upstream, and client_import can go.
    done = run(python, "import urllib3; assert urllib3.__version__ >= '2'; import doccano_client", source=None)
    assert "appengine" in done.stderr


def test_it_imports_with_our_empty_module_and_without_a_warning(python: Path) -> None:
    code = "from framing.doccano.wire.client_import import import_client; print(import_client().__name__)"
    done = run(python, code)
    assert (done.stdout, done.stderr) == ("DoccanoClient\n", "")


def test_beside_urllib3_2_it_logs_in_uploads_and_downloads(
    python: Path, doccano_server: LocalServer, tmp_path: Path
) -> None:
    name = f"c-{uuid.uuid4().hex[:8]}"
    told = {
        "url": doccano_server.url,
        "username": doccano_server.username,
        "password": doccano_server.password,
        "name": name,
        "folder": str(tmp_path),
    }
    done = run(python, LIVE, json.dumps(told))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "labels": ["economy", "protest"],
        "members": sorted([doccano_server.username, name]),
        "examples": 3,
        "files": {f"{doccano_server.username}.jsonl": 3, f"{name}.jsonl": 3},
    }


def test_without_the_client_the_message_says_what_to_install(tmp_path: Path) -> None:
    code = (
        "from framing.doccano.wire.client_import import import_client\n"
        "from framing.errors import MissingExtra\n"
        "try:\n    import_client()\n"
        "except MissingExtra as problem:\n    print(problem)\n"
    )
    subprocess.run([uv.find_uv_bin(), "venv", "--quiet", "--no-project", "--python", sys.executable, tmp_path / "v"])
    done = run(tmp_path / "v" / "bin" / "python", code)
    assert "pip install 'framing[doccano]'" in done.stdout
