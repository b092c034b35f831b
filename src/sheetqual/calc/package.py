"""The add-in as one file: the core, copied as it stands, and what joins it to LibreOffice.

The same sources give the same bytes. Everything comes from the installed package itself, so that
the file can be built from a wheel and from a checkout.
"""

from __future__ import annotations

import io
import zipfile
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from sheetqual.calc.answers import DEFAULT_PROFILE
from sheetqual.calc.describe import descriptions
from sheetqual.errors import SheetqualError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

__all__ = ["addin_bytes", "addin_files"]

_ROOT: Final = "pythonpath/sheetqual"
_INIT: Final = '"""What the Calc add-in needs of sheetqual."""\n'
_OLDER: Final = {
    "from enum import StrEnum\n": "from sheetqual._older import StrEnum\n",
    "import tomllib\n": "from sheetqual._older import tomllib\n",
}
"""What the core takes from Python 3.11 -> where an older one finds it, too."""
_POSSESSIVE: Final = "toml_lines.py"
"""The module of the core whose patterns only Python 3.11 understands as they stand."""
_ITS_PATTERNS: Final = {"import re\n": "from sheetqual._older import re\n"}
_WHEN: Final = (1980, 1, 1, 0, 0, 0)
_MODE: Final = 0o644 << 16
_UNIX: Final = 3
_NOTICE: Final = """\
sheetqual: Copyright (c) 2026 The sheetqual developers, under the MIT licence below.
pythonpath/sheetqual/_tomllib is Python's own tomllib: Copyright (c) 2021 Taneli Hukkinen, under the same licence.

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


def addin_bytes(default_profile: str | None = None) -> bytes:
    """Return the add-in as an .oxt file.

    Args:
        default_profile: The path of the profile to use where a formula names none.

    Raises:
        SheetqualError: This Python comes without the sources that are to be copied.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in sorted(addin_files(default_profile).items()):
            member = zipfile.ZipInfo(path, _WHEN)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr, member.create_system = _MODE, _UNIX
            archive.writestr(member, text.encode())
    return out.getvalue()


def addin_files(default_profile: str | None = None) -> Mapping[str, str]:
    """Return the texts of the add-in: path in the .oxt -> text; arguments as for `addin_bytes`.

    Raises:
        SheetqualError: This Python comes without the sources that are to be copied.
    """
    package = files("sheetqual")
    room = package / "calc"
    texts = {
        **descriptions(),
        "NOTICE.txt": _NOTICE,
        "component.py": _text(room / "component.py"),
        f"{_ROOT}/__init__.py": _INIT,
        f"{_ROOT}/_older.py": _text(room / "older.py"),
        f"{_ROOT}/_version.py": _text(package / "_version.py"),
        f"{_ROOT}/errors.py": _text(package / "errors.py"),
        f"{_ROOT}/calc/__init__.py": _text(room / "__init__.py"),
        f"{_ROOT}/calc/answers.py": _text(room / "answers.py"),
        **_folder(f"{_ROOT}/core", package / "core"),
        **_folder(f"{_ROOT}/_tomllib", files("tomllib")),
    }
    if default_profile is not None:
        texts[f"{_ROOT}/calc/{DEFAULT_PROFILE}"] = f"{default_profile}\n"
    return texts


def _folder(place: str, folder: Traversable) -> dict[str, str]:
    texts = {
        f"{place}/{source.name}": _for_older(source.name, _text(source))
        for source in folder.iterdir()
        if source.name.endswith(".py")
    }
    if not texts:
        message = f"This Python comes without the source of {folder.name}; build the add-in with an ordinary Python."
        raise SheetqualError(message)
    return texts


def _for_older(name: str, source: str) -> str:
    for line, instead in (_OLDER | (_ITS_PATTERNS if name == _POSSESSIVE else {})).items():
        source = source.replace(f"\n{line}", f"\n{instead}")
    return source


def _text(source: Traversable) -> str:
    return source.read_text(encoding="utf-8").replace("\r\n", "\n")
