"""The harness answers as Excel would, with the decorators and converters of the real xlwings."""

# ruff: noqa: DTZ001 - cells hold anything; Excel knows no time zones

from __future__ import annotations

import ctypes
import inspect
import sys
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import sample_udfs  # type: ignore[import-not-found]  # by its name alone, as Excel would
import xlwings as plain_xlwings

from .fake_excel import MISSING, CellError, FakeRange, block, cell, column, row, value2
from .harness import call_udf, udf_module, vba_wrapper, windows

if TYPE_CHECKING:
    from .fake_excel import Cell

call = partial(call_udf, "sample_udfs")


class TestArguments:
    @pytest.mark.parametrize(
        ("argument", "plain", "two_dimensional"),
        [
            (cell("Acme"), "Acme", [["Acme"]]),
            (cell(50), 50.0, [[50.0]]),
            (cell(content=True), True, [[True]]),
            (row("Acme", 50), ["Acme", 50.0], [["Acme", 50.0]]),
            (column("Acme", 50), ["Acme", 50.0], [["Acme"], [50.0]]),
            (block(["Acme", 50], ["Bolt", None]), [["Acme", 50.0], ["Bolt", None]], None),
            ((1.0, 2.0), [1.0, 2.0], [[1.0, 2.0]]),
            ("Acme", "Acme", [["Acme"]]),
        ],
    )
    def test_only_two_dimensions_keep_rows_and_columns_apart(
        self, argument: object, plain: object, two_dimensional: object
    ) -> None:
        assert call("PLAIN", argument) == repr(plain)
        assert call("SEEN", argument, None, None, None) == repr((two_dimensional or plain, [[None]], None, None))

    @pytest.mark.parametrize("cells", [row("Acme", 50, None), column("x", 1), block(["a", 1], [None, True]), cell(7)])
    def test_value2_and_ranges_agree_where_there_are_no_dates(self, cells: FakeRange) -> None:
        assert call("ERRORS", value2(cells)) == call("ERRORS", cells)

    @pytest.mark.parametrize("blank", [None, ""])
    def test_blanks_and_empty_texts_are_none(self, blank: Cell) -> None:
        assert call("PLAIN", cell(blank)) == "None"
        assert call("ERRORS", row("x", blank)) == "[['x', None]]"

    def test_error_cells_are_blanks_unless_their_names_are_asked_for(self) -> None:
        errors = row(CellError.NA, CellError.REF, CellError.DIV0, CellError.NAME)
        assert call("PLAIN", errors) == "[None, None, None, None]"
        assert call("ERRORS", errors) == "[['#N/A', '#REF!', '#DIV/0!', '#NAME?']]"
        assert call("ERRORS", value2(errors)) == "[['#N/A', '#REF!', '#DIV/0!', '#NAME?']]"

    @pytest.mark.parametrize("error", [CellError.SPILL, CellError.CALC, CellError.GETTING_DATA])
    def test_newer_errors_arrive_as_whole_numbers_whatever_is_asked_for(self, error: CellError) -> None:
        assert call("ERRORS", cell(error)) == f"[[{error.value}]]"
        assert call("PLAIN", cell(error)) == f"{error.value}"

    def test_dates_are_datetimes_from_ranges_and_serial_numbers_from_values(self) -> None:
        dates = row(date(2026, 5, 1), datetime(2026, 5, 1, 12, 30))
        assert call("PLAIN", dates) == repr([datetime(2026, 5, 1), datetime(2026, 5, 1, 12, 30)])
        assert call("PLAIN", value2(dates)) == repr([46143.0, 46143.0 + 12.5 / 24])

    def test_currency_is_decimal_from_ranges_and_a_float_from_values(self) -> None:
        assert call("PLAIN", cell(Decimal("19.5"))) == "Decimal('19.5')"
        assert call("PLAIN", value2(cell(Decimal("19.5")))) == "19.5"

    def test_options_convert_dates_numbers_and_blanks(self) -> None:
        assert call("OPTIONS", row(date(2026, 5, 1), 2.6, None)) == repr([[date(2026, 5, 1), 3, ""]])

    def test_raw_values_keep_every_error_code_and_the_tuples(self) -> None:
        cells = row("Acme", None, CellError.NA, CellError.SPILL)
        assert call("RAW", value2(cells)) == "(('Acme', None, -2146826246, -2146826243),)"
        assert call("RAW", value2(cell("Acme"))) == "'Acme'"

    def test_an_annotation_of_tuple_makes_rows_tuples(self) -> None:
        assert call("TUPLES", block(["a", 1], ["b", 2])) == "(('a', 1.0), ('b', 2.0))"
        assert call("TUPLES", cell("a")) == "(('a',),)"


class TestOptionalArguments:
    def test_those_left_out_get_the_default_untouched_by_the_options(self) -> None:
        assert call("SEEN", cell("a")) == "([['a']], None, 'default', None)"
        assert call("SEEN", cell("a"), MISSING, "other") == "([['a']], None, 'other', None)"

    def test_a_blank_cell_is_not_left_out(self) -> None:
        assert call("SEEN", cell("a"), cell(None), cell(None)) == "([['a']], [[None]], None, None)"

    def test_required_ones_left_out_never_reach_python(self) -> None:
        with pytest.raises(TypeError, match="SEEN needs leads"):
            call("SEEN")
        with pytest.raises(TypeError, match="takes 1 arguments"):
            call("PLAIN", 1.0, 2.0)

    def test_any_number_is_possible(self) -> None:
        assert call("REST", 1.0, cell(2), row(1, 2)) == 3


