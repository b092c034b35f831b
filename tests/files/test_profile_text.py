"""A profile's text is changed so that it says another profile, and keeps what its owner wrote."""

from __future__ import annotations

import datetime as dt
import random
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetqual.core.board import moved_criteria
from sheetqual.core.conditions import Test as Comparison
from sheetqual.core.parse import build_profile, parse_profile
from sheetqual.core.profile import Profile, Weighting
from sheetqual.core.profile_tables import profile_table, same_value
from sheetqual.errors import OutputError, ProfileError
from sheetqual.files._toml_text import Block, OddTextError, blocks_of, comments_of, edited_value, value_lines
from sheetqual.files.profiles import edited_text
from tests.core.random_edits import Edits
from tests.core.test_profile_tables import PROFILES

Table = dict[str, Any]
SEEDS = st.integers(0, 10**9)
READY = [path.read_text(encoding="utf-8") for path in PROFILES]

OURS = """\
# Our profile.
schema = 1
name = "Ours"      # what people see
version = 3

[score]
weights = "rank"   # by order
hot = 80
labels = { hot = "caldo", cold = "freddo" }

# About need.
[[criterion]]
id = "need"
name = "Need"      # pain
columns = ["Need", "Pain"]
level = "opportunity"
# a partly counts half
want = { yes = true }
required = true    # a gate
on_fail = "refer"
questions = [
  { ask = "What do you use?", stage = "cold_call", cost = 1 },   # open
  # the second one
  { ask = "Since when?", stage = "discovery" },
]

# About budget.
[[criterion]]
id = "budget"
columns = ["Budget"]
grades = [         # the first that holds
  { when = { at_least = 200 }, value = 1 },     # plenty
  { when = { at_least = 50 }, value = 0.35 },   # enough
]
decay = { half_life_days = 30 }

# About size.
[[criterion]]
id = "size"
columns = ["Size"]
want = { all = [ { known = true }, { at_least = 5 } ] }

# ---- Obstacles ----

# a contract
[[penalty]]
id = "contract"
columns = ["Contract"]
when = { all = [ { known = true }, { later_than_days = 365 } ] }
points = 15

[[product]]        # the cheap one
name = "Saver"
order = ["need", "size"]

[types]
PQL = { column = "Trial", yes = true }   # on trial

[scripts]
opening = "Hello"
# the end
"""


def changed(table: Table) -> str:
    """Return the text of our profile after its tables are changed to these."""
    return edited_text(OURS, build_profile(table), "ours.toml")


def ours() -> Table:
    return profile_table(parse_profile(OURS))


def raised(old: str, new: str) -> str:
    """Return our text with its version raised and one part replaced by another."""
    assert OURS.count(old) == 1
    return OURS.replace("version = 3", "version = 4").replace(old, new)


def criterion(table: Table, name: str) -> Table:
    return next(one for one in table["criterion"] if one["id"] == name)


@pytest.mark.parametrize(
    ("name", "key", "value", "old", "new"),
    [
        ("need", "name", "Pain", 'name = "Need" ', 'name = "Pain" '),
        ("need", "want", {"no": True}, "want = { yes = true }", "want = { no = true }"),
        ("need", "want", {"yes": True, "column": "X"}, "want = { yes = true }", 'want = { column = "X", yes = true }'),
        ("need", "columns", ["Need", "Use", "Pain"], '["Need", "Pain"]', '["Need", "Use", "Pain"]'),
        ("need", "columns", ["Pain"], '["Need", "Pain"]', '["Pain"]'),
        ("need", "columns", ["Pain", "Need"], '["Need", "Pain"]', '["Pain", "Need"]'),
        # A key set back to its default goes; a comment beside it stays, with the default.
        ("need", "on_fail", "nurture", 'on_fail = "refer"\n', ""),
        ("need", "required", False, "required = true    # a gate", "required = false    # a gate"),
        # A new key stands where the schema has it.
        ("need", "kind", "interest", 'level = "opportunity"\n', 'level = "opportunity"\nkind = "interest"\n'),
        ("size", "assume", "no", "{ at_least = 5 } ] }\n", '{ at_least = 5 } ] }\nassume = "no"\n'),
        ("budget", "decay", {"half_life_days": 7.5}, "half_life_days = 30", "half_life_days = 7.5"),
        ("size", "want", {"all": [{"known": True}, {"at_least": 7}]}, "at_least = 5 }", "at_least = 7 }"),
        ("size", "want", {"at_least": 5, "known": True}, "{ known = true }, { at_least = 5 }",
         "{ at_least = 5 }, { known = true }"),
        ("size", "want", {"all": [{"known": True}, {"at_least": 5}, {"at_most": 7}]}, "{ at_least = 5 } ]",
         "{ at_least = 5 }, { at_most = 7 } ]"),
        ("size", "want", {"at_least": 5}, "{ all = [ { known = true }, { at_least = 5 } ] }", "{ at_least = 5 }"),
    ],
)  # fmt: skip
def test_of_a_criterion_only_what_changed_is_written(name: str, key: str, value: object, old: str, new: str) -> None:
    table = ours()
    criterion(table, name)[key] = value
    assert changed(table) == raised(old, new)


