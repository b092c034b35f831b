"""Advice on poor profiles, and silence about good ones."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from sheetqual.core.board import Board
from sheetqual.core.lint import Advice, lint, lint_list
from sheetqual.core.parse import parse_profile

from .helpers import board_of, cell, profile

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = [*(ROOT / "templates" / "profiles").glob("*.toml"), *(ROOT / "samples").glob("*/profile.toml")]

GOOD = """
name = "Good"
[depth]
cold_call = 3
[[criterion]]
id = "need"
name = "Need"
columns = ["Need"]
want = { yes = true }
required = true
questions = [ { ask = "Do you have one already? Since when? What do you like about it?" } ]
[[criterion]]
id = "size"
name = "Size"
columns = ["Employees"]
grades = [ { when = { at_least = 200 }, value = 1 }, { when = { at_least = 50 }, value = 0.5 } ]
questions = [ { ask = "How many people work with you?", stage = "discovery" } ]
"""


def one(keys: str, head: str = "", name: str = "Need") -> list[Advice]:
    """Return the advice on a profile of one criterion, given by its keys alone."""
    want = "" if "want =" in keys or "grades =" in keys else "want = { yes = true }\n"
    columns = "" if "columns =" in keys else 'columns = ["Need"]\n'
    asks = "" if "questions =" in keys else 'questions = [ { ask = "What do you use today?" } ]\n'
    text = f'{head}\n[[criterion]]\nid = "x"\nname = "{name}"\n{columns}{want}{asks}{keys}\n'
    return lint(profile(text), text)


def codes(advice: Sequence[Advice]) -> list[str]:
    return [one.code for one in advice]


def asked(ask: str, more: str = "") -> list[str]:
    """Return the codes that a question gives."""
    return codes(one(f"questions = [ {{ ask = '''{ask}''' }} ]\n{more}"))


def test_a_good_profile_needs_no_advice() -> None:
    assert lint(profile(GOOD), GOOD) == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_shipped_profiles_need_no_advice(path: Path) -> None:
    text = path.read_text("utf-8")
    assert lint(parse_profile(text, path.name), text) == []


CLOSED = """
Do you have a budget?
Is it urgent
Don’t you have one already?
Well, do you decide?
If it saved you money, would you switch?
We work with firms like yours. Are you the one in charge?
Could you decide this year?
Ha già un fornitore?
È urgente?
E' urgente?
E ha un budget?
Lei ha figli?
C'è un budget?
Ha un prodotto come il nostro?
Pensa che sia utile?
È una cosa importante?
Har dere et budsjett?
Er du den som bestemmer?
Eier du boligen?
Есть ли у вас бюджет?
У вас есть бюджет?
Вы принимаете решение?
Скажите, у вас есть бюджет?
Пользуетесь ли вы чем-нибудь подобным?
Думаете, что это срочно?
Ваша компания пользуется ли этим?
آیا بودجه دارید؟
بودجه دارید؟
شما تصمیم‌گیرنده هستید؟
الان از نرم‌افزاری استفاده می‌کنید؟
""".strip().splitlines()

OPEN = """
Do you have one already? Since when? What do you like about it?
Who decides?
Can you tell me about your plans?
Could you walk me through your day?
Budget?
May I ask how you plan today?
Your biggest worry right now?
Che cosa usate oggi?
Ha già un piano? Da quando? Che cosa le piace?
Mi racconti della sua azienda
Com'è composta la famiglia?
Con che mezzi lavorate?
Avete un sistema? Come lo usate?
Ha un piano, e come lo usa?
Può dirmi di più?
Hva koster det?
Har dere noe fra før? Hvor lenge?
Kan du fortelle om bedriften?
Eier du boligen? / Who owns the house?
Чем вы пользуетесь сейчас?
Есть ли у вас система? С какого времени?
В чём ваша главная трудность?
Ваш бюджет?
Расскажите о компании
از چه چیزی استفاده می‌کنید؟
کی تصمیم می‌گیرد؟
چه‌قدر هزینه می‌کنید؟
می‌توانید توضیح دهید؟
بودجهٔ شما؟
برنامهٔ خرید؟
""".strip().splitlines()

BUYING = """
Do you want to buy?
Would you like to buy one?
Are you ready to buy this year?
Are you willing to place an order?
Are you interested in buying?
Will you buy?
Would you ever buy from us? Why not?
Do you plan to purchase?
Do you want us to order it now?
Wants to buy
Ready_to_buy
Will buy
Vuole comprare?
Volete acquistare?
Sarebbe disposto ad acquistarlo?
È interessato all'acquisto?
Comprerebbe da noi?
Vil du kjøpe?
Ønsker dere å kjøpe?
Kunne du tenke deg å kjøpe?
Interessert i å kjøpe
Хотите купить?
Будете покупать?
Хотели бы вы приобрести?
Купите ли вы это?
Заинтересованы в покупке?
می‌خواهید بخرید؟
آیا مي خواهيد این را بخرید؟
قصد خرید دارید؟
حاضرید بخرید؟
تمایل به خرید دارید؟
آمادهٔ خرید هستید؟
می‌خواهید سفارش بدهید؟
""".strip().splitlines()

NOT_BUYING = """
When do you want to buy?
What would make you want to buy?
How do you usually buy?
Why was it that you bought one already?
How would your order go through procurement?
We want to buy you time. What do you use today?
Quando vuole comprare?
Come comprate di solito?
Hvordan kjøper dere vanligvis?
Когда вы хотите купить?
Как вы обычно покупаете?
کی می‌خواهید بخرید؟
از چه کسی می‌خرید؟
برای چه می‌خواهید پروژه را شروع کنید؟
""".strip().splitlines()


@pytest.mark.parametrize("ask", CLOSED)
def test_a_question_that_yes_or_no_answers_is_closed(ask: str) -> None:
    assert asked(ask) == ["closed_question"]


@pytest.mark.parametrize("ask", OPEN)
def test_a_question_with_an_open_word_is_open(ask: str) -> None:
    assert asked(ask) == []


@pytest.mark.parametrize("ask", BUYING)
def test_nobody_is_asked_whether_they_want_to_buy(ask: str) -> None:
    assert asked(ask) == ["asks_to_buy"]


@pytest.mark.parametrize("ask", NOT_BUYING)
def test_when_and_how_they_buy_may_be_asked(ask: str) -> None:
    assert asked(ask) == []


@pytest.mark.parametrize(
    "name", ["Purchase order number", "Compra tra", "Purchase intent", "История покупок", "آخرین خرید"]
)
def test_a_column_may_be_about_buying(name: str) -> None:
    assert one(f'columns = ["{name}"]') == []


def test_a_name_or_a_column_that_asks_to_buy_is_found_too() -> None:
    (advice,) = one("", name="Wants to buy")
    assert (advice.code, advice.line) == ("asks_to_buy", 4)
    (advice,) = one('columns = ["Interest", "Hot?", "Хочет купить"]')
    assert advice.code == "asks_to_buy"
    assert '"Хочет купить"' in advice.text


def test_the_decision_to_buy_is_no_knockout() -> None:
    (advice,) = one('questions = [ { ask = "What is new?" },\n { ask = "Do you want to buy?" } ]\nrequired = true')
    assert advice == Advice(
        "asks_to_buy_required",
        "'Need' asks whether they want to buy (\"Do you want to buy?\"), which can't be a knockout, as the first no is "
        "automatic; take 'required' away and ask what they use now, since when, and what they like and dislike about "
        "it",
        line=8,
        criterion="x",
    )


def test_advice_names_the_criterion_and_the_line_of_the_question() -> None:
    text = GOOD.replace("How many people work with you?", "Do you have more than fifty people who")
    text = text.replace("more than fifty people who", "many people, counted over all the places that you work at")
    assert lint(profile(text), "\ufeff" + text) == [
        Advice(
            "closed_question",
            "'Size' is asked about with a yes-or-no question (\"Do you have many people, counted over all the places "
            'that …"); begin it with what, how, who, when or why',
            line=17,
            criterion="size",
        )
    ]
    assert [advice.line for advice in lint(profile(text))] == [None]


def test_a_criterion_without_a_question_cannot_be_found_out() -> None:
    text = GOOD.replace('questions = [ { ask = "How many people work with you?", stage = "discovery" } ]', "")
    (advice,) = lint(profile(text), text)
    assert (advice.code, advice.criterion, advice.line) == ("no_question", "size", 12)


def test_a_profile_without_any_question_is_told_once() -> None:
    text = "".join(f'[[criterion]]\nid = "{name}"\ncolumns = ["A{name}"]\nwant = {{ yes = true }}\n' for name in "abc")
    (advice,) = lint(profile(text), text)
    assert (advice.code, advice.criterion, advice.line) == ("no_question", None, None)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("", ["no_question"]),
        ("want = { known = true }\ndecay = { half_life_days = 30 }", []),
        ('kind = "interest"\nwant = { known = true }', []),
        ('kind = "interest"\ngrades = [ { when = { within_days = 30 }, value = 1 } ]', []),
        ('kind = "interest"\nwant = { at_least = 3 }', ["no_question"]),
        ("want = { known = true }", ["no_question"]),
        ('assume = "yes"', []),
        ('assume = "no"', []),
    ],
)
def test_what_a_system_knows_or_a_blank_means_needs_no_question(keys: str, expected: list[str]) -> None:
    want = "" if "want =" in keys or "grades =" in keys else "want = { yes = true }\n"
    text = f'[[criterion]]\nid = "x"\ncolumns = ["X"]\n{want}{keys}\n'
    assert codes(lint(profile(text), text)) == expected


LATE = 'questions = [ { ask = "Who signs?", stage = "presentation" } ]\n'


def test_a_knockout_is_asked_about_early() -> None:
    (advice,) = one(f"{LATE}required = true")
    assert (advice.code, advice.criterion) == ("asked_late", "x")
    assert one(LATE) == []
    assert one(f'{LATE}required = true\nassume = "yes"') == []
    earlier = LATE.replace(" ]", ', { ask = "Who else has a say?", stage = "discovery" } ]')
    assert one(f"{earlier}required = true") == []


def many(count: int, head: str = "") -> list[str]:
    """Return the codes that a profile of some criteria gives, each with two questions on the cold call."""
    text = head
    for place in range(count):
        text += f'[[criterion]]\nid = "c{place}"\ncolumns = ["C{place}"]\nwant = {{ yes = true }}\n'
        text += 'questions = [ { ask = "What?" }, { ask = "Why?" }, { ask = "And then what?", stage = "discovery" } ]\n'
    return codes(lint(profile(text), text))


def test_a_first_call_has_two_or_three_questions() -> None:
    assert many(3) == []
    assert many(4) == ["too_many_questions"]
    assert many(4, "[depth]\ndiscovery = 5\n") == ["too_many_questions"]
    assert many(4, "[depth]\ncold_call = 3\n") == []
    (advice,) = one("", "[depth]\ncold_call = 5\n")
    assert (advice.code, advice.line) == ("too_many_questions", 2)
    assert "allows 5" in advice.text


def test_a_temperature_that_the_best_answers_do_not_reach_is_found() -> None:
    grades = "grades = [ { when = { at_least = 9 }, value = 0.6 } ]"
    (advice,) = one(grades, "[score]\nhot = 70\nlabels = { hot = 'caldo' }")
    assert (advice.code, advice.line, advice.criterion) == ("unreachable_band", 2, None)
    assert advice.text.startswith("no lead can become caldo: the best answers make 60 points, caldo begins at 70;")
    (advice,) = one(grades, "[score]\nwarm = 65\nhot = 70")
    assert (advice.code, advice.line) == ("unreachable_band", 2)
    assert "become warm" in advice.text
    assert one(grades, "[score]\nhot = 60") == []
    assert one(grades + '\nassume = "yes"') == []


def test_bands_without_room_between_them_are_found() -> None:
    (advice,) = one("", "[score]\nhot = 40\nwarm = 40")
    assert "no lead is ever warm, since warm and hot both begin at 40" in advice.text
    (advice,) = one("", "[score]\nhot = 40\nwarm = 0\nlabels = { cold = 'freddo' }")
    assert "no lead is ever freddo" in advice.text
    assert advice.line == 3
    (advice,) = one("", "[score]\nhot = 0\nwarm = 0")
    assert "every lead that is not out is hot" in advice.text
    assert advice.line == 2


@pytest.mark.parametrize(
    "keys",
    [
        "grades = [ { when = { yes = true }, value = 0 } ]",
        "want = { yes = true, no = true }",
        "want = { all = [ { yes = true }, { yes = false } ] }",
        "want = { at_least = 50, at_most = 40 }",
        "want = { between = [10, 20], at_least = 30 }",
        "want = { all = [ { at_most = 5 }, { all = [ { between = [6, 9] } ] } ] }",
        "want = { known = false, at_least = 5 }",
        "want = { older_than_days = 5, later_than_days = 5 }",
        "want = { any = [ { yes = true, no = true }, { known = true, at_least = 5, at_most = 4 } ] }",
        "want = { all = [ { any = [ { yes = true, no = true } ] }, { known = true } ] }",
    ],
)
def test_a_condition_that_contradicts_itself_is_found(keys: str) -> None:
    first, second = one(f"{keys}\nrequired = true")
    assert (first.code, first.criterion, second.code, second.criterion) == (
        "unreachable_band",
        None,
        "unreachable_band",
        "x",
    )
    assert "no answer satisfies 'Need', so every lead that answers is out" in second.text
    assert "nobody earns its points" in one(keys)[1].text


@pytest.mark.parametrize(
    "want",
    [
        "{ at_least = 40, at_most = 50 }",
        "{ between = [10, 20], at_least = 15, known = true }",
        "{ between = [2026-01-01, 2026-02-01], at_least = 5 }",
        '{ all = [ { column = "A", yes = true }, { column = "B", no = true } ] }',
        "{ any = [ { yes = true }, { no = true, yes = true } ] }",
        "{ not = { yes = true, no = true } }",
        "{ known = false }",
        "{ older_than_days = 5, within_days = 30 }",
    ],
)
def test_a_condition_that_can_hold_is_left_alone(want: str) -> None:
    assert one(f"want = {want}") == []


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ("at_least = 50", "at_least = 200"),
        ("at_most = 200", "at_most = 50"),
        ("within_days = 90", "within_days = 30"),
        ("later_than_days = 30", "later_than_days = 90"),
        ("known = true", "yes = true"),
        ('one_of = ["a"]', 'one_of = ["a"]'),
    ],
)
def test_a_grade_below_a_wider_one_is_never_given(wide: str, narrow: str) -> None:
    keys = f"grades = [\n{{ when = {{ {wide} }}, value = 0.8 }},\n{{ when = {{ {narrow} }}, value = 1 }} ]"
    (advice,) = one(keys)
    assert (advice.code, advice.line, advice.criterion) == ("grade_never_given", 9, "x")
    assert "never gives the grade 1, as one above it (0.8)" in advice.text


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("at_least = 200", "at_least = 50"),
        ("at_most = 50", "at_most = 200"),
        ("at_least = 50", "at_most = 200"),
        ("is = 5", "is = 7"),
        ("yes = true", "no = true"),
        ("known = false", "known = true"),
        ("known = true", "known = false"),
        ('contains = "a"', 'contains = "ab"'),
        ("at_least = 50", 'column = "Other", at_least = 200'),
        ("at_least = 50, at_most = 60", "at_least = 200"),
    ],
)
def test_grades_that_can_all_be_given_are_left_alone(above: str, below: str) -> None:
    assert one(f"grades = [ {{ when = {{ {above} }}, value = 1 }}, {{ when = {{ {below} }}, value = 0.5 }} ]") == []


def test_a_hidden_grade_of_the_same_value_does_no_harm() -> None:
    assert one("grades = [ { when = { known = true }, value = 1 }, { when = { yes = true }, value = 1 } ]") == []


def test_on_fail_needs_a_knockout() -> None:
    (advice,) = one('on_fail = "refer"')
    assert (advice.code, advice.line) == ("on_fail_ignored", 8)
    assert one('on_fail = "refer"\nrequired = true') == []


def pointed(first: int, second: int, weights: str) -> list[Advice]:
    text = GOOD.replace('id = "need"', f'id = "need"\npoints = {first}')
    text = text.replace('id = "size"', f'id = "size"\npoints = {second}')
    text = text.replace("[depth]", f'[score]\nweights = "{weights}"\n[depth]')
    return lint(profile(text), text)


def test_points_that_are_ignored_are_told_once() -> None:
    (advice,) = pointed(60, 40, "rank")
    assert (advice.code, advice.criterion, advice.line) == ("points_ignored", None, 9)
    (advice,) = pointed(40, 60, "equal")
    assert (advice.code, advice.criterion, advice.line) == ("points_against_order", "size", 17)
    assert "since weights is \"equal\", and 'Size' has more than 'Need' above it" in advice.text
    assert pointed(60, 40, "points") == []


def test_two_criteria_that_ask_the_same_count_one_answer_twice() -> None:
    text = GOOD + '[[criterion]]\nid = "again"\nname = "Again"\ncolumns = ["Need"]\nwant = { yes = true }\n'
    text += 'questions = [ { ask = "What else?" } ]\n'
    (advice,) = lint(profile(text), text)
    assert (advice.code, advice.criterion, advice.line) == ("near_duplicate", "again", 18)
    assert "'Need'" in advice.text
    other = text.replace(
        'columns = ["Need"]\nwant = { yes = true }\nquestions = [ { ask = "What else',
        'columns = ["Other"]\nwant = { yes = true }\nquestions = [ { ask = "What else',
    )
    assert lint(profile(other), other) == []


TWO = """
[[criterion]]
id = "a"
name = "Need"
columns = ["A"]
want = { yes = true }
required = true
[[criterion]]
id = "b"
name = "Size"
columns = ["B"]
want = { at_least = 50 }
"""


def listed(board: Board, rows: Sequence[Sequence[object]]) -> list[Advice]:
    """Return the advice on a board, given the rows that it was made of."""
    columns = {place: [cell(row[place]) for row in rows] for place in range(len(board.plan.headers))}
    return lint_list(board, columns)


def on_list(text: str, headers: Sequence[str], rows: Sequence[Sequence[object]]) -> list[Advice]:
    return listed(board_of(text, headers, rows), rows)


MIXED = [["yes", 60], ["yes", 10], ["no", 70], ["yes", 20], ["", 80]] * 4


def test_a_list_that_tells_leads_apart_needs_no_advice() -> None:
    assert on_list(TWO, ["A", "B"], MIXED) == []
    assert on_list(TWO, ["A", "B"], []) == []


def test_an_answer_that_all_leads_share_tells_none_from_another() -> None:
    rows = [["yes", 60 + place] for place in range(10)] + [["no", ""], ["yes", "?"]]
    (advice,) = on_list(TWO, ["A", "B"], rows)
    assert (advice.code, advice.criterion) == ("never_varies", "b")
    assert "all 10 known answers to 'Size' count the same" in advice.text
    assert on_list(TWO, ["A", "B"], rows[1:]) == []


def test_a_condition_that_no_answer_satisfies_may_be_written_wrongly() -> None:
    advice = on_list(TWO, ["A", "B"], [["yes", 6], ["no", 7]] * 6)
    assert codes(advice) == ["never_varies"]
    assert "none of the 12 known answers to 'Size' satisfies it" in advice[-1].text


def test_what_a_blank_is_taken_for_may_be_the_same_for_all() -> None:
    text = TWO.replace("want = { at_least = 50 }", 'want = { at_least = 50 }\nassume = "yes"')
    assert on_list(text, ["A", "B"], [["yes", ""], ["no", ""]] * 6) == []
    text = text.replace('assume = "yes"', 'assume = "no"')
    assert on_list(text, ["A", "B"], [["yes", ""], ["no", ""]] * 6) == []


def test_a_knockout_that_nobody_has_asked_about_is_found() -> None:
    rows: list[list[object]] = [["yes", 60], ["no", 10], *[["", 30], ["?", 90], ["maybe", 20]] * 3]
    (advice,) = on_list(TWO, ["A", "B"], rows)
    assert (advice.code, advice.criterion) == ("mostly_blank", "a")
    assert "unknown for 9 of the 11 leads" in advice.text
    assert on_list(TWO, ["A", "B"], rows[:9]) == []
    assert on_list(TWO, ["X", "B"], rows) == []
    half: list[list[object]] = [["yes", 60], ["", 10]] * 6
    assert on_list(TWO, ["A", "B"], half) == []


def agreeing(pairs: Sequence[tuple[object, object]]) -> list[Advice]:
    return on_list(TWO.replace("required = true\n", ""), ["A", "B"], pairs)


def test_two_criteria_that_say_the_same_count_one_quality_twice() -> None:
    same = [("yes", 60), ("no", 40)] * 48
    (advice,) = agreeing([*same, ("yes", 40), ("no", 60), ("", 60), ("yes", "")])
    assert (advice.code, advice.criterion) == ("near_duplicate", "b")
    assert "'Need' and 'Size' say the same of 96 of 98 leads" in advice.text
    assert agreeing([*same, *[("yes", 40)] * 4]) == []
    assert agreeing(same[:28]) == []
    assert codes(agreeing(same[:30])) == ["near_duplicate"]


def test_criteria_that_agree_only_because_nearly_all_leads_have_both_are_left_alone() -> None:
    assert agreeing([*[("yes", 60)] * 98, ("no", 60), ("yes", 40)]) == []
    assert codes(agreeing([*[("yes", 60)] * 98, *[("no", 40)] * 5, ("yes", 40)])) == ["near_duplicate"]


def test_criteria_with_an_answer_for_all_agree_only_if_they_vary() -> None:
    assert codes(agreeing([("yes", 60)] * 40)) == ["never_varies", "never_varies"]


def test_criteria_that_ask_the_same_anyway_are_not_told_of_twice() -> None:
    text = TWO.replace("required = true\n", "").replace('["B"]', '["A"]').replace("{ at_least = 50 }", "{ yes = true }")
    assert on_list(text, ["A"], [["yes"], ["no"]] * 30) == []


def test_leads_are_counted_not_patterns() -> None:
    generator = random.Random(5)
    pairs: list[tuple[object, object]] = [(generator.choice(["yes", "no"]), 60) for _ in range(50)]
    rows = [*[("yes", 60), ("no", 40)] * 1000, *pairs]
    (advice,) = agreeing(rows)
    agree = sum((need == "yes") == (size == 60) for need, size in rows)
    assert f"{agree:,} of 2,050 leads" in advice.text


def test_a_list_on_which_nobody_can_become_hot_or_warm_is_found() -> None:
    text = TWO.replace("required = true\n", "")
    (advice,) = on_list(text, ["A", "B"], [["no", ""], ["no", 60]])
    assert advice.text.startswith("no lead of this list can still become warm: 25 points at most, warm begins at 40;")
    text = "[score]\nhot = 80\nlabels = { hot = 'caldo' }\n" + text
    (advice,) = on_list(text, ["A", "B"], [["yes", 10], ["no", 60]])
    assert (advice.code, advice.line, advice.criterion) == ("no_lead_reaches", None, None)
    assert advice.text.startswith("no lead of this list can still become caldo: 75 points at most, caldo begins at 80;")
    assert on_list(text, ["A", "B"], [["yes", ""], ["no", 60]]) == []


def test_a_list_on_which_everybody_is_out_is_found() -> None:
    (advice,) = on_list(TWO, ["A", "B"], [["no", 60], ["refused", 70]])
    assert advice.code == "no_lead_reaches"
    assert "every lead of this list is out" in advice.text


VISIT = """
[[criterion]]
id = "v"
name = "Visited"
columns = ["Last visit", "Seen"]
want = { known = true }
decay = { half_life_days = 30 }
"""


@pytest.mark.parametrize(
    ("cells", "undated"),
    [
        (["often", "yes", ""], True),
        ([3, 12, 7], True),
        (["3", "12", None], True),
        (["", None, "?"], False),
        (["often", "2026-02-01", ""], False),
        ([46000, None, "x"], False),
    ],
)
def test_what_fades_needs_a_day_to_count_from(cells: list[object], undated: bool) -> None:  # noqa: FBT001
    advice = on_list(VISIT, ["last_visit"], [[cell] for cell in cells])
    assert ("undated" in codes(advice)) is undated
    assert "undated" not in codes(on_list(VISIT, ["Other"], [[cell] for cell in cells]))


def test_the_second_column_of_what_fades_may_hold_the_day() -> None:
    assert on_list(VISIT, ["Last visit", "Seen"], [["often", ""], ["", "2026-02-01"]]) == []


def test_columns_that_are_not_read_may_be_left_out_of_the_columns() -> None:
    board = board_of(VISIT + TWO, ["Last visit", "A", "B"], [["often", "yes", 60]])
    assert lint_list(board, {}) == []


def test_columns_that_could_be_criteria_are_named_the_fullest_first() -> None:
    names = ["Industry", "Source", "Region"]
    rows = [
        [*row, "SaaS" if at % 2 else "Retail", "fair" if at % 3 else "", "N" if at % 4 else "S"]
        for at, row in enumerate(MIXED)
    ]
    (advice,) = on_list(TWO, ["A", "B", *names], rows)
    assert advice.code == "unused_column"
    assert advice.text.startswith("the profile does not read the columns 'Industry' and 'Region';")
    (advice,) = on_list(TWO, ["A", "B", "Industry"], rows)
    assert advice.text.startswith("the profile does not read the column 'Industry';")


def test_a_date_that_every_lead_has_is_no_quality() -> None:
    days = [f"2026-01-{1 + at % 28:02}" for at in range(len(MIXED))]
    rows = [[*row, day] for row, day in zip(MIXED, days, strict=True)]
    assert on_list(TWO, ["A", "B", "Created"], rows) == []
    some = [[*row, day if at % 2 else ""] for at, (row, day) in enumerate(zip(MIXED, days, strict=True))]
    assert codes(on_list(TWO, ["A", "B", "Last visit"], some)) == ["unused_column"]


def test_of_many_such_columns_six_are_named() -> None:
    headers = [f"Quality {place}" for place in range(8)]
    rows = [[*row, *["yes" if at % 2 else "no"] * 8] for at, row in enumerate(MIXED)]
    (advice,) = on_list(TWO, ["A", "B", *headers], rows)
    assert "'Quality 5' and 2 more;" in advice.text
    assert "Quality 6" not in advice.text
    (advice,) = on_list(TWO, ["A", "B", *headers[:6]], rows)
    assert "'Quality 4' and 'Quality 5';" in advice.text


def test_the_columns_of_overrides_and_of_the_lead_are_no_qualities() -> None:
    text = '[override]\nvalue = ["Boss says"]\n' + TWO
    rows = [[*row, "hot" if at % 2 else "cold", "Ann" if at % 2 else "Bob"] for at, row in enumerate(MIXED)]
    assert on_list(text, ["A", "B", "Boss says", "Owner"], rows) == []


def test_of_a_few_leads_only_what_is_certain_is_said() -> None:
    rows: list[list[object]] = [["", 60, "SaaS"], ["", 70, "Retail"], ["", 80, "SaaS"]] * 3
    assert on_list(TWO, ["A", "B", "Industry"], rows) == []
    assert codes(on_list(TWO, ["A", "B", "Industry"], [*rows, *rows])) == [
        "never_varies",
        "mostly_blank",
        "unused_column",
    ]
