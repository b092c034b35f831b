"""What a sales manager would advise on a profile that is sound but poor, and on how it meets a list."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import combinations, pairwise
from textwrap import shorten
from typing import TYPE_CHECKING, Final

from sheetqual.core.answers import GATES, VALUES, Gate
from sheetqual.core.candidates import candidates
from sheetqual.core.conditions import All, Any_, Condition, Test, Wanted, tests_of
from sheetqual.core.judge import plain_points
from sheetqual.core.overrides import override_headers
from sheetqual.core.profile import Assume, Kind, OnFail, Temperature, Weighting
from sheetqual.core.reading import State
from sheetqual.core.schema import STAGES
from sheetqual.core.toml_lines import Path, TomlLines
from sheetqual.core.weights import criterion_points
from sheetqual.core.words import fold_header, fold_word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sheetqual.core.board import Board
    from sheetqual.core.plan import Plan
    from sheetqual.core.profile import Criterion, Profile
    from sheetqual.core.values import Cell

__all__ = ["Advice", "lint", "lint_list"]


@dataclass(frozen=True, slots=True)
class Advice:
    """Something about a profile that a person should think over; nothing is wrong with it.

    Attributes:
        code: What kind of advice, for programs: ``closed_question``, ``asks_to_buy`` ...
        text: What is poor and what to do about it, in one sentence.
        line: The line of the profile's text, or None.
        criterion: The id of the criterion that it is about, or None.
    """

    code: str
    text: str
    line: int | None = None
    criterion: str | None = None


@dataclass(frozen=True, slots=True)
class _Poor:
    """An advice whose line is still to be found, by the path of a key."""

    code: str
    text: str
    path: Path
    criterion: str | None = None


def lint(profile: Profile, text: str | None = None) -> list[Advice]:
    """Advise on a profile.

    Args:
        profile: The profile.
        text: The TOML text that it was read from, for line numbers.

    Returns:
        What concerns the whole profile, then what concerns its criteria, in their order.
    """
    lines = None if text is None else TomlLines(text.removeprefix("\ufeff"))
    poor = [*_bands(profile), *_points(profile), *_call_length(profile), *_questions(profile)]
    for place, criterion in enumerate(profile.criteria):
        path = ("criterion", place)
        poor += [*_asking(criterion, path), *_gate(criterion, path)]
        poor += [*_never_given(profile, place), *_twin(profile, place)]
    return [Advice(one.code, one.text, lines.line(one.path) if lines else None, one.criterion) for one in poor]


def _bands(profile: Profile) -> Iterator[_Poor]:
    """Look for temperatures that no lead can have."""
    score = profile.score
    hot, warm = score.labels[Temperature.HOT], score.labels[Temperature.WARM]
    parts = zip(profile.criteria, criterion_points(profile), strict=True)
    best = sum(tenths * _best(criterion) for criterion, tenths in parts)
    if best < score.hot:
        band, bound, path = (warm, score.warm, _WARM) if best < score.warm else (hot, score.hot, _HOT)
        said = f"no lead can become {band}: the best answers make {_shown(best)} points, {band} begins at"
        yield _Poor("unreachable_band", f"{said} {_shown(bound)}; raise the grades or lower '{path[-1]}'", path)
    if not score.hot:
        said = f"every lead that is not out is {hot}, since {hot} begins at 0; raise 'hot' and 'warm'"
    elif score.warm == score.hot:
        said = f"no lead is ever {warm}, since {warm} and {hot} both begin at {_shown(score.hot)}; lower 'warm'"
    elif not score.warm:
        said = f"no lead is ever {score.labels[Temperature.COLD]}, since {warm} begins at 0; raise 'warm'"
    else:
        return
    yield _Poor("unreachable_band", said, _WARM if score.hot else _HOT)


_HOT: Final[Path] = ("score", "hot")
_WARM: Final[Path] = ("score", "warm")


def _shown(thousandths: int) -> str:
    return f"{plain_points(thousandths):g}"


def _points(profile: Profile) -> Iterator[_Poor]:
    """Look for points that do nothing."""
    if profile.score.weights is Weighting.POINTS or profile.criteria[0].points is None:
        return
    why = f'the points beside the criteria are ignored, since weights is "{profile.score.weights}"'
    for place, (above, below) in enumerate(pairwise(profile.criteria), start=1):
        if (above.points or 0) < (below.points or 0):
            text = f"{why}, and '{below.name}' has more than '{above.name}' above it; move it up or take them away"
            yield _Poor("points_against_order", text, ("criterion", place, "points"), below.id)
            return
    text = f'{why}; set weights = "points" to use them, or take them away'
    yield _Poor("points_ignored", text, ("criterion", 0, "points"))


_MOST_ASKED: Final = 3


def _call_length(profile: Profile) -> Iterator[_Poor]:
    most = profile.depth.get("cold_call")
    if most is None:
        asked = sum(any(one.stage == "cold_call" for one in criterion.questions) for criterion in profile.criteria)
        text = f"{asked} criteria are to be asked about on the cold call, and nothing limits it"
        advice = "two or three simple questions are enough: set cold_call = 3 under [depth]"
    else:
        asked = most
        text = f"'cold_call' allows {asked} questions on a first call"
        advice = "people stand two or three simple ones: lower it to 3"
    if asked > _MOST_ASKED:
        yield _Poor("too_many_questions", f"{text}; {advice}", ("depth", "cold_call"))


def _questions(profile: Profile) -> Iterator[_Poor]:
    """Look for criteria that nobody knows how to ask about."""
    asked = [(place, one) for place, one in enumerate(profile.criteria) if not _reads_the_system(one)]
    without = [(place, one) for place, one in asked if not one.questions]
    if len(without) == len(asked) > 1:
        text = "no criterion has a question, so nobody knows what to say on a call; add an open one to each"
        yield _Poor("no_question", text, ())
        return
    for place, one in without:
        text = f"'{one.name}' has no question, so nobody knows how to find it out; add an open one under 'questions'"
        yield _Poor("no_question", text, ("criterion", place), one.id)


_OF_SYSTEMS: Final = frozenset(
    ("known", "before", "after", "within_days", "older_than_days", "later_than_days"),
)


def _reads_the_system(criterion: Criterion) -> bool:
    """Tell whether a criterion's answers come from elsewhere than a talk, or a blank is one, too."""
    if criterion.decay or criterion.assume is not Assume.UNKNOWN:
        return True
    tests = [test for condition in _conditions(criterion) for test in tests_of(condition)]
    return criterion.kind is Kind.INTEREST and all(test.operator in _OF_SYSTEMS for test in tests)