@pytest.mark.parametrize(
    ("section", "value", "old", "new"),
    [
        ("name", "Theirs", '"Ours"     ', '"Theirs"     '),
        ("region", "NO", "version = 3\n", 'version = 4\nregion = "NO"\n'),
        ("score", {"hot": 75, "labels": {"hot": "caldo", "cold": "freddo"}}, "hot = 80", "hot = 75"),
        ("score", {"hot": 80, "warm": 30, "labels": {"hot": "caldo", "cold": "freddo"}}, "hot = 80",
         "hot = 80\nwarm = 30"),
        ("score", {"hot": 80, "labels": {"hot": "caldo", "warm": "tiepido"}}, '"caldo", cold = "freddo"',
         '"caldo", warm = "tiepido"'),
        ("score", {"hot": 80}, 'labels = { hot = "caldo", cold = "freddo" }\n', ""),
        ("scripts", {"opening": "Hi", "refer": "Who?"}, '"Hello"', '"Hi"\nrefer = "Who?"'),
        ("scripts", {"opening": "Hi\nyou"}, '"Hello"', '"""\nHi\nyou"""'),
        ("types", {"PQL": {"no": True, "column": "Trial"}}, "yes = true }   # on", "no = true }   # on"),
        ("types", {}, '[types]\nPQL = { column = "Trial", yes = true }   # on trial\n\n', ""),
        ("product", [{"name": "Saver", "order": ["size"]}], '["need", "size"]', '["size"]'),
        ("product", [], '[[product]]        # the cheap one\nname = "Saver"\norder = ["need", "size"]\n\n', ""),
        ("depth", {"cold_call": 3}, "\n[scripts]", "\n[depth]\ncold_call = 3\n\n[scripts]"),
        ("horizon", {"columns": ["When"], "lost_when": {"older_than_days": 3}}, "\n[[product]]",
         '\n[horizon]\ncolumns = ["When"]\nlost_when = { older_than_days = 3 }\n\n[[product]]'),
        ("pool", {"need": 0.5}, "\n[scripts]", "\n[pool]\nneed = 0.5\n\n[scripts]"),
        ("reading", {"decimal": ","}, "\n[score]", '\n[reading]\ndecimal = ","\n\n[score]'),
        ("penalty", [], OURS[OURS.index("# a contract") : OURS.index("[[product]]")], ""),
    ],
)  # fmt: skip
def test_of_a_section_only_what_changed_is_written(section: str, value: Any, old: str, new: str) -> None:
    table = ours() | {section: value}
    text = OURS.replace("version = 3", "version = 4") if "version" not in old else OURS
    assert text.count(old) == 1
    assert changed({key: one for key, one in table.items() if one}) == text.replace(old, new)


def test_a_table_that_keeps_a_word_for_a_default_stays() -> None:
    table = ours()
    del table["score"]
    text = changed(table)
    assert 'version = 4\n\n[score]\nweights = "rank"   # by order\n\n# About need.' in text


