"""A profile as worksheet functions that need no add-in: ``LAMBDA`` names, generated.

A lead becomes its answer pattern, as in the core: ``P`` and three digits a predicate, made by one name
a criterion. Everything that the functions return is taken from that pattern.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sheetqual.core.answers import (
    COMPLAINED_ANSWER,
    HELD_AT_ZERO,
    NO,
    PARTLY,
    REFUSED_ANSWER,
    UNDATED_ANSWER,
    UNKNOWN,
    UNKNOWN_ANSWER,
    YES,
    open_value,
)
from sheetqual.core.conditions import Test, tests_of
from sheetqual.core.judge import FULL, Queue, sayings
from sheetqual.core.native.conditions import UNREAD, NotNativeError, condition_formula
from sheetqual.core.native.formula import LONGEST, LONGEST_TEXT, lambda_, let, quoted, stored
from sheetqual.core.native.reading import LONGEST_CELL, TEXT_NAMES, helpers, is_readable, texts
from sheetqual.core.profile import Assume, Level, Temperature
from sheetqual.core.reading import Reader
from sheetqual.core.weights import criterion_points
from sheetqual.core.words import fold_header
from sheetqual.errors import SheetqualError

if TYPE_CHECKING:
    from sheetqual.core.conditions import Condition
    from sheetqual.core.profile import Criterion, Profile

__all__ = ["FUNCTION_NAMES", "PREFIX", "TEXT_NAMES", "NativeFunctions", "native_functions", "uses_dates"]

FUNCTION_NAMES: Final = ("LEADSCORE", "LEADTEMP", "LEADSTATUS", "LEADRANGE")
"""The functions that a profile can become."""
PREFIX: Final = "sheetqual."
"""How the names begin that the functions are made of."""
_DAYS: Final = frozenset(("before", "after", "within_days", "older_than_days", "later_than_days"))
_WIDTH: Final = 3
_ARGUMENTS: Final = ("leads", "headers", "profile", "today")


@dataclass(frozen=True, slots=True)
class NativeFunctions:
    """What a workbook needs so that the functions work with nothing installed.

    Attributes:
        names: Defined name -> its formula, as a file holds it, without a leading ``=``.
        texts: Defined name -> the text of the cell that it stands for.
        has_day: Whether the functions take the day of scoring as a fourth argument.
    """

    names: Mapping[str, str]
    texts: Mapping[str, str]
    has_day: bool


def uses_dates(profile: Profile) -> bool:
    """Tell whether a profile compares days, or lets answers lose value with age."""
    return any(criterion.decay for criterion in profile.criteria) or any(
        test.operator in _DAYS or _has_date(test) for condition in _conditions(profile) for test in tests_of(condition)
    )


def native_functions(profile: Profile, *, has_day: bool) -> NativeFunctions:
    """Return a profile's worksheet functions as formulas.

    Args:
        profile: The profile.
        has_day: Whether they take the day of scoring as a fourth argument; otherwise it is the day
            on which the workbook is calculated.

    Raises:
        SheetqualError: Something in the profile can't be said exactly with formulas; the message
            names each criterion and condition, and what comes nearest.
    """
    writer = _Writer(profile, has_day=has_day)
    names = {name: stored(formula) for name, formula in writer.names().items()}
    faults = [*writer.faults]
    faults += [
        f"{name.removeprefix(PREFIX)}: too much for one formula of Excel; make its conditions shorter"
        for name, formula in names.items()
        if len(formula) > LONGEST
    ]
    looked_up = texts(profile)
    if any(len(text) > LONGEST_CELL for text in looked_up.values()):
        faults.append("[words]: more words than a cell can hold; leave out those that nobody uses")
    if faults:
        listed = "; ".join(dict.fromkeys(faults))
        raise SheetqualError(f"this profile can't become Excel formulas. {listed}")
    return NativeFunctions(names, looked_up, has_day)


def _conditions(profile: Profile) -> Iterator[Condition]:
    for criterion in profile.criteria:
        yield from criterion.conditions
    for penalty in profile.penalties:
        yield penalty.when
    if profile.horizon:
        yield profile.horizon.lost_when


def _has_date(test: Test) -> bool:
    wanted = test.wanted if isinstance(test.wanted, tuple) else (test.wanted,)
    return any(hasattr(one, "isoformat") for one in wanted)


class _Writer:
    """Writes the names of one profile.

    Attributes:
        faults: What could not be written, in words.
    """

    def __init__(self, profile: Profile, *, has_day: bool) -> None:
        self.faults: list[str] = []
        self._profile = profile
        self._has_day = has_day
        self._words = Reader(words=profile.words).words
        self._columns: dict[tuple[str, ...], str] = {}
        self._tenths = criterion_points(profile)
        levels = list(Level)
        self._required = sorted(
            (place for place, one in enumerate(profile.criteria) if one.required),
            key=lambda place: levels.index(profile.criteria[place].level),
        )
        self._refusable = [
            place for place, one in enumerate(profile.criteria) if profile.refusal == "any" or one.required
        ]

    def names(self) -> dict[str, str]:
        """Return every name with its formula, readable."""
        profile = self._profile
        answers = {
            **{
                f"{PREFIX}criterion_{place:02}": self._criterion(criterion)
                for place, criterion in enumerate(profile.criteria, start=1)
            },
            **{
                f"{PREFIX}penalty_{place:02}": self._predicate(penalty.name, penalty.when)
                for place, penalty in enumerate(profile.penalties, start=1)
            },
        }
        routes: dict[str, str] = {}
        if profile.horizon:
            routes[f"{PREFIX}horizon"] = self._predicate("horizon", profile.horizon.lost_when)
        if profile.suppress.columns:
            routes[f"{PREFIX}suppressed"] = self._suppression(profile.suppress.columns)
        columns = {name: self._column(headers) for headers, name in self._columns.items()}
        return {
            **helpers(profile),
            "sheetqual.position": _POSITION,
            **columns,
            **answers,
            **routes,
            **self._pattern(list(answers), list(routes)),
            **self._sums(),
            **self._functions(),
        }

    def _column(self, headers: tuple[str, ...]) -> str:
        """Return the formula for the position of the first of some columns that is not blank in a row."""
        folded = list(dict.fromkeys(map(fold_header, headers)))
        if not all(map(is_readable, folded)) or any(len(one) > LONGEST_TEXT for one in folded):
            self.faults.append(f"column '{headers[0]}': formulas don't read this header; use a plain one")
        count = len(folded)
        pairs = [
            (f"place_{place}", f"sheetqual.position($heads,{quoted(one)})") for place, one in enumerate(folded, start=1)
        ]
        worst = f"MIN({','.join(f'${name}' for name, _ in pairs)})"
        pairs.append((f"choice_{count}", f"$place_{count}"))
        for place in range(count - 1, 0, -1):
            here, rest = f"$place_{place}", f"$choice_{place + 1}"
            is_blank = f'sheetqual.read(INDEX($row,1,MAX(1,{here})))="B"'
            pairs.append((f"choice_{place}", f"IF({here}=0,{rest},IF({is_blank},IF({rest}=0,{here},{rest}),{here}))"))
        return lambda_(("row", "heads"), let(pairs, f"IF({worst}<0,-1,$choice_1)"))

    def _cells(self, groups: Sequence[tuple[str, ...]]) -> list[tuple[str, str]]:
        """Return the local names for the cells of some columns, and their readings."""
        pairs = []
        for place, headers in enumerate(groups, start=1):
            name = self._columns.setdefault(headers, f"{PREFIX}column_{len(self._columns) + 1:02}")
            pairs += [
                (f"at_{place}", f"{name}($row,$heads)"),
                (f"cell_{place}", f"INDEX($row,1,MAX(1,$at_{place}))"),
                (
                    f"reading_{place}",
                    f'IF($at_{place}=0,"M",IF($at_{place}<0,"!",sheetqual.read($cell_{place})))',
                ),
            ]
        return pairs

    def _written(self, name: str, conditions: Sequence[Condition], columns: Mapping[tuple[str, ...], int]) -> list[str]:
        """Return conditions as formulas; what can't be written becomes a fault."""
        written = []
        for condition in conditions:
            try:
                written.append(condition_formula(condition, columns, self._words))
            except NotNativeError as fault:
                self.faults.append(f"{name}, {fault}")
        return written

    def _criterion(self, criterion: Criterion) -> str:
        """Return the formula for the answer to a criterion, three digits, or a message."""
        conditions = criterion.conditions
        groups = list(dict.fromkeys(test.columns for condition in conditions for test in tests_of(condition)))
        if criterion.decay and criterion.columns not in groups:
            groups.append(criterion.columns)
        columns = {headers: place for place, headers in enumerate(groups, start=1)}
        values = [grade.value for grade in criterion.grades] or [100]
        assumed = {Assume.YES: 100, Assume.NO: 0}.get(criterion.assume)
        answer = "0"
        written = self._written(criterion.name, conditions, columns)
        for formula, value in reversed(list(zip(written, values, strict=False))):
            unknown = f"sheetqual.unknown($truth,{UNKNOWN_ANSWER if assumed is None else assumed})"
            answer = let(
                (("truth", formula),),
                f"IF($truth={NO},{answer},IF($truth={YES},{value},"
                f"IF($truth={PARTLY},{open_value((value + 1) // 2)},{unknown})))",
            )
        pairs = [*self._cells(groups), ("answer", answer)]
        result = "$answer"
        if criterion.decay:
            place = columns[criterion.columns]
            result = _decayed(place, criterion.decay.half_life_days)
        if assumed is not None:  # What is assumed does not lose value with age.
            blank = ",".join(f'$reading_{place}="B"' for place in columns.values())
            result = f"IF(AND({blank}),{assumed},{result})"
        return lambda_(("row", "heads", "today"), let(pairs, _coded(result, groups)))

    def _predicate(self, name: str, condition: Condition) -> str:
        """Return the formula for a condition that is no criterion: its truth as three digits, or a message."""
        groups = list(dict.fromkeys(test.columns for test in tests_of(condition)))
        columns = {headers: place for place, headers in enumerate(groups, start=1)}
        written = self._written(name, [condition], columns)
        truth = let(
            (("truth", written[0] if written else "0"),),
            f"IF(OR($truth={YES},$truth={NO},$truth>={UNREAD}),$truth,{UNKNOWN})",
        )
        return lambda_(
            ("row", "heads", "today"), let([*self._cells(groups), ("answer", truth)], _coded("$answer", groups))
        )

    def _suppression(self, headers: Sequence[str]) -> str:
        """Return the formula that tells whether any of some columns says anything but no."""
        groups = [(header,) for header in dict.fromkeys(map(fold_header, headers))]
        said = []
        for place in range(1, len(groups) + 1):
            reading = f"$reading_{place}"
            said.append(
                f'IF({reading}="!",{UNREAD + place},IF(OR({reading}="B",{reading}="U",{reading}="M",'
                f'LEFT({reading},1)="N"),{NO},{YES}))'
            )
        names = [f"said_{place}" for place in range(1, len(said) + 1)]
        any_yes = "+".join(f"IF(${name}={YES},1,0)" for name in names)
        worst = f"MAX({','.join(f'${name}' for name in names)})"
        pairs = [*self._cells(groups), *zip(names, said, strict=True), ("answer", f"IF({any_yes}>0,{YES},{worst})")]
        return lambda_(("row", "heads", "today"), let(pairs, _coded("$answer", groups)))

    def _pattern(self, answers: Sequence[str], routes: Sequence[str]) -> dict[str, str]:
        """Return the names that make a row's pattern: its answers, and where it may go."""
        names: dict[str, str] = {}
        for kind, predicates in (("answers", answers), ("routes", routes)):
            pieces = [f"{one}($row,$heads,$today)" for one in predicates]
            parts = [pieces[at : at + _CHUNK] for at in range(0, len(pieces), _CHUNK)]
            for place, part in enumerate(parts, start=1):
                names[f"{PREFIX}{kind}_{place}"] = lambda_(("row", "heads", "today"), "&".join(part))
            joined = "&".join(f"{PREFIX}{kind}_{place}($row,$heads,$today)" for place in range(1, len(parts) + 1))
            names[f"{PREFIX}{kind}"] = lambda_(("row", "heads", "today"), joined or '""')
        return {**names, "sheetqual.unknown": _UNKNOWN, "sheetqual.row": self._row()}

    def _row(self) -> str:
        """Return the formula from a row, its headers and a day to its pattern, a message, or an empty text."""
        found = "+".join(f"ABS({name}($row,$heads))" for name in self._columns.values())
        given = "IF(AND($today>=1,$today<2958466,INT($today)<>60),sheetqual.real_day(INT($today)),-1)"
        day = f'IF(ISNUMBER($today),{given},IF($today="",TODAY(),-1))' if self._has_day else "TODAY()"
        fault = (
            "IF(ROWS($headers)*COLUMNS($headers)<>COLUMNS($row),"
            '"sheetqual: "&ROWS($headers)*COLUMNS($headers)&" headers over "&COLUMNS($row)&'
            '" columns of leads; choose ranges of one width",'
            'IF(ROWS($headers)>1,"sheetqual: choose one row of headers",'
            # Not every program still takes a single cell for a row.
            'IF(COLUMNS($row)=1,"sheetqual: choose two columns or more",'
            f"IF({found}=0,\"sheetqual: none of the profile's columns is among the headers; "
            'choose the header row as second argument",'
            'IF($day<1,"sheetqual: the last argument should be a day, such as TODAY()","")))))'
        )
        return lambda_(
            ("row", "headers", "today", "routed"),
            let(
                (
                    ("heads", "MAP($headers,LAMBDA($header,sheetqual.header($header)))"),
                    ("day", day),
                    ("fault", fault),
                    ("marks", "MAP($row,LAMBDA($cell,LEFT(sheetqual.read($cell),1)))"),
                    ("blanks", 'SUMPRODUCT(EXACT($marks,"B")*1)'),
                    ("odd", 'SUMPRODUCT(EXACT($marks,"!")*1)'),
                ),
                'IF($fault<>"",$fault,IF($blanks=COLUMNS($row),"",'
                # Signs that nobody sees may be all that there is.
                'IF($blanks+$odd=COLUMNS($row),"sheetqual: write this lead plainly, in letters and digits",'
                'sheetqual.checked("P"&sheetqual.answers($row,$heads,$day)&'
                'IF($routed,sheetqual.routes($row,$heads,$day),"")))))',
            ),
        )

    def _sums(self) -> dict[str, str]:
        """Return the names that add up a pattern."""
        criteria = self._profile.criteria
        points = list(enumerate(self._tenths, start=1))
        penalties = list(enumerate(self._profile.penalties, start=len(criteria) + 1))
        earned = [f"{tenths}*sheetqual.value($pattern,{place})" for place, tenths in points]
        unknown = [f"{tenths * 100}*sheetqual.is_unknown($pattern,{place})" for place, tenths in points]
        taken = [f"{one.thousandths}*{_is(place, YES)}" for place, one in penalties]
        feared = [f"{one.thousandths}*{_is(place, UNKNOWN)}" for place, one in penalties]
        failed = [_is(place + 1, 0) for place in self._required]
        refused = [_is(place + 1, REFUSED_ANSWER) for place in self._refusable]
        score = self._profile.score
        return {
            "sheetqual.checked": _CHECKED,
            "sheetqual.code": lambda_(("pattern", "place"), f"VALUE(MID($pattern,{_WIDTH}*$place-1,{_WIDTH}))"),
            "sheetqual.value": _VALUE,
            "sheetqual.is_unknown": _IS_UNKNOWN,
            "sheetqual.clamped": lambda_(("points",), f"MAX(0,MIN({FULL},$points))"),
            "sheetqual.earned": lambda_(("pattern",), _sum(earned)),
            "sheetqual.open_points": lambda_(("pattern",), _sum(unknown)),
            "sheetqual.taken": lambda_(("pattern",), _sum(taken)),
            "sheetqual.feared": lambda_(("pattern",), _sum(feared)),
            "sheetqual.is_out": lambda_(("pattern",), f"{_sum([*failed, *refused])}>0"),
            "sheetqual.score": _within_bounds(""),
            "sheetqual.floor": _within_bounds("-sheetqual.feared($pattern)"),
            "sheetqual.ceiling": _within_bounds("+sheetqual.open_points($pattern)"),
            "sheetqual.band": lambda_(
                ("points",),
                f"IF($points>={score.hot},{self._label(Temperature.HOT)},IF($points>={score.warm},"
                f"{self._label(Temperature.WARM)},{self._label(Temperature.COLD)}))",
            ),
            # Numbers with decimals show them as the country does; every function says them with a point.
            "sheetqual.shown": lambda_(("points",), 'SUBSTITUTE($points/1000&"",",",".")'),
            **self._reasons(),
        }

    def _label(self, temperature: Temperature) -> str:
        return self._fitting(self._profile.score.labels[temperature])

    def _fitting(self, text: str) -> str:
        if len(text) > LONGEST_TEXT:
            self.faults.append(f"'{text[:40]}…': at most {LONGEST_TEXT} characters fit a formula; shorten it")
        if not all(char.isprintable() or char in "\n\u200c" for char in text):
            self.faults.append(f"{text!r}: a formula can't hold signs that nobody sees; take them out")
        return quoted(text)

    def _reasons(self) -> dict[str, str]:
        """Return the names that say why a lead is in its queue."""
        criteria, said = self._profile.criteria, sayings(self._profile)
        kinds: dict[str, list[tuple[str, str]]] = {
            "refused": [
                (
                    f"sheetqual.code($pattern,{place + 1})={REFUSED_ANSWER}",
                    f"{Queue.DROPPED}: {said['refused', criteria[place].id].text}",
                )
                for place in self._refusable
            ],
            "failed": [
                (
                    f"sheetqual.code($pattern,{place + 1})=0",
                    f"{criteria[place].on_fail}: {said['failed', criteria[place].id].text}",
                )
                for place in self._required
            ],
            "open": [
                (
                    f"sheetqual.is_open($pattern,{place + 1})",
                    f"{Queue.CALL}: {said['open', criteria[place].id].text}",
                )
                for place in self._required
            ],
        }
        names = {"sheetqual.is_open": _IS_OPEN}
        for kind, cases in kinds.items():
            chunks = [cases[at : at + _CHUNK] for at in range(0, len(cases), _CHUNK)]
            for number, chunk in enumerate(chunks, start=1):
                chosen = '""'
                for condition, text in reversed(chunk):
                    chosen = f"IF({condition},{self._fitting(text)},{chosen})"
                names[f"{PREFIX}{kind}_{number}"] = lambda_(("pattern",), chosen)
            chosen = '""'
            for number in range(len(chunks), 0, -1):
                chosen = let((("said", f"{PREFIX}{kind}_{number}($pattern)"),), f'IF($said<>"",$said,{chosen})')
            names[f"{PREFIX}{kind}"] = lambda_(("pattern",), chosen)
        return names

    def _functions(self) -> dict[str, str]:
        """Return the functions that people call, and what each returns of one row."""
        profile = self._profile
        out = self._label(Temperature.OUT)
        shown = {
            "LEADSCORE": "sheetqual.score($pattern)/1000",
            "LEADTEMP": f"IF(sheetqual.is_out($pattern),{out},sheetqual.band(sheetqual.score($pattern)))",
            "LEADSTATUS": self._status(),
            "LEADRANGE": let(
                (
                    ("low", "sheetqual.shown(sheetqual.floor($pattern))"),
                    ("high", "sheetqual.shown(sheetqual.ceiling($pattern))"),
                ),
                'IF($low=$high,$low,$low&" to "&$high)',
            ),
        }
        parameters = _ARGUMENTS if self._has_day else _ARGUMENTS[:-1]
        day = "$today" if self._has_day else "0"
        names: dict[str, str] = {}
        for function, result in shown.items():
            routed = "TRUE" if function == "LEADSTATUS" and (profile.horizon or profile.suppress.columns) else "FALSE"
            one = let(
                (("pattern", f"sheetqual.row($row,$headers,$today,{routed})"),),
                f'IF(LEFT($pattern,1)="P",{result},$pattern)',
            )
            single = f"{PREFIX}{function.lower()}"
            names[single] = lambda_(("row", "headers", "today"), one)
            if function == "LEADTEMP":
                names[f"{PREFIX}of_lead"], single = names.pop(single), f"{PREFIX}of_lead_or_score"
                names[single] = _OF_LEAD_OR_SCORE
            names[function] = lambda_(
                parameters,
                f"IF(ROWS($leads)=1,{single}($leads,$headers,{day}),"
                f"BYROW($leads,LAMBDA($row,{single}($row,$headers,{day}))))",
            )
        return names

    def _status(self) -> str:
        """Return the formula for the queue of a pattern and why, in the order of the core's queues."""
        profile = self._profile
        at = len(profile.criteria) + len(profile.penalties)
        late = stopped = None
        if profile.horizon:
            at += 1
            late = f"sheetqual.code($pattern,{at})={YES}"
        if profile.suppress.columns:
            at += 1
            stopped = f"sheetqual.code($pattern,{at})={YES}"
        called = quoted(f"{Queue.CALL}: qualified" if self._required else f"{Queue.CALL}")
        result = let((("open", "sheetqual.open($pattern)"),), f'IF($open<>"",$open,{called})')
        weak = f"sheetqual.ceiling($pattern)<{profile.score.warm}"
        most = '"&sheetqual.shown(sheetqual.ceiling($pattern))&"'
        result = f'IF({weak},"{Queue.NURTURE}: cannot become warm: {most} points at most",{result})'
        if late:
            result = f"IF({late},{quoted(f'{Queue.LOST}: buys too late to call now')},{result})"
        result = let(
            (("refused", "sheetqual.refused($pattern)"), ("failed", "sheetqual.failed($pattern)")),
            f'IF($refused<>"",$refused,IF($failed<>"",$failed,{result}))',
        )
        if stopped:
            result = f"IF({stopped},{quoted(f'{Queue.SUPPRESSED}: asked not to be called')},{result})"
        return result


