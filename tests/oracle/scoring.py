"""Scoring one list of leads by the letter of method.md sections 2 to 8: slow, plain, exact.

One function a rule; each quotes the text it follows. Independent of ``src``. Truth has three values:
True, False and None for unknown. Where the text is silent the choice is numbered in AMBIGUITIES.md.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from .asking import Open, Situation, next_question
from .reading import (
    Interval,
    Words,
    cell_state,
    cell_text,
    exact,
    fold,
    fold_header,
    is_blank,
    read_date,
    read_number,
    read_yes,
)
from .robust import highest_mean, lowest_mean, share_at_least

Truth = bool | None
Table = dict[str, Any]

LEVELS = ["organisation", "opportunity", "stakeholder"]
HUNDRED = Fraction(100)
HALF = Fraction(1, 2)


@dataclass
class Lead:
    """One row, the settings it is read with, and the columns found unreadable so far."""

    headers: list[str]
    cells: list[object]
    words: Words
    decimal: str
    dates: str
    as_of: dt.date
    epoch_1904: bool
    unreadable: set[str] = field(default_factory=set)

    def date(self, cell: object) -> dt.date | None:
        """Read a date with this list's settings."""
        return read_date(cell, self.dates, epoch_1904=self.epoch_1904)


@dataclass(frozen=True)
class Answer:
    """What one lead answers to one criterion.

    ``value`` is what is scored (decayed), ``gate`` whether it holds, fails or is open (None) if required.
    """

    value: Fraction | None
    gate: Truth
    state: str


# --- three-valued logic ---


def all_of(parts: list[Truth]) -> Truth:
    """Section 2: "`all` fails as soon as one fails"."""
    if False in parts:
        return False
    return None if None in parts else True


def any_of(parts: list[Truth]) -> Truth:
    """Section 2: "`any` holds as soon as one holds"."""
    if True in parts:
        return True
    return None if None in parts else False


def negated(part: Truth) -> Truth:
    """Turn the truth round; the contrary of unknown is unknown."""
    return None if part is None else not part


# --- cells ---


def find_cell(columns: list[str], lead: Lead) -> tuple[str, object] | None:
    """Section 2: "`columns` are tried in turn per lead: the first that exists and is not blank".

    Returns:
        The header and the cell (blank when all are), or None when no column exists.
    """
    found: list[tuple[str, object]] = []
    folded = [fold_header(header) for header in lead.headers]
    for name in columns:
        if fold_header(name) in folded:
            place = folded.index(fold_header(name))
            cell = lead.cells[place] if place < len(lead.cells) else None
            found.append((lead.headers[place], cell))
    for header, cell in found:
        if not is_blank(cell):
            return header, cell
    return found[0] if found else None


def own_columns(condition: Table, columns: list[str]) -> list[str]:
    """Section 2: "a condition inside a composition may name its own `column`"."""
    return [condition["column"]] if "column" in condition else columns


def columns_read(condition: Table, columns: list[str]) -> list[list[str]]:
    """List the columns of every simple condition in a condition, however deep."""
    columns = own_columns(condition, columns)
    found: list[list[str]] = []
    for key, wanted in condition.items():
        if key in ("all", "any"):
            for part in wanted:
                found += columns_read(part, columns)
        elif key == "not":
            found += columns_read(wanted, columns)
        elif key != "column":
            found.append(columns)
    return found


# --- conditions ---


def evaluate(condition: Table, columns: list[str], lead: Lead) -> Truth:
    """Section 2: "Several keys in one condition must all hold"."""
    columns = own_columns(condition, columns)
    keys = [(key, wanted) for key, wanted in condition.items() if key != "column"]
    return all_of([evaluate_key(key, wanted, columns, lead) for key, wanted in keys])


