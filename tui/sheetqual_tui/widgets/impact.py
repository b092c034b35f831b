"""What a changed profile does to the list: how many turn hot or cold, who, and who enters the top."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.text import Text

from sheetqual.core.profile import Temperature, Weighting
from sheetqual_tui.cells import fit, safe
from sheetqual_tui.past import trial_words
from sheetqual_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sheetqual_tui.ranking import View

__all__ = ["Impact"]

_ORDER: Final = {temperature: place for place, temperature in enumerate(Temperature)}
_NAMES: Final = 5


class Impact(TextPane):
    """The difference that the changes make, before anything is saved."""

    def __init__(self, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """Begin empty."""
        super().__init__(id=id)
        self._view: View | None = None
        self._unsaved = False
        self._follows = False
        self._awaits = False
        self._names = _NAMES
        self.border_title = "What it would change"

    def show(self, view: View | None, *, unsaved: bool, follows: bool = False, awaits: bool = False) -> None:
        """Show what a view's profile changes.

        Args:
            view: The view, or None while there is no list.
            unsaved: Whether the profile differs from the saved one.
            follows: Whether another view follows, so that this one says nothing of the profile any more.
            awaits: Whether it will be known soon how the profile does on past leads.
        """
        self._awaits = awaits
        self._view = view
        self._follows = follows
        self._unsaved = unsaved
        self.draw()

    def on_resize(self) -> None:
        """Name as many leads as there is room for."""
        self.draw()

    def make_lines(self, width: int) -> list[Text]:
        """Return the lines: counts, names and past leads; where there is little room, without names and shorter."""
        self._names = _NAMES
        view = self._view
        if view is None or self._follows or (view.trial is None and not self._awaits):
            return self._changed(width)
        height = self.scrollable_content_region.height
        past = self._past(view)
        for names in (_NAMES, 0):
            self._names = names
            lines = [*self._changed(width), Text(), *past]
            if _height(lines, width) <= height:
                return lines
        short = self._past(view, is_short=True)
        lines = self._changed(width)
        return [*lines, *short] if _height([*lines, *short], width) <= height else [*short, Text(), *lines]

    def _changed(self, width: int) -> list[Text]:
        view = self._view
        if view is None:
            return [Text("The list is being read; changes show here then.", style=self.style("quiet"))]
        if self._follows:
            return [Text("Ranking …", style=self.style("quiet"))]
        if view.shift is None:
            said = "Nothing yet." if not self._unsaved else "Not a single lead changes its place."
            if view.board.profile.score.weights is Weighting.EQUAL:
                equal = "All criteria are worth the same, so their order changes nothing. Press , to change that."
                return [Text(said, style=self.style("title")), Text(), Text(equal, style=self.style("unknown"))]
            if view.trial is not None or self._awaits:
                return [Text(said, style=self.style("title"))]
            hint = "Move a criterion with J and K, or press Enter to change it: who turns hot or cold shows here."
            return [Text(said, style=self.style("title")), Text(), Text(hint, style=self.style("quiet"))]
        return [*self._turned(view, width), *self._top(view, width)]

    def _turned(self, view: View, width: int) -> list[Text]:
        change = view.shift
        if change is None or not change.counts:
            none = [Text("No lead changes its temperature.", style=self.style("title"))]
            if view.board.profile.score.weights is Weighting.EQUAL:
                none.append(
                    Text("All criteria are worth the same; press , to change that.", style=self.style("unknown"))
                )
            return none
        labels = view.board.profile.score.labels
        lines = []
        pairs = sorted(change.counts, key=lambda pair: (_ORDER[pair[1]], _ORDER[pair[0]]))
        for was, now in pairs:
            count = change.counts[was, now]
            rises = _ORDER[now] < _ORDER[was]
            line = Text.assemble(("▲ " if rises else "▼ ", self.style("good" if rises else "bad")))
            line.append(f"{count:,} ", style=self.style("title"))
            line.append(f"{fit_label(labels[was])} → ", style=self.style("quiet"))
            line.append(fit_label(labels[now]), style=self.style(now.value))
            lines.append(line)
            lines += self._named(view, change.named.get((was, now), ()), count, width)
        return lines

    def _top(self, view: View, width: int) -> list[Text]:
        change = view.shift
        if change is None:
            return []
        lines = []
        for said, mark, style, leads in (
            ("enter", "+", "good", change.entered),
            ("leave", "−", "bad", change.left),
        ):
            if leads:
                line = Text.assemble((f"{mark} ", self.style(style)))
                line.append(f"{len(leads):,} ", style=self.style("title"))
                line.append(f"{said if len(leads) > 1 else f'{said}s'} the {change.top:,} to call first")
                lines += [line, *self._named(view, leads[: self._names], len(leads), width)]
        if not lines:
            lines = [Text(f"The {change.top:,} to call first stay the same.", style=self.style("quiet"))]
        if change.called:
            more = "more" if change.called > 0 else "fewer"
            lines.append(Text(f"{abs(change.called):,} {more} to call in all."))
        return lines

    def _past(self, view: View, *, is_short: bool = False) -> list[Text]:
        """Return how the profile does on past leads."""
        if view.trial is None:
            return [Text("Past leads …", style=self.style("quiet"))]
        said = trial_words(view.trial)
        verdict = self.style({True: "good", False: "bad", None: "quiet"}[said.is_better])
        if is_short:
            lines = [Text(said.short[0], style=self.style("title")), Text(said.short[1], style=verdict)]
        else:
            lines = [Text(said.title, style=self.style("title")), *map(Text, said.lines)]
            lines += [Text(said.verdict, style=verdict)] if said.verdict else []
        return [*lines, Text(safe(said.warning), style=self.style("unknown"))] if said.warning else lines

    def _named(self, view: View, leads: Iterable[int], count: int, width: int) -> list[Text]:
        """Return a line that names leads, as many as fit into it."""
        if not self._names:
            return []
        scored = view.scored
        names = [safe(scored.label(lead)) for lead in leads]
        room = width - 4
        text, shown = "", 0
        for name in names:
            part = f"{', ' if text else ''}{fit(name, min(cell_len(name), 24)).rstrip()}"
            rest = f" and {count - shown - 1:,} more" if count > shown + 1 else ""
            if text and cell_len(text) + cell_len(part) + cell_len(rest) > room:
                break
            text += part
            shown += 1
        if count > shown:
            text += f" and {count - shown:,} more"
        return [Text(f"    {text}", style=self.style("quiet"))] if names else []


def _height(lines: Iterable[Text], width: int) -> int:
    """Return about how many lines there are once they are wrapped."""
    return sum(max(1, -(-line.cell_len // max(1, width - 2))) for line in lines)


def fit_label(label: str) -> str:
    """Return a temperature's word, cut where a team's own is long."""
    return fit(safe(label), min(12, cell_len(safe(label)))).rstrip()
