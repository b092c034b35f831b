"""A list through each front end that runs in Python: what the seven functions say of its leads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
from click.testing import CliRunner
from openpyxl.cell import Cell as SheetCell

from sheetqual.cli import main
from sheetqual.core.explain import points_in_words, range_in_words, status_in_words
from sheetqual.core.judge import Judge, plain_points
from sheetqual.core.plan import compile_plan
from sheetqual.core.worksheet import FUNCTIONS, Shown
from sheetqual.files.lists import score_list
from sheetqual.files.profiles import profile_from_text
from tests.excel.harness import call_udf
from tests.wine.cases import ERRORS

from .sheets import Answers, Sheet, value2

UDFS = "sheetqual.excel.udfs"
LEADS = "Leads"


def fill(sheet: Any, content: Sheet) -> None:
    """Write a list into an empty sheet of openpyxl; texts stay texts, whatever they look like."""
    for row, cells in enumerate([content.headers, *content.rows], start=1):
        for column, cell in enumerate(cells, start=1):
            if cell is None:
                continue
            place: SheetCell = sheet.cell(row, column)
            place.value = cell
            if isinstance(cell, str):
                place.data_type = "e" if row > 1 and cell in ERRORS else "s"


def workbook(content: Sheet, path: Path) -> Path:
    """Write a list as a workbook."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = LEADS
    fill(sheet, content)
    book.save(path)
    return path


def as_listed(sheet: Sheet, told: Mapping[int, Mapping[str, Shown]]) -> Answers:
    """Return answers by function, from those by row; a list passes wholly blank rows over."""
    return {
        function: [told[lead + 2][function] if lead + 2 in told else "" for lead in range(len(sheet.rows))]
        for function in FUNCTIONS
    }


def by_list(sheet: Sheet, path: Path) -> Answers:
    """Return what a list says, matched pattern by pattern.

    Args:
        sheet: The list.
        path: The workbook that it stands in.
    """
    file = profile_from_text(sheet.profile, "profile.toml")
    scored = score_list(path, file, today=sheet.today, sheet=LEADS, header_row=1)
    board, profile = scored.board, file.profile
    judge = Judge(profile, board.plan.layout)
    told: dict[int, dict[str, Shown]] = {}
    for lead, verdict in board.verdicts():
        question = board.next_question(board.matches.pattern_of[lead])
        told[scored.table.rows[lead]] = {
            "LEADSCORE": plain_points(verdict.score),
            "LEADTEMP": profile.score.labels[verdict.temperature],
            "LEADSTATUS": status_in_words(judge, verdict),
            "LEADWHY": points_in_words(judge, verdict),
            "LEADASK": question.ask if question else "",
            "LEADRANGE": range_in_words(verdict),
            "LEADPRODUCT": verdict.product or "",
        }
    return as_listed(sheet, told)


def by_json(sheet: Sheet, path: Path) -> Answers:
    """Return what ``sheetqual score --format json`` says; arguments as for `by_list`."""
    profile_path = path.with_suffix(".toml")
    profile_path.write_text(sheet.profile, encoding="utf-8")
    arguments = ["score", path, "--profile", profile_path, "--format", "json", "--as-of", sheet.today.isoformat()]
    done = CliRunner().invoke(main, [str(one) for one in (*arguments, "--sheet", LEADS, "--header-row", 1)])
    assert done.exit_code == 0, done.output
    told = _Told(sheet)
    return as_listed(sheet, {lead["row"]: told.answers(lead) for lead in json.loads(done.stdout_bytes)["leads"]})


class _Told:
    """Says in the functions' words what JSON says of leads."""

    def __init__(self, sheet: Sheet) -> None:
        self.profile = profile_from_text(sheet.profile, "profile.toml").profile
        judge = Judge(self.profile, compile_plan(self.profile, sheet.headers, today=sheet.today).layout)
        self.worth = {one: plain_points(points) for one, points in judge.points.items()}
        self.names = {penalty.id: penalty.name for penalty in self.profile.penalties}

    def answers(self, lead: Mapping[str, Any]) -> dict[str, Shown]:
        """Return what the functions should show of a lead."""
        low, high = (f"{lead[end]:.10g}" for end in ("floor", "ceiling"))
        question = lead["next_question"]
        return {
            "LEADSCORE": lead["score"],
            "LEADTEMP": {str(key): label for key, label in self.profile.score.labels.items()}[lead["temperature"]],
            "LEADSTATUS": self._status(lead),
            "LEADWHY": self._why(lead),
            "LEADASK": question["ask"] if question else "",
            "LEADRANGE": low if low == high else f"{low} to {high}",
            "LEADPRODUCT": lead["product"] or "",
        }

    def _status(self, lead: Mapping[str, Any]) -> str:
        queue, reasons = lead["queue"], lead["reasons"]
        if queue != "call":
            return f"{queue}: {reasons[0]['text']}"
        for reason in reasons:
            if reason["code"].startswith("open:"):
                return f"{queue}: {reason['text']}"
        return f"{queue}: qualified" if any(one.required for one in self.profile.criteria) else queue

    def _why(self, lead: Mapping[str, Any]) -> str:
        said = [
            f"{one.name} {'?' if lead['points'][one.id] is None else format(lead['points'][one.id], '.10g')}"
            f" of {self.worth[one.id]:.10g}"
            for one in self.profile.criteria
        ]
        said += [f"{self.names[one]} -{taken:.10g}" for one, taken in lead["penalties"].items()]
        why = [one["text"] for one in lead["reasons"] if one["code"].startswith(("failed:", "refused:"))]
        out = lead["temperature"] == "out"
        return "; ".join([*(why[:1] if out else []), ", ".join(said)])


def without_open_penalties(told: Answers, sheet: Sheet) -> Answers:
    """Return answers whose LEADWHY leaves out the penalties that are not known, which JSON does not list."""
    names = [penalty.name for penalty in profile_from_text(sheet.profile, "profile.toml").profile.penalties]
    shorter = []
    for why in told["LEADWHY"]:
        said = str(why)
        for name in names:
            said = said.replace(f", {name} -?", "")
        shorter.append(said)
    return {**told, "LEADWHY": shorter}


def by_udf(sheet: Sheet, *, block: bool) -> Answers:
    """Return what the functions of the Excel add-in say, through xlwings' own CallUDF and converters.

    Args:
        sheet: The list.
        block: Whether one formula gets all leads, or each gets one.
    """
    rest = (value2([sheet.headers]), value2(sheet.lines), sheet.day)
    told: dict[str, list[Any]] = {}
    for function in FUNCTIONS:
        if block and len(sheet.rows) > 1:
            told[function] = [one for (one,) in call_udf(UDFS, function, value2(sheet.cells), *rest)]
        else:
            told[function] = [call_udf(UDFS, function, value2([row]), *rest) for row in sheet.cells]
    return told
