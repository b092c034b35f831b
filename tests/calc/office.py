"""Workbooks through a real LibreOffice that has the add-in, without a screen and without python3-uno's socket."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sheetqual.calc.package import addin_bytes
from tests.files.office import Sheets, _sheets

LONGEST = 180


@dataclass(frozen=True)
class Office:
    """A LibreOffice with the add-in, and a folder for its settings."""

    soffice: str
    folder: Path

    def add(self, default_profile: str | None = None) -> None:
        """Unpack the add-in where LibreOffice takes it for one that came with it: unopkg refuses root."""
        with zipfile.ZipFile(io.BytesIO(addin_bytes(default_profile))) as archive:
            archive.extractall(self.folder / "bundled" / "sheetqual.oxt")

    def convert(self, paths: Sequence[Path], kind: str) -> list[Path]:
        """Open documents, calculate what has no values yet, and save them as another kind, in one start."""
        out = self.folder / kind
        if out.exists():
            shutil.rmtree(out)
        process = subprocess.Popen(
            [
                self.soffice,
                f"-env:UserInstallation={(self.folder / 'settings').as_uri()}",
                f"-env:BUNDLED_EXTENSIONS={(self.folder / 'bundled').as_uri()}",
                *("--headless", "--norestore", "--convert-to", kind, "--outdir", str(out)),
                *map(str, paths),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd=self.folder,
            # With a virtual environment first in the path, LibreOffice would take its Python, which has no UNO.
            env=os.environ | {"PATH": os.defpath},
        )
        try:
            assert process.wait(LONGEST) == 0
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        made = [out / f"{path.stem}.{kind}" for path in paths]
        assert all(path.is_file() for path in made)
        return made

    def shown(self, paths: Sequence[Path]) -> list[Sheets]:
        """Return what LibreOffice shows of documents."""
        return [_sheets(made.read_bytes()) for made in self.convert(paths, "fods")]
