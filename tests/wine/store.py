"""What the slow suites install and build, kept outside the tree from one run to the next."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def store() -> Path:
    """Return the folder of what is kept."""
    caches = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    folder = Path(caches).expanduser() / "sheetqual-tests"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def skip_unless_ready(required: str, missing: Callable[[], str]) -> None:
    """Skip where a slow suite can't start at once, unless it is required.

    Args:
        required: The environment variable that requires it.
        missing: Says what is missing, or nothing.
    """
    if os.environ.get(required):
        return
    why = "it runs in one process" if "PYTEST_XDIST_WORKER" in os.environ else missing()
    if why:
        pytest.skip(f"{why}; .ci/full installs and runs it")


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Let one process at a time work with something in the store."""
    with (store() / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def kept(name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder of the store; make it, whole or not at all, where it is not there.

    Args:
        name: The folder's name, which says all that its content depends on.
        make: Fills a new folder.
    """
    folder = store() / name
    if not folder.is_dir():
        half = store() / f"{name}.half"
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir()
        make(half)
        half.rename(folder)
    return folder


def pip(*arguments: str | Path) -> None:
    """Run pip.

    Raises:
        RuntimeError: It failed; the text is what it said.
    """
    told([sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments])


def told(
    command: Sequence[str | Path], folder: Path | None = None, environment: Mapping[str, str] | None = None
) -> None:
    """Run a command of the installation.

    Raises:
        RuntimeError: It failed; the text is what it said.
    """
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        timeout=900,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")


def project_wheel(folder: Path) -> Path:
    """Build the project's wheel from the checkout and return where it is."""
    pip("wheel", "--no-deps", "--wheel-dir", folder, ROOT)
    return next(folder.glob("sheetqual-*.whl"))
