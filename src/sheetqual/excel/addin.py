"""The add-in as a file: the one that xlwings ships, with sheetqual's VBA in the place of its own."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sheetqual.errors import SheetqualError
from sheetqual.excel.vba import modules, workbook_code

if TYPE_CHECKING:
    from sheetqual.excel.configuration import Configuration

__all__ = ["PROJECT_NAME", "build_addin"]

PROJECT_NAME: Final = "sheetqual"
_SHIPPED: Final = "quickstart_addin.xlam"
_THEIR_CODE: Final = "xlwings"
_THEIRS: Final = ("Dictionary", _THEIR_CODE, "Module1")
_FORMS: Final = "MSForms"
_THEIR_PROJECT: Final = "MyAddin"
_PROJECT_NAME_RECORD: Final = 4
_VBA: Final = "xl/vbaProject.bin"
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
_UNEXPECTED: Final = "The add-in that xlwings ships is not as expected; install the xlwings that sheetqual asks for."

_SHEET: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<sheetPr codeName="{code_name}"/><sheetData/></worksheet>'
)
_NO_STRINGS: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="0" uniqueCount="0"/>'
)
_CHANGES: Final = {
    "xl/workbook.xml": (
        (r"<mc:AlternateContent.*?</mc:AlternateContent>", ""),
        (r'<sheet name="[^"]*"', f'<sheet name="{PROJECT_NAME}"'),
        (r'<calcPr fullCalcOnLoad="1" ?/>', ""),
    ),
    "docProps/core.xml": (
        (r"<dc:title ?/>", f"<dc:title>{PROJECT_NAME}</dc:title>"),
        (r"<dc:creator>[^<]*<", f"<dc:creator>{PROJECT_NAME}<"),
        (r"<cp:lastModifiedBy>[^<]*<", f"<cp:lastModifiedBy>{PROJECT_NAME}<"),
    ),
}
"""What of their sample is left outside the VBA, and what takes its place; each is there once."""


def build_addin(configuration: Configuration) -> bytes:
    """Return the add-in's content; the same for the same configuration, byte for byte.

    Args:
        configuration: What it falls back to where the user has no configuration.

    Raises:
        SheetqualError: xlwings is missing, or ships something else than expected.
    """
    from pyopenvba.exceptions import PyOpenVBAError  # noqa: PLC0415 - slow to load

    shipped = _shipped()
    try:
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / _SHIPPED
            _with_our_modules(shipped, target, configuration)
            with zipfile.ZipFile(target) as package:
                parts = {name: package.read(name) for name in package.namelist()}
    except (PyOpenVBAError, zipfile.BadZipFile, KeyError, ValueError):
        raise SheetqualError(_UNEXPECTED) from None
    except OSError as error:
        message = f"The add-in could not be made ({error.strerror or error}); make room on the disk, then try again."
        raise SheetqualError(message) from None
    parts[_VBA] = _with_our_name(parts[_VBA])
    return _packed(_without_their_sample(parts))


def _shipped() -> Path:
    from importlib.util import find_spec  # noqa: PLC0415 - importing xlwings itself takes long

    spec = find_spec("xlwings")
    path = Path(spec.origin).with_name(_SHIPPED) if spec and spec.origin else None
    if path is None or not path.is_file():
        message = "xlwings is missing, and Excel can't reach Python without it; install sheetqual again."
        raise SheetqualError(message)
    return path


def _with_our_modules(shipped: Path, target: Path, configuration: Configuration) -> None:
    from pyopenvba import ExcelFile  # noqa: PLC0415 - slow to load

    with ExcelFile(shipped) as book:
        project = book.vba_project()
        ours = modules(configuration, book.get_module(_THEIR_CODE))
        for name in _THEIRS:
            project.delete_module(name)
        book.remove_reference(_FORMS)  # There are no forms, and it names a folder of its makers.
        for name, source in ours.items():
            project.add_module(name, source)
        book.set_module("ThisWorkbook", workbook_code())
        book.save(target)


def _with_our_name(vba: bytes) -> bytes:
    """Give the VBA project its name, in both places where it stands."""
    from pyopenvba.cfb import CFB  # noqa: PLC0415 - slow to load
    from pyopenvba.vba import compress, decompress  # noqa: PLC0415

    container = CFB.from_bytes(vba)
    record = _name_record(_THEIR_PROJECT)
    listing = decompress(container.get_stream_in_storage("VBA", "dir"))
    project = container.get_stream("PROJECT")
    name = f'Name="{_THEIR_PROJECT}"'.encode()
    if listing.count(record) != 1 or project.count(name) != 1:
        raise SheetqualError(_UNEXPECTED)
    container.write_stream_in_storage("VBA", "dir", compress(listing.replace(record, _name_record(PROJECT_NAME))))
    container.write_stream("PROJECT", project.replace(name, f'Name="{PROJECT_NAME}"'.encode()))
    made: bytes = container.to_bytes()
    return made


def _name_record(name: str) -> bytes:
    return _PROJECT_NAME_RECORD.to_bytes(2, "little") + len(name).to_bytes(4, "little") + name.encode()


def _without_their_sample(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Take out the sample's settings sheet, and the folder and people that it was made by."""
    changed = dict(parts)
    for part, changes in _CHANGES.items():
        text = _part(parts, part)
        for pattern, instead in changes:
            text, times = re.subn(pattern, instead, text, flags=re.DOTALL)
            if times != 1:
                raise SheetqualError(_UNEXPECTED)
        changed[part] = text.encode()
    code_name = re.search(r'<sheetPr codeName="(\w+)"', _part(parts, "xl/worksheets/sheet1.xml"))
    if code_name is None:
        raise SheetqualError(_UNEXPECTED)
    changed["xl/worksheets/sheet1.xml"] = _SHEET.format(code_name=code_name[1]).encode()
    changed["xl/sharedStrings.xml"] = _NO_STRINGS.encode()
    return changed


def _part(parts: dict[str, bytes], name: str) -> str:
    if name not in parts:
        raise SheetqualError(_UNEXPECTED)
    return parts[name].decode("utf-8")


def _packed(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    first = "[Content_Types].xml"
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(parts, key=lambda one: (one != first, one)):
            info = zipfile.ZipInfo(name, _LONG_AGO)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0  # The same on every system.
            package.writestr(info, parts[name])
    return stream.getvalue()