def _conditions(criterion: Criterion) -> list[Condition]:
    return [grade.when for grade in criterion.grades] or ([criterion.want] if criterion.want else [])


def _asking(criterion: Criterion, path: Path) -> Iterator[_Poor]:
    """Look at the words of a criterion's questions."""
    asks = [(one.ask, (*path, "questions", place, "ask")) for place, one in enumerate(criterion.questions)]
    texts = [*asks, (criterion.name, (*path, "name")), *((one, (*path, "columns")) for one in criterion.columns)]
    buying = [(text, at) for text, at in texts if _asks_to_buy(text)]
    if buying:
        text, at = buying[0]
        said = f"'{criterion.name}' asks whether they want to buy ({_cut(text)})"
        instead = "ask what they use now, since when, and what they like and dislike about it"
        if criterion.required:
            said += f", which can't be a knockout, as the first no is automatic; take 'required' away and {instead}"
            yield _Poor("asks_to_buy_required", said, at, criterion.id)
        else:
            yield _Poor("asks_to_buy", f"{said}, and the first no to that is automatic; {instead}", at, criterion.id)
    for ask, at in asks:
        if not _asks_to_buy(ask) and _is_closed(ask):
            said = f"'{criterion.name}' is asked about with a yes-or-no question ({_cut(ask)})"
            yield _Poor("closed_question", f"{said}; begin it with what, how, who, when or why", at, criterion.id)


def _cut(ask: str) -> str:
    return f'"{shorten(ask, _LONGEST_SHOWN, placeholder=" …")}"'


_LONGEST_SHOWN: Final = 60