def evaluate_key(key: str, wanted: Any, columns: list[str], lead: Lead) -> Truth:
    """Evaluate one key of a condition; a composition by three-valued logic, the rest by the cell."""
    if key == "all":
        return all_of([evaluate(part, columns, lead) for part in wanted])
    if key == "any":
        return any_of([evaluate(part, columns, lead) for part in wanted])
    if key == "not":
        return negated(evaluate(wanted, columns, lead))
    return evaluate_cell(key, wanted, columns, lead)


def evaluate_cell(key: str, wanted: Any, columns: list[str], lead: Lead) -> Truth:
    """Evaluate one key that is no composition: by the state of its cell, then by what the cell says."""
    found = find_cell(columns, lead)
    if found is None:
        return None  # section 3: "A criterion whose column is missing is a finding; its answers are unknown"
    header, cell = found
    state = cell_state(cell, lead.words)
    if state == "error":
        lead.unreadable.add(header)
        return None
    if key == "known":
        return evaluate_known(state, wanted=wanted)
    if state in ("blank", "unknown", "refused", "complained"):
        return None  # section 2: "A blank or unknown word makes a condition unknown"
    if key in ("yes", "no"):
        return evaluate_yes(cell, state, header, lead, wanted=wanted if key == "yes" else not wanted)
    return evaluate_content(key, wanted, cell, header, lead)


def evaluate_known(state: str, *, wanted: bool) -> Truth:
    """Section 2: "... unknown, except `known`, which it answers with no".

    Section 3: complained "counts as unknown"; refused, "its value is unknown".
    """
    if state == "refused":
        return None
    return wanted == (state not in ("blank", "unknown", "complained"))


def evaluate_yes(cell: object, state: str, header: str, lead: Lead, *, wanted: bool) -> Truth:
    """Section 3: yes, no, partly; text that is none of them "is unknown **and a finding**"."""
    if state == "partly":
        return None  # in three-valued logic; alone it is 0.5: see is_partly
    answer = read_yes(cell, lead.words)
    if answer is None:
        lead.unreadable.add(header)
        return None
    return answer == wanted


def evaluate_content(key: str, wanted: Any, cell: object, header: str, lead: Lead) -> Truth:
    """Evaluate a condition on a text, a number or a date."""
    if key in ("is", "one_of", "not_one_of"):
        choices = [wanted] if key == "is" else wanted
        holds = any_of([equals(choice, cell, header, lead) for choice in choices])
        return negated(holds) if key == "not_one_of" else holds
    if key == "contains":
        return fold(wanted) in fold(cell_text(cell))
    if key == "like":
        return like(wanted, cell)
    if key in ("at_least", "at_most", "between"):
        return compare_number(key, wanted, cell, header, lead)
    if key in ("before", "after", "within_days", "older_than_days", "later_than_days"):
        return compare_date(key, wanted, cell, header, lead)
    raise ValueError(key)


def equals(wanted: Any, cell: object, header: str, lead: Lead) -> Truth:
    """Section 2, `is`: texts compare folded; a number is compared as a number, a date as a date."""
    if isinstance(wanted, bool):
        answer = read_yes(cell, lead.words)
        return None if answer is None else answer == wanted
    if isinstance(wanted, int | float):
        return compare_number("between", [wanted, wanted], cell, header, lead)
    if isinstance(wanted, dt.date):
        date = date_or_finding(cell, header, lead)
        return None if date is None else date == wanted
    mine, theirs = fold(wanted), fold(cell_text(cell))
    alike = [{"true", "1", "yes"}, {"false", "0", "no"}]  # "TRUE, 1 and yes are one and the same"
    return mine == theirs or any(mine in words and theirs in words for words in alike)


def like(pattern: str, cell: object) -> bool:
    """Section 2: "`like` (glob, `*` and `?`; no regular expressions)", over the whole text."""
    parts = [{"*": ".*", "?": "."}.get(c, re.escape(c)) for c in fold(pattern)]
    return re.fullmatch("".join(parts), fold(cell_text(cell)), re.DOTALL) is not None


