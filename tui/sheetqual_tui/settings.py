"""What the screen remembers between sessions, in a file that people may open and change.

Nobody may be kept from their leads by it: what can't be read is left out, and what can't be written
is said in a sentence. Several sessions may change it at once.
"""

from __future__ import annotations

import os
import re
import stat
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from sheetqual.errors import OutputError, SheetqualError
from sheetqual.files.atomic import patiently, put_aside, worded, write_text
from sheetqual.files.safe_writing import locked

__all__ = [
    "BIDI_MODES",
    "PastChoice",
    "Recent",
    "Settings",
    "change_settings",
    "read_settings",
    "settings_path",
    "with_columns",
    "with_keys",
    "with_past",
    "with_recent",
    "without_recent",
    "write_private",
]

BIDI_MODES: Final = ("auto", "on", "off")
"""How right-to-left text may be drawn; see `sheetqual_tui.bidi`."""
_NAME: Final = "screen.toml"
_FOLDER: Final = "SHEETQUAL_CONFIG_DIR"
_LARGEST: Final = 256 * 1024
"""Many times what fifty lists with their columns need."""
_KEY: Final = r"""(?:[\w-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
_DOTTED: Final = re.compile(rf"{_KEY}(?:[ \t]*+\.[ \t]*+{_KEY})*+")
_MOST_DOTS: Final = 1000
"""Python reads keys with dots in the square of their length; one of 500 KB fills the memory."""
_MOST_RECENT: Final = 20
_MOST_COLUMNS: Final = 50
_MOST_PAST: Final = 50
_LAST_ROW: Final = 1_048_576
_PATIENCE: Final = 1.0
"""So many seconds the screen may stand still for another session."""
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_HEADER: Final = "# What sheetqual's screen remembers. It writes this file anew; comments are lost then.\n\n"


@dataclass(frozen=True, slots=True)
class Recent:
    """A list of leads that was opened, and how.

    Attributes:
        leads: The list's path.
        profile: The profile's path, or None where none was chosen.
        sheet: The workbook's sheet, or None for the one that sheetqual finds.
        header_row: The row of the headers, from 1, or None for the one that sheetqual finds.
        encoding: The encoding of a CSV file, or None for the one that sheetqual finds.
        when: The day it was last opened, as ``2026-10-01``, or None.
    """

    leads: str
    profile: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    encoding: str | None = None
    when: str | None = None


@dataclass(frozen=True, slots=True)
class PastChoice:
    """Where it says how past leads ended; nothing of the leads themselves.

    Attributes:
        outcome: Which of them became customers, as ``COLUMN=VALUE``.
        file: The path of their file; None where they are the list's own leads.
    """

    outcome: str
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What the screen remembers.

    Attributes:
        theme: The colours' name, or None where nobody chose any.
        mouse: Whether the mouse works in the screen; without it, the terminal selects text.
        bidi: One of `BIDI_MODES`.
        keys: The keys of each binding that somebody changed, by the binding's id, as Textual's
            keymap wants them: ``ctrl+s,s``.
        columns: The chosen columns of each list, by the list's path; the last chosen come last.
        recent: The lists opened last, the newest first.
        caller: Who calls at this computer, or None where nobody has said so.
        past: Where it says how past leads ended, by the path of the list that they are held beside;
            the last chosen come last.
    """

    theme: str | None = None
    mouse: bool = True
    bidi: str = "auto"
    keys: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    recent: tuple[Recent, ...] = ()
    caller: str | None = None
    past: Mapping[str, PastChoice] = field(default_factory=dict)


def settings_path() -> Path:
    """Return the file that the screen remembers things in; it may be missing."""
    if folder := os.environ.get(_FOLDER):
        return Path(folder) / _NAME
    from platformdirs import user_config_path  # noqa: PLC0415 - asks the system, which takes a while

    return user_config_path("sheetqual", appauthor=False) / _NAME


def read_settings() -> tuple[Settings, str | None]:
    """Return what was remembered; a setting that makes no sense counts as never made.

    Returns:
        The settings, and a sentence where the file could not be read, else None.
    """
    data, fault = _read(settings_path())
    return _settings(data), fault


def change_settings(change: Callable[[Settings], Settings]) -> str | None:
    """Change what is remembered, as it is by now: another session may have changed it meanwhile.

    Args:
        change: Given the settings, returns what they shall be.

    Returns:
        A sentence where the change could not be kept, else None.
    """
    path = settings_path()
    try:
        _make_folder(path.parent)
        with _locked_soon(path):
            data, fault = _read(path)
            before = _settings(data)
            after = change(before)
            # Two orders of the same columns are equal, but the last ones are those that stay.
            if after == before and all(
                list(getattr(after, name)) == list(getattr(before, name)) for name in ("columns", "past")
            ):
                return None
            text = _text(_merged(data, before, after))
            if fault:
                put_aside(path, "damaged")
            write_private(path, text)
    except SheetqualError as error:
        return f"Your settings were not kept. {error}"
    except (OSError, ValueError, RuntimeError) as error:
        return f"Your settings were not kept, because {path} can't be written ({error})."
    return None


