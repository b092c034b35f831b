"""Lets the tests in this folder import the harness, whatever import mode pytest runs in."""

from __future__ import annotations

import sys
from pathlib import Path

if (here := str(Path(__file__).parent)) not in sys.path:
    sys.path.insert(0, here)
