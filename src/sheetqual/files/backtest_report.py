"""A backtest as one page for the browser and the printer, with nothing in it that runs or is loaded."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from sheetqual.core.backtest_words import (
    auc_in_words,
    ends_in_words,
    number,
    of,
    percent,
    period_in_words,
    proposal_in_words,
    range_in_words,
    reach_in_words,
    threshold_lines,
)
from sheetqual.core.judge import plain_points
from sheetqual.core.report import finding_lines
from sheetqual.files.safe_text import for_terminal
from sheetqual.files.score_columns import COLOURS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sheetqual.core.backtest import Backtest, Band, Record
    from sheetqual.core.profile import Temperature
    from sheetqual.files.backtests import ListTest

__all__ = ["report_html"]

_HEAD: Final = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
"""
_FOOT: Final = "</body>\n</html>\n"
_STYLE: Final = """\
:root {
  --ink: #16191d; --soft: #4d5660; --line: #b9c1c9; --page: #eef1f4; --card: #fff; --curve: #0b5cad; --area: #d6e6f7;
  --note: #fff4d6; --edge: #c98a00;
  color-scheme: light dark;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ink: #f1f3f5; --soft: #b6bfc9; --line: #454d56; --page: #121519; --card: #1d2126; --curve: #7db6ff;
    --area: #22364d; --note: #3a2f14; --edge: #d9a441;
  }
  svg .bar { fill-opacity: .45; }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-inline-size: 66rem; padding: 1.25rem; background: var(--page); color: var(--ink);
  font: 1rem/1.45 "Segoe UI", "Vazirmatn", "Helvetica Neue", "Noto Sans", "Noto Sans Arabic", Tahoma, "DejaVu Sans",
    sans-serif;
  overflow-wrap: anywhere;
}
h1, h2, p, ul, pre { margin: 0; padding: 0; }
h1 { font-size: 1.6rem; line-height: 1.3; }
h2 { font-size: 1.05rem; margin-block-end: .5rem; }
.soft { color: var(--soft); }
.note, section {
  margin-block-start: 1rem; padding: 1rem 1.25rem; background: var(--card);
  border: 1px solid var(--line); border-radius: .5rem;
}
.note { background: var(--note); border-color: var(--edge); }
.note ul { padding-inline-start: 1.2rem; }
.two { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 0 1rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; inline-size: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .5rem; text-align: end; border-block-end: 1px solid var(--line); overflow-wrap: normal; }
th:first-child, td:first-child { text-align: start; }
th { font-size: .8125rem; color: var(--soft); vertical-align: bottom; }
td small { color: var(--soft); white-space: nowrap; }
.chip { padding: .05rem .6rem; border: 1px solid #16191d; border-radius: 1rem; font-weight: 600; color: #16191d; }
pre { margin-block-start: .4rem; padding: .4rem .75rem; border: 1px solid var(--line); border-radius: .35rem; }
pre { inline-size: fit-content; font-size: .9375rem; }
p + p, pre + p { margin-block-start: .4rem; }
svg { display: block; inline-size: 100%; block-size: auto; max-inline-size: 34rem; }
svg text { fill: var(--soft); font-size: 12px; }
svg .grid { stroke: var(--line); stroke-width: 1; }
svg .chance { stroke: var(--soft); stroke-width: 1.5; stroke-dasharray: 5 4; }
svg .curve { stroke: var(--curve); stroke-width: 2.5; fill: none; }
svg .area { fill: var(--area); }
svg .bar { stroke: var(--ink); stroke-width: 1; }
svg .range { stroke: var(--ink); stroke-width: 2; }
svg .name { fill: var(--ink); font-weight: 600; }
@page { size: A4; margin: 8mm 12mm; }
@media print {
  :root { --ink: #000; --soft: #333; --line: #888; --page: #fff; --card: #fff; --note: #fff; --edge: #000; }
  body { max-inline-size: none; padding: 0; font-size: 8pt; line-height: 1.25; }
  h1 { font-size: 14pt; }
  h2 { font-size: 9.5pt; margin-block-end: 1mm; }
  .note, section { margin-block-start: 1.5mm; padding: 1.5mm 3mm; border-radius: 0; break-inside: avoid; }
  .two { grid-template-columns: 1fr 1fr; gap: 0 2mm; }
  th, td { padding: .2mm 1mm; }
  th { font-size: 7.5pt; }
  svg { max-block-size: 48mm; }
  pre { font-size: 8pt; padding: 1mm 2mm; margin-block-start: 1mm; }
  .chip { padding-block: 0; }
  .chip, svg .bar, svg .area { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""

_LEFT, _TOP, _WIDE, _HIGH = 46, 10, 420, 260
"""The frame of the curve of gains, in units of its picture."""
_ROW, _BARS, _BAR = 34, 120, 300
"""Of the bars: the height of each, where they start, and the length of 100 %."""
_NONE: Final = "–"


def report_html(tested: ListTest) -> str:
    """Return a tested list as a page of HTML."""
    return "".join(_Report(tested).parts())


class _Report:
    """Makes the parts of a page."""

    def __init__(self, tested: ListTest) -> None:
        self._tested = tested
        self._test = tested.test
        self._board = tested.scored.board
        self._labels: Mapping[Temperature, str] = self._board.profile.score.labels

    def parts(self) -> Iterator[str]:
        """Yield everything there is on the page."""
        profile, source, test = self._board.profile, self._tested.scored.table.source, self._test
        yield _HEAD.format(title=_escaped(f"Did it work? {source}"), style=_STYLE)
        yield f"<h1>Did it work? {_user(source)}</h1>\n"
        as_of = f"version {profile.version}, as of {self._board.plan.today}"
        rule = _user(str(test.outcomes.rule))
        yield f'<p class="soft">Scored by {_user(profile.name)}, {as_of}. Customers: {rule}.</p>\n'
        yield f"<p>{_escaped(ends_in_words(test))}</p>\n"
        yield self._findings()
        record = test.record
        sure = "" if record.auc is None else "".join(f"<p>{_escaped(line)}</p>" for line in auc_in_words(record.auc))
        yield f'<div class="two">{_section("How many become customers", self._bars(record), sure)}'
        yield f"{_section('Customers reached', _gains(test))}</div>\n"
        yield _section("By band", self._bands(record))
        yield _section("What the best leads hold", _tops(test))
        if test.older is not None and test.newer is not None:
            yield _section("Does it still work?", self._periods(test, test.older, test.newer))
        yield _section("Thresholds", self._thresholds())
        yield _FOOT

    def _findings(self) -> str:
        lines = finding_lines(self._tested.findings)
        if not lines:
            return ""
        return f'<div class="note"><h2>Before you believe it</h2><ul>{_items(lines)}</ul></div>\n'

    def _bars(self, record: Record) -> str:
        """Draw each band's share of customers, with its interval."""
        height = _ROW * len(record.bands) + 34
        parts = []
        for place, band in enumerate(record.bands):
            top = place * _ROW + 6
            low, high = (_BARS + bound * _BAR for bound in band.share.interval)
            middle = top + _ROW / 2 - 4
            label = _short(self._labels[band.temperature])
            parts.append(f'<text class="name" x="{_BARS - 8}" y="{middle + 4:g}" text-anchor="end">{label}</text>')
            if not band.share.total:
                parts.append(f'<text x="{_BARS + 6}" y="{middle + 4:g}">no leads</text>')
                continue
            parts.append(
                f'<rect class="bar" x="{_BARS}" y="{top}" width="{band.share.value * _BAR:.1f}" height="{_ROW - 8}" '
                f'fill="#{COLOURS[band.temperature]}"/>'
                f'<path class="range" d="M{low:.1f} {middle:g}H{high:.1f}M{low:.1f} {middle - 5:g}v10'
                f'M{high:.1f} {middle - 5:g}v10" fill="none"/>'
                f'<text x="{high + 8:.1f}" y="{middle + 4:g}">{percent(band.share.value)}</text>'
            )
        base = _ROW * len(record.bands) + 6
        axis = "".join(
            f'<path class="grid" d="M{_BARS + share * _BAR / 4:g} {base}v5"/>'
            f'<text x="{_BARS + share * _BAR / 4:g}" y="{base + 19}" text-anchor="middle">{share * 25} %</text>'
            for share in range(5)
        )
        line = f'<path class="grid" d="M{_BARS} {base}H{_BARS + _BAR}"/>'
        title = "The share of each band that became customers; the lines are the 95 % ranges"
        width = _BARS + _BAR + 60
        return f"{_picture(width, height, title, line + axis + ''.join(parts))}<p class='soft'>{title}.</p>"

    def _bands(self, record: Record) -> str:
        rows = []
        for band in record.bands:
            share = band.share
            said = [percent(share.value), range_in_words(*share.interval), f"{band.lift or 0:.1f}x"]
            cells = [f"{share.total:,}", f"{share.count:,}", *(said if share.total else [_NONE] * 3)]
            rows.append([self._chip(band), *map(_escaped, cells), percent(band.capture)])
        return _table(("Band", "Leads", "Customers", "Rate", "95 % range", "Lift", "Of all customers"), rows)

    def _chip(self, band: Band) -> str:
        colour = COLOURS[band.temperature]
        return f'<span class="chip" style="background:#{colour}">{_user(self._labels[band.temperature])}</span>'

    def _periods(self, test: Backtest, older: Record, newer: Record) -> str:
        titles = period_in_words(test)
        rows = [
            [self._chip(old), _converted(old), _converted(new)]
            for old, new in zip(older.bands, newer.bands, strict=True)
        ]
        rows.append(["all", *(f"{percent(one.share.value)} <small>{of(one.share)}</small>" for one in (older, newer))])
        pairs = [
            _NONE
            if one.auc is None
            else f"{one.auc.value * 100:.0f} of 100 <small>({range_in_words(*one.auc.interval)})</small>"
            for one in (older, newer)
        ]
        rows.append(["pairs in which the customer scores higher", *pairs])
        by = f'<p class="soft">By {_user(test.arrivals.header if test.arrivals else "")}.</p>'
        return _table(("Band", *titles), rows) + by

    def _thresholds(self) -> str:
        test, profile = self._test, self._board.profile
        parts = []
        if test.reach is not None:
            parts += [_sentences([reach_in_words(test.reach)]), _lines(threshold_lines(test.reach.cut, profile))]
        parts += [_sentences(proposal_in_words(test, self._board)), _lines(threshold_lines(test.proposal, profile))]
        return f'{"".join(parts)}<p class="soft">Nothing was changed: lines go under [score] in the profile.</p>'


