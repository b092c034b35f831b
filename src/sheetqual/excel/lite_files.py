"""The two files that xlwings Lite needs: ``main.py``, and a wheel of the core that depends on nothing."""

from __future__ import annotations

import zipfile
from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

import sheetqual
from sheetqual.files.atomic import replacing, worded
from sheetqual.files.resources import templates_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["write_lite_files"]

_MODULES: Final = ("__init__.py", "_version.py", "errors.py", "core/*.py", "excel/__init__.py", "excel/lite.py")
"""What the functions need there; everything else of sheetqual needs packages that Pyodide may lack."""
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
"""The same modules always make the same wheel."""


def write_lite_files(folder: Path) -> list[Path]:
    """Write ``main.py`` and the wheel into a folder, which is made where there is none.

    Returns:
        The files.

    Raises:
        OutputError: They can't be written.
    """
    wheel = folder / f"sheetqual_lite-{sheetqual.__version__}-py3-none-any.whl"
    main = folder / "main.py"
    with worded(main):
        folder.mkdir(parents=True, exist_ok=True)
    with replacing(wheel) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _wheel_members():
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), content, zipfile.ZIP_DEFLATED)
    with replacing(main) as stream:
        stream.write((templates_folder() / "lite" / "main.py").read_bytes())
    return [main, wheel]


def _wheel_members() -> Iterator[tuple[str, bytes]]:
    package = Path(sheetqual.__file__).parent
    about = f"sheetqual_lite-{sheetqual.__version__}.dist-info"
    members = {
        f"sheetqual/{path.relative_to(package).as_posix()}": path.read_bytes()
        for pattern in _MODULES
        for path in sorted(package.glob(pattern))
    }
    members[f"{about}/METADATA"] = (
        f"Metadata-Version: 2.1\nName: sheetqual-lite\nVersion: {sheetqual.__version__}\n"
        "Summary: The worksheet functions of sheetqual for xlwings Lite\nLicense: MIT\nRequires-Python: >=3.11\n"
    ).encode()
    members[f"{about}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: sheetqual\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    record = "".join(f"{name},{_digest(content)},{len(content)}\n" for name, content in members.items())
    members[f"{about}/RECORD"] = f"{record}{about}/RECORD,,\n".encode()
    yield from members.items()


def _digest(content: bytes) -> str:
    return f"sha256={urlsafe_b64encode(sha256(content).digest()).rstrip(b'=').decode()}"
