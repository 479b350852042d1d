"""What the end-to-end tests share: one environment for all runs, one Doccano for the session."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import platformdirs
import pytest
from playwright.sync_api import Browser, sync_playwright

from framing.doccano import server

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything below this folder as e2e."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session", autouse=True)
def shared_environments() -> Iterator[None]:
    """Keep environments where a user's own would be, whatever FRAMING_HOME a test sets: they hold no data."""
    with pytest.MonkeyPatch.context() as patch:
        if "FRAMING_DOCCANO_ENVIRONMENTS" not in os.environ:
            kept = platformdirs.user_data_path("framing") / "doccano" / "environments"
            patch.setenv("FRAMING_DOCCANO_ENVIRONMENTS", str(kept))
        yield


@pytest.fixture(scope="session")
def doccano_server(tmp_path_factory: pytest.TempPathFactory, shared_environments: None) -> Iterator[server.LocalServer]:
    """A Doccano in a folder of its own, with our settings and a password hasher that takes no time."""
    home = tmp_path_factory.mktemp("doccano")
    started = server.up(home, port=0, say=print, settings_module="weak_settings", extra_path=HERE / "site")
    yield started
    server.down(home)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, one for the session. Without one the tests of pages are left out; on CI they fail."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = os.environ.get("FRAMING_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if path is None:
        missing = "No Chromium on this machine (apt install chromium, or set FRAMING_CHROMIUM)"
        if os.environ.get("CI") == "true":
            pytest.fail(f"{missing}.")
        pytest.skip(f"{missing}: what a browser shows is left out.")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-quic"])
        yield started
        started.close()