def _gate(criterion: Criterion, path: Path) -> Iterator[_Poor]:
    """Look at how a knockout works."""
    name = criterion.name
    if not criterion.required and criterion.on_fail is not OnFail.NURTURE:
        text = f"'{name}' sends nobody to '{criterion.on_fail}', as it is not required; add required = true or drop it"
        yield _Poor("on_fail_ignored", text, (*path, "on_fail"), criterion.id)
    stages = {question.stage for question in criterion.questions}
    if criterion.required and criterion.assume is Assume.UNKNOWN and stages == {STAGES[-1]}:
        text = f"'{name}' is required, but asked about only in the presentation; ask on the cold call or in discovery"
        yield _Poor(
            "asked_late", f"{text}, before you present to leads that are out", (*path, "questions"), criterion.id
        )


def _never_given(profile: Profile, place: int) -> Iterator[_Poor]:
    """Look for values that no answer gets."""
    criterion = profile.criteria[place]
    key = "grades" if criterion.grades else "want"
    if not _best_answered(criterion):
        then = "every lead that answers is out" if criterion.required else "nobody earns its points"
        text = f"no answer satisfies '{criterion.name}', so {then}; change its '{key}'"
        yield _Poor("unreachable_band", text, ("criterion", place, key), criterion.id)
        return
    for at, above in _hidden(criterion).items():
        grade, first = criterion.grades[at], criterion.grades[above]
        if grade.value != first.value:
            text = (
                f"'{criterion.name}' never gives the grade {grade.value / 100:g}, as one above it "
                f"({first.value / 100:g}) holds for all those leads; put the stricter condition first"
            )
            yield _Poor("grade_never_given", text, ("criterion", place, "grades", at), criterion.id)


def _best(criterion: Criterion) -> int:
    """Return the most that a criterion can be worth, in hundredths."""
    return 100 if criterion.assume is Assume.YES else _best_answered(criterion)


def _best_answered(criterion: Criterion) -> int:
    """Return the most that an answer to a criterion can be worth, in hundredths."""
    if criterion.want is not None:
        return 100 if _can_hold(criterion.want) else 0
    hidden = _hidden(criterion)
    given = (grade for at, grade in enumerate(criterion.grades) if at not in hidden and _can_hold(grade.when))
    return max((grade.value for grade in given), default=0)


_MOST_GRADES: Final = 100
"""Each of so many grades is held against those above it."""


def _hidden(criterion: Criterion) -> dict[int, int]:
    """Return the grades that can't be reached, each with the one above it that holds first."""
    grades = criterion.grades[:_MOST_GRADES]
    hidden: dict[int, int] = {}
    for at, grade in enumerate(grades):
        above = next((place for place in range(at) if _covers(grades[place].when, grade.when)), None)
        if above is not None:
            hidden[at] = above
    return hidden


def _covers(wide: Condition, narrow: Condition) -> bool:
    """Tell whether a condition holds wherever another one does, as far as simple cases go."""
    if wide == narrow:
        return True
    if not isinstance(wide, Test) or not isinstance(narrow, Test) or wide.columns != narrow.columns:
        return False
    if wide.operator == "known":
        return bool(wide.wanted) and not (narrow.operator == "known" and not narrow.wanted)
    low, high = _number(wide.wanted), _number(narrow.wanted)
    if wide.operator != narrow.operator or low is None or high is None:
        return False
    return high >= low if wide.operator in _RISING else high <= low and wide.operator in _FALLING


_RISING: Final = frozenset(("at_least", "later_than_days", "older_than_days"))
_FALLING: Final = frozenset(("at_most", "within_days"))


def _number(wanted: Wanted) -> float | None:
    return None if isinstance(wanted, bool) or not isinstance(wanted, (int, float)) else wanted


def _can_hold(condition: Condition) -> bool:
    """Tell whether any answer satisfies a condition, as far as simple cases go."""
    match condition:
        case Any_():
            return any(map(_can_hold, condition.parts))
        case All():
            parts = list(_joined(condition))
            by_columns: dict[tuple[str, ...], list[Test]] = {}
            for part in parts:
                if isinstance(part, Test):
                    by_columns.setdefault(part.columns, []).append(part)
            return all(map(_can_hold, parts)) and not any(map(_contradict, by_columns.values()))
    return True