def test_grades_and_questions_keep_their_comments_when_others_come_go_and_move() -> None:
    table = ours()
    first, second = criterion(table, "budget")["grades"]
    criterion(table, "budget")["grades"] = [
        second | {"value": 0.4}, {"when": {"at_least": 70}, "value": 0.5}, first
    ]  # fmt: skip
    del criterion(table, "need")["questions"][0]
    text = changed(table)
    assert (
        "grades = [         # the first that holds\n"
        "  { when = { at_least = 50 }, value = 0.4 },   # enough\n"
        "  { when = { at_least = 70 }, value = 0.5 },\n"
        "  { when = { at_least = 200 }, value = 1 },     # plenty\n"
        "]\n"
    ) in text
    assert ('questions = [\n  # the second one\n  { ask = "Since when?", stage = "discovery" },\n]\n') in text
    assert "# open" not in text


def test_a_new_criterion_is_written_as_a_person_would_at_its_place() -> None:
    table = ours()
    new = {
        "id": "timing",
        "name": 'When do they "decide"?',
        "columns": ["Decide by"],
        "level": "stakeholder",
        "grades": [{"when": {"later_than_days": 90}, "value": 0.25}, {"when": {"known": True}, "value": 1}],
        "questions": [{"ask": "By when?"}],
    }
    table["criterion"].insert(1, new)
    said = (
        '[[criterion]]\nid = "timing"\nname = "When do they \\"decide\\"?"\ncolumns = ["Decide by"]\n'
        'level = "stakeholder"\ngrades = [\n  { when = { later_than_days = 90 }, value = 0.25 },\n'
        '  { when = { known = true }, value = 1 },\n]\nquestions = [ { ask = "By when?" } ]\n\n'
    )
    assert changed(table) == raised("# About budget.", said + "# About budget.")
    table["criterion"].append(table["criterion"].pop(1))
    assert changed(table) == raised("# ---- Obstacles", said + "# ---- Obstacles")
    table["criterion"].insert(0, table["criterion"].pop())
    assert changed(table) == raised("# About need.", said + "# About need.")


def test_a_removed_criterion_takes_its_comments_along_and_no_others() -> None:
    for name, begin, end in (
        ("need", "# About need.", "# About budget."),
        ("budget", "# About budget.", "# About size."),
        ("size", "# About size.", "# ---- Obstacles"),
    ):
        table = ours() | {"product": []}
        table["criterion"].remove(criterion(table, name))
        table["product"] = [{"name": "Saver", "order": [one["id"] for one in table["criterion"]]}]
        text = changed(table)
        product = OURS.replace('order = ["need", "size"]', re.findall("order = .*", text)[0])
        gone = product[: product.index(begin)] + product[product.index(end) :]
        assert text == gone.replace("version = 3", "version = 4")


def test_criteria_that_are_all_replaced_stand_where_the_old_ones_stood() -> None:
    text = '# Title\n\n# of a\n[[criterion]]\nid = "a"\nwant = { column = "A", yes = true }\n\n'
    text += "# Scores\n\n[score]\nhot = 90\n"
    table = profile_table(parse_profile(text))
    table["criterion"] = [
        {"id": "x", "columns": ["X"], "grades": [{"when": {"is": 1}, "value": 1}]},
        {"id": "y", "columns": ["Y"], "grades": [{"when": {"is": 2}, "value": 1}]},
    ]
    assert edited_text(text, build_profile(table)) == (
        '# Title\nversion = 2\n\n[[criterion]]\nid = "x"\ncolumns = ["X"]\n'
        "grades = [ { when = { is = 1 }, value = 1 } ]\n\n"
        '[[criterion]]\nid = "y"\ncolumns = ["Y"]\ngrades = [ { when = { is = 2 }, value = 1 } ]\n\n'
        "# Scores\n\n[score]\nhot = 90\n"
    )


def test_a_criterion_that_gets_another_id_keeps_its_comments() -> None:
    table = ours() | {"product": []}
    criterion(table, "need")["id"] = "pain"
    del table["product"]
    text = changed(table)
    assert '# About need.\n[[criterion]]\nid = "pain"\nname = "Need"      # pain\n' in text
    assert "# a gate" in text


