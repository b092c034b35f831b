"""Draw the pictures of README and docs anew, from the samples, as SVG."""

from __future__ import annotations

from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
TODAY = date(2026, 11, 21)