def _joined(condition: Condition) -> Iterator[Condition]:
    """Yield what must all hold."""
    if isinstance(condition, All):
        for part in condition.parts:
            yield from _joined(part)
    else:
        yield condition


def _contradict(tests: Sequence[Test]) -> bool:
    """Tell whether no cell can satisfy all of some comparisons."""
    operators = {test.operator for test in tests}
    yes_or_no = {(test.operator == "yes") is bool(test.wanted) for test in tests if test.operator in ("yes", "no")}
    blank = {test.operator == "known" and not test.wanted for test in tests}
    lows = [low for test in tests if (low := _bound(test, "at_least", 0)) is not None]
    highs = [high for test in tests if (high := _bound(test, "at_most", 1)) is not None]
    apart = bool(lows and highs) and max(lows) > min(highs)
    return apart or len(yes_or_no) > 1 or len(blank) > 1 or operators >= {"older_than_days", "later_than_days"}


def _bound(test: Test, operator: str, end: int) -> float | None:
    if test.operator == "between" and isinstance(test.wanted, tuple):
        return _number(test.wanted[end])
    return _number(test.wanted) if test.operator == operator else None


def _twin(profile: Profile, place: int) -> Iterator[_Poor]:
    """Look for a criterion above that asks the same of the same columns."""
    criterion = profile.criteria[place]
    for above in profile.criteria[:place]:
        if _same(above, criterion):
            text = f"'{criterion.name}' asks the same of the same columns as '{above.name}', so one answer counts twice"
            yield _Poor("near_duplicate", f"{text}; leave one of them out", ("criterion", place), criterion.id)
            return


def _same(one: Criterion, other: Criterion) -> bool:
    return (one.want, one.grades, one.decay) == (other.want, other.grades, other.decay)


_FEW: Final = 10
_FEWEST_TO_COMPARE: Final = 30
_ALIKE: Final = 0.97
_BEYOND_CHANCE: Final = 0.6
_MOST_NAMED: Final = 6
_FIRST_YEAR: Final = 1950
"""A bare number that stands for an earlier day counts something: visits, say."""


def lint_list(board: Board, columns: Mapping[int, Sequence[Cell]]) -> list[Advice]:
    """Advise on how a profile meets a list.

    Args:
        board: The list under the profile.
        columns: Position -> cells; columns that the profile does not read are looked at as well.

    Returns:
        The advice; of fewer than ten leads only what is certain.
    """
    if not len(board):
        return []
    found = [*_no_lead_reaches(board), *_undated(board, columns)]
    if len(board) >= _FEW:
        answers = _Answers(board)
        found += [*_never_varies(board, answers), *_mostly_blank(board, answers)]
        found += [*_agreeing(board, answers), *_unused(board, columns)]
    return found


def _no_lead_reaches(board: Board) -> Iterator[Advice]:
    score = board.profile.score
    summaries = board.summaries
    still_in = [
        ceiling
        for ceiling, temperature in zip(summaries.ceilings, summaries.temperatures, strict=True)
        if temperature is not Temperature.OUT
    ]
    if not still_in:
        text = "every lead of this list is out; see whether the knockouts read the right columns and ask too much"
        yield Advice("no_lead_reaches", text)
        return
    best = max(still_in)
    band, bound, key = (
        (Temperature.WARM, score.warm, "warm") if best < score.warm else (Temperature.HOT, score.hot, "hot")
    )
    if best < bound:
        text = f"no lead of this list can still become {score.labels[band]}: {_shown(best)} points at most"
        yield Advice(
            "no_lead_reaches",
            f"{text}, {score.labels[band]} begins at {_shown(bound)}; lower '{key}' or find other leads",
        )


def _undated(board: Board, columns: Mapping[int, Sequence[Cell]]) -> Iterator[Advice]:
    plan = board.plan
    for criterion in board.profile.criteria:
        if not criterion.decay:
            continue
        read = set(map(fold_header, criterion.columns))
        places = [
            place for place, header in enumerate(plan.headers) if fold_header(header) in read and place in columns
        ]
        if _no_day_in({cell for place in places for cell in columns[place]}, plan):
            text = f"'{criterion.name}' loses value with age, but its column holds no date"
            advice = "name the column with the day that its age counts from, or take 'decay' away"
            yield Advice("undated", f"{text}; {advice}", criterion=criterion.id)


