"""What an export did: a receipt for programs, the same as a page, and a list of everybody who is left out."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from html import escape
from typing import TYPE_CHECKING, Any, Final

from sheetqual.core.identity import lead_text
from sheetqual.files.atomic import replacing, write_text
from sheetqual.files.safe_text import for_csv

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from sheetqual.files.calls.session import CallSession

__all__ = ["left_out_lines", "receipt", "write_receipt", "write_receipt_page", "write_rejects"]

_REJECT_HEADERS: Final = ("row", "id", "name", "company", "phone", "e-mail", "code", "reason", "detail")


def receipt(session: CallSession, *, files: Sequence[Path], rejects: Path, when: datetime) -> dict[str, Any]:
    """Return a receipt as an object for JSON; it names no lead.

    Its keys: `command`, `when` (ISO 8601), `list` (`file`, `sheet`, `leads`), `profile` (`name`, `version`,
    `sha256`), `settings`, `counts` (`leads`, `called`, `sample`, `left_out`; each lead counts once), `reasons` (a
    list of {code, text, count}, in the order they are tried), `callers` (name -> calls), `do_not_call` (the files
    that were read: `file`, `day`, `phones`, `emails`, `unread`, `old`), `warnings`, `files` and `rejects`.

    Args:
        session: The session.
        files: What was written for the callers.
        rejects: The file that lists everybody who is left out.
        when: When it was written.
    """
    scored, settings = session.scored, session.settings
    profile = scored.file.profile
    wanted = settings.wanted
    return {
        "command": "export",
        "when": when.isoformat(timespec="seconds"),
        "list": {"file": scored.table.source, "sheet": scored.table.sheet, "leads": len(scored.board)},
        "profile": {"name": profile.name, "version": profile.version, "sha256": scored.file.sha256},
        "settings": {
            "session": session.when.isoformat(timespec="minutes"),
            "temperatures": sorted(wanted.temperatures),
            "queues": sorted(wanted.queues),
            "product": wanted.product,
            "owner": wanted.owner,
            "top": settings.top,
            "top_of": settings.top_of,
            "share": settings.share,
            "stage": settings.stage,
            "region": settings.region or profile.region,
            "hours": None if settings.hours is None else [settings.hours.first, settings.hours.last],
            "sample": settings.sample,
        },
        "counts": {
            "leads": len(scored.board),
            "called": len(session.calls),
            "sample": sum(call.is_sample for call in session.calls),
            "left_out": len(session.rejects),
        },
        "reasons": [{"code": code, "text": text, "count": count} for code, text, count in session.counts],
        "callers": dict(Counter(call.caller for call in session.calls)),
        "do_not_call": [
            {
                "file": source.name,
                "day": source.day.isoformat(),
                "phones": source.phones,
                "emails": source.emails,
                "unread": source.unread,
                "old": source.is_old,
            }
            for source in session.sources
        ],
        "warnings": list(session.warnings),
        "files": [path.name for path in files],
        "rejects": rejects.name,
    }


def write_receipt(said: dict[str, Any], path: Path) -> None:
    """Write a receipt as JSON.

    Raises:
        OutputError: The file can't be written.
    """
    write_text(path, json.dumps(said, ensure_ascii=False, indent=1) + "\n")


def left_out_lines(session: CallSession) -> list[str]:
    """Return how many leads are left out for each reason, as lines for people."""
    digits = max((len(f"{count:,}") for _, _, count in session.counts), default=0)
    return [f"{count:>{digits},}  {text}" for _, text, count in session.counts]


_PAGE: Final = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; font: 16px/1.5 system-ui, "Segoe UI", "Noto Sans", sans-serif; }}
body {{ max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }}
h1 {{ font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; }}
h2 {{ font-size: 1.1rem; margin: 1.75rem 0 .5rem; }}
table {{ border-collapse: collapse; width: 100%; }}
td, th {{ text-align: start; padding: .3rem .6rem; border-bottom: 1px solid #8886; vertical-align: top; }}
td.number, th.number {{ text-align: end; font-variant-numeric: tabular-nums; width: 6rem; }}
.quiet {{ opacity: .75; }}
.sha {{ font-family: ui-monospace, monospace; font-size: .8rem; overflow-wrap: anywhere; }}
</style>
</head>
<body>
<h1>{title}</h1>
<p class="quiet">{about}</p>
{parts}
</body>
</html>
"""


def write_receipt_page(said: dict[str, Any], path: Path) -> None:
    """Write a receipt as a page to read and print.

    Raises:
        OutputError: The file can't be written.
    """
    counts, profile = said["counts"], said["profile"]
    title = f"{counts['called']:,} of {counts['leads']:,} leads to call"
    about = f"{said['list']['file']}, {said['when'].replace('T', ' ')}"
    parts = [
        _table("Left out", [(f"{one['count']:,}", one["text"]) for one in said["reasons"]], numbers=True)
        if said["reasons"]
        else "<h2>Left out</h2><p>Nobody.</p>",
        f"<p>Everybody who is left out stands in <b>{escape(said['rejects'])}</b>, with the reason.</p>",
        _table(
            "Callers", [(f"{count:,}", name or "everybody") for name, count in said["callers"].items()], numbers=True
        ),
        _table("Do-not-call lists", [(_source(one), one["file"]) for one in said["do_not_call"]]),
        _table("To look at", [(one,) for one in said["warnings"]]),
        _table("Files", [(one,) for one in said["files"]]),
        f"<h2>Profile</h2><p>{escape(profile['name'])}, version {profile['version']}<br>",
        f"<span class='sha'>{profile['sha256']}</span></p>",
    ]
    text = _PAGE.format(title=escape(title), about=escape(about), parts="\n".join(parts))
    write_text(path, text)


def _source(one: dict[str, Any]) -> str:
    old = "; old, fetch it again" if one["old"] else ""
    return f"{one['phones']:,} numbers, {one['emails']:,} addresses, of {one['day']}{old}"


def _table(title: str, rows: Sequence[tuple[str, ...]], *, numbers: bool = False) -> str:
    if not rows:
        return ""
    first = ' class="number"' if numbers else ""
    lines = [
        "<tr>" + "".join(f"<td{first if not at else ''} dir='auto'>{escape(cell)}</td>" for at, cell in enumerate(row))
        for row in rows
    ]
    return f"<h2>{title}</h2><table>{''.join(f'{line}</tr>' for line in lines)}</table>"


def write_rejects(session: CallSession, path: Path) -> None:
    """Write everybody who is left out, with the reason, as CSV that a spreadsheet opens and never runs.

    Raises:
        OutputError: The file can't be written.
    """
    scored = session.scored
    columns, places = scored.table.columns, scored.places
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(_REJECT_HEADERS)
    for reject in session.rejects:
        lead = reject.lead
        said = (
            scored.id(lead),
            scored.name(lead),
            scored.company(lead),
            lead_text(columns, places.phone, lead),
            lead_text(columns, places.email, lead),
            reject.code,
            reject.reason,
            reject.detail,
        )
        writer.writerow([scored.table.rows[lead], *(for_csv(text or "") for text in said)])
    with replacing(path) as stream:
        stream.write(b"\xef\xbb\xbf")
        stream.write(buffer.getvalue().encode(errors="replace"))
