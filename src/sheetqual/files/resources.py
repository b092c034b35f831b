"""The files that come with sheetqual: samples, profile templates and their JSON Schema."""

from __future__ import annotations

from pathlib import Path
from typing import Final

__all__ = ["samples_folder", "templates_folder"]

_PACKAGE: Final = Path(__file__).resolve().parent.parent


def templates_folder() -> Path:
    """Return the folder of the profile templates, in an installed package or in a checkout."""
    return _folder("templates")


def samples_folder() -> Path:
    """Return the folder of the sample teams, in an installed package or in a checkout."""
    return _folder("samples")


def _folder(name: str) -> Path:
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent.parent / name