def _no_day_in(cells: set[Cell], plan: Plan) -> bool:
    """Tell whether some cells are filled, but none with a day."""
    filled = False
    for cell in cells:
        reading = plan.reader.read(cell)
        if reading.state is State.VALUE:
            filled = True
            day = reading.day()
            if day is not None and day.year >= _FIRST_YEAR:
                return False
    return filled


class _Answers:
    """What is known of each criterion: answer -> leads, as bits of the patterns that have it.

    Leads are counted by adding up the patterns' numbers of leads, digit by binary digit, so that
    neither leads nor patterns are ever walked through for a pair of criteria.
    """

    def __init__(self, board: Board) -> None:
        patterns = board.matches.patterns
        leads = Counter(board.matches.pattern_of)
        self._sizes = [leads[pattern] for pattern in range(len(patterns))]
        self._digits = [
            int("".join("1" if size >> digit & 1 else "0" for size in self._sizes), 2)
            for digit in range(max(self._sizes).bit_length())
        ]
        rows = b"".join(patterns.rows)
        self._columns = {
            criterion.id: rows[board.plan.layout.criteria[criterion.id] :: board.plan.layout.size]
            for criterion in board.profile.criteria
        }

    def known(self, criterion: Criterion) -> set[int]:
        """Return the known answers to a criterion, in hundredths."""
        return {value for code in set(self._columns[criterion.id]) if (value := VALUES[code]) is not None}

    def of(self, criterion: Criterion) -> dict[int | None, int]:
        """Return a criterion's answers in hundredths, None for unknown, with the patterns that have it."""
        column = self._columns[criterion.id]
        codes: dict[int | None, set[int]] = {}
        for code in set(column):
            codes.setdefault(VALUES[code], set()).add(code)
        return {value: self._mask(column, same) for value, same in codes.items()}

    def unknown(self, criterion: Criterion) -> int:
        """Return the number of leads of which a criterion is still to be found out."""
        column = self._columns[criterion.id]
        still_open = {code for code in set(column) if VALUES[code] is None and GATES[code] is Gate.OPEN}
        return self.leads(self._mask(column, still_open))

    @staticmethod
    def _mask(column: bytes, codes: set[int]) -> int:
        return int(column.translate(bytes(b"01"[code in codes] for code in range(256))), 2)

    def leads(self, mask: int) -> int:
        """Return the number of leads that have the patterns of a mask."""
        return sum((mask & digits).bit_count() << digit for digit, digits in enumerate(self._digits))


def _never_varies(board: Board, answers: _Answers) -> Iterator[Advice]:
    for criterion in board.profile.criteria:
        known = answers.known(criterion)
        if len(known) != 1 or _ASSUMED.get(criterion.assume) in known:
            continue
        count = len(board) - answers.leads(answers.of(criterion).get(None, 0))
        if count < _FEW:
            continue
        text = f"all {count:,} known answers to '{criterion.name}' count the same, so it tells no lead from another"
        advice = "move it down the order or ask something sharper"
        if known == {0}:
            text = f"none of the {count:,} known answers to '{criterion.name}' satisfies it"
            advice = "see whether its condition says what the list says"
        yield Advice("never_varies", f"{text}; {advice}", criterion=criterion.id)


_ASSUMED: Final = {Assume.YES: 100, Assume.NO: 0}


def _mostly_blank(board: Board, answers: _Answers) -> Iterator[Advice]:
    plan = board.plan
    for criterion in board.profile.criteria:
        read = plan.graders[plan.layout.criteria[criterion.id]].columns
        if not criterion.required or not all(column.places for column in read):
            continue
        unknown = answers.unknown(criterion)
        if unknown * 2 > len(board):
            text = f"'{criterion.name}' is required, but unknown for {unknown:,} of the {len(board):,} leads"
            yield Advice("mostly_blank", f"{text}; make it the first thing to ask", criterion=criterion.id)


