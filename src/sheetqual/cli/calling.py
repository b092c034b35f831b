"""The command that makes a calling session out of a list."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from sheetqual.cli.shared import (
    FOUND,
    ask_before_replacing,
    count,
    profile_of,
    progress_bar,
    read_list,
    tell,
    tell_findings,
)
from sheetqual.errors import OutputError, SheetqualError
from sheetqual.options import list_options, published_profile_option

if TYPE_CHECKING:
    from sheetqual.core.profile import Profile
    from sheetqual.files.calls.exporting import Exported, Target
    from sheetqual.files.calls.session import CallSession, Hours, SessionSettings

__all__ = ["export"]

_MORNING: Final = time(9)
_DAY: Final = 24
_HOUR: Final = 60
_FIRST_YEAR, _LAST_YEAR = 1990, 2200
_MOST: Final = 8


@click.command()
@click.argument("leads", type=click.Path())
@published_profile_option
@click.option(
    "-o",
    "--output",
    metavar="OUT",
    required=True,
    type=click.Path(),
    help="What to write: .xlsx call sheet, .csv for diallers, .html call cards, .ics call backs, .vcf for phones.",
)
@click.option("--top", metavar="N", type=click.IntRange(min=1), help="How many leads to call, at most; the best ones.")
@click.option(
    "--per",
    type=click.Choice(["caller", "product"]),
    help="Take so many for each caller or each product, not in all.",
)
@click.option("--temperature", metavar="NAMES", help="Only these temperatures, such as hot,warm.")
@click.option("--queue", metavar="NAMES", help="Only these queues, such as call,refer; call when left out.")
@click.option("--product", metavar="NAME", help="Only leads that this product fits best.")
@click.option("--owner", metavar="NAME", help="Only this owner's leads.")
@click.option("--callers", metavar="NAMES", help="Who calls, such as Anna,Ben; the leads are shared out among them.")
@click.option(
    "--share",
    type=click.Choice(["evenly", "owner", "product"]),
    help="How to share the leads out: evenly (when callers are named), by owner or by product.",
)
@click.option("--split", is_flag=True, help="One file for each caller, not one sheet.")
@click.option(
    "--stage",
    type=click.Choice(["cold_call", "discovery", "presentation"]),
    default="cold_call",
    show_default=True,
    help="Which questions to ask.",
)
@click.option("--sample", metavar="N", type=click.IntRange(min=0), default=0, help="Add N random leads below the cut.")
@click.option("--callbacks", is_flag=True, help="Only leads that agreed to be called back by now.")
@click.option("--suppress", metavar="FILE", multiple=True, type=click.Path(), help="A further do-not-call list.")
@click.option("--region", metavar="CODE", help='Where numbers without a country code belong, such as "IT".')
@click.option("--hours", metavar="FROM-TO", help="Only where it is between these hours, such as 9-20.")
@click.option(
    "--at", "begins", metavar="TIME", help='When calling begins, such as "2026-11-23 14:30"; now if left out.'
)
@click.option("--language", metavar="CODE", help="What callers read: en, it, nb, ru, fa; that of the list if left out.")
@click.option(
    "--receipt", metavar="FILE", type=click.Path(), help="Where the receipt goes (.json); beside OUT if left out."
)
@click.option("--as-of", "today", metavar="DATE", help="Score as of this day, not the day of the calls.")
@click.option("--strict", is_flag=True, help="Exit with 1 when there is something to look at.")
@list_options
def export(leads: str, profile_path: str | None, output: str, **options: Any) -> int:
    """Choose whom to call, and write it for the people who call.

    The leads of whom most is to be expected come first. Nobody is called who asked not to be, stands in the list
    twice or has no number that can be called; a receipt counts every reason, and a list beside it names everybody
    who is left out.
    """
    target = _target(output, leads, options)
    file = profile_of(leads, profile_path)
    when, today = _moments(options["begins"], options["today"])
    settings = _settings(file.profile, target, options)
    reading = {name: options[name] for name in ("sheet", "header_row", "encoding")}
    scored = read_list(leads, file, today, keep_all=True, **reading)

    from sheetqual.files.calls.exporting import export_calls  # noqa: PLC0415 - after the options have been checked
    from sheetqual.files.calls.language import language_of  # noqa: PLC0415
    from sheetqual.files.calls.preparing import prepare_session  # noqa: PLC0415

    with progress_bar("Checking numbers, duplicates and do-not-call lists") as progress:
        session = prepare_session(
            scored, settings, Path(leads), when=when, suppress=list(map(Path, options["suppress"])), progress=progress
        )
    with progress_bar(f"Writing {target.path.name}") as progress:
        done = export_calls(
            session,
            target,
            now=datetime.now().astimezone(),
            language=options["language"] or language_of(scored),
            progress=progress,
        )
    _tell(session, done)
    tell_findings(scored)
    return FOUND if options["strict"] and (session.warnings or scored.findings) else 0


def _target(output: str, leads: str, options: dict[str, Any]) -> Target:
    from sheetqual.files.calls.exporting import FORMATS, targets_of  # noqa: PLC0415 - after the options are parsed
    from sheetqual.files.calls.words import CALL_WORDS  # noqa: PLC0415
    from sheetqual.files.exports import check_target, is_same_file  # noqa: PLC0415

    if options["language"] not in (None, *CALL_WORDS):
        message = f"There is no language '{options['language']}'; choose one of {', '.join(CALL_WORDS)}."
        raise SheetqualError(message)
    check_target(output, leads, FORMATS)
    receipt = options["receipt"]
    if receipt is not None:
        check_target(receipt, leads, ("json",))
    target = targets_of(Path(output), Path(receipt) if receipt else None, is_split=options["split"])
    for beside in (target.receipt, target.page, target.rejects):
        if is_same_file(beside, leads):
            message = f"{beside.name} is your list itself; choose another name, so that nothing in it is lost."
            raise OutputError(message)
    ask_before_replacing(output)
    return target


def _moments(begins: str | None, as_of: str | None) -> tuple[datetime, date]:
    """Return when calling begins, and the day of scoring."""
    now = datetime.now().astimezone()
    day = _day(as_of) if as_of is not None else None
    if begins is None:
        when = now if day in (None, now.date()) else datetime.combine(day or now.date(), _MORNING).astimezone()
        return when, day or now.date()
    try:
        when = datetime.fromisoformat(begins)
    except ValueError:
        message = f"'{begins}' is no time; write it like \"2026-11-23 14:30\"."
        raise SheetqualError(message) from None
    if not _FIRST_YEAR <= when.year <= _LAST_YEAR:
        message = f"'{begins}' is not of our time; write it like \"2026-11-23 14:30\"."
        raise SheetqualError(message)
    when = when if when.tzinfo else when.astimezone()
    return when, day or when.date()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"'{text}' is not a date; write it like 2026-11-30."
        raise SheetqualError(message) from None


def _settings(profile: Profile, target: Target, options: dict[str, Any]) -> SessionSettings:
    from sheetqual.core.calling import CallFilter  # noqa: PLC0415 - after the options have been checked
    from sheetqual.core.judge import Queue  # noqa: PLC0415
    from sheetqual.core.profile import Temperature  # noqa: PLC0415
    from sheetqual.files.calls.session import SessionSettings  # noqa: PLC0415

    temperatures = {one.value: one for one in Temperature if one is not Temperature.OUT}
    labels = {profile.score.labels[one].casefold(): one for one in temperatures.values()}
    queues = {one.value: one for one in Queue if one is not Queue.SUPPRESSED}
    callers = tuple(_names(options["callers"]))
    share = options["share"] or ("evenly" if callers else None)
    if options["callers"] is not None and not callers:
        raise SheetqualError("--callers names nobody; write names with commas between them, such as Anna,Ben.")
    if options["per"] == "product" and not profile.products:
        raise SheetqualError("The profile has no products, so --per product makes no sense.")
    if share == "evenly" and not callers:
        raise SheetqualError("Name who calls, such as --callers Anna,Ben, so that the leads can be shared out.")
    if share == "product" and not profile.products:
        raise SheetqualError("The profile has no products, so leads can't be shared out by them.")
    if options["split"] and share is None:
        raise SheetqualError("--split goes with --callers or --share.")
    if options["per"] == "caller" and share is None:
        raise SheetqualError("--per caller goes with --callers or --share.")
    if options["per"] and options["top"] is None:
        raise SheetqualError("--per goes with --top: how many for each.")
    wanted = CallFilter(
        temperatures=frozenset(_chosen(options["temperature"], labels | temperatures, "temperature"))
        or frozenset(temperatures.values()),
        queues=frozenset(_chosen(options["queue"], queues, "queue")) or frozenset({Queue.CALL}),
        product=_product(options["product"], profile),
        owner=options["owner"],
    )
    return SessionSettings(
        wanted,
        top=options["top"],
        top_of=options["per"] or "all",
        callers=callers,
        share=share,
        stage=options["stage"],
        region=_region(options["region"]),
        hours=_hours(options["hours"]),
        sample=options["sample"],
        only_callbacks=options["callbacks"],
        is_calendar=target.path.suffix.casefold() == ".ics",
    )


def _names(text: str | None) -> list[str]:
    return list(dict.fromkeys(name for one in (text or "").split(",") if (name := one.strip())))


def _chosen(text: str | None, known: dict[str, Any], what: str) -> list[Any]:
    """Return what the words of an option stand for.

    Raises:
        SheetqualError: One stands for nothing.
    """
    chosen = []
    for name in _names(text):
        if name.casefold() not in known:
            message = f"There is no {what} '{name}'; choose among {', '.join(known)}."
            raise SheetqualError(message)
        chosen.append(known[name.casefold()])
    if text is not None and not chosen:
        message = f"--{what} names nothing; choose among {', '.join(known)}."
        raise SheetqualError(message)
    return chosen


def _product(name: str | None, profile: Profile) -> str | None:
    if name is None:
        return None
    known = {product.name.casefold(): product.name for product in profile.products}
    if name.casefold() not in known:
        others = f"; choose among {', '.join(known.values())}" if known else ""
        message = f"The profile has no product '{name}'{others}."
        raise SheetqualError(message)
    return known[name.casefold()]


def _region(code: str | None) -> str | None:
    if code is None:
        return None
    from phonenumbers import SUPPORTED_REGIONS  # noqa: PLC0415 - only this option needs it

    if code.upper() not in SUPPORTED_REGIONS:
        message = f"'{code}' is no country; give its two letters, such as IT, NO or GB."
        raise SheetqualError(message)
    return code.upper()


def _hours(text: str | None) -> Hours | None:
    """Return the hours that a text such as ``9-20`` or ``08:30-20:00`` names.

    Raises:
        SheetqualError: It names none.
    """
    if text is None:
        return None
    from sheetqual.files.calls.session import Hours  # noqa: PLC0415 - after the options have been checked

    first, _, last = text.partition("-")
    try:
        hours = Hours(_hour(first), _hour(last))
    except ValueError:
        hours = Hours(0, 0)
    if not 0 <= hours.first < hours.last <= _DAY:
        message = f"'{text}' are no hours of a day; write them like 9-20 or 08:30-20:00."
        raise SheetqualError(message)
    return hours


def _hour(text: str) -> float:
    hour, _, minute = text.strip().partition(":")
    if int(minute or 0) >= _HOUR:
        raise ValueError
    return int(hour) + int(minute or 0) / _HOUR


def _tell(session: CallSession, done: Exported) -> None:
    from sheetqual.files.calls.receipts import left_out_lines  # noqa: PLC0415

    names = ", ".join(path.name for path in done.files)
    tell(f"Wrote {names}: {count(len(session.calls), 'lead')} to call of {len(session.scored.board):,}.")
    if session.rejects:
        tell("Left out:")
        for line in left_out_lines(session):
            tell(f"  {line}")
        tell(f"Everybody who is left out stands in {done.target.rejects.name}.")
    tell(f"The receipt is {done.target.receipt.name}, and {done.target.page.name} to read.")
    for warning in session.warnings[:_MOST]:
        tell(f"Look at: {warning}")
    if len(session.warnings) > _MOST:
        tell(f"  and {len(session.warnings) - _MOST} more; the receipt names them")
    if not session.calls:
        tell("Nobody is left to call.")
