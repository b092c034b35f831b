"""Screens that keys pressed in haste can't harm: nothing is done before they are there, nor once they are left."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from textual.await_complete import AwaitComplete
from textual.css.query import NoMatches
from textual.screen import ModalScreen, Screen, ScreenResultType

__all__ = ["Dialog", "Page"]


class _Steady(Screen[ScreenResultType]):
    """Does what keys ask for only while it is the screen that is shown."""

    _is_there = False
    _is_left = False

    def on_mount(self) -> None:
        """Fill the parts, and begin to listen; one that was left before that has no parts any more."""
        # One that is left in haste is taken apart before it is filled.
        with suppress(NoMatches):
            if self.is_current and self.children:
                self.fill()
                self._is_there = True

    def fill(self) -> None:
        """Fill the parts; to be overridden."""

    @property
    def is_open(self) -> bool:
        """Whether it is shown, with all its parts, and not left yet."""
        return self._is_there and not self._is_left and self.is_current and bool(self.children)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Pass over keys that came before the parts they are for, or after them."""
        return super().check_action(action, parameters) if self.is_open else False

    def dismiss(self, result: Any = None) -> AwaitComplete:
        """Leave, once: a second Enter must not take away what lies below."""
        if not self.is_open:
            return AwaitComplete()
        self._is_left = True
        return super().dismiss(result)


class Dialog(ModalScreen[ScreenResultType], _Steady[ScreenResultType]):
    """A dialog above the screen it belongs to."""

    # Styles come from the first class alone, so that the modal screen stands first.


class Page(_Steady[ScreenResultType]):
    """A screen of its own that gives something when it is left."""
