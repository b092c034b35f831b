"""The app: opens lists, holds the screens and what is remembered, and asks before anything unsaved is lost."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Final

from rich.text import Text
from textual import on
from textual.app import App, SystemCommand
from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.command import CommandPalette
from textual.message import Message
from textual.worker import WorkerFailed

from sheetqual_tui.bidi import EXPLICIT, IMPLICIT, is_reordering, set_mode
from sheetqual_tui.cells import safe
from sheetqual_tui.clipboard import keep_copy, take_copy_away
from sheetqual_tui.failures import is_debugging, sentence
from sheetqual_tui.keymap import keys_in_words
from sheetqual_tui.legible import legible
from sheetqual_tui.ranking import Ranking
from sheetqual_tui.screens.choose import Choice, Choose
from sheetqual_tui.screens.keys import KeysScreen
from sheetqual_tui.screens.main import MainScreen
from sheetqual_tui.screens.open import OpenScreen
from sheetqual_tui.settings import (
    Settings,
    change_settings,
    read_settings,
    with_columns,
    with_keys,
    with_past,
    with_recent,
)
from sheetqual_tui.start import recent_of
from sheetqual_tui.unsaved import keep_unsaved

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence
    from pathlib import Path

    from textual.binding import BindingType
    from textual.dom import DOMNode
    from textual.screen import Screen

    from sheetqual.files.lists import ScoredList
    from sheetqual_tui.session import Opening
    from sheetqual_tui.settings import PastChoice
    from sheetqual_tui.start import Start

__all__ = ["SheetqualApp"]

_LAST: Final = 3.0
"""Seconds after which a program that was told to end does, whatever still holds it up."""
_BIDI: Final = {
    "auto": "as this terminal needs it",
    "on": "sheetqual puts letters in order",
    "off": "the terminal puts letters in order",
}


def has_terminal() -> bool:
    """Tell whether the terminal is still there; on Windows, where it can't be asked, it is."""
    try:
        import termios  # noqa: PLC0415 - not on Windows
    except ImportError:
        return True
    try:
        termios.tcgetattr(sys.__stderr__.fileno() if sys.__stderr__ is not None else 2)
    except (termios.error, OSError, ValueError):
        return False
    return True


class Commands(CommandPalette):
    """The list of all commands; a second Enter that comes too late chooses nothing."""

    def dismiss(self, result: Any = None) -> AwaitComplete:
        """Close, once."""
        return super().dismiss(result) if self.is_current else AwaitComplete()


