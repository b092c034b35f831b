"""What several tests share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that writes golden files anew, to be read in the diff."""
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with a golden file; with --update-golden, write it."""

    def compare(name: str, text: str) -> None:
        file = ROOT / "tests" / "golden" / name
        if request.config.getoption("--update-golden"):
            file.write_text(text, encoding="utf-8")
        assert text == file.read_text(encoding="utf-8")

    return compare


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real lists and workbooks beside the project; tests skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"the shared lists and workbooks are not at {SHARED}")
    return SHARED


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of the sample teams."""
    return ROOT / "samples"


def program(*names: str) -> str:
    """Return the path of the first of some programs; skip, or fail where they are required."""
    for name in names:
        if path := shutil.which(name):
            return path
    if os.environ.get("SHEETQUAL_REQUIRE_PROGRAMS"):
        pytest.fail(f"{names[0]} is required here, but not installed")
    pytest.skip(f"{names[0]} is not installed")


@pytest.fixture(scope="session")
def soffice() -> str:
    """The path of LibreOffice."""
    return program("soffice", "libreoffice")


@pytest.fixture(scope="session")
def tmux() -> str:
    """The path of tmux."""
    return program("tmux")
