"""The add-in's VBA, run: what it passes to Python, what it does when Python is not there."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pyopenvba.interpreter import VBADate, VBAErrorValue

from sheetqual.core.worksheet import FUNCTIONS
from sheetqual.excel.addin import build_addin
from sheetqual.excel.configuration import LONGEST_COMMAND, Configuration

from .vba_pc import VbaPC, Workbook, modules_of

PYTHON = "C:\\env\\Scripts\\python.exe"
FOLDER = "C:\\env\\Scripts"
DLL = "xlwings64-0.37.8.dll"
CONF = "C:\\Users\\Ада\\AppData\\Roaming\\sheetqual\\excel.conf"
PROFILE = 'name = "T"\n[[criterion]]\nid = "need"\ncolumns = ["Need"]\nwant = { yes = true }'
MISSING = -2147352572


@cache
def modules(interpreter: str, dll_folder: str) -> dict[str, str]:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        return modules_of(build_addin(Configuration(interpreter, dll_folder)), Path(folder))


def pc(interpreter: str = PYTHON, dll_folder: str = "C:\\env", **settings: Any) -> VbaPC:
    made = VbaPC(modules(interpreter, dll_folder), **settings)
    made.files.setdefault(interpreter, "")
    made.dlls.add(f"{dll_folder}\\{DLL}")
    made.fill("A1", ("Need", "Budget"), ("yes", 2000), ("no", None))
    made.fill("D1", *((line,) for line in PROFILE.split("\n")))
    return made


def test_a_lead_a_block_and_whole_columns_are_scored() -> None:
    excel = pc()
    assert excel.call("LEADSCORE", "=A2:B2", "=A1:B1", "=D1:D5") == 100
    assert excel.call("LEADSCORE", "=A2:B3", "=A1:B1", "=D1:D5") == [[100], [0]]
    assert excel.call("LEADSCORE", "=A2:B3", "=A1:B1", "=D:D") == [[100], [0]]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_reaches_its_namesake_in_python(name: str) -> None:
    excel = pc()
    answer = excel.call(name, "=A2:B2", "=A1:B1", "=D1:D5")
    assert not str(answer).startswith("sheetqual:")
    assert [call[:2] for call in excel.calls] == [("sheetqual.excel.udfs", name)]


def test_values_are_passed_never_cells_and_whats_left_out_is_marked() -> None:
    excel = pc()
    excel.call("LEADSCORE", "=A2:B3")
    assert excel.calls[-1][2] == ((("yes", 2000.0), ("no", None)), MISSING, MISSING, MISSING)
    excel.call("LEADTEMP", 70.0, "=A1", "=D1:D5")
    assert list(excel.calls[-1][2][:2]) == [70.0, "Need"]


def test_a_date_is_passed_as_its_serial_number() -> None:
    excel = pc()
    excel.sheet.sheet.vba_get("Range", ["A2"]).vba_set("Value", VBADate(46380.0))
    excel.call("LEADSCORE", "=A2")
    (leads, *_) = excel.calls[-1][2]
    assert (type(leads), leads) == (float, 46380.0)


def test_a_workbook_that_counts_from_1904_gets_no_wrong_days(monkeypatch: pytest.MonkeyPatch) -> None:
    excel = pc()
    monkeypatch.setattr(Workbook, "counts_from_1904", True)
    answer = excel.call("LEADSCORE", "=A2:B2", "=A1:B1", "=D1:D5")
    assert str(answer).startswith("sheetqual: this workbook counts days from 1904; untick that in Excel's options")
    assert excel.calls == []


def test_whole_columns_end_with_the_sheets_content_and_rows_too() -> None:
    excel = pc()
    excel.call("LEADSCORE", "=A:B", "=1:1")
    leads, headers = excel.calls[-1][2][:2]
    assert len(leads) == 5
    assert [len(row) for row in headers] == [4]
    excel.call("LEADSCORE", "=H:H")
    assert len(excel.calls[-1][2][0]) == 5
    excel.call("LEADSCORE", "=A9:B1048576")
    assert excel.calls[-1][2][0] == ((None, None),)


def test_other_ranges_keep_their_size_so_that_results_stay_beside_their_rows() -> None:
    # The model's Value2 ends with the content anyway, so the range itself is asked.
    excel = pc()
    bridge = excel.modules["SheetqualBridge"].replace("Private Function UsedPart", "Public Function UsedPart")
    excel = VbaPC({**excel.modules, "SheetqualBridge": bridge})
    excel.excel.add_module(
        "Public Function PartOf(ByVal given As Variant)\n    PartOf = UsedPart(given).Address\nEnd Function\n",
        name="Test",
    )
    excel.fill("B2", ("x", "y"), ("z",))
    for given, kept in {
        "A2:B90": "$A$2:$B$90",
        "B2:C3": "$B$2:$C$3",
        "A:B": "$A$1:$B$3",
        "A2:B1048576": "$A$2:$B$3",
        "2:2": "$A$2:$C$2",
        "XFD1": "$XFD$1",
        "A1048576": "$A$1048576",
        "Z:Z": "$Z$1:$Z$3",
    }.items():
        assert excel.call("PartOf", f"={given}") == kept, given


def test_an_argument_that_is_an_error_is_the_answer() -> None:
    excel = pc()
    name_unknown = VBAErrorValue(2029)
    assert excel.call("LEADSCORE", "=A2:B2", "=A1:B1", name_unknown) == name_unknown
    assert excel.calls == []
    assert excel.starts == []


def test_an_error_in_a_cell_is_an_unknown_answer() -> None:
    excel = pc()
    excel.sheet.sheet.vba_get("Range", ["A3"]).vba_set("Value", VBAErrorValue(2042))
    assert excel.call("LEADSCORE", "=A3:B3", "=A1:B1", "=D1:D5") == 0
    assert excel.calls[-1][2][0] == ((-2146826246, None),)


def test_several_areas_are_refused_in_a_short_text() -> None:
    excel = pc()
    assert excel.call("LEADSCORE", "=A2:B2,A3:B3") == "sheetqual: choose one block of cells for each argument"


def test_one_python_serves_every_call() -> None:
    excel = pc()
    for _ in range(5):
        excel.call("LEADSCORE", "=A2:B2", "=A1:B1", "=D1:D5")
    assert len(excel.starts) == 1
    assert len(excel.calls) == 5


def test_the_command_needs_neither_a_workbook_nor_a_shell() -> None:
    excel = pc()
    excel.call("LEADSCORE", "=A2:B2")
    ((folder, command),) = excel.starts
    assert command == f'"{PYTHON}" -E -P -c "import xlwings;xlwings.serve(\'$(CLSID)\')"'
    assert folder == excel.folder


@pytest.mark.parametrize(
    "interpreter",
    ["C:\\Program Files\\py 3\\python.exe", "C:\\O'Brien & Söhne\\python.exe", "\\\\srv\\share\\env\\python.exe"],
)
def test_paths_that_the_code_page_knows_go_into_the_command(interpreter: str) -> None:
    excel = pc(interpreter)
    excel.call("LEADSCORE", "=A2:B2")
    assert excel.starts[0][1].startswith(f'"{interpreter}" -E')


def test_for_other_paths_python_is_started_from_its_own_folder() -> None:
    excel = pc("C:\\Пользователи\\Жанна\\python.exe")
    before = excel.folder
    excel.call("LEADSCORE", "=A2:B2")
    assert excel.starts[0][0] == "C:\\Пользователи\\Жанна"
    assert excel.starts[0][1].startswith('".\\python.exe" -E')
    assert excel.folder == before
    greek = pc("C:\\Пользователи\\Жанна\\python.exe", code_page="cp1251")
    greek.call("LEADSCORE", "=A2:B2")
    assert greek.starts[0][1].startswith('"C:\\Пользователи')


def test_the_users_configuration_comes_before_the_one_built_in() -> None:
    moved = "D:\\Neu\\Жанна's\\python.exe"
    conf = Configuration(moved, "D:\\dll Łódź").text()
    excel = pc(files={CONF: conf, moved: ""}, dlls={f"D:\\dll Łódź\\{DLL}"}, code_page="cp1251")
    excel.call("LEADSCORE", "=A2:B2")
    assert excel.starts[0][1].startswith(f'"{moved}" ')
    assert excel.loaded == [f"D:\\dll Łódź\\{DLL}"]
    for damaged in ("", "junk"):
        other = pc(files={CONF: damaged})
        other.call("LEADSCORE", "=A2:B2")
        assert other.starts[0][1].startswith(f'"{PYTHON}" ')


def test_the_dll_is_looked_for_beside_python_and_one_folder_up() -> None:
    excel = pc(dll_folder="")
    excel.dlls = {f"C:\\env\\{DLL}"}
    assert not str(excel.call("LEADSCORE", "=A2:B2", "=A1:B1", "=D1:D5")).startswith("sheetqual:")
    assert excel.loaded == [f"{FOLDER}\\{DLL}", f"C:\\env\\{DLL}"]


def failing(excel: VbaPC) -> str:
    answers = {excel.call("LEADSCORE", "=A2:B2") for _ in range(50)}
    assert len(answers) == 1
    (answer,) = answers
    assert isinstance(answer, str)
    assert answer.startswith("sheetqual: ")
    assert len(answer) <= 250
    assert "\n" not in answer
    return answer


def test_a_python_that_is_gone_is_named_at_once() -> None:
    excel = pc()
    del excel.files[PYTHON]
    assert PYTHON in failing(excel)
    assert excel.starts == []


def test_a_missing_dll_is_named_at_once() -> None:
    excel = pc()
    excel.dlls = set()
    assert DLL in failing(excel)
    assert "doctor" in failing(excel)
    assert excel.starts == []


def test_a_start_that_fails_is_not_tried_again_for_every_cell() -> None:
    excel = pc(trouble="Could not activate Python COM server, hr = -2147221164\nCommand: long\nand longer")
    answer = failing(excel)
    assert "Python did not start" in answer
    assert "doctor" in answer
    assert len(excel.starts) == 1


def test_after_a_minute_it_is_tried_again() -> None:
    excel = pc(trouble="no")
    excel.call("LEADSCORE", "=A2:B2")
    excel.trouble = ""
    bridge = next(one for one in excel.excel.interpreter.modules.values() if "failedat" in one.variables)
    slot = bridge.variables["failedat"]
    slot.set(VBADate(slot.get().serial - 61 / 86400))
    assert excel.call("LEADSCORE", "=A2:B2", "=A1:B1", "=D1:D5") == 100
    assert len(excel.starts) == 2


def test_a_command_that_would_end_excel_is_never_started() -> None:
    excel = pc("C:\\" + "x" * (LONGEST_COMMAND - 20) + "\\python.exe")
    assert "too long" in failing(excel)
    assert excel.starts == []


def test_a_python_that_somebody_ended_is_started_again_once() -> None:
    excel = pc()
    excel.call("LEADSCORE", "=A2:B2")
    excel.lost = 1
    assert excel.call("LEADSCORE", "=A2:B2", "=A1:B1", "=D1:D5") == 100
    assert len(excel.starts) == 2
    excel.lost = 99
    assert excel.call("LEADSCORE", "=A2:B2").startswith("sheetqual: ")
    assert len(excel.starts) <= 4


def test_what_python_says_is_cut_to_its_first_line() -> None:
    excel = pc(trouble_in_python="ModuleNotFoundError: No module named 'sheetqual'\n  File x, line 1\nTraceback")
    assert failing(excel) == "sheetqual: ModuleNotFoundError: No module named 'sheetqual'"
    excel = pc(trouble_in_python="x" * 1000)
    assert failing(excel).endswith("...")