class SheetqualApp(App[None]):
    """Shows one list of leads under one profile, and opens others."""

    TITLE = "sheetqual"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_DISPLAY = "Ctrl+P"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+q", "quit", "Quit", tooltip="Leave, from anywhere", show=False, priority=True, id="quit_anywhere"
        ),
        Binding(
            "ctrl+p",
            "command_palette",
            "All commands",
            tooltip="Find any command by name",
            show=False,
            priority=True,
            id="palette",
        ),
        Binding("ctrl+o", "open", "Open", tooltip="Open another list or profile", show=False, id="open_list"),
        Binding(
            "f8",
            "mouse",
            "Mouse",
            tooltip="Switch the mouse off or on; off, the terminal selects text",
            show=False,
            id="mouse",
        ),
    ]

    class Kept(Message):
        """Something was to be remembered; the text says what went wrong, if anything."""

        def __init__(self, said: str | None) -> None:
            """Carry the sentence."""
            self.said = said
            super().__init__()

    def __init__(
        self,
        start: Start,
        opening: Opening | None = None,
        scored: ScoredList | None = None,
        settings: Settings | None = None,
        said: str | None = None,
    ) -> None:
        """Take what to open.

        Args:
            start: How the screen was started.
            opening: How the list is opened; None to ask.
            scored: The list, if it has been read already.
            settings: What is remembered; read when None.
            said: What went wrong before, to be said once the screen is open.
        """
        super().__init__()
        # Work in threads gives way to keys and painting five times as often as it would.
        sys.setswitchinterval(0.001)
        self._start = start
        self._opening = opening
        self._scored = scored
        self._said = said
        if settings is None:
            settings, fault = read_settings()
            self._said = said or fault
        self.settings = settings
        self._mouse = settings.mouse and start.mouse
        set_mode(start.bidi or settings.bidi, os.environ)
        if settings.theme in self.available_themes:
            self.theme = settings.theme or self.theme

    @property
    def has_mouse(self) -> bool:
        """Whether the mouse works in the screen."""
        return self._mouse

    def on_mount(self) -> None:
        """Show the list, or ask which."""
        # A closed window or a kill must leave the terminal as it was found.
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None:
                with suppress(NotImplementedError, RuntimeError, ValueError):  # Windows; not the main thread.
                    asyncio.get_running_loop().add_signal_handler(number, self._end, number)
        self.set_keymap(dict(self.settings.keys))
        self._tell_terminal(EXPLICIT)
        if not self._mouse:
            self._switch_mouse()
        self.theme_changed_signal.subscribe(self, lambda theme: self._keep_theme(theme.name))
        if self._opening is None:
            self.push_screen(OpenScreen(self._start, self.settings), self._opened)
        else:
            self._show(self._opening, self._scored)
        if self._said:
            self.notify(safe(self._said), severity="warning", timeout=10, markup=False)

    def _end(self, number: int) -> None:
        """Leave on a signal: what is not saved is kept, and a terminal that is gone does not hold us up."""
        main = self.main_screen
        if main is not None:
            keep_unsaved(main.draft)
        if not has_terminal():
            # Whoever writes to a terminal that is gone waits for ever.
            with suppress(OSError):
                nowhere = os.open(os.devnull, os.O_RDWR)
                for stream in range(3):
                    os.dup2(nowhere, stream)
        last = threading.Timer(_LAST, os._exit, (128 + number,))
        last.daemon = True
        last.start()
        self.exit(return_code=128 + number)

    def action_command_palette(self) -> None:
        """Find any command by name."""
        if not isinstance(self.screen, Commands):
            self.push_screen(Commands(id="--command-palette"))

    def action_help_quit(self) -> None:
        """Say how to leave, once."""
        self.clear_notifications()
        self.notify("q leaves; Ctrl+Q does from anywhere.", timeout=3)

    def on_unmount(self) -> None:
        """Leave nothing behind."""
        self._tell_terminal(IMPLICIT)
        take_copy_away()

    def _tell_terminal(self, text: str) -> None:
        if is_reordering() and self._driver is not None and not self.is_headless:
            self._driver.write(text)
            self._driver.flush()

    def get_css_variables(self) -> dict[str, str]:
        """Return the theme's variables, with colours that can be read."""
        return legible(super().get_css_variables())

    # Opening

    def _show(self, opening: Opening, scored: ScoredList | None) -> None:
        self._opening = opening
        ranking = None if scored is None else Ranking(scored)
        self.push_screen(MainScreen(opening, ranking))

    def _opened(self, opening: Opening | None) -> None:
        """Show another list, or stay; where there is none to stay at, leave."""
        if opening is not None:
            while self.main_screen is not None:
                self.pop_screen()
            self._show(opening, None)
        elif self.main_screen is None:
            self.exit()

    def action_open(self) -> None:
        """Open another list or profile; ask first if something is not saved."""
        main = self.main_screen
        if isinstance(self.screen, OpenScreen):
            return
        if main is None or not main.unsaved:
            self._ask_what_to_open()
            return
        while self.screen is not main:
            self.pop_screen()
        main.ask_about_changes(self._ask_what_to_open, "Open another list without saving")

    def _ask_what_to_open(self) -> None:
        self.push_screen(OpenScreen(self._start, self.settings, self._opening), self._opened)

    @property
    def main_screen(self) -> MainScreen | None:
        """The main screen, once it is open."""
        return next((screen for screen in self.screen_stack if isinstance(screen, MainScreen)), None)

    async def action_quit(self) -> None:
        """Leave; ask first if something is not saved."""
        main = self.main_screen
        if main is None or not main.unsaved:
            self.exit(return_code=2 if main is not None and main.failed and main.ranking is None else 0)
            return
        while self.screen is not main:
            self.pop_screen()
        main.ask_to_quit()

    # What is remembered

    def _keep(self, change: Callable[[Settings], Settings]) -> None:
        """Remember something, aside: the folder may stand on a slow disk."""
        self.settings = change(self.settings)
        self.run_worker(
            lambda: self.post_message(self.Kept(change_settings(change))),
            thread=True,
            group="keep",
            description="keeping",
        )

    @on(Kept)
    def _kept(self, message: Kept) -> None:
        if message.said is not None and message.said != self._said:
            self._said = message.said
            self.notify(safe(message.said), severity="warning", timeout=8, markup=False)

    def remember(self, opening: Opening) -> None:
        """Remember a list and its profile as opened last."""
        self._opening = opening
        self._keep(lambda settings: with_recent(settings, recent_of(opening)))

    def columns_for(self, leads: Path) -> tuple[str, ...]:
        """Return the columns chosen for a list, or none."""
        return tuple(self.settings.columns.get(str(leads.absolute()), ()))

    def keep_caller(self, caller: str) -> None:
        """Remember who calls at this computer."""
        self._keep(lambda settings: replace(settings, caller=caller))

    def keep_columns(self, leads: Path, keys: Sequence[str]) -> None:
        """Remember the columns chosen for a list; none for those it comes with."""
        self._keep(lambda settings: with_columns(settings, str(leads.absolute()), keys))

    def past_for(self, leads: Path) -> PastChoice | None:
        """Return where it says how past leads ended that a list is held beside, if anybody has said so."""
        return self.settings.past.get(str(leads.absolute()))

    def keep_past(self, leads: Path, choice: PastChoice | None) -> None:
        """Remember where it says how past leads ended, for a list; None to forget it."""
        if choice != self.past_for(leads):
            self._keep(lambda settings: with_past(settings, str(leads.absolute()), choice))

    def _keep_theme(self, theme: str) -> None:
        if theme != (self.settings.theme or "textual-dark"):
            self._keep(lambda settings: replace(settings, theme=theme))

    def keep_keys(self, binding: str, keys: str | None) -> None:
        """Give a binding other keys, and remember them; None for those it comes with."""
        self._keep(lambda settings: with_keys(settings, {binding: keys}))
        self.set_keymap(dict(self.settings.keys))

    def notify(self, message: str, **how: Any) -> None:
        """Say something in a corner; what was said there before goes, unless it is a warning."""
        if all(one.severity == "information" for one in self._notifications):
            self.clear_notifications()
        super().notify(message, **how)

    def copy(self, text: str) -> None:
        """Copy a text: to the terminal's clipboard, and to a file for terminals that have none."""
        self.copy_to_clipboard(text)
        path = keep_copy(text)
        also = f" If your terminal keeps none, it is in {path} until you leave." if path is not None else ""
        self.notify(f"Copied.{also}", timeout=4, markup=False)

    # The mouse, and text from right to left

    def action_mouse(self) -> None:
        """Switch the mouse off, so that the terminal selects text, or on again."""
        self._mouse = not self._mouse
        self._switch_mouse()
        self._keep(lambda settings: replace(settings, mouse=self._mouse))
        said = "on" if self._mouse else "off: select text with it as usual. F8 switches it on again"
        self.notify(f"The mouse is {said}.", timeout=4)

    def _switch_mouse(self) -> None:
        name = "_enable_mouse_support" if self._mouse else "_disable_mouse_support"
        switch = getattr(self._driver, name, None)
        if callable(switch):
            switch()

    def action_bidi(self) -> None:
        """Choose who puts text that runs from right to left in order."""

        def chosen(keys: tuple[str, ...] | None) -> None:
            if keys is not None:
                self._tell_terminal(IMPLICIT)
                set_mode(keys[0], os.environ)
                self._tell_terminal(EXPLICIT)
                self._keep(lambda settings: replace(settings, bidi=keys[0]))
                self.refresh_css(animate=False)

        choices = [Choice(key, key, said) for key, said in _BIDI.items()]
        doc = "Choose another one where Persian or Arabic reads backwards or in pieces."
        self.push_screen(Choose("Text from right to left", choices, (self.settings.bidi,), doc=doc), chosen)

    def action_keys(self) -> None:
        """Change which key does what."""
        self.push_screen(KeysScreen())

    # The rest

    def _fatal_error(self) -> None:
        """Say in a sentence what ended the screen; Textual would show a traceback."""
        error = self._exception
        if error is None or is_debugging():
            super()._fatal_error()
        elif not self._exit_renderables:
            self._return_code = 2
            if self.main_screen is not None:
                keep_unsaved(self.main_screen.draft)
            cause = error.error if isinstance(error, WorkerFailed) else error
            self.panic(Text(safe(sentence(cause))))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer everything that the screen's keys do, and what has no key."""
        known = {"All commands"}
        for node, binding, enabled, _ in screen.active_bindings.values():
            if enabled and binding.tooltip and binding.description not in known:
                known.add(binding.description)
                keys = keys_in_words(self.settings.keys.get(binding.id or "", binding.key))
                tip = f"{binding.tooltip}  ({keys})"
                yield SystemCommand(binding.description, tip, self._runner(binding.action, node))
        yield SystemCommand("Theme", "Change the colours", self.action_change_theme)
        yield SystemCommand("Keys", "Change which key does what", self.action_keys)
        yield SystemCommand("Right to left", "Who puts Persian and Arabic letters in order", self.action_bidi)
        yield SystemCommand(
            "Screenshot", "Save a picture of the screen", lambda: self.set_timer(0.1, self.deliver_screenshot)
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keep keys from doing their work while one is asked for to be another's."""
        if action in ("command_palette", "quit", "mouse", "open") and isinstance(self.screen, KeysScreen):
            return not self.screen.asks
        return super().check_action(action, parameters)

    def _runner(self, action: str, node: DOMNode) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            await self.run_action(action, node)

        return run