def test_one_edit_moves_removes_adds_and_changes() -> None:
    table = ours()
    need, budget, _ = table["criterion"]
    table["criterion"] = [budget | {"tied_with_previous": False}, {**need, "name": "Pain"}]
    table["criterion"].insert(1, {"id": "new", "columns": ["New"], "want": {"yes": True}, "tied_with_previous": True})
    table["product"] = [{"name": "Plan", "order": ["new"]}, {"name": "Saver", "order": ["need", "new"]}]
    text = changed(table)
    heads = re.findall(r'(?m)^# About.*|^id = .*|^name = "[PS].*', text)
    assert heads == [
        "# About budget.", 'id = "budget"', 'id = "new"', "# About need.", 'id = "need"', 'name = "Pain"      # pain',
        'id = "contract"', 'name = "Plan"', 'name = "Saver"',
    ]  # fmt: skip


def test_line_ends_of_windows_stay_and_a_mark_at_the_start_goes() -> None:
    table = ours()
    table["scripts"] = {"opening": "Hi\nyou"}
    table["criterion"].append({"id": "new", "columns": ["N"], "want": {"yes": True}})
    crlf = edited_text("\ufeff" + OURS.replace("\n", "\r\n"), build_profile(table))
    assert crlf == changed(table).replace("\n", "\r\n")


NESTED = """\
name = "n"
score.hot = 80 # dotted

[[criterion]]
id = "a"
columns = ["A"]
  [criterion.want] # below
  yes = true
  [criterion.decay]
  half_life_days = 3 # days
  [[criterion.questions]] # one
  ask = '''one'''
  # two
  [[criterion.questions]]
  ask = "two"

[[criterion]]
id = "b"
grades = [ { when = { column = "B", yes = true }, value = 1 } ]

[lead]

[types.PQL]
column = "T"
yes = true # T

[words]
"""


def test_tables_with_headers_of_their_own_are_changed_where_they_stand() -> None:
    table = profile_table(parse_profile(NESTED))
    table["score"] = {"hot": 81, "warm": 20}
    table["lead"] = {"name": ["Name"]}
    table["types"]["PQL"]["yes"] = False
    table["types"]["CQL"] = {"known": True, "column": "Q"}
    table["words"] = {"yes": ["aye"]}
    one = table["criterion"][0]
    one["want"] = {"no": True}
    del one["decay"]
    one["questions"] = [{"ask": "two"}, {"ask": "three"}, {"ask": "one", "cost": 2}]
    text = edited_text(NESTED, build_profile(table))
    assert "score.hot = 81 # dotted\nscore.warm = 20\n" in text
    assert '[lead]\nname = ["Name"]\n' in text
    assert "yes = false # T\n" in text
    assert '[types]\nCQL = { column = "Q", known = true }\n\n[types.PQL]' in text
    assert '[words]\nyes = ["aye"]\n' in text
    assert "[criterion.want] # below\n  no = true\n" in text
    assert "decay" not in text
    assert re.findall(r"# two|ask = .*|cost.*", text) == [
        "# two",
        'ask = "two"',
        'ask = "three"',
        "ask = '''one'''",
        "cost = 2",
    ]
    bare = profile_table(parse_profile(NESTED))
    del bare["types"], bare["criterion"][0]["questions"]
    assert not re.search("types|questions|# T|# one", edited_text(NESTED, build_profile(bare)))


def test_a_key_goes_beside_a_deeper_dotted_one() -> None:
    text = 'score.labels.hot = "h"\n[[criterion]]\nid = "a"\nwant = { column = "A", yes = true }\n'
    table = profile_table(parse_profile(text))
    table["score"]["hot"] = 80
    table["region"] = "NO"
    new = edited_text(text, build_profile(table))
    assert new.startswith('score.labels.hot = "h"\nscore.hot = 80\n') or "score.hot = 80" in new
    assert parse_profile(new).score.hot == 80_000