_CHUNK: Final = 10


def _is(place: int, code: int) -> str:
    return f"IF(sheetqual.code($pattern,{place})={code},1,0)"


def _within_bounds(more: str) -> str:
    """Return the formula for the points of a pattern, and more, from 0 to 100; 0 for a lead that is out."""
    points = f"sheetqual.earned($pattern)-sheetqual.taken($pattern){more}"
    return lambda_(("pattern",), f"IF(sheetqual.is_out($pattern),0,sheetqual.clamped({points}))")


def _sum(terms: Sequence[str]) -> str:
    return "+".join(terms) or "0"


def _coded(answer: str, groups: Sequence[tuple[str, ...]]) -> str:
    """Return the formula that turns a code into three digits, and what can't be read into a message.

    A message stands between signs that no code holds, so that it is found in a pattern.
    """
    names = ",".join(quoted(_printable(headers[0])[:100].replace("!", " ")) for headers in groups)
    message = f'"!sheetqual: "&CHOOSE($code-{UNREAD},{names})&": write it plainly, such as 12000, yes or 2026-12-31!"'
    return let((("code", answer),), f'IF($code>{UNREAD},{message},RIGHT("00"&$code,{_WIDTH}))')


def _printable(text: str) -> str:
    return "".join(filter(str.isprintable, text))


