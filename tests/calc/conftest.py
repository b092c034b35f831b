"""LibreOffice as the add-in needs it."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from sheetqual.calc.describe import OLDEST

from .office import Office


@pytest.fixture(scope="session")
def able_soffice(soffice: str) -> str:
    """The path of a LibreOffice that can run the add-in; skip, or fail where it is required."""
    said = subprocess.run([soffice, "--version"], capture_output=True, check=True, encoding="utf-8").stdout
    version = re.search(r"(\d+)\.(\d+)", said)
    needed = tuple(map(int, OLDEST.split(".")))
    lacks = ""
    if not version or (int(version[1]), int(version[2])) < needed:
        lacks = f"LibreOffice {OLDEST} or newer is needed, this is {said.strip()}"
    elif not Path(soffice).resolve().with_name("pythonloader.py").is_file():
        lacks = "this LibreOffice has no Python (python3-uno)"
    if lacks and os.environ.get("SHEETQUAL_REQUIRE_PROGRAMS"):
        pytest.fail(lacks)
    if lacks:
        pytest.skip(lacks)
    return soffice


@pytest.fixture(scope="module")
def office(able_soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A LibreOffice with the add-in."""
    made = Office(able_soffice, tmp_path_factory.mktemp("office"))
    made.add()
    return made
