"""What a call sheet remembers of what was given out: the hidden sheet that answers are told apart by."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

__all__ = ["GIVEN", "Given"]

GIVEN: Final = "CallsGiven"
"""The hidden sheet that remembers what was given out, and the defined name by which it is found."""


class Given(StrEnum):
    """The columns of that sheet, in their order, by their headers; behind them come the answers.

    Its first row is about all the others: below a column that callers see, it holds the header that
    they see; below an answer, the header that the answer has in the list. Every other row is a lead.
    """

    KEY = "Key"
    SHEET = "Sheet"
    ROW = "Row"
    ID = "ID"
    NUMBER = "Number"
    NAME = "Name"
    COMPANY = "Company"
    CALL = "Call"
    EMAILS = "E-mails"
    PHONES = "Phones"
    CALLER = "Caller"
    DISPOSITION = "Disposition"
    CALLBACK = "Call back"
    NOTES = "Notes"
    LIST = "List"
    PROFILE = "Profile"
    VERSION = "Version"
    SHA256 = "SHA-256"
    DATES = "Dates"
    LANGUAGE = "Language"
    WHEN = "When"