def _decayed(place: int, half_life: float) -> str:
    """Return the formula for an answer that has lost value with age, as in `sheetqual.core.plan`."""
    reading, cell = f"$reading_{place}", f"$cell_{place}"
    return let(
        (
            ("worth", "IF($answer<101,$answer,IF($answer<202,$answer-101,0))"),
            ("when", f'IF(sheetqual.state({reading})=0,sheetqual.day({cell},{reading}),"?")'),
        ),
        f"IF(OR($answer>{HELD_AT_ZERO},$worth=0),$answer,"
        f'IF($when="!",{UNREAD + place},IF($when="?",IF($answer<101,{UNDATED_ANSWER},{UNKNOWN_ANSWER}),'
        + let(
            (("left", f"INT($worth*0.5^(MAX(0,$today-$when)/{half_life!r})+0.5)"),),
            f"IF($answer>100,101+$left,IF($left=0,{HELD_AT_ZERO},$left))",
        )
        + ")))",
    )


_POSITION: Final = lambda_(
    ("heads", "name"),
    let(
        (("count", "SUMPRODUCT(EXACT($heads,$name)*1)"),),
        "IF($count=1,IF(COLUMNS($heads)=1,1,SUMPRODUCT(EXACT($heads,$name)*SEQUENCE(1,COLUMNS($heads)))),"
        'IF($count>1,-1,IF(SUMPRODUCT(EXACT($heads,"!")*1)>0,-1,0)))',
    ),
)
"""Where a header stands; 0 where it is missing, -1 where nobody can tell."""