def number_or_finding(cell: object, header: str, lead: Lead) -> Interval | None:
    """Section 3: "What can't be read (text in a number condition) is unknown **and a finding**"."""
    number = read_number(cell, lead.decimal)
    if number is None:
        lead.unreadable.add(header)
    return number


def date_or_finding(cell: object, header: str, lead: Lead) -> dt.date | None:
    """Section 3: what can't be read as a date is unknown and a finding."""
    date = lead.date(cell)
    if date is None:
        lead.unreadable.add(header)
    return date


def compare_number(key: str, wanted: Any, cell: object, header: str, lead: Lead) -> Truth:
    """Section 3: a comparison with a range holds or fails for the whole range, "else it is unknown"."""
    number = number_or_finding(cell, header, lead)
    if number is None:
        return None
    if key == "at_least":
        return number.at_least(exact(wanted))
    if key == "at_most":
        return number.at_most(exact(wanted))
    return all_of([number.at_least(exact(wanted[0])), number.at_most(exact(wanted[1]))])


def compare_date(key: str, wanted: Any, cell: object, header: str, lead: Lead) -> Truth:
    """Section 2: `before` / `after` (a date), the others "against the day of scoring"."""
    date = date_or_finding(cell, header, lead)
    if date is None:
        return None
    if key in ("before", "after"):
        bound = lead.date(wanted)
        if bound is None:
            raise ValueError(wanted)
        return date < bound if key == "before" else date > bound
    days_ahead = (date - lead.as_of).days
    if key == "within_days":
        return abs(days_ahead) <= exact(wanted)
    if key == "older_than_days":
        return -days_ahead > exact(wanted)
    return days_ahead > exact(wanted)


def is_partly(condition: Table, columns: list[str], lead: Lead) -> bool:
    """Section 3: "`partly` (0.5 under `yes` or `no`; a gate stays open)"; in a composition just unknown."""
    columns = own_columns(condition, columns)
    found = find_cell(columns, lead)
    only_yes_or_no = set(condition) - {"column"} in ({"yes"}, {"no"})
    return only_yes_or_no and found is not None and cell_state(found[1], lead.words) == "partly"


# --- criteria ---


def answer(criterion: Table, lead: Lead) -> Answer:
    """Answer one criterion: assumption, condition or grades, partly, decay, refusal."""
    columns: list[str] = criterion.get("columns", [])
    conditions = [criterion["want"]] if "want" in criterion else [g["when"] for g in criterion["grades"]]
    cells = [find_cell(c, lead) for condition in conditions for c in columns_read(condition, columns)]
    assumed = assumed_value(criterion, cells)
    if assumed is not None:
        return Answer(assumed, assumed > 0, "value")
    if "want" in criterion:
        value, partly = wanted_value(criterion["want"], columns, lead)
    else:
        value, partly = graded_value(criterion["grades"], columns, lead)
    gate = None if value is None or partly else value > 0  # "holds when its value is above 0 (partly: open)"
    if value and "decay" in criterion:
        value = decayed(value, criterion, lead)
    return Answer(value, gate, answer_state(value, cells, lead, partly=partly))


def assumed_value(criterion: Table, cells: list[tuple[str, object] | None]) -> Fraction | None:
    """Section 2: "assume: what a blank means: "unknown" (default) | "yes" | "no""; not a missing column."""
    if all(found is not None and is_blank(found[1]) for found in cells):
        return {"yes": Fraction(1), "no": Fraction(0)}.get(criterion.get("assume", "unknown"))
    return None


def wanted_value(condition: Table, columns: list[str], lead: Lead) -> tuple[Fraction | None, bool]:
    """Section 2: "a condition; value 1 when it holds, 0 when not"; section 3: 0.5 for partly.

    Returns:
        The value, and whether it comes from a partly.
    """
    if is_partly(condition, columns, lead):
        return HALF, True
    truth = evaluate(condition, columns, lead)
    return (None if truth is None else Fraction(truth)), False


