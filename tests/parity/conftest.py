"""What the tests of this folder share."""

from __future__ import annotations

import importlib.util
import os

import pytest

from tests.calc.conftest import able_soffice, office
from tests.pyodide.conftest import files

__all__ = ["able_soffice", "engines", "files", "office"]


@pytest.fixture(scope="session")
def engines() -> None:
    """Skip, or fail where programs are required, without the engines that evaluate LAMBDA names."""
    missing = [name for name in ("ironcalc", "formulon") if importlib.util.find_spec(name) is None]
    if missing and os.environ.get("SHEETQUAL_REQUIRE_PROGRAMS"):
        pytest.fail(f"{missing[0]} is required here, but not installed")
    if missing:
        pytest.skip(f"{missing[0]} is not installed")
