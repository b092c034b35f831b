"""What the tests of this folder share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.pyodide.lite import Files, lite_files, missing
from tests.wine.store import alone, skip_unless_ready


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """The files for xlwings Lite."""
    return lite_files(tmp_path_factory.mktemp("lite"))


@pytest.fixture(scope="session")
def in_pyodide(files: Files) -> Iterator[Files]:
    """The same files; tests skip where there is no Pyodide, unless it is required."""
    skip_unless_ready("SHEETQUAL_REQUIRE_PYODIDE", missing)
    with alone("pyodide"):
        yield files