def _tops(test: Backtest) -> str:
    leads = test.record.share.total
    rows = [
        [
            f"{top.calls:,} <small>({percent(top.calls / leads)})</small>",
            f"{plain_points(top.score):g}",
            number(top.customers),
            percent(top.rate),
            f"{top.lift:.1f}x",
            percent(top.capture),
        ]
        for top in test.top
    ]
    return _table(("Call the best", "Down to score", "Customers", "Rate", "Lift", "Of all customers"), rows)


def _gains(test: Backtest) -> str:
    """Draw the share of customers reached against the share of leads called."""
    points = [f"{_LEFT + leads * _WIDE:.1f} {_TOP + (1 - won) * _HIGH:.1f}" for leads, won in test.gains]
    bottom, right = _TOP + _HIGH, _LEFT + _WIDE
    grid = "".join(
        f'<path class="grid" d="M{_LEFT} {bottom - step * _HIGH / 4:g}H{right}"/>'
        f'<text x="{_LEFT - 6}" y="{bottom - step * _HIGH / 4 + 4:g}" text-anchor="end">{step * 25} %</text>'
        f'<text x="{_LEFT + step * _WIDE / 4:g}" y="{bottom + 17}" text-anchor="middle">{step * 25} %</text>'
        for step in range(5)
    )
    curve = f"M{'L'.join(points)}"
    title = "Customers reached against leads called, best first; the dashed line is calling in any order"
    inside = (
        f'<path class="area" d="{curve}Z"/>{grid}<path class="chance" d="M{_LEFT} {bottom}L{right} {_TOP}"/>'
        f'<path class="curve" d="{curve}"/>'
    )
    return f"{_picture(right + 24, bottom + 24, title, inside)}<p class='soft'>{title}.</p>"


