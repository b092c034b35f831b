"""The one place where the screen turns what went wrong into a sentence, as the command line does."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sheetqual.errors import SheetqualError
from sheetqual_tui.ranking import Stopped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["is_debugging", "saying", "sentence"]


def is_debugging() -> bool:
    """Tell whether the details of what nobody expected are wanted."""
    return bool(os.environ.get("SHEETQUAL_DEBUG"))


def sentence(error: BaseException) -> str:
    """Return what went wrong, in words."""
    if isinstance(error, SheetqualError):
        return str(error)
    if isinstance(error, MemoryError):
        return "This computer has too little memory for that list; split it into smaller files."
    said = f"{type(error).__name__}: {error}".removesuffix(": ")
    return (
        f"Something unexpected went wrong ({said}). Your list is as it was. "
        "Please report it; with SHEETQUAL_DEBUG=1 set, the details are shown."
    )


@contextmanager
def saying(tell: Callable[[str], object]) -> Iterator[None]:
    """Do work that must not end the screen.

    Args:
        tell: Called with the sentence when the work fails. Work that is given up says nothing.
    """
    try:
        yield
    except Stopped:
        pass
    except (SheetqualError, MemoryError) as error:
        tell(sentence(error))
    except Exception as error:
        if is_debugging():
            raise
        tell(sentence(error))