def graded_value(grades: list[Table], columns: list[str], lead: Lead) -> tuple[Fraction | None, bool]:
    """Sections 2 and 3: "first match wins, else 0"; "the first `when` that is not false decides"."""
    truths = [evaluate(grade["when"], columns, lead) for grade in grades]
    for grade, truth in zip(grades, truths, strict=True):
        if is_partly(grade["when"], columns, lead):
            return round_to_hundredth(exact(grade["value"]) / 2), True
        if truth is None:
            return None, False
        if truth:
            return exact(grade["value"]), False
    return Fraction(0), False


def round_to_hundredth(value: Fraction) -> Fraction:
    """Round half up to 0.01."""
    return Fraction((value * 100 + HALF).__floor__(), 100)


def decayed(value: Fraction, criterion: Table, lead: Lead) -> Fraction | None:
    """Section 5: "v = value * 0.5^(age in whole days, at least 0 / half_life_days), rounded half up to 0.01".

    Exact: the greatest whole m with m - 1/2 <= 100 * value * 0.5^(p/q), both sides raised to the power q.
    """
    found = find_cell(criterion["columns"], lead)
    if found is None or cell_state(found[1], lead.words) in ("blank", "unknown", "refused", "complained"):
        return None
    date = date_or_finding(found[1], found[0], lead)
    if date is None:
        return None
    age = max(0, (lead.as_of - date).days)
    exponent = age / exact(criterion["decay"]["half_life_days"])
    p, q = exponent.numerator, exponent.denominator
    hundredths = 0
    while ((hundredths + HALF) / (100 * value)) ** q <= Fraction(1, 2**p):
        hundredths += 1
    return Fraction(hundredths, 100)


def answer_state(value: Fraction | None, cells: list[tuple[str, object] | None], lead: Lead, *, partly: bool) -> str:
    """Section 3, the answer states; a refused cell makes a refusal only where it leaves the value unknown."""
    if value is not None:
        return "partly" if partly else "value"
    states = [cell_state(found[1], lead.words) for found in cells if found is not None]
    return next((state for state in ("refused", "complained") if state in states), "unknown")


# --- weights and points ---


def order_weights(kind: str, n: int) -> list[Fraction]:
    """Section 4: "w_i = (1/n) * sum_{j=i..n} 1/j"; "w_i = 2(n+1-i)/(n(n+1))"; "1/n"."""
    if kind == "rank":
        return [sum((Fraction(1, j) for j in range(i, n + 1)), Fraction(0)) / n for i in range(1, n + 1)]
    if kind == "rank_sum":
        return [Fraction(2 * (n + 1 - i), n * (n + 1)) for i in range(1, n + 1)]
    return [Fraction(1, n)] * n


def tied(weights: list[Fraction], ties: list[bool]) -> list[Fraction]:
    """Section 4: "Ties (undecided between neighbours): the mean of the tied positions' weights"."""
    groups: list[list[Fraction]] = []
    for weight, tie in zip(weights, ties, strict=True):
        if tie and groups:
            groups[-1].append(weight)
        else:
            groups.append([weight])
    return [sum(group, Fraction(0)) / len(group) for group in groups for _ in group]


def weights_of(profile: Table) -> list[Fraction]:
    """Give the weights of a profile's criteria, summing to 1."""
    criteria = profile["criterion"]
    kind = scheme_of(profile)
    if kind == "points":
        points = [exact(c["points"]) for c in criteria]
        weights = [p / sum(points) for p in points]  # section 4: "normalised by their sum the same way"
    else:
        weights = order_weights(kind, len(criteria))
    return tied(weights, [c.get("tied_with_previous", False) for c in criteria])


def ties_of(profile: Table) -> list[bool]:
    """Section 7: "With ties (and for `equal`, one tie)": whether each criterion is tied with the one before."""
    if scheme_of(profile) == "equal":
        return [True] * len(profile["criterion"])
    return [c.get("tied_with_previous", False) for c in profile["criterion"]]