_UNKNOWN: Final = lambda_(
    ("truth", "blank"),
    f"IF($truth>={UNREAD},$truth,IF($truth=3,$blank,IF($truth=5,{COMPLAINED_ANSWER},"
    f"IF($truth=6,{REFUSED_ANSWER},{UNKNOWN_ANSWER}))))",
)
_OF_LEAD_OR_SCORE: Final = lambda_(
    ("row", "headers", "today"),
    # The headers of a score are blank, or left out, of which COLUMNS makes nothing sure.
    "IF(COLUMNS($row)>1,sheetqual.of_lead($row,$headers,$today),"
    'IF(IF(ISTEXT($headers),$headers<>"",IF(ISNUMBER($headers),$headers<>0,FALSE)),'
    '"sheetqual: choose two columns or more",'
    "IF(ISNUMBER($row),sheetqual.band(ROUND($row*1000,0)),"
    'IF(ISERROR($row),$row,IF($row="","","sheetqual: choose two columns or more")))))',
)
_VALUE: Final = lambda_(
    ("pattern", "place"),
    let((("code", "sheetqual.code($pattern,$place)"),), "IF($code<101,$code,IF($code<202,$code-101,0))"),
)
_IS_UNKNOWN: Final = lambda_(("pattern", "place"), f"IF(sheetqual.code($pattern,$place)>{HELD_AT_ZERO},1,0)")
_IS_OPEN: Final = lambda_(
    ("pattern", "place"),
    let(
        (("code", "sheetqual.code($pattern,$place)"),),
        f"AND($code>100,$code<>{HELD_AT_ZERO},$code<>{UNDATED_ANSWER})",
    ),
)
_CHECKED: Final = lambda_(
    ("pattern",),
    let(
        (("at", 'IFERROR(FIND("!",$pattern),0)'),),
        'IF($at=0,$pattern,LET($rest,MID($pattern,$at+1,999),LEFT($rest,FIND("!",$rest)-1)))',
    ),
)
