"""How many lines a scrolling widget has, said without a new layout of the whole screen where none is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Size

if TYPE_CHECKING:
    from textual.scroll_view import ScrollView

__all__ = ["set_height"]


def set_height(view: ScrollView, height: int) -> None:
    """Say how many lines a widget has.

    Args:
        view: The widget, which scrolls up and down only.
        height: The number of its lines.
    """
    needs_bar = height > view.scrollable_content_region.height
    if view.is_mounted and needs_bar == view.show_vertical_scrollbar:
        # A new virtual size would lay out the whole screen, which takes longer than to draw the lines.
        view.set_reactive(type(view).virtual_size, Size(0, height))
        if needs_bar:
            view.vertical_scrollbar.window_virtual_size = height
    else:
        view.virtual_size = Size(0, height)