def _agreeing(board: Board, answers: _Answers) -> Iterator[Advice]:
    """Look for criteria that say the same of nearly every lead, more often than chance has it.

    Agreement by chance is taken off as J. Cohen does it in "A coefficient of agreement for nominal
    scales", Educational and Psychological Measurement 20 (1960), 37-46.
    """
    # A value that fades says more of its age than of the answer.
    compared = [(criterion, answers.of(criterion)) for criterion in board.profile.criteria if not criterion.decay]
    for (one, ones), (other, others) in combinations(compared, 2):
        if _same(one, other):
            continue
        both = _known(ones) & _known(others)
        count = answers.leads(both)
        agree = sum(answers.leads(mask & others.get(value, 0) & both) for value, mask in ones.items())
        if count < _FEWEST_TO_COMPARE or agree < _ALIKE * count:
            continue
        pairs = [
            (answers.leads(mask & both), answers.leads(others.get(value, 0) & both)) for value, mask in ones.items()
        ]
        chance = sum(left * right for left, right in pairs) / count**2
        if agree / count - chance >= _BEYOND_CHANCE * (1 - chance) > 0:
            text = f"'{one.name}' and '{other.name}' say the same of {agree:,} of {count:,} leads"
            advice = "so one quality counts twice; leave one of them out"
            yield Advice("near_duplicate", f"{text}, {advice}", criterion=other.id)


def _known(masks: Mapping[int | None, int]) -> int:
    known = 0
    for value, mask in masks.items():
        known |= 0 if value is None else mask
    return known


def _unused(board: Board, columns: Mapping[int, Sequence[Cell]]) -> Iterator[Advice]:
    plan = board.plan
    decided = set(map(fold_header, override_headers(board.profile.override)))
    taken = {place for place, header in enumerate(plan.headers) if fold_header(header) in decided}
    taken |= plan.wanted_places()
    found = [
        one
        for one in candidates(plan.headers, columns, reader=plan.reader, lead=plan.lead, taken=taken)
        if one.tells_leads_apart
    ]
    if not found:
        return
    # Those that most leads have an answer in are worth the first look.
    names = [f"'{one.header.strip()}'" for one in sorted(found, key=lambda one: -one.filled)]
    if len(names) == 1:
        text = (
            f"the profile does not read the column {names[0]}; if it says what makes a good lead, make it a criterion"
        )
    else:
        shown = names[:_MOST_NAMED]
        last = f"{len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else shown.pop()
        text = f"the profile does not read the columns {', '.join(shown)} and {last}"
        text += "; if one of them says what makes a good lead, make it a criterion"
    yield Advice("unused_column", text)


def _normal(text: str) -> str:
    """Return a text as the patterns below see it."""
    spaced = text.replace("\u200c", " ").replace("_", " ")
    return _TYPED_ACCENT.sub("è", _VOWEL_SIGNS.sub("", fold_word(spaced)))


_VOWEL_SIGNS: Final = re.compile("[\u064b-\u065f\u0670]")
_TYPED_ACCENT: Final = re.compile(r"\be'(?= )")
_SENTENCE: Final = re.compile(r"([^.?!؟;:]+)([.?!؟;:]*)")
_MARKS: Final = " \"'«»“”(¿/–—-"
_COMMA: Final = re.compile(r"\s*[,،]\s*")


def _asked(normal: str) -> list[str]:
    """Return the sentences of a text that ask; all, where none has a question mark."""
    sentences = [(body.strip(_MARKS), end) for body, end in _SENTENCE.findall(normal)]
    return [body for body, end in sentences if "?" in end or "؟" in end] or [body for body, _ in sentences]


def _is_closed(ask: str) -> bool:
    """Tell whether a question can be answered with yes or no, as far as its words show."""
    normal = _normal(ask)
    if _OPEN.search(normal):
        return False
    return any(_CLOSED_ANYWHERE.search(one) or any(map(_CLOSED.match, _COMMA.split(one))) for one in _asked(normal))


def _asks_to_buy(text: str) -> bool:
    """Tell whether a text asks for the decision to buy; "when do you want to buy?" does not."""
    return any(_BUYS.search(one) and not _OPEN.search(one) for one in _asked(_normal(text)))


