"""Forgetting a person: finding all that the files of a workspace say of them, and taking it out."""

from __future__ import annotations

from sheetqual.files.forgetting.planning import (
    Forgetting,
    Note,
    Removal,
    Report,
    SeveralFitError,
    carry_out,
    plan_forgetting,
)

__all__ = ["Forgetting", "Note", "Removal", "Report", "SeveralFitError", "carry_out", "plan_forgetting"]
