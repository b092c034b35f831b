"""What a call may need to be told at more length: when to call back, and who decides instead."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, Static

from sheetqual.core.dates import read_date
from sheetqual.errors import SheetqualError
from sheetqual.files.calls.journal import Referral
from sheetqual.files.calls.phones import local_time
from sheetqual_tui.cells import safe, shown
from sheetqual_tui.screens.dialog import Dialog
from sheetqual_tui.screens.prompt import Prompt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from sheetqual.core.dates import DateOrder

__all__ = ["ReferralDialog", "callback_prompt", "moment_in_words", "read_moment"]

_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_EXAMPLES: Final = "14:30, tomorrow 9, 24.11. 14:30, in 2 hours"
_FURTHEST: Final = timedelta(days=731)
_GONE: Final = timedelta(days=60)
"""A day without a year that is over for no longer is a slip, not one of next year."""
_FIRST_HOUR: Final = 7
"""Before it, a bare number is as likely the hour of the afternoon."""
_NOON: Final = 12
_LONGEST: Final = 60

_DAY_WORDS: Final = {
    **{name.casefold(): at for at, name in enumerate(_DAYS)},
    **{name[:3].casefold(): at for at, name in enumerate(_DAYS)},
    "tues": 1,
    "weds": 2,
    "thur": 3,
    "thurs": 3,
}
_NEAR: Final = {
    **dict.fromkeys(("today", "oggi", "i dag", "сегодня", "امروز"), 0),
    **dict.fromkeys(("tomorrow", "domani", "i morgen", "завтра", "فردا"), 1),
    **dict.fromkeys(("day after tomorrow", "the day after tomorrow", "dopodomani", "послезавтра", "پس‌فردا"), 2),
}
_AT: Final = r"(?:at|kl\.?|alle|ore|в|ساعت) "
_NUMBERS: Final = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_COUNT: Final = rf"([1-9]\d{{0,2}}|{'|'.join(_NUMBERS)})"
_SOON: Final = re.compile(rf"(?:in )?(?:{_COUNT} ?(minutes?|mins?|m|hours?|hrs?|h)|(half) an hour)")
_AHEAD: Final = re.compile(rf"in {_COUNT} ?(days?|d|weeks?|w)")
_CLOCK: Final = re.compile(rf"(?:{_AT})?(\d{{1,2}})(?:[:.](\d{{2}})| ?h ?(\d{{2}})?)(?: ?([ap])\.?m\.?)?")
_HOUR: Final = re.compile(rf"({_AT})?(\d{{1,2}})( o'?clock)?(?: ?([ap])\.?m\.?)?")
_MIDDAY: Final = re.compile(rf"(?:{_AT})?(?:noon|midday)")
_NO_YEAR: Final = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2?")
_NAMED: Final = re.compile(
    r"\d{1,2}(?:st|nd|rd|th|\.)?(?: of| de| di)? ?[^\W\d_]+\.?|[^\W\d_]+\.? ?\d{1,2}(?:st|nd|rd|th)?"
)
_SERIAL: Final = re.compile(r"[\d.,]+")
_DATE: Final = re.compile(r"\d+([./-])\d+\1\d+\.?")
_THERE: Final = (" there", " their time")
_Read = tuple[date | None, time | None]


def read_moment(text: str, now: datetime, dates: DateOrder = "dmy", zone: str | None = None) -> datetime | date:
    """Return the moment that somebody wrote, or the day where no time was said.

    What could mean two moments means none.

    Args:
        text: Such as ``14:30``, ``tomorrow 9``, ``24.11. 14:30``, ``2026-11-24`` or ``in 2 hours``; ``there`` at its
            end makes it the lead's time.
        now: What time it is here, without a time zone, like the result.
        dates: The order of day and month.
        zone: The lead's time zone, or None where it is not known.

    Raises:
        SheetqualError: It is not clear, has passed, or is too far away.
    """
    said = _tidy(text)
    if not said:
        message = f"Write when to call back: {_EXAMPLES}."
        raise SheetqualError(message)
    there = next((one for one in _THERE if said.endswith(one)), "")
    begin = _time_there(now, zone) if there else now
    found = list(dict.fromkeys(_moments(said.removesuffix(there), begin, dates)))
    moment = _only(found, text, begin)
    if there and isinstance(moment, datetime):
        moment = _time_here(moment, zone)
    return moment


def moment_in_words(moment: datetime | date) -> str:
    """Return a moment or a day in words that `read_moment` reads: ``Tue 24 Nov 2026, 14:30``."""
    day = f"{_DAYS[moment.weekday()][:3]} {moment.day} {_MONTHS[moment.month - 1]} {moment.year}"
    return f"{day}, {moment:%H:%M}" if isinstance(moment, datetime) else day


def callback_prompt(whom: str, clock: Callable[[], datetime], dates: DateOrder, zone: str | None) -> Prompt:
    """Return the dialog that asks when to call somebody back; give what it gives to `read_moment`.

    Args:
        whom: Whom to call back.
        clock: What time it is here, without a time zone.
        dates: The order of day and month.
        zone: The lead's time zone, or None where it is not known.
    """

    def check(text: str) -> str | None:
        try:
            read_moment(text, clock(), dates, zone)
        except SheetqualError as error:
            return str(error)
        return None

    def live(text: str) -> str:
        try:
            moment = read_moment(text, clock(), dates, zone)
        except SheetqualError as error:
            return str(error)
        return _understood(moment, clock(), zone)

    return Prompt(f"Call {safe(whom)} back when?", check=check, live=live, doc="Your own time.", placeholder=_EXAMPLES)


def _understood(moment: datetime | date, now: datetime, zone: str | None) -> str:
    """Return a moment in words, with how far off it is, and the time there where it is another."""
    if not isinstance(moment, datetime):
        days = (moment - now.date()).days
        return f"{moment_in_words(moment)}, at any time ({_many(days, 'day')} from now)"
    there = local_time(zone, moment.astimezone())
    words = moment_in_words(moment)
    if there is not None and there.replace(tzinfo=None) != moment:
        words += f", {there:%H:%M} there"
    minutes = -(-(moment - now) // timedelta(minutes=1))
    hours, days = round(minutes / 60), (moment.date() - now.date()).days
    far = _many(minutes, "minute") if minutes < 100 else _many(hours, "hour") if hours < 36 else _many(days, "day")  # noqa: PLR2004
    return f"{words} ({far} from now)"


def _many(count: int, what: str) -> str:
    return f"1 {what}" if count == 1 else f"{count} {what}s"


def _time_there(now: datetime, zone: str | None) -> datetime:
    there = local_time(zone, now.astimezone())
    if there is None:
        message = "Nobody knows what time it is there; write your own time."
        raise SheetqualError(message)
    return there.replace(tzinfo=None)


def _time_here(moment: datetime, zone: str | None) -> datetime:
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - only times elsewhere need it

    return moment.replace(tzinfo=ZoneInfo(zone or "")).astimezone().replace(tzinfo=None)


def _tidy(text: str) -> str:
    """Return a text in small Western letters and digits, with a blank between its words."""
    plain = unicodedata.normalize("NFKC", text[: _LONGEST * 2]).casefold()
    plain = "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in plain)
    plain = re.sub(r"(?<=\d)t(?=\d\d:)", " ", plain)
    words = re.sub(r"[,;]|\bon\b", " ", plain).split()
    said = " ".join(words)
    return said if len(said) <= _LONGEST else ""


def _only(found: list[datetime | date], text: str, now: datetime) -> datetime | date:
    """Return the one moment to come among several readings.

    Raises:
        SheetqualError: There is none, or more than one.
    """
    said = safe(" ".join(text.split()))[:_LONGEST]
    to_come = [one for one in found if _is_to_come(one, now)]
    if len(to_come) > 1:
        message = f"'{said}' may be {' or '.join(map(moment_in_words, to_come))}; write one of these."
        raise SheetqualError(message)
    if not to_come and found:
        message = f"{moment_in_words(found[0])} has passed; write another day, or a year."
        raise SheetqualError(message)
    if not to_come:
        message = f"'{said}' is not clear; write it like {_EXAMPLES}."
        raise SheetqualError(message)
    moment = to_come[0]
    day = moment.date() if isinstance(moment, datetime) else moment
    if day - now.date() > _FURTHEST:
        message = f"{moment_in_words(moment)} is more than two years away; check the year."
        raise SheetqualError(message)
    if moment == now.date():
        message = "Say at what time today, such as 16:00."
        raise SheetqualError(message)
    return moment


def _is_to_come(moment: datetime | date, now: datetime) -> bool:
    return moment > now if isinstance(moment, datetime) else moment >= now.date()


def _moments(said: str, now: datetime, dates: DateOrder) -> Iterator[datetime | date]:
    """Yield every moment that a text may mean."""
    if soon := _SOON.fullmatch(said):
        minutes = 30 if soon[3] else _number(soon[1]) * (1 if soon[2].startswith("m") else 60)
        yield (now + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
    yield from _days(said, now.date(), dates)
    for clock in _times(said, has_day=False):
        yield datetime.combine(now.date(), clock)
    words = said.split()
    for cut in range(1, len(words)):
        first, second = " ".join(words[:cut]), " ".join(words[cut:])
        for day_said, time_said in ((first, second), (second, first)):
            for day in _days(day_said, now.date(), dates):
                for clock in _times(time_said, has_day=True):
                    yield datetime.combine(day, clock)


def _number(said: str) -> int:
    return _NUMBERS[said] if said in _NUMBERS else int(said)


def _times(said: str, *, has_day: bool) -> Iterator[time]:
    """Yield the time of day that a text may mean; a bare hour only beside a day."""
    if _MIDDAY.fullmatch(said):
        yield time(_NOON)
    if clock := _CLOCK.fullmatch(said):
        yield from _time(int(clock[1]), int(clock[2] or clock[3] or 0), clock[4])
    elif hour := _HOUR.fullmatch(said):
        if hour[4]:
            yield from _time(int(hour[2]), 0, hour[4])
        elif has_day or hour[1] or hour[3]:
            yield from _time(int(hour[2]), 0, None)
            if 0 < int(hour[2]) < _FIRST_HOUR:
                yield from _time(int(hour[2]), 0, "p")


def _time(hour: int, minute: int, half: str | None) -> Iterator[time]:
    if half:
        if not 1 <= hour <= _NOON:
            return
        hour = hour % _NOON + (_NOON if half == "p" else 0)
    if hour < 24 and minute < 60:  # noqa: PLR2004 - of a day, of an hour
        yield time(hour, minute)


def _days(said: str, today: date, dates: DateOrder) -> Iterator[date]:
    """Yield the days that a text may mean."""
    if said in _NEAR:
        yield today + timedelta(days=_NEAR[said])
    if ahead := _AHEAD.fullmatch(said):
        yield today + timedelta(days=_number(ahead[1]) * (7 if ahead[2].startswith("w") else 1))
    name, _, rest = said.removeprefix("next ").partition(" ")
    weekday = _DAY_WORDS.get(name.rstrip("."))
    if weekday is not None and not rest:
        yield today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    elif weekday is not None:
        yield from (day for day in _dates(rest, today, dates) if day.weekday() == weekday)
    else:
        yield from _dates(said, today, dates)


def _dates(said: str, today: date, dates: DateOrder) -> Iterator[date]:
    """Yield the dates that a text may mean; without a year, the one to come, or that has only just gone."""
    short = _NO_YEAR.fullmatch(said)
    if short or _NAMED.fullmatch(said):
        for year in (today.year, today.year + 1):
            if short and dates == "ymd":
                day = read_date(f"{year}-{short[1]}-{short[3]}", dates)
            elif short:
                day = read_date(f"{short[1]}{short[2]}{short[3]}{short[2]}{year}", dates)
            else:
                day = read_date(f"{said.rstrip('.')} {year}", dates)
            if day is not None and day >= today - _GONE:
                yield day
                return
    elif ":" not in said and (_DATE.fullmatch(said) or not _SERIAL.fullmatch(said)):
        day = read_date(said.rstrip("."), dates)
        if day is not None:
            yield day


class ReferralDialog(Dialog[Referral | None]):
    """Asks who decides instead; gives them, or None when nobody does."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel", key_display="Esc", tooltip="Note nobody"),
        Binding("ctrl+s,ctrl+enter", "accept", "Accept", key_display="Ctrl+S", tooltip="Take the text"),
        Binding("down", "app.focus_next", "Next line", show=False),
        Binding("up", "app.focus_previous", "Previous line", show=False),
    ]

    def __init__(self, whom: str, company: str, read_phone: Callable[[str], str]) -> None:
        """Take what is known.

        Args:
            whom: Who does not decide.
            company: Where they are.
            read_phone: Says what number was written, or what is wrong with it.
        """
        super().__init__()
        self._whom = whom
        self._company = safe(company)
        self._read_phone = read_phone

    def compose(self) -> ComposeResult:
        """Show a line for each thing to know."""
        with Vertical(classes="dialog referral"):
            yield Static(shown(f"Who decides instead of {safe(self._whom)}?"), markup=False, classes="question")
            for name, label, text in (
                ("name", "Name", ""),
                ("phone", "Phone", ""),
                ("email", "E-mail", ""),
                ("company", "Company", self._company),
            ):
                yield Static(label, markup=False, classes="quiet")
                yield Input(text, id=name, compact=True, select_on_focus=False)
            yield Static("", id="said", markup=False)

    def fill(self) -> None:
        """Say which keys close the dialog."""
        self.query_one(".dialog").border_subtitle = "Enter goes on  Ctrl+S accepts  Esc cancels"
        self.query_one("#name", Input).focus()

    def _written(self, name: str) -> str:
        return self.query_one(f"#{name}", Input).value.strip()

    @on(Input.Changed)
    def _changed(self) -> None:
        phone = self._written("phone")
        self._say(self._read_phone(phone) if phone else "")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        if not self.is_open:
            return
        if event.input.id == "company":
            self.action_accept()
        else:
            self.app.action_focus_next()

    def action_accept(self) -> None:
        """Give who decides, unless nothing is known of them."""
        if not self.is_open:
            return
        name, phone, email = map(self._written, ("name", "phone", "email"))
        if name or phone or email:
            self.dismiss(Referral(name, self._written("company"), phone, email))
        else:
            self._say("Write a name, a number or an address.", is_bad=True)

    def _say(self, text: str, *, is_bad: bool = False) -> None:
        line = self.query_one("#said", Static)
        line.update(shown(text))
        line.set_class(is_bad, "-bad")

    def action_leave(self) -> None:
        """Note nobody."""
        self.dismiss(None)
