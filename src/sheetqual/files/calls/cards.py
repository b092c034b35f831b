"""Call cards: one page for the browser and the printer, a card a lead, with nothing in it that runs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Final

from sheetqual.core.dispositions import DISPOSITIONS
from sheetqual.core.judge import plain_points
from sheetqual.files.atomic import replacing
from sheetqual.files.calls.moments import own_time_text
from sheetqual.files.calls.phones import EXTENSION, in_words, local_time, zone_at
from sheetqual.files.safe_text import for_terminal

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sheetqual.files.calls.phones import Phone
    from sheetqual.files.calls.session import Ask, Call, CallSession
    from sheetqual.files.calls.words import CallWords

__all__ = ["write_cards"]

_STEP: Final = 64
"""Cards between two reports of progress, each of which may stop the work."""
_RIGHT_TO_LEFT: Final = frozenset({"fa"})
_SCRIPTS: Final = ("opening", "complaint", "account_review", "refer")
"""The scripts of a profile in the order of a call; `CallWords` names each under the same name."""
_BOX: Final = "☐"
_NOTE_LINES: Final = 10
"""More than there is room for: paper shows those that fit, and the screen two."""

_HEAD: Final = """\
<!doctype html>
<html lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="format-detection" content="telephone=no">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<header class="top">
<h1>{heading}</h1>
<ul class="facts">{facts}</ul>
</header>
{sayings}<main>
"""
_FOOT: Final = "</main>\n</body>\n</html>\n"

# Logical properties throughout, so that one sheet serves both directions of writing.
_STYLE: Final = """\
:root {
  --ink: #16191d; --soft: #4d5660; --line: #b9c1c9; --rule: #7d8791; --page: #eef1f4; --card: #fff; --link: #0b4ea2;
  --note: #f5f7f9;
  color-scheme: light dark;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ink: #f1f3f5; --soft: #b6bfc9; --line: #454d56; --rule: #78828d; --page: #121519; --card: #1d2126;
    --link: #93c0ff; --note: #262b31;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; max-inline-size: 66rem; padding: 1.25rem; background: var(--page); color: var(--ink);
  font: 1rem/1.45 "Segoe UI", "Vazirmatn", "Helvetica Neue", "Noto Sans", "Noto Sans Arabic", "Geeza Pro", Tahoma,
    "DejaVu Sans", sans-serif;
  overflow-wrap: anywhere;
}
[lang="fa"] body {
  font-family: "Vazirmatn", "Segoe UI", "Noto Sans", "Noto Sans Arabic", "Geeza Pro", Tahoma, "Noto Naskh Arabic",
    "DejaVu Sans", sans-serif;
  line-height: 1.7;
}
h1, h2, h3, p, ul, ol, dl, dd { margin: 0; padding: 0; }
ul { list-style: none; }
h1 { font-size: 1.6rem; line-height: 1.3; }
h3, dt { font-size: .8125rem; font-weight: 600; color: var(--soft); }
a { color: var(--link); text-decoration: none; }
.facts { display: flex; flex-wrap: wrap; gap: .1rem 1.25rem; color: var(--soft); }
.sayings {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: .75rem 1.5rem;
  margin-block-start: 1rem; padding: 1rem 1.25rem; background: var(--card);
  border: 1px solid var(--line); border-radius: .5rem;
}
.sayings p, details p { white-space: pre-line; }
.card {
  margin-block-start: 1.25rem; padding: 1.25rem; background: var(--card);
  border: 1px solid var(--line); border-radius: .5rem;
}
.card > header {
  display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1rem;
  padding-block-end: .6rem; border-block-end: 2px solid var(--ink);
}
.place { font-weight: 600; color: var(--soft); white-space: nowrap; }
.who { flex: 1 1 14rem; }
.who h2 { font-size: 1.375rem; line-height: 1.3; }
.standing { display: flex; align-items: baseline; gap: .6rem; white-space: nowrap; }
.chip { padding: .05rem .65rem; border: 1px solid #16191d; border-radius: 1rem; font-weight: 600; color: #16191d; }
.hot { background: #f4b6b0; }
.warm { background: #fbe3a6; }
.cold { background: #cfe2f3; }
.out { background: #e3e3e3; }
.score { font-size: 1.25rem; font-weight: 700; }
.sample { font-size: .8125rem; color: var(--soft); }
.body {
  display: grid; grid-template-columns: minmax(0, 19rem) minmax(0, 1fr); gap: 1rem 2rem;
  padding-block-start: .75rem;
}
.dial { font-size: 1.75rem; font-weight: 700; line-height: 1.25; }
.extension { font-size: 1rem; font-weight: 600; white-space: nowrap; }
.mail { margin-block-start: .3rem; }
dl { display: grid; gap: .45rem; margin-block-start: .6rem; }
.due { font-weight: 700; }
.asks > li { margin-block-start: .5rem; break-inside: avoid; }
.asks { padding-inline-start: 1.4rem; }
.asks > li::marker { font-weight: 700; }
.question { font-weight: 600; }
.others { font-size: .875rem; color: var(--soft); }
.others li { padding-inline-start: 1em; text-indent: -1em; }
.others li::before { content: "–"; display: inline-block; inline-size: 1em; text-indent: 0; }
.ruled {
  display: flex; align-items: flex-end; gap: .5rem; min-block-size: 2rem;
  font-size: .8125rem; color: var(--soft);
}
.ruled::after { content: ""; flex: 1; border-block-end: 1px solid var(--rule); }
.outcome { margin-block-start: .9rem; }
.boxes { display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; }
.boxes li { white-space: nowrap; }
.box { font-size: 1.2em; line-height: 1; }
.notes .ruled:nth-child(n + 3) { display: none; }
.hints {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr)); align-items: start; gap: .4rem;
  margin-block-start: 1rem;
}
details { padding: .3rem .75rem; background: var(--note); border-radius: .35rem; font-size: .9375rem; }
summary { cursor: pointer; font-weight: 600; }
@media screen and (max-width: 44rem) {
  body { padding: .6rem; }
  .card, .sayings { padding: .9rem; }
  .body { grid-template-columns: minmax(0, 1fr); }
  .who { order: 1; flex-basis: 100%; }
  .standing { margin-inline-start: auto; }
  .dial a { display: inline-block; padding-block: .3rem; }
}
@page {
  size: A4; margin: 10mm 12mm 13mm;
  @bottom-center { content: counter(page) " / " counter(pages); direction: ltr; font: 8pt sans-serif; }
}
@media print {
  :root { --ink: #000; --soft: #333; --line: #666; --rule: #666; --page: #fff; --card: #fff; --link: #000; }
  body { max-inline-size: none; padding: 0; font-size: 9.5pt; line-height: 1.35; }
  [lang="fa"] body { line-height: 1.5; }
  h1 { font-size: 15pt; }
  h3, dt, .ruled, .sample { font-size: 8pt; }
  .sayings { margin-block-start: 3mm; padding: 2.5mm 4mm; gap: 2mm 6mm; border-radius: 0; break-inside: avoid; }
  .card {
    display: flex; flex-direction: column; min-block-size: 132mm; /* two a page */
    margin-block-start: 4mm; padding: 3mm 4mm; border-radius: 0; break-inside: avoid;
  }
  .card > header { padding-block-end: 1mm; border-block-end-width: 1pt; }
  .who h2 { font-size: 13pt; }
  .who > * { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; }
  .chip { padding-block: 0; background: none; }
  .score { font-size: 12pt; }
  .body { grid-template-columns: 60mm minmax(0, 1fr); gap: 2mm 6mm; padding-block-start: 1.5mm; }
  .dial { font-size: 15pt; }
  .extension { font-size: 9.5pt; }
  dl { gap: 1.2mm; margin-block-start: 1mm; }
  .asks > li { margin-block-start: 1mm; }
  .others { font-size: 8pt; line-height: 1.25; }
  .ruled { min-block-size: 7.5mm; }
  .outcome { display: flex; flex-direction: column; flex: 1; margin-block-start: 3mm; }
  .boxes { gap: 0 3mm; font-size: 9pt; }
  .notes { flex: 1; min-block-size: 15.2mm; overflow: hidden; contain: size; } /* whatever room is left */
  .notes .ruled:nth-child(n) { display: flex; }
  .hints { display: none; }
}
"""


def write_cards(  # noqa: PLR0913 - what to write, where and in which words
    session: CallSession,
    calls: Sequence[Call],
    path: str | os.PathLike[str],
    words: CallWords,
    language: str,
    *,
    progress: Callable[[int, int | None], None] | None = None,
) -> None:
    """Write call cards as one page of HTML that needs no other file and runs nothing.

    Args:
        session: The session.
        calls: Those of its calls that get a card, in order.
        path: The file; one that is there is replaced as a whole.
        words: The words on the cards.
        language: Their language, such as ``en``.
        progress: Called with cards written and their total, the last time right before the file takes
            its place; what it raises stops the work, and the old file stays.

    Raises:
        OutputError: The file can't be written.
    """
    page = _Page(session, calls, words, language)
    with replacing(path) as stream:
        stream.write(page.head().encode())
        for place, call in enumerate(calls, start=1):
            stream.write(page.card(place, call).encode())
            if progress and place % _STEP == 0:
                progress(place, len(calls))
        stream.write(_FOOT.encode())
        if progress:
            progress(len(calls), len(calls))


@dataclass(frozen=True)
class _Page:
    """The page that is being written.

    Attributes:
        session: The session.
        calls: Its calls, in order.
        words: The words on the page.
        language: Their language.
    """

    session: CallSession
    calls: Sequence[Call]
    words: CallWords
    language: str

    def head(self) -> str:
        """Return all that comes before the cards."""
        heading = f"{self.words.title}: {len(self.calls)}"
        source = self.session.scored.table.source
        return _HEAD.format(
            language=self.language,
            direction="rtl" if self.language in _RIGHT_TO_LEFT else "ltr",
            title=_escaped(f"{heading} – {source}"),
            style=_STYLE,
            heading=_escaped(heading),
            facts="".join(f"<li>{fact}</li>" for fact in self._facts()),
            sayings=self._sayings(),
        )

    def _facts(self) -> Iterator[str]:
        profile, table = self.session.scored.file.profile, self.session.scored.table
        yield _user(f"{table.source} ({table.sheet})" if table.sheet else table.source)
        yield f"{_user(profile.name)} v{profile.version}"
        yield _time(f"{self.session.when:%Y-%m-%d %H:%M}")
        if any(self._callers):
            yield f"{_escaped(self.words.caller)}: {_user(', '.join(filter(None, self._callers)))}"

    @cached_property
    def _callers(self) -> list[str]:
        return list(dict.fromkeys(call.caller for call in self.calls))

    def _sayings(self) -> str:
        """Return the scripts, once for all cards."""
        scripts = "".join(f"<div><h3>{title}</h3><p>{text}</p></div>" for title, text in self._scripts())
        return f'<section class="sayings">{scripts}</section>\n' if scripts else ""

    def _scripts(self) -> Iterator[tuple[str, str]]:
        scripts = self.session.scored.file.profile.scripts
        for name in _SCRIPTS:
            if (text := scripts.get(name, "")).strip():
                yield _escaped(getattr(self.words, name)), _user(text)

    def card(self, place: int, call: Call) -> str:
        """Return the card of a call.

        Args:
            place: Its place among the cards, from 1.
            call: The call.
        """
        return (
            f'<article class="card" id="call-{call.number}">\n'
            f"<header>{self._place(place, call)}{self._who(call)}{self._standing(call)}</header>\n"
            f'<div class="body">\n<div>{self._reach(call)}<dl>{_list(self._about(call))}</dl></div>\n'
            f"<div>{self._asks(call.asks)}{self._hints}</div>\n</div>\n"
            f"{self._outcome}\n</article>\n"
        )

    def _place(self, place: int, call: Call) -> str:
        # Where callers have files of their own, the number says which lead it is in all of them.
        number = f" · {_escaped(self.words.number)} {call.number}" if call.number != place else ""
        return f'<p class="place">{place} {_escaped(self.words.of)} {len(self.calls)}{number}</p>'

    def _who(self, call: Call) -> str:
        scored = self.session.scored
        label, company = scored.label(call.lead), scored.company(call.lead)
        below = f'<p class="company">{_user(company)}</p>' if company and company != label else ""
        return f'<div class="who"><h2>{_user(label)}</h2>{below}</div>'

    def _standing(self, call: Call) -> str:
        board = self.session.scored.board
        verdict = board.verdict(call.lead)
        label = board.profile.score.labels[verdict.temperature]
        sample = f'<span class="sample">{_escaped(self.words.sample)}</span>' if call.is_sample else ""
        return (
            f'<p class="standing">{sample}<span class="chip {verdict.temperature}">{_user(label)}</span>'
            f'<span class="score" title="{_escaped(self.words.score)}">{plain_points(verdict.score)}</span></p>'
        )

    def _reach(self, call: Call) -> str:
        dial = f'<p class="dial">{_dialled(call.phones[0])}</p>' if call.phones else ""
        return dial + "".join(f'<p class="mail">{_user(email)}</p>' for email in call.emails)

    def _about(self, call: Call) -> Iterator[tuple[str, str]]:
        """Yield what to know before dialling, as titles and HTML."""
        words, verdict = self.words, self.session.scored.board.verdict(call.lead)
        yield words.why, _user(call.why)
        if call.callback is not None:
            yield words.callback, f'<span class="due">{_time(own_time_text(call.callback, self.session.when))}</span>'
        if call.attempts:
            yield words.attempts, str(call.attempts)
        yield words.time_there, self._time_there(call)
        if verdict.product:
            yield words.product, _user(verdict.product)
        if call.phones[1:]:
            yield words.more_numbers, "<br>".join(map(_dialled, call.phones[1:]))
        if call.caller and len(self._callers) > 1:
            yield words.caller, _user(call.caller)

    def _time_there(self, call: Call) -> str:
        """Return the time at the lead's when the session begins."""
        when, phone = self.session.when, call.phones[0] if call.phones else None
        zone = zone_at(phone, when)
        there = local_time(zone, when)
        if there is None:
            return _escaped(self.words.unknown)
        clock = f"{there:%H:%M}" if there.date() == when.date() else f"{there:%Y-%m-%d %H:%M}"
        return _time(f"{clock} ({zone})")

    def _asks(self, asks: Sequence[Ask]) -> str:
        if not asks:
            return f"<h3>{_escaped(self.words.ask)}</h3><p>{_escaped(self.words.nothing)}</p>"
        return f'<h3>{_escaped(self.words.ask)}</h3><ol class="asks">{"".join(map(self._ask, asks))}</ol>'

    def _ask(self, ask: Ask) -> str:
        others = "".join(f"<li>{_user(other)}</li>" for other in ask.others)
        below = f'<ul class="others">{others}</ul>' if others else ""
        return f'<li><p class="question">{_user(ask.ask)}</p>{below}{_ruled(self.words.answer)}</li>'

    @cached_property
    def _outcome(self) -> str:
        """What is filled in after the call."""
        boxes = "".join(
            f'<li><span class="box">{_BOX}</span> {_escaped(word)}</li>'
            for word in DISPOSITIONS[self.language].values()
        )
        notes = _ruled(self.words.notes) + _ruled("") * (_NOTE_LINES - 1)
        return (
            f'<div class="outcome"><h3>{_escaped(self.words.disposition)}</h3><ul class="boxes">{boxes}</ul>'
            f'{_ruled(self.words.callback)}<div class="notes">{notes}</div></div>'
        )

    @cached_property
    def _hints(self) -> str:
        """The scripts again, a tap away on every card."""
        hints = "".join(
            f"<details><summary>{title}</summary><p>{text}</p></details>" for title, text in self._scripts()
        )
        return f'<div class="hints">{hints}</div>' if hints else ""


def _dialled(phone: Phone) -> str:
    """Return a number as a link that dials it, with its extension."""
    extension = f' <span class="extension">{EXTENSION} {_escaped(phone.extension)}</span>' if phone.extension else ""
    number = f'<a href="tel:{_escaped(phone.e164)}">{_escaped(in_words(replace(phone, extension="")))}</a>'
    return f'<span dir="ltr">{number}{extension}</span>'


def _list(pairs: Iterable[tuple[str, str]]) -> str:
    return "".join(f"<div><dt>{_escaped(title)}</dt><dd>{text}</dd></div>" for title, text in pairs)


def _ruled(title: str) -> str:
    return f'<p class="ruled">{_escaped(title)}</p>'


def _time(text: str) -> str:
    return f'<time dir="ltr">{_escaped(text)}</time>'


def _user(text: str) -> str:
    """Return a text that somebody wrote, as HTML: its own direction decides nothing around it."""
    return f'<span dir="auto">{_escaped(text)}</span>'


def _escaped(text: str) -> str:
    """Return a text as HTML, without controls and marks that turn the direction of writing around."""
    return escape("\n".join(map(for_terminal, text.splitlines())), quote=True)
