"""The demo's workspace: lists of leads and a profile to play with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sheetqual.errors import OutputError, SheetqualError
from sheetqual.files.atomic import replacing
from sheetqual.files.resources import samples_folder, templates_folder

if TYPE_CHECKING:
    import os

__all__ = ["make_demo"]

_FILES: Final = ("leads.xlsx", "profile.toml")
_MORE: Final = ("customers.csv", "outcomes.csv")
_SCHEMA: Final = "profile.schema.json"


def make_demo(folder: str | os.PathLike[str]) -> tuple[Path, Path]:
    """Make a small workspace; files that are there already stay as they are.

    Args:
        folder: Where; it is made when it is missing.

    Returns:
        The paths of the list and of the profile.

    Raises:
        SheetqualError: The folder can't be made or written into.
    """
    target = Path(folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        message = f"{target} is a file; give a folder for the demo, such as 'sheetqual demo my-demo'."
        raise OutputError(message) from None
    except OSError as error:
        message = f"The folder {target} can't be made ({error.strerror or error}); choose another one."
        raise SheetqualError(message) from None
    sources = [samples_folder() / "software" / name for name in (*_FILES, *_MORE)]
    sources.append(templates_folder() / _SCHEMA)
    for source in sources:
        copy = target / source.name
        if not copy.exists():
            with replacing(copy) as stream:
                stream.write(source.read_bytes())
    leads, profile = (target / name for name in _FILES)
    return leads, profile