class TestResults:
    @pytest.mark.parametrize(
        ("name", "arrives"),
        [
            ("number", 71),
            ("true", True),
            ("nothing", ""),
            ("day", datetime(2026, 5, 1)),
            ("one in one", 5),
            ("list", (1, "", "x")),
            ("column", ((1,), ("",), ("x",))),
            ("tuples", ((1, 2), (3, 4))),
        ],
    )
    def test_none_is_empty_text_and_a_flat_list_goes_across(self, name: str, arrives: object) -> None:
        assert call("RESULT", name) == arrives

    def test_transpose_turns_a_flat_list_down(self) -> None:
        assert call("DOWN") == ((1,), (2,), (3,))

    def test_a_coroutine_is_awaited(self) -> None:
        assert call("LATER", cell("x")) == "x"


class TestErrors:
    def test_an_exception_becomes_text_with_its_last_line_first(self) -> None:
        lines = call("FAIL").split("\n")
        assert lines[:2] == ["run publish", "ValueError: the profile is missing"]
        assert "sample_udfs.py" in call("FAIL")

    def test_an_exception_comes_through_when_asked_for(self) -> None:
        with pytest.raises(ValueError, match="the profile is missing"):
            call("FAIL", raising=True)

    def test_a_guard_below_the_decorators_keeps_signature_and_message(self) -> None:
        assert call("GUARDED", cell(7)) == "[[7.0]] is below 50.0"
        assert call("GUARDED", cell(7), cell(20)) == "[[7.0]] is below 20.0"

    @pytest.mark.parametrize(("name", "message"), [("jagged", "same length"), ("object", "COM VARIANT")])
    def test_results_that_excel_does_not_know_are_errors(self, name: str, message: str) -> None:
        assert message in call("RESULT", name).splitlines()[0]

    def test_an_annotation_that_is_no_converter_fails_at_every_call(self) -> None:
        assert call("UNION") == ""
        assert call("UNION", "x").startswith("AttributeError: type object 'types.UnionType'")


class TestDecorators:
    def test_func_must_be_the_topmost_decorator(self) -> None:
        info = udf_module("sample_udfs").FORGETFUL.__xlfunc__
        assert (info["category"], info["volatile"]) == ("xlwings", False)
        assert udf_module("sample_udfs").SEEN.__xlfunc__["category"] == "sheetqual"

    def test_keyword_only_and_positional_only_arguments_are_refused(self) -> None:
        def keyword_only(*, x: Any) -> None:
            """Take x by its name."""

        def positional_only(x: Any, /) -> None:
            """Take x by its place."""

        for function in (keyword_only, positional_only):
            with pytest.raises(Exception, match="keyword arguments"):
                windows().xlwings.func(function)

    def test_unknown_options_are_ignored_in_silence(self) -> None:
        def function(x: Any) -> None:
            """Do nothing."""

        decorated = windows().xlwings.func(name="OTHER", catgory="typo")(function)
        assert decorated.__xlfunc__["name"] == "function"


class TestGeneratedVba:
    def test_optional_arguments_are_optional_variants(self) -> None:
        assert "Function SEEN(leads, Optional headers, Optional profile, Optional today)\n" in vba_wrapper(
            "sample_udfs"
        )

    def test_ranges_are_passed_as_they_are_with_the_workbook_and_the_caller(self) -> None:
        arguments = '"sample_udfs", "SEEN", Array(leads, headers, profile, today)'
        for name, workbook in {"sheetqual.xlam": "ActiveWorkbook", "leads.xlsm": "ThisWorkbook"}.items():
            call_line = f"SEEN = XLPy.CallUDF({arguments}, {workbook}, Application.Caller)"
            assert call_line in vba_wrapper("sample_udfs", name)

    def test_an_exception_is_shown_by_its_description(self) -> None:
        assert "failed:\n    SEEN = Err.Description\nEnd Function" in vba_wrapper("sample_udfs")

    def test_every_decorated_function_is_there(self) -> None:
        decorated = {
            name for name, member in inspect.getmembers(udf_module("sample_udfs")) if hasattr(member, "__xlfunc__")
        }
        lines = vba_wrapper("sample_udfs").splitlines()
        assert {line[9 : line.index("(")] for line in lines if line.startswith("Function ")} == decorated


class TestIsolation:
    def test_nothing_of_windows_is_left_outside_a_call(self) -> None:
        call("PLAIN", cell("x"))
        assert sys.modules["xlwings"] is plain_xlwings
        assert "xlwings.udfs" not in sys.modules
        assert "pythoncom" not in sys.modules
        assert sys.modules["sample_udfs"] is sample_udfs
        assert sys.platform != "win32"
        assert not hasattr(ctypes, "windll")

    def test_plain_functions_stay_plain(self) -> None:
        assert not hasattr(sample_udfs.SEEN, "__xlfunc__")
        assert sample_udfs.PLAIN(1) == "1"
        assert udf_module("sample_udfs") is not sample_udfs
        assert udf_module("sample_udfs") is udf_module("sample_udfs")

    def test_nothing_that_needs_a_licence_is_there(self) -> None:
        assert windows().xlwings.__pro__ is False

    def test_a_module_inside_a_package_is_put_back_into_its_package(
        self, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        package = tmp_path / "sample_package"
        package.mkdir()
        (package / "__init__.py").write_text("")
        (package / "udfs.py").write_text(
            "import xlwings as xw\n\n@xw.func\ndef TWICE(x):\n    from sample_package import udfs\n"
            "    return x * 2 if hasattr(udfs.TWICE, '__xlfunc__') else 'plain'\n"
        )
        monkeypatch.syspath_prepend(tmp_path)
        assert call_udf("sample_package.udfs", "TWICE", cell(4)) == 8
        plain = sys.modules["sample_package.udfs"]
        assert sys.modules["sample_package"].udfs is plain
        assert plain.TWICE(4) == "plain"
