"""The app: opens a list, holds the screens, and asks before anything unsaved is lost."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on
from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.worker import WorkerFailed

from sheetqual_tui.cells import safe
from sheetqual_tui.failures import is_debugging, sentence
from sheetqual_tui.messages import Reopened
from sheetqual_tui.ranking import Ranking
from sheetqual_tui.screens.leads import LeadsScreen
from sheetqual_tui.screens.loading import LoadingScreen

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from textual.binding import BindingType
    from textual.screen import Screen

    from sheetqual.files.lists import ScoredList
    from sheetqual_tui.session import Opening

__all__ = ["SheetqualApp"]


class SheetqualApp(App[None]):
    """Shows one list of leads under one profile."""

    TITLE = "sheetqual"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_DISPLAY = "Ctrl+P"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", tooltip="Leave, from anywhere", show=False, priority=True),
        Binding(
            "ctrl+p", "command_palette", "All commands", tooltip="Find any command by name", show=False, priority=True
        ),
    ]

    def __init__(self, opening: Opening, scored: ScoredList | None = None) -> None:
        """Take what to open.

        Args:
            opening: How the list is opened.
            scored: The list, if it has been read already.
        """
        super().__init__()
        # Work in threads gives way to keys and painting five times as often as it would.
        sys.setswitchinterval(0.001)
        self._opening = opening
        self._scored = scored

    def on_mount(self) -> None:
        """Show the list, or read it first."""
        # A closed window or a kill must leave the terminal as it was found.
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None:
                with suppress(NotImplementedError, RuntimeError, ValueError):  # Windows; not the main thread.
                    asyncio.get_running_loop().add_signal_handler(number, self.exit, None, 128 + number)
        if self._scored is None:
            self.push_screen(LoadingScreen(self._opening), self._open)
        else:
            self._open(Ranking(self._scored))

    def _open(self, ranking: Ranking | None) -> None:
        if ranking is None:
            return
        # A list's cells never form cycles: keep the collector from walking millions of them.
        gc.collect()
        gc.freeze()
        self.push_screen(LeadsScreen(self._opening, ranking))

    @on(Reopened)
    def _reopen(self, message: Reopened) -> None:
        """Read the list again, under another profile."""
        leads = self.leads_screen
        while leads is not None and leads in self.screen_stack:
            self.pop_screen()
        gc.unfreeze()
        self._opening = replace(self._opening, file=message.file)
        self.push_screen(LoadingScreen(self._opening), self._open)

    @property
    def leads_screen(self) -> LeadsScreen | None:
        """The main screen, once it is open."""
        return next((screen for screen in self.screen_stack if isinstance(screen, LeadsScreen)), None)

    async def action_quit(self) -> None:
        """Leave; ask first if the order is not saved."""
        leads = self.leads_screen
        if leads is None or not leads.unsaved:
            if isinstance(self.screen, LoadingScreen):
                self.screen.action_leave()
            else:
                self.exit()
            return
        while self.screen is not leads:
            self.pop_screen()
        leads.ask_to_quit()

    def _fatal_error(self) -> None:
        """Say in a sentence what ended the screen; Textual would show a traceback."""
        error = self._exception
        if error is None or is_debugging():
            super()._fatal_error()
        elif not self._exit_renderables:
            self._return_code = 2
            cause = error.error if isinstance(error, WorkerFailed) else error
            self.panic(Text(safe(sentence(cause))))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer everything that the screen's keys do, and the theme."""
        for _, binding, enabled, _ in screen.active_bindings.values():
            named = binding.description
            if (
                enabled
                and named
                and binding.action != "command_palette"
                and not named.startswith(("Next l", "Previous l"))
            ):
                callback = self._runner(binding.action, screen)
                yield SystemCommand(named, binding.tooltip, callback)
        yield SystemCommand("Theme", "Change the colours", self.action_change_theme)
        yield SystemCommand(
            "Screenshot", "Save a picture of the screen", lambda: self.set_timer(0.1, self.deliver_screenshot)
        )

    def _runner(self, action: str, screen: Screen[object]) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            await self.run_action(action, screen)

        return run