def scheme_of(profile: Table) -> str:
    """Section 2: `weights = "rank"` where nothing is said."""
    scheme: str = profile.get("score", {}).get("weights", "rank")
    return scheme


def product_weights(profile: Table, order: list[str]) -> list[Fraction]:
    """Section 4: "Criteria named by a product's `order` get weights from that order alone".

    With `weights = "points"` the named criteria's own points, sorted, go to the product's order.
    """
    if scheme_of(profile) != "points":
        return order_weights(scheme_of(profile), len(order))
    own = {c["id"]: exact(c["points"]) for c in profile["criterion"]}
    points = sorted((own[name] for name in order), reverse=True)
    if sum(points) == 0:
        return order_weights("equal", len(order))
    return [p / sum(points) for p in points]


def product_points(profile: Table) -> dict[str, dict[str, Fraction]]:
    """Give each product's points by criterion, in the order the profile names the products."""
    return {
        product["name"]: dict(
            zip(product["order"], points_from(product_weights(profile, product["order"])), strict=True)
        )
        for product in profile.get("product", [])
    }


def largest_remainder(weights: list[Fraction], total: int) -> list[int]:
    """Section 4: "rounded by largest remainder"; equal ones: "the more important gets the unit"."""
    quotas = [weight * total for weight in weights]
    units = [quota.__floor__() for quota in quotas]
    by_remainder = sorted(range(len(quotas)), key=lambda i: (units[i] - quotas[i], i))
    for i in by_remainder[: total - sum(units)]:
        units[i] += 1
    return units


def points_from(weights: list[Fraction]) -> list[Fraction]:
    """Section 4: whole numbers, "where that would leave a criterion with 0, to tenths instead"."""
    whole = largest_remainder(weights, 100)
    if 0 not in whole:
        return [Fraction(p) for p in whole]
    return [Fraction(p, 10) for p in largest_remainder(weights, 1000)]


# --- score ---


def clamped(score: Fraction) -> Fraction:
    """Section 5: "clamped to [0, 100]"."""
    return min(max(score, Fraction(0)), HUNDRED)


def score_floor_ceiling(
    points: list[Fraction], values: list[Fraction | None], held: Fraction, unknown_penalties: Fraction
) -> tuple[Fraction, Fraction, Fraction]:
    """Section 5, score, floor and ceiling: "Sums come first, clamping last".

    Args:
        points: the points (or weights * 100) of each criterion.
        values: v of each criterion, None when unknown.
        held: the sum of the penalties known to hold.
        unknown_penalties: the sum of those nobody knows about.

    Returns:
        Score, floor, ceiling.
    """
    earned = sum((p * v for p, v in zip(points, values, strict=True) if v is not None), Fraction(0))
    missing = sum((p for p, v in zip(points, values, strict=True) if v is None), Fraction(0))
    return (
        clamped(earned - held),
        clamped(earned - held - unknown_penalties),
        clamped(earned + missing - held),
    )


def completeness(points: list[Fraction], values: list[Fraction | None]) -> Fraction:
    """Section 5: "Completeness = share of points known"."""
    known = sum((p for p, v in zip(points, values, strict=True) if v is not None), Fraction(0))
    return known / sum(points)


def expected_score(
    points: list[Fraction], values: list[Fraction | None], means: list[Fraction], held: Fraction
) -> Fraction:
    """Section 5: "Expected = score + sum over unknown p_i * (pool's mean of v_i ...)"."""
    score = score_floor_ceiling(points, values, held, Fraction(0))[0]
    return score + sum((p * m for p, v, m in zip(points, values, means, strict=True) if v is None), Fraction(0))


def band(score: Fraction, hot: Fraction, warm: Fraction) -> str:
    """Section 5: "hot if score >= hot, warm if >= warm, else cold"."""
    if score >= hot:
        return "hot"
    return "warm" if score >= warm else "cold"


# --- qualification and routing ---


