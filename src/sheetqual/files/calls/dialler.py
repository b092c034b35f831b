"""Writes the calls of a session for diallers: programs that call one number after the other."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from sheetqual.files.atomic import replacing
from sheetqual.files.calls.moments import own_time_text
from sheetqual.files.safe_text import for_csv

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence

    from sheetqual.files.calls.session import Call, CallSession

__all__ = ["DIALLER_HEADERS", "write_dialler_csv"]

DIALLER_HEADERS: Final = (
    *("id", "phone", "extension", "name", "company", "time_zone", "priority", "reason", "product", "caller"),
    *("callback", "sample"),
)
"""The same in every language: a dialler is told once which column is which."""

_STEP: Final = 256


def write_dialler_csv(
    session: CallSession,
    calls: Sequence[Call],
    path: str | os.PathLike[str],
    *,
    progress: Callable[[int, int | None], None] | None = None,
) -> None:
    """Write calls as CSV, one a row: UTF-8 with a byte-order mark, so that Excel reads it, too.

    Texts that a spreadsheet would run are made harmless; numbers stay as they are, in E.164. A lead
    without a number has none in its row, and one without an id goes by the row of the list.

    Args:
        session: The session.
        calls: Those of its calls that are dialled, in order.
        path: The file; one that is there is replaced as a whole.
        progress: Called with rows written and their total, the last time right before the file takes
            its place; what it raises stops the work, and the old file stays.

    Raises:
        OutputError: The file can't be written.
    """
    with replacing(path) as stream:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(DIALLER_HEADERS)
        for done, call in enumerate(calls, start=1):
            writer.writerow(map(for_csv, _row(session, call)))
            if progress and done % _STEP == 0:
                progress(done, len(calls))
        stream.write(text.getvalue().encode("utf-8-sig"))
        if progress:
            progress(len(calls), len(calls))


def _row(session: CallSession, call: Call) -> tuple[str, ...]:
    scored, lead = session.scored, call.lead
    phone = call.phones[0] if call.phones else None
    return (
        scored.id(lead) or f"row-{scored.table.rows[lead]}",
        phone.e164 if phone else "",
        phone.extension if phone else "",
        scored.name(lead) or "",
        scored.company(lead) or "",
        (phone.zone or "") if phone else "",
        str(call.number),
        call.why,
        scored.board.verdict(lead).product or "",
        call.caller,
        "" if call.callback is None else own_time_text(call.callback, session.when),
        "yes" if call.is_sample else "",
    )