def with_recent(settings: Settings, recent: Recent) -> Settings:
    """Return settings with a list as the one opened last.

    Args:
        settings: The settings.
        recent: The list. The same one with the same profile and sheet is remembered once.

    Returns:
        The settings with it; unchanged where no text file can hold its path.
    """
    if not _is_text(recent.leads) or not _is_text(recent.profile or ""):
        return settings
    others = without_recent(settings, recent).recent
    return replace(settings, recent=(recent, *others)[:_MOST_RECENT])


def without_recent(settings: Settings, recent: Recent) -> Settings:
    """Return settings that know nothing of having opened a list with this profile and sheet."""
    same = _identity(recent)
    return replace(settings, recent=tuple(one for one in settings.recent if _identity(one) != same))


def with_columns(settings: Settings, leads_path: str, names: Sequence[str]) -> Settings:
    """Return settings with the chosen columns of a list.

    Args:
        settings: The settings.
        leads_path: The list's path.
        names: The columns' names, in their order; none to forget what was chosen.

    Returns:
        The settings with them; unchanged where no text file can hold the path or a name.
    """
    if not all(map(_is_text, (leads_path, *names))):
        return settings
    columns = {path: chosen for path, chosen in settings.columns.items() if path != leads_path}
    if names:
        columns[leads_path] = tuple(names)
    return replace(settings, columns=dict(list(columns.items())[-_MOST_COLUMNS:]))


def with_past(settings: Settings, leads_path: str, choice: PastChoice | None) -> Settings:
    """Return settings with where it says how past leads ended.

    Args:
        settings: The settings.
        leads_path: The path of the list that is open.
        choice: Where it says so; None to forget it.

    Returns:
        The settings with it; unchanged where no text file can hold it.
    """
    said = () if choice is None else (choice.outcome, choice.file or "")
    if not all(map(_is_text, (leads_path, *said))):
        return settings
    past = {path: chosen for path, chosen in settings.past.items() if path != leads_path}
    if choice is not None:
        past[leads_path] = choice
    return replace(settings, past=dict(list(past.items())[-_MOST_PAST:]))


def with_keys(settings: Settings, changes: Mapping[str, str | None]) -> Settings:
    """Return settings with other keys for some bindings.

    Args:
        settings: The settings.
        changes: The keys by the binding's id, as ``ctrl+s,s``; None for the keys it comes with.

    Returns:
        The settings with them; other bindings keep theirs.
    """
    keys = {**settings.keys, **changes}
    return replace(settings, keys={binding: chosen for binding, chosen in keys.items() if chosen is not None})


def _identity(recent: Recent) -> tuple[str, str | None, str | None]:
    return recent.leads, recent.profile, recent.sheet


def _is_text(text: str) -> bool:
    """Tell whether a text can be written; Linux has file names that are none."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _read(path: Path) -> tuple[dict[str, Any], str | None]:
    """Return what a file says, and a sentence where it can't be read."""
    import tomllib  # noqa: PLC0415 - many start the screen before they have settings

    try:
        content = _content(path)
        text = content.decode("utf-8-sig") if len(content) <= _LARGEST else None
        if text is not None and all(key[0].count(".") <= _MOST_DOTS for key in _DOTTED.finditer(text)):
            return tomllib.loads(text), None
    except FileNotFoundError:
        return {}, None
    except (OSError, ValueError, RecursionError):
        pass
    fault = f"{path} can't be read, so the screen starts without your settings; the next change puts that file aside."
    return {}, fault


def _content(path: Path) -> bytes:
    # A pipe that nobody writes to would else be waited for.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(patiently(lambda: os.open(path, flags)), "rb") as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise OSError
        return stream.read(_LARGEST + 1)


def _settings(data: Mapping[str, Any]) -> Settings:
    """Return the settings that make sense in what a file says."""
    mouse, bidi = data.get("mouse"), data.get("bidi")
    columns = {
        path: tuple(names)
        for path, names in _table(data, "columns").items()
        if isinstance(names, list) and names and all(isinstance(name, str) for name in names)
    }
    return Settings(
        theme=_word(data, "theme"),
        mouse=mouse if isinstance(mouse, bool) else True,
        bidi=bidi if isinstance(bidi, str) and bidi in BIDI_MODES else "auto",
        keys={binding: keys for binding, keys in _table(data, "keys").items() if isinstance(keys, str)},
        columns=dict(list(columns.items())[-_MOST_COLUMNS:]),
        recent=tuple(recent for _, recent in _recents(data))[:_MOST_RECENT],
        caller=_word(data, "caller"),
        past=dict(list(_past(data).items())[-_MOST_PAST:]),
    )


