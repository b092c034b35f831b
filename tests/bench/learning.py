"""What learning from customers costs, how often it is wrong, and how well its drafts do."""

from __future__ import annotations

import csv
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from sheetqual.core.evidence import Auc, auc
from sheetqual.core.learning.cases import Cases
from sheetqual.core.learning.draft import Draft, draft_of, ends_by_score
from sheetqual.core.learning.lessons import lessons_of
from sheetqual.core.learning.qualities import Verdict
from sheetqual.core.learning.study import study_of, with_draft
from sheetqual.core.values import Cell
from sheetqual.files.learning.past_leads import ListOptions, Wish, read_customers, read_past_leads

BANK = Path(__file__).resolve().parents[3] / "shared" / "data" / "bank-full.csv"
TODAY = date(2026, 11, 22)
WISH = Wish(None, TODAY, ignore=("duration",))


def made_up(  # noqa: PLR0913 - one argument a way in which lists differ
    rnd: random.Random,
    customers: int,
    others: int,
    *,
    columns: int = 20,
    planted: tuple[float, float] | None = None,
    blanks: tuple[float, float] = (0.0, 0.0),
    one_list: bool = True,
) -> Cases:
    """Return a list of columns that say nothing, one after another of four kinds, and perhaps one that does."""
    ends = [True] * customers + [False] * others
    cells: dict[int, list[Cell]] = {}
    for place in range(columns):
        column: list[Cell] = []
        share = rnd.uniform(0.1, 0.6)
        for won in ends:
            if rnd.random() < blanks[not won]:
                column.append(None)
            elif place % 4 == 0:
                column.append("yes" if rnd.random() < share else "no")
            elif place % 4 == 1:
                column.append(rnd.choice(("north", "south", "east", "west", "west", "abroad")))
            elif place % 4 == 2:
                column.append(float(round(rnd.lognormvariate(4, 1))))
            else:
                column.append(rnd.choice((0.0, 1.0, 2.0, 3.0, 4.0)))
        cells[place] = column
    if planted:
        cells[columns] = ["yes" if rnd.random() < planted[not won] else "no" for won in ends]
    headers = tuple(f"C{place}" for place in range(len(cells)))
    return Cases(headers, cells, bytes(ends), one_list=one_list)


def error_rates(runs: int = 400) -> None:
    """How often anything useless is called supported, and how often what is planted is found."""
    worlds = (
        ("6 customers, 100 others", 6, 100, (1.0, 0.4)),
        ("6 customers, 1,000 others", 6, 1000, (1.0, 0.2)),
        ("30 customers, 300 others", 30, 300, (0.7, 0.4)),
        ("100 customers, 1,000 others", 100, 1000, (0.6, 0.4)),
        ("1,000 customers, 9,000 others", 1000, 9000, (0.27, 0.2)),
    )
    print(f"20 useless columns, {runs} runs each; then one planted quality more")
    for name, customers, others, planted in worlds:
        rnd = random.Random(8)
        times = runs if others < 5000 else runs // 10
        wrong = sum(bool(supported(made_up(rnd, customers, others))) for _ in range(times))
        found = mixed = 0
        for _ in range(times):
            headers = supported(made_up(rnd, customers, others, planted=planted))
            found += "C20" in headers
            mixed += bool(headers - {"C20"})
        print(
            f"{name:<32} wrongly supported in {wrong / times:6.1%} of runs, beside a true one in {mixed / times:6.1%}; "
            f"{planted[0]:.0%} against {planted[1]:.0%} found in {found / times:6.1%}",
            flush=True,
        )
    rnd = random.Random(9)
    for customers, others in ((6, 1000), (60, 600)):
        lists = (made_up(rnd, customers, others, blanks=(0.0, 0.5), one_list=False) for _ in range(runs))
        wrong = sum(map(bool, map(supported, lists)))
        print(
            f"{customers} customers known well, half of {others:,} others blank: wrongly supported {wrong / runs:6.1%}"
        )


def supported(cases: Cases) -> set[str]:
    """Return the columns with a supported quality."""
    return {one.column for one in lessons_of(cases).with_verdict(Verdict.SUPPORTED)}


def drafted(cases: Cases) -> Draft:
    """Return the draft from some leads."""
    draft = draft_of(cases, lessons_of(cases), "Draft")
    assert draft is not None
    return draft


def bank_auc() -> None:
    """Five folds, and first 70 % against last 30 %, of the bank's calls."""
    cases = read_past_leads(BANK, "y=yes", WISH, ListOptions()).cases
    leads = len(cases.ends)
    folds = [place % 5 for place in range(leads)]
    random.Random(1).shuffle(folds)
    areas = [tried(cases, [one != fold for one in folds]) for fold in range(5)]
    print("five folds:", ", ".join(f"{one.value:.4f}" for one in areas), f"mean {sum(a.value for a in areas) / 5:.4f}")
    late = tried(cases, [place < 0.7 * leads for place in range(leads)])
    print(f"first 70 % / last 30 %: {late.value:.4f} ± {late.error:.4f}")


def tried(cases: Cases, is_seen: list[bool]) -> Auc:
    """Return how a draft from some leads does on the others."""
    found = auc(ends_by_score(drafted(cases.part(is_seen)).profile, cases.part([not one for one in is_seen])))
    assert found is not None
    return found


def speed() -> None:
    """Reading and counting alone, against everything that suggest does."""

    def bare() -> None:
        with BANK.open(newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file, delimiter=";"))
        for column in zip(*rows[1:], strict=True):
            Counter(column)

    def whole() -> None:
        past = read_past_leads(BANK, "y=yes", WISH, ListOptions())
        study_of(past.cases, None, TODAY)

    yardstick, ours = least(bare), least(whole)
    print(f"45,211 x 16: csv.reader and a count of each column {yardstick:.3f} s; suggest {ours:.3f} s, ", end="")
    print(f"{ours / yardstick:.2f} x  (wanted: at most 4)", flush=True)
    study = study_of(read_past_leads(BANK, "y=yes", WISH, ListOptions()).cases, None, TODAY)
    print(f"--draft with its folds {least(partial(with_draft, study, 'Draft'), 1):.1f} s more  (wanted: at most 30)")
    with tempfile.TemporaryDirectory() as folder:
        rnd = random.Random(3)
        lists = made_up(rnd, 6, 1000)
        for name, rows in (("customers", range(6)), ("leads", range(6, 1006))):
            with (Path(folder) / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file)
                writer.writerow(["E-mail", *lists.headers])
                writer.writerows(
                    [f"{row}@example.com", *(lists.columns[one][row] for one in range(20))] for row in rows
                )

        def few() -> None:
            past = read_customers(f"{folder}/leads.csv", f"{folder}/customers.csv", WISH_OF_ALL, ListOptions())
            study_of(past.cases, None, TODAY)

        print(f"6 customers against 1,000 leads x 20 {least(few):.2f} s  (wanted: at most 1)")


WISH_OF_ALL = Wish(None, TODAY)


def least(work: Callable[[], object], times: int = 3) -> float:
    """Return the least of some times that work takes, in seconds."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


if __name__ == "__main__":
    wanted = sys.argv[1:] or ["speed", "bank", "errors"]
    for name in wanted:
        {"speed": speed, "bank": bank_auc, "errors": error_rates}[name]()
