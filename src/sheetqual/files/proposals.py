"""A first profile proposed from a list of leads: what its columns could say about a good lead."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sheetqual.core.candidates import CandidateKind, candidates
from sheetqual.core.numbers import read_number
from sheetqual.core.parse import parse_profile
from sheetqual.core.profile import LeadColumns
from sheetqual.core.profile_edits import free_id, id_of
from sheetqual.core.reading import Reader, is_finite
from sheetqual.core.words import fold_header
from sheetqual.errors import SheetqualError
from sheetqual.files.safe_text import for_terminal
from sheetqual.files.score_columns import own_places
from sheetqual.files.unknown_lists import lead_places_of, read_unknown_list
from sheetqual.files.workspaces import PROFILE, SCHEMA, schema_bytes, write_new

if TYPE_CHECKING:
    import os
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from sheetqual.core.candidates import Candidate
    from sheetqual.core.identity import LeadPlaces
    from sheetqual.core.profile import Criterion
    from sheetqual.core.values import Finding
    from sheetqual.files.tables import LeadTable

__all__ = ["Proposal", "propose_workspace", "proposed_criterion", "proposed_text"]

_MOST: Final = 12
_MOST_VALUES: Final = 3
_MOST_HEADERS: Final = 5
_MOSTLY: Final = 0.8
_NAME: Final = 60
_VALUE: Final = 40
_LINE: Final = 105
_LONGEST_WORDS: Final = 1000
_LONGEST: Final = 60_000
"""Twelve columns whose headers and values are so long as TOML still fit into a profile."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A profile proposed from a list.

    Attributes:
        folder: The folder that holds it.
        profile: Its file.
        leads: How many leads it was proposed from.
        criteria: The names of its criteria.
        findings: What a person should look at in the list.
    """

    folder: Path
    profile: Path
    leads: int
    criteria: tuple[str, ...]
    findings: Sequence[Finding]


_DEPTH: Final = """\
[depth]                        # how many questions at most
cold_call = 3
"""


def propose_workspace(  # noqa: PLR0913 - each is one of the command line's options
    leads_path: str | os.PathLike[str],
    folder: str | os.PathLike[str],
    *,
    today: date,
    sheet: str | None = None,
    header_row: int | None = None,
    encoding: str | None = None,
) -> Proposal:
    """Write a profile proposed from a list of leads; files that are there are never written over.

    Args:
        leads_path: The list.
        folder: Where the profile goes; it is made when it is missing.
        today: The day of the proposal.
        sheet: The sheet's name; the best one when None.
        header_row: The header's row, from 1; found when None.
        encoding: The encoding of a CSV file that is not UTF-8.

    Raises:
        LeadsFileError: The list can't be read.
        SheetqualError: None of its columns could be a criterion.
        OutputError: The profile is there already, or can't be written.
    """
    table = read_unknown_list(leads_path, sheet=sheet, header_row=header_row, encoding=encoding)
    text = proposed_text(table, today=today, encoding=encoding if table.sheet is None else None)
    criteria = tuple(criterion.name for criterion in parse_profile(text, PROFILE).criteria)
    target = Path(folder)
    write_new(target, {PROFILE: text.encode(), SCHEMA: schema_bytes()})
    return Proposal(target, target / PROFILE, len(table.rows), criteria, table.findings)


def proposed_text(table: LeadTable, *, today: date, encoding: str | None = None) -> str:
    """Return the text of the profile proposed from a list.

    Args:
        table: The list, with all its columns.
        today: The day of the proposal.
        encoding: The encoding that its CSV file had to be read with.

    Raises:
        SheetqualError: None of its columns could be a criterion.
    """
    lead, found = _lead_and_candidates(table)
    chosen = _chosen(found)
    if not chosen:
        raise SheetqualError(
            f"No column of {table.source} looks like a quality of a lead; give another sheet or row with --sheet or "
            "--header-row, or begin with a framework: 'sheetqual new --framework bant'."
        )
    parts = [_head(table, today, encoding), _lead_table(table, lead)]
    ids = _ids([candidate.header for candidate in chosen])
    parts += [_criterion(candidate, name, len(table.rows)) for candidate, name in zip(chosen, ids, strict=True)]
    parts.append(_DEPTH)
    return "\n".join(parts)


def _lead_and_candidates(table: LeadTable) -> tuple[LeadPlaces, Sequence[Candidate]]:
    """Return which columns say who a lead is, and which could be criteria."""
    reader = Reader(epoch_1904=table.epoch_1904)
    lead = lead_places_of(table, reader)
    ours = own_places(table.headers)  # A list that sheetqual has scored.
    return lead, candidates(table.headers, table.columns, reader=reader, lead=lead, taken=ours)


def _chosen(found: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates to propose, in the order of the list's columns: the best filled ones.

    Of those that are filled about as well, the first are chosen: lists begin with what matters.
    """
    by_header: dict[str, Candidate] = {}
    for candidate in found:
        key = fold_header(candidate.header)
        if key and candidate.tells_leads_apart and _fits(candidate):
            by_header.setdefault(key, candidate)
    best = sorted(by_header.values(), key=lambda candidate: -round(candidate.filled, 1))[:_MOST]
    return sorted(best, key=lambda candidate: candidate.place)