def _picture(width: int, height: int, title: str, inside: str) -> str:
    return f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{title}">{inside}</svg>'


def _section(title: str, *parts: str) -> str:
    return f"<section><h2>{title}</h2>{''.join(parts)}</section>\n"


def _table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th>{_escaped(header)}</th>" for header in headers)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    whole = f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    return whole.replace(" %", "\u00a0%")


def _converted(band: Band) -> str:
    share = band.share
    if not share.total:
        return _NONE
    return f"{percent(share.value)} <small>{of(share)} ({range_in_words(*share.interval)})</small>"


def _sentences(lines: Iterable[str]) -> str:
    return "".join(f"<p>{_escaped(line)}</p>" for line in lines)


def _lines(lines: Sequence[str]) -> str:
    return "<pre>" + "\n".join(map(_escaped, lines)) + "</pre>" if lines else ""


def _items(lines: Iterable[str]) -> str:
    return "".join(f"<li>{_user(line)}</li>" for line in lines)


def _short(label: str) -> str:
    most = 14
    return _escaped(label if len(label) <= most else f"{label[: most - 1]}…")


def _user(text: str) -> str:
    """Return a text that somebody wrote, as HTML: its own direction decides nothing around it."""
    return f'<span dir="auto">{_escaped(text)}</span>'


def _escaped(text: str) -> str:
    return escape(for_terminal(text), quote=True)