def _words(*phrases: str) -> str:
    """Return a pattern for any of some phrases that stand by themselves."""
    return rf"(?<![\w-])(?:{'|'.join(phrases)})(?![\w-])"


_START: Final = r"(?:^|[.?!؟;:/])\s*"
_OPEN: Final = re.compile(
    "|".join(
        (
            _words(
                "what|how|who|whom|whose|when|where|why|which|describe|explain|an example",
                "(?:tell|show) (?:me|us)|(?:walk|talk) (?:me|us) through",
                r"chi|quando|dove|perch[éèe]|qual[ei]?|quant[oaie]|che (?:cosa|tipo|genere)",
                r"(?:cos|com|dov|quand|quant)'\w+|descriva|racconti|parlatemi|raccontatemi",
                "mi (?:dica|dice|parli|racconti|spieghi|descriva)|(?:dir|parlar|raccontar|spiegar|descriver)mi",
                "hva|hvem|hvilke[nt]?|hvor|hvordan|hvorfor|hvorledes|når|kva|kven|korleis|kvifor|kvar|kor",
                "fortelle?|beskrive?|forklare?|si (?:meg|oss)",
                "кто|кого|кому|кем|ком|чего|чему|как(?:ой|ая|ое|ие|ого|их|им|ими|ому|ую|ом|ов|ова|овы)",
                "когда|где|куда|откуда|почему|зачем|сколько|насколько|чей|чья|чье|чьи",
                "расска(?:жите|жи|зать)|опи(?:шите|сать)|(?:объ|по)ясни(?:те|ть)|назовите|перечислите|поделитесь",
                "(?<!هر )(?:چه|چند)|چی|چیست|چگونه|چطور|چقدر|کی|کیست|کجا|کجاست|کدام|کدامیک|چرا",
                "ب ?گویید|بفرمایید|(?:توضیح|شرح) ب?دهید|تعریف کنید",
            ),
            # These stand as often between sentences as before questions: "che", "come" and their like.
            rf"(?:{_START}|{_words('e|o|ma|di|a|da|in|con|per|su|tra')} ){_words('che|cosa|come')}",
            rf"(?:{_START}|{_words('и|а|но|или|во?|об?|на|со?|к|за|от|до|по|из')} ){_words('что|как|чем')}",
        ),
    ),
)
"""Words that open a question, or ask to tell."""

_FILLERS: Final = _words(
    "and|so|but|or|well|ok|okay|now|then|please|sorry",
    "e|ma|allora|quindi|scusi|lei|voi|tu|non|ne|lo|la|li|le|vi|ci|si",
    "og|men|så|ja|а|и|но|то|скажите|пожалуйста|و|پس|خب|ببخشید|لطفا",
)
_CLOSED: Final = re.compile(
    rf"(?:{_FILLERS} )*"
    + _words(
        "(?:do|does|did|is|are|was|were|have|has|had|could|would|should|might)(?:n't)?",
        "can|can't|will|won't|shall|may|must|am",
        "è|era|erano|sono|sei|siete|siamo|c'è|c'era|esiste|esistono|sarebbe|sarà|va bene|sta|state|stanno",
        "ha|hai|avete|hanno|abbiamo|aveva|avevate|avevano|avrebbe|avreste|avrà|avrete",
        "può|puoi|potete|possono|possiamo|posso|potrebbe|potreste|riesce|riuscite|deve|dovete|devono|dovrebbe|dovreste",
        "vuole|vuoi|volete|vogliono|vorrebbe|vorrest[ei]|desidera|desiderate|intende|intendete|preferisce|preferite",
        "fa|fai|fate|fanno|sa|sai|sapete|usa|usi|usate|utilizza|utilizzate|conosce|conosci|conoscete|compra|comprate",
        "pensa|pensate|crede|credete|serve|interessa|piace|piacerebbe|possiede|possedete|decide|decidete|gestisce|gestite",
        "har|hadde|er|var|kan|kunne|vil|ville|skal|skulle|må|måtte|bør|burde|får|fikk|finnes|fins|eier|bruker|kjenner",
        "vet|tror|trenger|ønsker|gjør|blir|ble|liker|bor|jobber|pleier|planlegger|vurderer|stemmer|synes|mener|betaler",
        "есть|нет|имеете|имеется|можете|можно|могу|хотите|хотели|будете|будет|нужен|нужна|нужно|нужны|планируете|знаете",
        "знакомы|готовы|используете|пользуетесь|был|была|было|были|вы|ты|у вас|у тебя|принимаете|думаете",
        "рассматриваете|собираетесь|устраивает|нравится|правда|верно|является|являетесь|довольны|считаете|интересно|интересует",
        "разве|неужели|آیا",
    ),
)
_CLOSED_ANYWHERE: Final = re.compile(
    # In Persian the verb stands last, and nothing else may show that a question is closed.
    rf"{_words('ли')}|\S (?!(?:خر|جد|کل|بازد|تای|مف|شد|سف|ام|رس|تول|ترد)ید$)"
    r"(?:\S*ید|دارد|دارند|است|هست|هستند|نیست|شده|بوده)$",
)

