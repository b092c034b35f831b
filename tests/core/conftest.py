"""Lets the tests in this folder import the oracle, whatever import mode pytest runs in."""

from __future__ import annotations

import sys
from pathlib import Path

from hypothesis import settings

if (tests := str(Path(__file__).parent.parent)) not in sys.path:
    sys.path.insert(0, tests)

# A busy machine is no failure of a law.
settings.register_profile("core", deadline=None)
settings.load_profile("core")
