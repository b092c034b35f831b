"""Write docs/front-ends.md, which front end supports what, from the table of cases in tests/parity.

The parity suite pushes each row of that table through each front end, so what the page says has been tried.
Run it after a change to the table; with --check it only says whether the page is up to date.
"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from tests.parity.exempt import EXEMPTIONS  # noqa: E402
from tests.parity.forms import FORMS, Form  # noqa: E402
from tests.parity.sheets import NATIVE  # noqa: E402
from tests.parity.table import TOPICS, Topic  # noqa: E402

from sheetqual.core.worksheet import FUNCTIONS  # noqa: E402

PAGE = ROOT / "docs" / "front-ends.md"
_YES = "yes"


def page() -> str:
    """Return the page."""
    parts = [
        "# Which front end supports what",
        "",
        "This page is made from the tests: every row has been tried in every column, with the same leads.",
        "",
        "The same lead gets the same score, temperature and queue wherever you look at it. Three kinds of front ends",
        "answer you:",
        "",
        "- **Lists**: the screen, the command line, and the score columns in a workbook.",
        "- **Add-ins**: the functions of the Excel add-in, of the Calc add-in (LibreOffice), and of xlwings Lite",
        "  (Excel on the Mac and on the web).",
        "- **Native functions**: formulas in Excel 365 and 2024 that need nothing installed",
        "  (`sheetqual publish --native`). They read what is written plainly. Where they don't read a cell, they say",
        "  so in the cell; they never show a wrong number.",
        "",
        "## Functions",
        "",
        "| | lists | Excel add-in | Calc add-in | native | xlwings Lite |",
        "|---|---|---|---|---|---|",
        *(_row(f"`{name}`", _YES if name in NATIVE else "no") for name in FUNCTIONS),
        "",
        "## Forms of a formula",
        "",
        "| | Excel add-in | Calc add-in | native | xlwings Lite |",
        "|---|---|---|---|---|",
        *map(_form, (form for form in FORMS if form.is_listed)),
    ]
    for chapter, topics in groupby(filter(_is_listed, TOPICS), key=lambda topic: topic.chapter):
        parts += [
            "",
            f"## {chapter}",
            "",
            "| | lists | Excel add-in | Calc add-in | native | xlwings Lite |",
            "|---|---|---|---|---|---|",
            *(_row(_cell(topic.what), _native(topic)) for topic in topics),
        ]
    parts += ["", "## Where answers differ, and why", ""]
    parts += [f"- {one.what} {one.why}" for one in EXEMPTIONS]
    return "\n".join([*parts, ""])


def _is_listed(topic: Topic) -> bool:
    return topic.is_listed


def _row(what: str, native: str) -> str:
    return f"| {what} | {_YES} | {_YES} | {_YES} | {native} | {_YES} |"


def _form(form: Form) -> str:
    native = f"no: {form.instead}" if form.instead else _YES
    return f"| {_cell(form.what)} | {_YES} | {_YES} | {native} | {_YES if form.lite else 'no'} |"


def _native(topic: Topic) -> str:
    if topic.refused:
        return f"no, publishing says so: {_cell(topic.instead)}"
    return f"yes; a message for {_cell(topic.unread)}" if topic.unread else _YES


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> int:
    """Write the page, or check it."""
    text = page()
    if "--check" in sys.argv:
        if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
            return 0
        print(f"{PAGE.relative_to(ROOT)} is out of date; run python docs/make_front_ends.py")
        return 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