def _fits(candidate: Candidate) -> bool:
    texts = [candidate.header, *(text for text, _ in candidate.values[:1])]
    return sum(len(_quoted(text)) for text in texts) <= _LONGEST and all(map(_is_text, texts))


def _is_text(text: str) -> bool:
    """Tell whether a text can be written down at all: half a character of UTF-16 can't."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def _ids(headers: Iterable[str]) -> list[str]:
    """Return an id for each header, made of its own letters where it has Latin ones."""
    ids: list[str] = []
    for count, header in enumerate(headers, start=1):
        first = id_of(header) or f"c{count}"
        others = (f"{first}_{number}" for number in range(2, count + 2))
        ids.append(first if first not in ids else next(other for other in others if other not in ids))
    return ids


def _head(table: LeadTable, today: date, encoding: str | None) -> str:
    source = _note(table.source, _NAME)
    reading = f"\n[reading]\nencoding = {_quoted(encoding)}\n" if encoding else ""
    return f"""\
#:schema ./profile.schema.json
# A proposal, made on {today.isoformat()} from {source} ({len(table.rows):,} leads).
#
# Only you know what a good lead is. These are the columns of your list that might tell, in the order
# of the list and, for now, all worth the same. What to do next:
#
# 1. Is it a quality of a good lead? If not, take the whole [[criterion]] out. Take out as well what
#    is known only after the sale.
# 2. Is "want" the answer that you hope for? If not, change it.
# 3. Put the questions into words of your own.
# 4. Move the most important criterion to the top, the next one below it, and so on. Then write
#    weights = "rank", and the points follow from the order.
# 5. Score your list: sheetqual score {source} --profile {PROFILE}
#
# Everything after a "#" is a note; take a note out once you have dealt with it.
schema = 1
name = {_quoted(f"Proposal from {_note(Path(table.source).stem, _NAME)}")}
version = 1
{reading}
[score]
weights = "equal"              # all worth the same, until you have put them into order
hot = 70                       # lower both if too few leads turn hot or warm
warm = 40
"""


def _lead_table(table: LeadTable, lead: LeadPlaces) -> str:
    """Return the table that says which columns say who a lead is."""
    lines = ["[lead]                         # which columns say who the lead is"]
    for part in fields(LeadColumns):
        headers = dict.fromkeys(table.headers[place] for place in getattr(lead, part.name))
        sound = [header for header in headers if _is_text(header) and len(_quoted(header)) <= _LONGEST_WORDS]
        if sound:
            lines.append(f"{part.name} = [{', '.join(map(_quoted, sound[:_MOST_HEADERS]))}]")
        elif part.name == "name" and lead.first and lead.last:
            lines.append("# the first and the last name stand in two columns, which are joined")
        elif part.name == "name":
            # Said out loud, since a common name of such a column may stand above answers here.
            lines.append('name = ["Name"]                # no column was found; put the header of yours here')
    return "\n".join([*lines, ""])


def _criterion(candidate: Candidate, name: str, leads: int) -> str:
    title = _note(candidate.header, _NAME) or name
    said, want, ask = _worded(candidate, title.rstrip("?!:. ") or title)
    proposal = f"PROPOSAL: {round(candidate.filled * leads):,} of {leads:,} leads have {said}"
    comment = textwrap.fill(proposal, _LINE, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False)
    return f"""\
{comment}
[[criterion]]
id = "{name}"
name = {_quoted(title)}
columns = [{_quoted(candidate.header)}]
want = {{ {want} }}
questions = [
  {{ ask = {_quoted(ask)} }},
]
"""


def proposed_criterion(candidate: Candidate, taken: Collection[str], leads: int) -> Criterion:
    """Return the criterion that a column may be, to begin with.

    Args:
        candidate: The column.
        taken: The ids of the criteria there are.
        leads: The number of leads in the list.
    """
    text = _criterion(candidate, free_id(candidate.header, taken), leads)
    return parse_profile(f"schema = 1\n{text}").criteria[0]


def _worded(candidate: Candidate, title: str) -> tuple[str, str, str]:
    """Return what the list says, what to want, and what to ask."""
    cut = candidate.cut if candidate.kind is CandidateKind.NUMBER else _cut_of(candidate)
    if cut is not None:
        number = str(int(cut)) if cut == int(cut) else repr(float(cut))
        said = f"a number here. Is {cut:,} or more a quality of a good lead?"
        return said, f"at_least = {number}", f"What figure should I note for “{title}”, roughly?"
    match candidate.kind:
        case CandidateKind.YES_NO:
            said = "yes or no here. Is yes a quality of a good lead?"
            return said, "yes = true", f"How do things stand with “{title}”?"
        case CandidateKind.CHOICE:
            common = ", ".join(_note(text, _VALUE) for text, _ in candidate.values[:_MOST_VALUES])
            said = f"an answer here, most often: {common}. Is this a quality of a good lead?"
            want = f"one_of = [{_quoted(candidate.values[0][0])}]"
            return said, want, f"What can you tell me about “{title}”?"
        case CandidateKind.NUMBER:
            said = "a number here. Is it a quality of a good lead to have one?"
            return said, "known = true", f"What figure should I note for “{title}”, roughly?"
        case CandidateKind.DATE:
            said = "a date here. Is it a quality of a good lead to have one?"
            return said, "known = true", f"What date should I note for “{title}”, and what hangs on it?"


def _cut_of(candidate: Candidate) -> float | None:
    """Return where to cut choices that are numbers, such as of children: the middle above the least."""
    read = [(read_number(text, "auto"), count) for text, count in candidate.values]
    numbers = [(one.interval.low, count) for one, count in read if one and one.interval.low == one.interval.high]
    if sum(count for _, count in numbers) < _MOSTLY * sum(count for _, count in read):
        return None
    known = sorted((number, count) for number, count in numbers if number is not None)
    above = [(number, count) for number, count in known if number > known[0][0]]
    half = sum(count for _, count in above) / 2
    for number, count in above:
        half -= count
        if half <= 0:
            return number if is_finite(number) else None
    return None


def _note(text: str, most: int) -> str:
    """Return a text for people, on one line and cut to a readable length."""
    shown = " ".join(for_terminal(text[:_LONGEST_WORDS]).split())
    return f"{shown[: most - 1]}…" if len(shown) > most else shown


_JOINERS: Final = "\u200c\u200d"


def _quoted(text: str) -> str:
    """Return a text as TOML writes it; what can't be seen is spelled out."""
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(letter: str) -> str:
    if letter in '\\"':
        return f"\\{letter}"
    if letter.isprintable() or letter in _JOINERS:
        return letter
    return f"\\u{ord(letter):04x}" if ord(letter) < 0x10000 else f"\\U{ord(letter):08x}"  # noqa: PLR2004 - TOML's own