def test_a_column_that_a_condition_names_itself_is_written_anew_when_the_others_change() -> None:
    text = (
        '[[criterion]]\nid = "a"\ncolumns = ["A"]\nwant = { any = [ # either\n'
        '  { column = "A", yes = true }, # own\n  { column = "B", yes = true },\n] }\n'
    )
    table = profile_table(parse_profile(text))
    table["criterion"][0]["columns"] = ["C", "D"]
    new = edited_text(text, build_profile(table))
    assert parse_profile(new).criteria[0].columns == ("C", "D")
    assert '# either\n# own\nwant = { any = [ { yes = true }, { column = "B", yes = true } ] }\n' in new


def test_a_condition_of_a_table_of_its_own_is_written_anew_in_a_line() -> None:
    text = '[[criterion]]\nid = "a"\ncolumns = ["A"]\n[criterion.want]\ncolumn = "A"\nyes = true\n'
    table = profile_table(parse_profile(text))
    table["criterion"][0]["columns"] = ["C", "D"]
    assert edited_text(text, build_profile(table)).endswith('columns = ["C", "D"]\nwant = { yes = true }\n')


def test_one_and_true_are_two_things() -> None:
    text = '[[criterion]]\nid = "a"\nwant = { column = "A", is = 1 }\n'
    before = parse_profile(text)
    want = Comparison("is", True, ("A",))
    new = edited_text(text, replace(before, criteria=(replace(before.criteria[0], want=want),)))
    assert 'want = { column = "A", is = true }' in new


def test_criteria_in_one_list_may_be_changed_but_not_moved() -> None:
    text = 'criterion = [ { id="a",columns=["A"],want={yes=true} }, { id="b",columns=["B"],want={yes=true} } ]\n'
    before = parse_profile(text)
    renamed = replace(before, criteria=(replace(before.criteria[0], name="New"), before.criteria[1]))
    assert '{ id="a", name = "New", columns=["A"], want={yes=true} }, { id="b",' in edited_text(text, renamed)
    with pytest.raises(OutputError, match=r"give each a .* of its own"):
        edited_text(text, replace(before, criteria=before.criteria[:1]))


def test_a_criterion_in_pieces_is_changed_but_not_removed() -> None:
    text = OURS.replace("decay = { half_life_days = 30 }\n", "") + "\n"
    text = text.replace("[types]", "[criterion.decay]\nhalf_life_days = 30\n\n[types]")
    table = profile_table(parse_profile(text))
    criterion(table, "size")["name"] = "How large"
    criterion(table, "size")["decay"]["half_life_days"] = 20
    new = edited_text(text, build_profile(table))
    assert "half_life_days = 20" in new
    table["criterion"].pop()
    table["product"] = []
    with pytest.raises(OutputError, match=r"^ours\.toml is written in a way that can't be changed safely from here; "):
        edited_text(text, build_profile({key: one for key, one in table.items() if one}), "ours.toml")


def test_what_is_no_profile_is_refused_with_its_faults() -> None:
    before = parse_profile(OURS)
    with pytest.raises(ProfileError, match=r"'warm' .* lies above 'hot'"):
        edited_text(OURS, replace(before, score=replace(before.score, warm=99_000)))
    with pytest.raises(ProfileError, match="unknown key"):
        edited_text("nmae = 3\n", before)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ('a\x00\x7f\t"\\', '"a\\u0000\\u007f\\t\\"\\\\"'),
        ('a\nb"""\n', '"""\na\nb\\"\\"\\"\n"""'),
        ([], "[]"),
        ([{"a b": 1.5}], '[ { "a b" = 1.5 } ]'),
        (["x" * 50] * 3, "[\n  " + f'"{"x" * 50}", "{"x" * 50}",\n  "{"x" * 50}",\n]'),
        ([{"ask": "x" * 120}], '[\n  { ask = "' + "x" * 120 + '" },\n]'),
    ],
)  # fmt: skip
def test_values_are_written_as_a_person_would(value: object, text: str) -> None:
    assert value_lines(value) == text
    assert tomllib.loads(f"x = {text}") == {"x": value}


