"""A new workspace: a framework's profile, an empty workbook for the leads, and how to begin."""

from __future__ import annotations

import difflib
import os
import tomllib
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sheetqual.errors import OutputError, SheetqualError
from sheetqual.files.atomic import creating
from sheetqual.files.lead_workbook import Words, lead_workbook
from sheetqual.files.profiles import profile_from_text
from sheetqual.files.publishing import with_profile
from sheetqual.files.resources import templates_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = ["PROFILE", "SCHEMA", "Framework", "Workspace", "frameworks", "new_workspace", "schema_bytes", "write_new"]

PROFILE: Final = "profile.toml"
SCHEMA: Final = "profile.schema.json"
_WORKBOOK: Final = "leads.xlsx"
_README: Final = "README.md"

_ENGLISH: Final = "en"
_README_LINES: Final = (
    "{workbook} holds your leads; {profile} says what a good lead is.",
    "Fill in the leads, one a row; leave blank what you have not asked yet.",
    "Score them: `sheetqual score {workbook} --profile {profile} --in-place`",
    "Look at them and move priorities: `sheetqual tui {workbook} --profile {profile}`",
    "Your leads never leave this computer.",
)


@dataclass(frozen=True, slots=True)
class Framework:
    """A ready profile to begin with.

    Attributes:
        id: What the command line calls it.
        name: Its name for people.
        summary: What it is about, in a line of English.
        languages: The languages it is there in, English first.
    """

    id: str
    name: str
    summary: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where the files of a new workspace are.

    Attributes:
        folder: The folder that holds them.
        profile: What a good lead is.
        workbook: The empty list.
        readme: How to begin.
    """

    folder: Path
    profile: Path
    workbook: Path
    readme: Path


def frameworks() -> list[Framework]:
    """Return the frameworks that come with sheetqual, by id."""
    return [
        _framework(framework, files)
        for framework, files in sorted(_by_language(templates_folder() / "profiles").items())
    ]


def _by_language(folder: Path) -> dict[str, dict[str, Path]]:
    """Return the TOML files of a folder: id -> language -> file, English first."""
    found: dict[str, dict[str, Path]] = {}
    for file in sorted(folder.glob("*.toml"), key=lambda file: (file.stem.count("."), file.name)):
        name, _, language = file.stem.partition(".")
        found.setdefault(name, {})[language or _ENGLISH] = file
    return found


def _framework(framework: str, files: Mapping[str, Path]) -> Framework:
    text = next(iter(files.values())).read_text(encoding="utf-8")
    name = tomllib.loads(text)["name"]
    return Framework(framework, name, _summary(text, name), tuple(files))


def _summary(text: str, name: str) -> str:
    """Return the first paragraph of the comment that a profile begins with, on one line."""
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("#:"):
            continue
        said = line.removeprefix("#").strip()
        if not line.startswith("#") or not said:
            break
        lines.append(said)
    title, colon, rest = " ".join(lines).partition(": ")
    return rest[:1].upper() + rest[1:] if title.casefold() == name.casefold() else title + colon + rest


def new_workspace(
    folder: str | os.PathLike[str],
    *,
    framework: str = "bant",
    language: str = _ENGLISH,
    questions: str | None = None,
    native: bool = False,
) -> Workspace:
    """Make a workspace from a framework; files that are there already are never written over.

    Args:
        folder: Where; it is made when it is missing.
        framework: The framework's id.
        language: The language of the profile, the workbook and the instructions, such as ``it``.
        questions: A bank of questions to add to the framework's own, such as ``spin``.
        native: Whether the workbook gets functions that need nothing installed.

    Raises:
        SheetqualError: There is no such framework, language or bank of questions, or none of the
            questions fits, or the profile can't become native functions. Nothing has been written.
        OutputError: One of the files is there already, or can't be written. What had been made is
            gone again.
    """
    text = _framework_file(framework, language).read_text(encoding="utf-8")
    if questions is not None:
        text = _with_questions(text, questions, language)
    said = _said_in(language)
    target = Path(folder)
    file = profile_from_text(text, PROFILE, target / PROFILE)
    workbook = lead_workbook(file.profile, _words(said))
    files = {
        PROFILE: text.encode(),
        SCHEMA: schema_bytes(),
        _WORKBOOK: with_profile(workbook, file, now=datetime.now().astimezone(), native=native),
        _README: _readme(said).encode(),
    }
    write_new(target, files)
    return Workspace(target, target / PROFILE, target / _WORKBOOK, target / _README)


def schema_bytes() -> bytes:
    """Return the JSON Schema of profiles, which editors check and complete a profile by."""
    return (templates_folder() / SCHEMA).read_bytes()


def _framework_file(framework: str, language: str) -> Path:
    """Find a framework's profile in a language.

    Raises:
        SheetqualError: There is none; the text names the nearest, or what there is.
    """
    known = _by_language(templates_folder() / "profiles")
    name = framework.strip().casefold().replace("-", "_").replace(" ", "_")
    if name not in known:
        raise SheetqualError(f"There is no framework '{framework}'; {_instead(name, known)}")
    files = known[name]
    wanted = language.strip().casefold()
    if wanted in files:
        return files[wanted]
    spoken = sorted({one for translated in known.values() for one in translated})
    if wanted not in spoken:
        raise SheetqualError(f"There is no language '{language}'; {_instead(wanted, spoken)}")
    others = [other for other, translated in known.items() if wanted in translated]
    raise SheetqualError(
        f"The framework {name} is not there in '{wanted}', only in {', '.join(files)}; "
        f"those in '{wanted}' are: {', '.join(others)}."
    )


def _instead(word: str, known: Iterable[str]) -> str:
    known = list(known)
    near = difflib.get_close_matches(word, known, n=1)
    return f"did you mean '{near[0]}'?" if near else f"choose one of {', '.join(known)}."


def _said_in(language: str) -> dict[str, Any]:
    """Return what the instructions and the workbook say in a language."""
    text = (templates_folder() / "languages.toml").read_text(encoding="utf-8")
    said: dict[str, Any] = tomllib.loads(text).get(language.strip().casefold(), {})
    return said


def _words(said: Mapping[str, Any]) -> Words:
    known = {field.name: said[field.name] for field in fields(Words) if field.name in said}
    return Words(**known | {"guide": tuple(known.get("guide", ()))})


def _readme(said: Mapping[str, Any]) -> str:
    lines = said.get("readme", _README_LINES)
    return "".join(f"- {line.replace('{workbook}', _WORKBOOK).replace('{profile}', PROFILE)}\n" for line in lines)


def _with_questions(text: str, bank: str, language: str) -> str:
    """Return a profile's text with a bank's questions after those of the criteria that they suit.

    Raises:
        SheetqualError: There is no such bank, or none of its questions fits.
    """
    import tomlkit  # noqa: PLC0415 - 60 ms that only this needs

    document: Any = tomlkit.parse(text)
    added = 0
    questions = _questions(bank, language)
    for criterion in document["criterion"]:
        if "questions" not in criterion:
            criterion["questions"] = tomlkit.array().multiline(multiline=True)
        own = criterion["questions"]
        asked = {question["ask"] for question in own}
        for question in questions:
            if criterion["id"] in question["suits"] and question["ask"] not in asked:
                own.add_line(tomlkit.value(_inline(question)), indent="  ")
                added += 1
    if not added:
        name = document["name"]
        raise SheetqualError(
            f"None of the {bank} questions fits a criterion of {name}; leave them out, or take another framework."
        )
    return tomlkit.dumps(document)


def _questions(bank: str, language: str) -> Sequence[Mapping[str, Any]]:
    known = _by_language(templates_folder() / "questions")
    name = bank.strip().casefold()
    if name not in known:
        raise SheetqualError(f"There are no questions '{bank}'; {_instead(name, known)}")
    files = known[name]
    file = files.get(language.strip().casefold()) or files[_ENGLISH]
    questions: Sequence[Mapping[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8"))["question"]
    return questions


def _inline(question: Mapping[str, Any]) -> str:
    import tomlkit  # noqa: PLC0415 - see _with_questions

    keys = (key for key in ("ask", "stage", "cost") if key in question)
    return "{ " + ", ".join(f"{key} = {tomlkit.item(question[key]).as_string()}" for key in keys) + " }"


def write_new(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder that has none of them, all or none.

    Args:
        folder: Where; it is made when it is missing, with the folders above it.
        files: What to write, by name.

    Raises:
        OutputError: One of the files is there already, or can't be written. What had been made is
            gone again.
    """
    for name in files:
        if os.path.lexists(folder / name):
            message = f"{folder / name} is there already and stays as it is; choose another folder."
            raise OutputError(message)
    made: list[Path] = []
    with _all_or_none(folder, made):
        for name, content in files.items():
            with creating(folder / name) as stream:
                stream.write(content)
            made.append(folder / name)


@contextmanager
def _all_or_none(folder: Path, made: Sequence[Path]) -> Iterator[None]:
    """Make a folder, and take it away again, with what was made in it, when something goes wrong."""
    missing = [one for one in (folder, *folder.parents) if not os.path.lexists(one)]
    try:
        _make_folder(folder)
        yield
    except BaseException:
        for file in made:
            with suppress(OSError):
                file.unlink()
        for one in missing:
            with suppress(OSError):
                one.rmdir()
        raise


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        message = f"{folder} can't be a folder, because a file stands there; choose another name."
        raise OutputError(message) from None
    except OSError as error:
        message = f"The folder {folder} can't be made ({error.strerror or error}); choose another one."
        raise OutputError(message) from None