_BUY: Final = (
    "(?:(?:ever|also|actually|really|then|now|soon) )?(?:buy|purchase|order|make a purchase|place an order)",
    "(?:compra|acquista|ordina)r(?:e|l[oaie]|ne)",
    "(?:kjøpe|bestille)",
    "(?:купить|покупать|приобрести|приобретать|заказать|заказывать)",
    "(?:بخر(?:ید|د|ند)|خرید(?:اری)? ب?کن(?:ید|د|ند)|سفارش ب?ده(?:ید|د|ند))",
)
"""To buy, as it follows what `_BUYS` has before it."""
_BUYS: Final = re.compile(
    _words(
        "(?:wants?|wish(?:es)?|likes?|ready|willing|prepared|going|plan(?:s|ning)?|intend(?:s|ing)?|keen|happy)"
        rf"(?: \w+){{0,2}}? to {_BUY[0]}",
        r"interested in (?:\w+ )?(?:buying|purchasing|ordering)",
        rf"(?:will|would|won't|wouldn't|shall) (?:not )?(?:(?:you|they|he|she|we|i) )?{_BUY[0]}",
        "(?:vuole|vuoi|volete|vogliono|vorrebbe(?:ro)?|vorrest[ei]|desidera(?:te)?|desideri|intend(?:e|ete|i)|pensa(?:te)?"
        "|pront[oaie]|dispost[oaie]|interessat[oaie]|intenzione|intenzionat[oaie]|piacerebbe|conta|preved(?:e|ete))"
        rf"(?: \w+){{0,3}}? {_BUY[1]}",
        "(?:comprer|acquister|ordiner)(?:à|ai|ete|anno|ebbe|este|esti)|interessat[oaie] all'(?:acquisto|ordine)",
        "(?:vil|ville|ønsker|skal|lyst|klare?|villige?|interesserte?|planlegger|planer|tenker?|tenkt|vurderer)"
        rf"(?: \w+){{0,4}}? {_BUY[2]}",
        "(?:хо(?:тите|чет|тят)|хотел[иа]?|желае(?:те|т)|готов[аы]?|планиру(?:ете|ет|ют)|собира(?:етесь|ется|ются)"
        rf"|намерен[аы]?|думаете|буд(?:ете|ет|ут)|соглас(?:ен|на|ны))(?: \w+){{0,4}}? {_BUY[3]}",
        r"(?:заинтересован[аы]?|интересует)(?: \w+){0,3}? (?:покупк\w+|приобретени\w+|заказ\w*)",
        "купите|купит|купили бы|приобретете|приобрели бы|закажете|закажет|заказали бы",
        "(?:می ?خواه(?:ید|د|ند)|(?:قصد|دوست|تمایل) دار(?:ید|د|ند)|حاضر(?:ید|ند| هستید| است)|مایلید)"
        rf"(?: \w+){{0,4}}? {_BUY[4]}",
        "(?:قصد|مایل به|علاقه ?مند به|آماده ?ی?|حاضر به) ?(?:خرید|سفارش)|خواه(?:ید|د|ند) خرید",
        r"تمایل(?: \w+){0,2}? به خرید(?: \w+){0,2}? دار(?:ید|د|ند)",
    ),
)
"""Asking for the decision to buy, in five languages."""
