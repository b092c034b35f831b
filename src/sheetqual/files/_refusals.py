"""Why a workbook is not read or changed, in words that follow its name."""

from __future__ import annotations

__all__ = ["Refused", "damaged", "too_large", "unusual"]


class Refused(Exception):  # noqa: N818 - it is the file that is refused, by a sentence
    """A workbook is refused; the text completes ``<file> ...``."""


def damaged() -> Refused:
    """Return the refusal of a broken file."""
    return Refused("is damaged and can't be read; open it in Excel, save it again, and try once more.")


def unusual() -> Refused:
    """Return the refusal of a file that is written as no spreadsheet program writes one."""
    return Refused("is not written as Excel does it; open it in Excel, save it again, and try once more.")


def too_large() -> Refused:
    """Return the refusal of a file that would fill the memory."""
    return Refused("unpacks to far more than a list of leads would; copy the leads into a new workbook, and use that.")
