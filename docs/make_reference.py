"""Write docs/profile-reference.md, templates/profile.schema.json and docs/keys.md from what the program itself knows.

Run it after a change of profile keys or of the screen's keys; with --check it only says whether they are up to date.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from sheetqual.core.schema import CONDITION, TABLES, TOP, Key, json_schema
from sheetqual_tui.screens.help import help_groups

ROOT = Path(__file__).resolve().parent.parent
_SHAPES = {
    "text": "text",
    "texts": "list of texts",
    "number": "number",
    "whole": "whole number",
    "flag": "true or false",
    "wanted": "text, number, date, true or false",
    "many_wanted": "list",
    "pair": "two numbers or two dates",
    "day": "date",
    "condition": "condition",
    "conditions": "list of conditions",
    "table": "table",
    "tables": "tables",
    "shares": "table of numbers from 0 to 1",
}
_TITLES = {
    "labels": "`[score] labels`",
    "grade": "A step of `grades`",
    "decay": "`decay`",
    "question": "A question of `questions`",
}


def reference() -> str:
    """Return the reference page."""
    parts = [
        "# Every key of a profile",
        "",
        "This page is made from the program itself. [Write your profile](profile.md) explains the ideas.",
        "",
        "## At the top of the file",
        "",
        *_table(TOP),
    ]
    for name, keys in TABLES.items():
        title = _TITLES.get(name) or (f"`[[{name}]]`" if TOP[name].shape == "tables" else f"`[{name}]`")
        parts += ["", f"## {title}", "", *_table(keys)]
    parts += [
        "",
        "## Conditions",
        "",
        "Several keys in one condition must all hold. A blank or unknown answer leaves a condition unknown, except",
        "`known`, which it answers with no.",
        "",
        *_table(CONDITION),
        "",
    ]
    return "\n".join(parts)


def _table(keys: dict[str, Key]) -> list[str]:
    lines = ["| key | takes | default | what it means |", "|---|---|---|---|"]
    for name, key in keys.items():
        takes = " or ".join(f"`{choice}`" for choice in key.choices) if key.choices else _SHAPES[key.shape]
        default = "must be there" if key.required else "" if key.default in (None, "") else f"`{_toml(key.default)}`"
        lines.append(f"| `{name}` | {takes} | {default} | {key.doc} |")
    return lines


def _toml(value: object) -> str:
    return json.dumps(value)


def keys_page() -> str:
    """Return the page of the screen's keys."""
    parts = [
        "# Every key of the screen",
        "",
        "This page is made from the program itself. [The screen](screen.md) explains what they are for; `?` shows them",
        "inside, where `k` then changes them.",
    ]
    for title, group in help_groups():
        parts += ["", f"## {title}", "", "| key | what it does |", "|---|---|"]
        parts += [f"| {_keys(keys, title)} | {does} |" for keys, does in group]
    return "\n".join([*parts, ""])


def _keys(keys: str, title: str) -> str:
    return keys if "mouse" in title else " ".join(f"`{key}`" for key in keys.split("  "))


def main() -> int:
    """Write the files, or check them."""
    files = {
        ROOT / "docs" / "profile-reference.md": reference(),
        ROOT / "docs" / "keys.md": keys_page(),
        ROOT / "templates" / "profile.schema.json": json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n",
    }
    stale = [path for path, text in files.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is out of date; run python docs/make_reference.py")
        return 1 if stale else 0
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