def required_gates(criteria: list[Table], answers: list[Answer]) -> list[tuple[Table, Truth]]:
    """Pair the required criteria with their gates, in level order, then priority."""
    pairs = [(c, a.gate) for c, a in zip(criteria, answers, strict=True) if c.get("required", False)]
    return [pair for level in LEVELS for pair in pairs if level_of(pair[0]) == level]


def level_of(criterion: Table) -> str:
    """Section 2: "Defaults: ... level opportunity"."""
    level: str = criterion.get("level", "opportunity")
    return level


def status_and_level(gates: list[tuple[Table, Truth]]) -> tuple[str, str | None]:
    """Section 6: "any required criterion known to fail", else "open (level = the first not yet passed)"."""
    for criterion, gate in gates:
        if gate is False:
            return "disqualified", level_of(criterion)
    for criterion, gate in gates:
        if gate is None:
            return "open", level_of(criterion)
    return "qualified", None


def refusal_drops(profile: Table, answers: list[Answer]) -> bool:
    """Section 2: `refusal = "any"`: "any" refused criterion drops the lead, or only a "required" one."""
    only_required = profile.get("routing", {}).get("refusal", "any") == "required"
    return any(
        a.state == "refused" and (c.get("required", False) or not only_required)
        for c, a in zip(profile["criterion"], answers, strict=True)
    )


def is_suppressed(profile: Table, lead: Lead) -> bool:
    """Section 2: "[suppress] # never exported"; any column that says anything but no suppresses."""
    suppressed = False
    for column in profile.get("suppress", {}).get("columns", []):
        found = find_cell([column], lead)
        if found is None:
            continue
        state = cell_state(found[1], lead.words)
        if state == "error":
            lead.unreadable.add(found[0])
        elif state not in ("blank", "unknown") and read_yes(found[1], lead.words) is not False:
            suppressed = True
    return suppressed


def horizon_holds(profile: Table, lead: Lead) -> bool:
    """Section 6: "`lost` (horizon holds ...)"."""
    horizon = profile.get("horizon")
    return horizon is not None and evaluate(horizon["lost_when"], horizon.get("columns", []), lead) is True


def lead_type(profile: Table, lead: Lead, *, qualified: bool, out: bool, temperature: str) -> str:
    """Section 6, lead type; "an out lead is Unqualified whatever its source"."""
    types = profile.get("types", {})
    holding = [name for name in ("PQL", "CQL") if name in types and evaluate(types[name], [], lead) is True]
    has_required = any(c.get("required", False) for c in profile["criterion"])
    if out:
        return "Unqualified"
    if holding:
        return holding[0]
    if qualified and (has_required or temperature == "hot"):
        return "SQL"
    return "MQL" if temperature in ("hot", "warm") else "Unqualified"


def queue_of(gates: list[tuple[Table, Truth]], *, suppressed: bool, refused: bool, lost: bool, hopeless: bool) -> str:
    """Section 6: "queue, first that applies"."""
    if suppressed:
        return "suppressed"
    if refused:
        return "dropped"
    for criterion, gate in gates:
        if gate is False:
            queue: str = criterion.get("on_fail", "nurture")
            return queue
    if lost:
        return "lost"
    return "nurture" if hopeless else "call"


# --- products and kinds ---


def product_scores(
    by_product: dict[str, dict[str, Fraction]], values: dict[str, Fraction | None], held: Fraction
) -> list[Table]:
    """Section 4: "the best-fit product has the highest score, the first named on a tie"; penalties as in section 5."""
    scored = []
    for name, points in by_product.items():
        named = [values[criterion] for criterion in points]
        score = score_floor_ceiling(list(points.values()), named, held, Fraction(0))[0]
        scored.append({"name": name, "score": score})
    return sorted(scored, key=lambda product: -product["score"])  # a stable sort: first named first


def earned_by_kind(criteria: list[Table], earned: dict[str, Fraction | None], kind: str) -> Fraction:
    """Section 1, "sub-scores": the points earned by the criteria of a kind; section 2: "kind fit" by default."""
    return sum((earned[c["id"]] or Fraction(0) for c in criteria if c.get("kind", "fit") == kind), Fraction(0))