def _past(data: Mapping[str, Any]) -> dict[str, PastChoice]:
    """Return where it says how past leads ended, as far as we understand it."""
    found = {}
    for path, entry in _table(data, "past").items():
        outcome = _word(entry, "outcome") if isinstance(entry, dict) else None
        if outcome is not None:
            found[path] = PastChoice(outcome, _word(entry, "file"))
    return found


def _recents(data: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], Recent]]:
    """Yield each list opened as the file says it, and as we understand it."""
    entries = data.get("recent")
    for entry in entries if isinstance(entries, list) else ():
        leads = _word(entry, "leads") if isinstance(entry, dict) else None
        if leads is None:
            continue
        row = entry.get("header_row")
        yield (
            entry,
            Recent(
                leads,
                profile=_word(entry, "profile"),
                sheet=_word(entry, "sheet"),
                header_row=row if type(row) is int and 0 < row <= _LAST_ROW else None,
                encoding=_word(entry, "encoding"),
                when=_word(entry, "when"),
            ),
        )


def _word(data: Mapping[str, Any], key: str) -> str | None:
    value = data.get(key)
    return value if isinstance(value, str) and value else None


def _table(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = data.get(key)
    return value if isinstance(value, dict) else {}


def _merged(data: Mapping[str, Any], before: Settings, after: Settings) -> dict[str, Any]:
    """Return what a file shall say: what changed, and all else as it was, understood or not."""
    merged = dict(data)
    for key in ("theme", "mouse", "bidi", "caller"):
        value = getattr(after, key)
        if value != getattr(before, key):
            merged[key] = value
            if value is None:
                del merged[key]
    if after.keys != before.keys:
        merged["keys"] = _others(data, "keys", before.keys) | dict(after.keys)
    if list(after.columns.items()) != list(before.columns.items()):
        columns = {path: list(names) for path, names in after.columns.items()}
        merged["columns"] = _others(data, "columns", before.columns) | columns
    if list(after.past.items()) != list(before.past.items()):
        chosen = {path: _plain(choice) for path, choice in after.past.items()}
        merged["past"] = _others(data, "past", before.past) | chosen
    if after.recent != before.recent:
        said = {_identity(recent): entry for entry, recent in reversed(list(_recents(data)))}
        merged["recent"] = [_entry(said.get(_identity(recent), {}), recent) for recent in after.recent]
    return merged


def _plain(choice: PastChoice) -> dict[str, str]:
    file = {} if choice.file is None else {"file": choice.file}
    return {"outcome": choice.outcome, **file}


def _others(data: Mapping[str, Any], key: str, known: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in _table(data, key).items() if name not in known}


def _entry(said: Mapping[str, Any], recent: Recent) -> dict[str, Any]:
    known = {name: getattr(recent, name) for name in Recent.__slots__}
    return {name: value for name, value in {**said, **known}.items() if value is not None}


def _text(data: dict[str, Any]) -> str:
    """Return a file's text.

    Raises:
        ValueError: It would not say what it shall, or could not be read again.
    """
    import tomllib  # noqa: PLC0415

    import tomlkit  # noqa: PLC0415 - 60 ms that only writing needs

    text = _HEADER + tomlkit.dumps(data)
    if len(text.encode()) > _LARGEST:
        raise ValueError("too much to remember")
    if tomllib.loads(text) != data:
        raise ValueError("a setting has no place in it")
    return text


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=stat.S_IRWXU, parents=True, exist_ok=True)
    except OSError as error:
        message = f"The folder {folder} can't be made ({error.strerror or error})."
        raise OutputError(message) from None


def write_private(path: Path, text: str) -> None:
    """Write a file so that nobody else reads whose leads one works with.

    Raises:
        OutputError: It can't be written.
    """
    target = Path(os.path.realpath(path))
    with worded(target):
        with suppress(FileExistsError):
            os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR))
        mode = stat.S_IMODE(target.stat().st_mode)
        if mode & _OTHERS:
            target.chmod(mode & ~_OTHERS)
    write_text(target, text)


@contextmanager
def _locked_soon(path: Path) -> Iterator[None]:
    """Keep other sessions from writing a file, or give up before anybody thinks the screen hangs.

    `locked` waits longer, as a command may. A thread waits for it; if it gets the lock too late, it
    lets go at once.

    Raises:
        OutputError: Another session is writing it, or the folder takes no new files.
    """
    answered, done = threading.Event(), threading.Event()
    faults: list[Exception] = []

    def hold() -> None:
        try:
            with locked(path):
                answered.set()
                done.wait()
        except (SheetqualError, OSError, ValueError) as error:
            faults.append(error)
            answered.set()

    thread = threading.Thread(target=hold, name="settings-lock", daemon=True)
    thread.start()
    try:
        if not answered.wait(_PATIENCE):
            raise OutputError("Another sheetqual is saving its own just now; try again in a moment.")
        if faults:
            raise faults[0]
        yield
    finally:
        done.set()
        if answered.is_set():
            thread.join()