@pytest.mark.parametrize(
    ("text", "old", "new", "said"),
    [
        ('[ { ask = "a" } ]', [{"ask": "a"}], [{"ask": "a"}, {"ask": "b"}],
         '[\n  { ask = "a" },\n  { ask = "b" },\n]'),
        ("[1]", [1], [], "[]"),
        ("[]", None, [1], "[1]"),
        ("[ 1, 2 ]", [1, 2], [2], "[ 2 ]"),
        ("[ 1, 2 ]", [1, 2], [2, 1, 3], "[ 2, 1, 3 ]"),
        ("[1, # one\n 2]", [1, 2], [1], "[1 # one\n]"),
        ("[ # of all\n  1\n  , # one\n  2,\n]", [1, 2], [2, 1], "[ # of all\n  2,\n  1, # one\n]"),
        ("[\n  # above\n  1, 2 # two\n]", [1, 2], [2], "[\n  2 # two\n]"),
        ("[\n  # above\n  1,\n  2,\n]", [1, 2], [3, 2, 1], "[\n  3,\n  2,\n  # above\n  1,\n]"),
        ("{a=1,b='x'}", {"a": 1, "b": "x"}, {"a": 2, "b": "x"}, "{a=2,b='x'}"),
        ("{ a = 1 }", {"a": 1}, {}, "{}"),
        ("{ a = [1] }", {"a": [1]}, {"a": [dt.date(2026, 1, 2)]}, "{ a = [2026-01-02] }"),
        ("{ all = [ {yes=true} ], column = 'A' }", {"all": [{"yes": True}], "column": "A"},
         {"yes": True, "known": True, "column": "A"}, "{ all = [ {yes=true}, { known = true } ], column = 'A' }"),
        ("2026-01-02", dt.date(2026, 1, 2), "x", '"x"'),
    ],
)  # fmt: skip
def test_a_value_is_changed_inside(text: str, old: Any, new: Any, said: str) -> None:
    assert edited_value(text, old, new, Counter(), 0) == said


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [("{ a.b = 1 }", {"a": {"b": 1}}, {"a": {"b": 2}}), ("[1, 2]", [1], [2]), ("[1, [", [1], [2]), ("[,]", [1], [2])],
)
def test_a_value_that_is_written_otherwise_is_not_changed_inside(text: str, old: Any, new: Any) -> None:
    with pytest.raises(OddTextError):
        edited_value(text, old, new, Counter())


# Laws


def marked(text: str) -> str:
    """Return a text with a comment above each header and beside each key that fills a line."""
    lines: list[str] = []
    owner = ""
    for block in blocks_of(text):
        names = {one.names[-1]: text[one.value : one.end] for one in block.statements}
        owner = names.get("id", names.get("name", "")) if block.path and isinstance(block.path[-1], int) else ""
        where = ".".join(str(one) for one in block.path if isinstance(one, str)) + owner
        lines.append(with_marks(text, block, where))
    return "".join(lines)


def with_marks(text: str, block: Block, where: str) -> str:
    pieces = [text[block.begin : block.start], f"# @{where}\n" if block.path else ""]
    at = block.start
    for statement in block.statements:
        pieces += [
            text[at : statement.end],
            f" # @{where}.{'.'.join(statement.names)}\n#" if "\n" not in text[statement.value : statement.end] else "",
        ]
        at = statement.end
        if text[at : statement.stop].strip() == "":
            pieces[-1] = pieces[-1].removesuffix("\n#")
    return "".join(pieces) + text[at : block.end]


def unchanged_marks(old: Table, new: Table) -> Iterator[str]:
    """Yield the marks that belong to what is in both profiles."""
    for kind, identity in (("criterion", "id"), ("penalty", "id"), ("product", "name")):
        after = {one[identity]: one for one in new.get(kind, [])}
        for one in old.get(kind, []):
            if (now := after.get(one[identity])) is None:
                continue
            where = f"{kind}{value_lines(one[identity])}"
            yield f"# @{where}"
            for key, value in one.items():
                if key in now and same_value(value, now[key]):
                    yield f"# @{where}.{key}"


