"""The guide's table of front ends is made from the cases; it can't drift."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def checked(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, root / "docs" / "make_front_ends.py", "--check"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_page_is_up_to_date() -> None:
    done = checked(ROOT)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


def test_a_page_that_is_out_of_date_is_told(tmp_path: Path) -> None:
    for folder in ("docs", "tests"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("pictures", "__pycache__"))
    page = tmp_path / "docs" / "front-ends.md"
    page.write_text(page.read_text(encoding="utf-8").replace("| yes |", "| no |", 1), encoding="utf-8")
    done = checked(tmp_path)
    assert done.returncode == 1
    assert "run python docs/make_front_ends.py" in done.stdout