# --- robustness ---


def robustness(
    profile: Table, values: list[Fraction | None], held: Fraction, unknown_penalties: Fraction, *, out: bool
) -> Table:
    """Section 7: `order_range`, `always_hot`, `hot_share`, `warm_share`; "Out leads: 0 and false"."""
    if out:
        nothing = Fraction(0)
        return {"order_range": [nothing, nothing], "always_hot": False, "hot_share": nothing, "warm_share": nothing}
    hot, warm = thresholds(profile)
    ties = ties_of(profile)
    at_least = [Fraction(0) if v is None else v for v in values]
    at_most = [Fraction(1) if v is None else v for v in values]
    lowest = clamped(100 * lowest_mean(at_least, ties) - held - unknown_penalties)
    highest = clamped(100 * highest_mean(at_most, ties) - held)
    return {
        "order_range": [lowest, highest],
        "always_hot": lowest >= hot,
        "hot_share": share_of_weights(at_least, ties, hot, held),
        "warm_share": share_of_weights(at_least, ties, warm, held),
    }


def share_of_weights(values: list[Fraction], ties: list[bool], threshold: Fraction, held: Fraction) -> Fraction:
    """Section 7: "t = (hot + known penalties) / 100"; a score is never under 0, so 0 is always reached."""
    return Fraction(1) if threshold == 0 else share_at_least(values, ties, (threshold + held) / 100)


def thresholds(profile: Table) -> tuple[Fraction, Fraction]:
    """Section 2: `hot = 70`, `warm = 40`."""
    score = profile.get("score", {})
    return exact(score.get("hot", 70)), exact(score.get("warm", 40))


# --- the next question ---


def question_to_ask(
    profile: Table, points: list[Fraction], answers: list[Answer], held: Fraction, unknown_penalties: Fraction
) -> tuple[Table | None, float | None]:
    """Section 8, for a lead that is neither settled nor out.

    Returns:
        The question (None when nobody can be asked anything), and the expected cost until decided.
    """
    triples = list(zip(profile["criterion"], points, answers, strict=True))
    unknown = [(c, p, a) for c, p, a in triples if a.value is None and a.state != "refused"]
    hot, warm = thresholds(profile)
    situation = Situation(
        earned=sum((p * a.value for _, p, a in triples if a.value is not None), Fraction(0)) - held,
        doubt=unknown_penalties,
        beyond=sum((p for _, p, a in triples if a.value is None and a.state == "refused"), Fraction(0)),
        stuck=any(c.get("required", False) and a.gate is None and a.value is not None for c, _, a in triples),
        hot=hot,
        warm=warm,
        questions=tuple(open_criterion(profile, c, p, a) for c, p, a in unknown),
    )
    place, cost = next_question(situation)
    if place is None:
        return None, None
    criterion = unknown[place][0]
    return {"criterion": criterion["id"], "ask": text_to_ask(criterion)}, None if cost is None else float(cost)


def open_criterion(profile: Table, criterion: Table, points: Fraction, answer: Answer) -> Open:
    """Section 8: "P(yes) from `[pool]` ..., else 0.5"; the cost of its first question, 1 without one."""
    chance = exact(profile.get("pool", {}).get(criterion["id"], 0.5))
    questions = criterion.get("questions", [])
    cost = exact(questions[0].get("cost", 1)) if questions else Fraction(1)
    return Open(points, chance, cost, criterion.get("required", False), gate_holds=answer.gate is True)


def text_to_ask(criterion: Table) -> str:
    """Give the text of its first question, or one made of its name."""
    questions = criterion.get("questions", [])
    name = criterion.get("name", criterion["id"])
    text: str = questions[0]["ask"] if questions else f"Ask about {name}."
    return text


# --- the whole ---


