"""What the samples give, as files that can be read in a diff."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from sheetqual.core.judge import plain_points
from sheetqual.core.report import finding_lines
from sheetqual.files.lists import score_list
from sheetqual.files.profiles import read_profile

TODAY = date(2026, 11, 21)
Golden = Callable[[str, str], None]


def run(*arguments: object, cwd: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "sheetqual", *map(str, arguments), "--as-of", TODAY.isoformat()],
        capture_output=True,
        check=True,
        cwd=cwd,
        encoding="utf-8",
    )
    return done.stdout


@pytest.mark.parametrize("team", ["software", "savings", "solar"])
def test_the_ranked_list_of_each_team(samples: Path, golden: Golden, team: str) -> None:
    folder = samples / team
    scored = score_list(next(folder.glob("leads.*")), read_profile(folder / "profile.toml"), today=TODAY)
    lines = ["row score floor ceiling settled temperature status queue type reasons"]
    for lead, verdict in scored.board.verdicts():
        points = [plain_points(one) for one in (verdict.score, verdict.floor, verdict.ceiling)]
        words = [verdict.temperature, verdict.status, verdict.queue, verdict.type]
        reasons = "; ".join(reason.text for reason in verdict.reasons)
        lines.append(f"{scored.table.rows[lead]} {points} {verdict.settled} {' '.join(words)} | {reasons}")
    lines += ["", *finding_lines(scored.findings), ""]
    golden(f"{team}.txt", "\n".join(lines))


def test_the_outputs_of_the_command_line(samples: Path, golden: Golden) -> None:
    folder = samples / "savings"
    arguments = ("leads.csv", "-p", "profile.toml")
    golden("table.txt", run("score", *arguments, "--top", 12, cwd=folder))
    golden("explain.txt", run("explain", *arguments, "--row", 59, cwd=folder))
    golden("check.txt", run("check", "profile.toml", "leads.csv", cwd=folder))
    golden("leads.csv", "\n".join(run("score", *arguments, "--format", "csv", cwd=folder).splitlines()[:12]) + "\n")
    golden("leads.json", "\n".join(run("score", *arguments, "--format", "json", cwd=folder).splitlines()[:8]) + "\n")
