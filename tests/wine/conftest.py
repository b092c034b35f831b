"""The Windows that the tests of this folder share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.wine.store import alone, skip_unless_ready
from tests.wine.windows import Windows, made_ready, missing


@pytest.fixture(scope="session")
def windows() -> Iterator[Windows]:
    """A Windows Python under Wine; tests skip where it has not been made ready, unless it is required."""
    skip_unless_ready("SHEETQUAL_REQUIRE_WINE", missing)
    with alone("windows"):
        windows = made_ready()
        try:
            yield windows
        finally:
            windows.end()