def penalties_of(profile: Table, lead: Lead) -> tuple[dict[str, Fraction], Fraction]:
    """Section 5: "penalties known to hold", and the sum of those unknown."""
    truths = [(p, evaluate(p["when"], p.get("columns", []), lead)) for p in profile.get("penalty", [])]
    held = {p["id"]: exact(p["points"]) for p, truth in truths if truth is True}
    return held, sum((exact(p["points"]) for p, truth in truths if truth is None), Fraction(0))


def score_lead(profile: Table, points: list[Fraction], by_product: dict[str, dict[str, Fraction]], lead: Lead) -> Table:
    """Score one lead: answers, points earned, status, queue, type, products, robustness, the next question."""
    criteria = profile["criterion"]
    answers = [answer(criterion, lead) for criterion in criteria]
    values = [a.value for a in answers]
    held, unknown_penalties = penalties_of(profile, lead)
    known_penalties = sum(held.values(), Fraction(0))
    score, floor, ceiling = score_floor_ceiling(points, values, known_penalties, unknown_penalties)
    hot, warm = thresholds(profile)

    gates = required_gates(criteria, answers)
    status, level = status_and_level(gates)
    refused = refusal_drops(profile, answers)
    out = status == "disqualified" or refused  # section 6: "out = disqualified or dropped"
    queue = queue_of(
        gates,
        suppressed=is_suppressed(profile, lead),
        refused=refused,
        lost=horizon_holds(profile, lead),
        hopeless=ceiling < warm,
    )
    one_band = band(floor, hot, warm) == band(ceiling, hot, warm)
    settled = out or (one_band and all(gate is not None for _, gate in gates))
    question, cost = (None, None)
    if not settled:
        question, cost = question_to_ask(profile, points, answers, known_penalties, unknown_penalties)
    if out:
        score = floor = ceiling = Fraction(0)
    temperature = "out" if out else band(score, hot, warm)
    by_id = {c["id"]: v for c, v in zip(criteria, values, strict=True)}
    earned = {c["id"]: None if v is None else p * v for c, p, v in zip(criteria, points, values, strict=True)}
    products = product_scores(by_product, by_id, known_penalties)
    kind = lead_type(profile, lead, qualified=status == "qualified", out=out, temperature=temperature)
    return {
        "score": score,
        "floor": floor,
        "ceiling": ceiling,
        "temperature": temperature,
        "settled": settled,
        "status": status,
        "level": level,
        "queue": queue,
        "completeness": completeness(points, values),
        "points": earned,
        "penalties": held,
        "type": kind,
        "answers": {c["id"]: a.state for c, a in zip(criteria, answers, strict=True)},
        "unreadable": [header for header in lead.headers if header in lead.unreadable],
        "product": products[0]["name"] if products else None,
        "products": products,
        "fit": earned_by_kind(criteria, earned, "fit"),
        "interest": earned_by_kind(criteria, earned, "interest"),
        **robustness(profile, values, known_penalties, unknown_penalties, out=out),
        "next_question": question,
        "question_cost": cost,
    }


def score_leads(
    profile: Table,
    headers: list[str],
    rows: list[list[object]],
    as_of: dt.date,
    *,
    epoch_1904: bool = False,
) -> list[Table]:
    """Score a list of leads.

    Args:
        profile: what ``tomllib`` gives for a valid profile.
        headers: the header of each column.
        rows: raw cells: texts, numbers, booleans, dates, None.
        as_of: the day of scoring.
        epoch_1904: whether a bare number in a date condition counts days from 1904.

    Returns:
        One dictionary a row; numbers are exact fractions, but `question_cost` is a float.
    """
    reading = profile.get("reading", {})
    decimal, dates = reading.get("decimal", "auto"), reading.get("dates", "dmy")
    words = Words.of_profile(profile)
    points = points_from(weights_of(profile))
    by_product = product_points(profile)
    results = []
    for row in rows:
        lead = Lead(headers, row, words, decimal, dates, as_of, epoch_1904)
        results.append(score_lead(profile, points, by_product, lead))
    return results