def check_edit(text: str, profile: Profile) -> str:
    """Check that a text is changed as it must be, and return what it becomes."""
    before = parse_profile(text, "p.toml")
    new = edited_text(text, profile, "p.toml")
    again = parse_profile(new, "p.toml")
    assert again == replace(profile, version=before.version + 1)
    assert not comments_of(new) - comments_of(text)
    found = Counter(re.findall(r"# @\S.*", new))
    possible = Counter(re.findall(r"# @\S.*", text))
    for mark in unchanged_marks(profile_table(before), profile_table(profile)):
        assert found[mark] == possible[mark], mark
    return new


@given(st.sampled_from(READY), SEEDS, st.sampled_from([1, 2, 5, 12]))
@settings(deadline=None, max_examples=40)
def test_any_edit_of_any_ready_profile_says_what_is_wanted_and_keeps_the_comments_of_what_is_kept(
    text: str, seed: int, count: int
) -> None:
    text = marked(text)
    before = parse_profile(text, "p.toml")
    new = check_edit(text, Edits(seed).changed(before, count))
    back = check_edit(new, before)
    assert parse_profile(back, "p.toml") == replace(before, version=before.version + 2)


def oddly(table: Table, draw: random.Random, path: tuple[str, ...] = ()) -> str:
    """Write tables in any of the ways that TOML knows, with comments everywhere."""
    lines, below = [], []
    for key, value in table.items():
        way = draw.randrange(4) if path else 3
        tables = isinstance(value, list) and value and isinstance(value[0], dict)
        name = ".".join((*path, key))
        if tables and (way or key == "criterion"):
            below += [f"{gap(draw)}[[{name}]]{beside(draw)}\n{oddly(one, draw, (*path, key))}" for one in value]
        elif isinstance(value, dict) and value and way == 1:
            below.append(f"{gap(draw)}[{name}]{beside(draw)}\n{oddly(value, draw, (*path, key))}")
        elif isinstance(value, dict) and value and way == 2:
            lines += [f"{key}.{one} = {value_lines(its)}{beside(draw)}\n" for one, its in value.items()]
        elif isinstance(value, dict) and value and not path and draw.random() < 0.7:
            below.append(f"{gap(draw)}[{name}]{beside(draw)}\n{oddly(value, draw, (key,))}")
        else:
            lines.append(f"{key} = {value_lines(value)}{beside(draw)}\n{draw.choice(['', gap(draw)])}")
    return "".join(lines + below)


def gap(draw: random.Random) -> str:
    return "".join(draw.choice(["", "\n", "# above\n", "\n# free\n\n", "  # in\n"]) for _ in range(2))


def beside(draw: random.Random) -> str:
    return draw.choice(["", "", " # beside", "# c"])


@given(st.sampled_from(READY), SEEDS, st.sampled_from([1, 3, 8]))
@settings(deadline=None, max_examples=40)
def test_any_edit_of_a_profile_that_is_written_in_any_way_says_what_is_wanted(text: str, seed: int, count: int) -> None:
    before = parse_profile(text, "p.toml")
    odd = oddly(profile_table(before), random.Random(seed))
    assert parse_profile(odd, "p.toml") == before
    profile = Edits(seed).changed(before, count)
    new = check_edit(odd, profile)
    check_edit(new, before)


@given(st.sampled_from(READY), SEEDS, SEEDS)
@settings(deadline=None, max_examples=40)
def test_moving_back_gives_the_same_text_whatever_was_edited_before(text: str, seed: int, place: int) -> None:
    edited = check_edit(text, Edits(seed).changed(parse_profile(text, "p.toml"), 2))
    before = parse_profile(edited, "p.toml")
    if any(one.tied_with_previous for one in before.criteria) or before.score.weights is Weighting.POINTS:
        return
    count = len(before.criteria)
    source, target = place % count, place // count % count
    moved = check_edit(edited, moved_criteria(before, source, target))
    after = parse_profile(moved, "p.toml")
    if any(one.tied_with_previous for one in after.criteria):
        return
    back = edited_text(moved, replace(after, criteria=before.criteria), "p.toml")
    assert re.sub("version = .*", "", back, count=1) == re.sub("version = .*", "", edited, count=1)
