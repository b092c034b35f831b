"""E-mail addresses, and domains all of whose addresses are meant, as lists of who must not be called are compared."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Final

from sheetqual.core.words import WHITE, fold
from sheetqual.files.merging.lead_keys import NO_KEYS, email_keys

if TYPE_CHECKING:
    from sheetqual.core.values import Cell

__all__ = ["UNSEEN", "address_keys", "host_of"]

UNSEEN: Final = dict.fromkeys(ord(char) for char in WHITE if not char.isspace())
"""For `str.translate`: takes out the signs that do not show."""

_AT: Final = re.compile("[@＠﹫]")
_BETWEEN: Final = re.compile(r"[\s;,:<>()\[\]\"'|?]+")
_NO_LABEL: Final = re.compile(r"xn--|.*[\s;,:<>()\[\]\"'|?@.]|\Z", re.DOTALL)
_TAG: Final = re.compile(r"(?<=[^@])\+[^@]*@")
_LONGEST_LABEL: Final = 63
_LONGEST_ADDRESS: Final = 1_000


def address_keys(cell: Cell) -> frozenset[str]:
    """Return the e-mail addresses in a cell, as comparisons see them; ``@acme.com`` stands for all of a domain.

    Case, width, signs that do not show, and the two spellings of a domain (``münchen.de`` and
    ``xn--mnchen-3ya.de``) make no difference. An address with a tag, ``anna+crm@acme.com``, is the one without, too.
    """
    if not isinstance(cell, str) or not _AT.search(cell):
        return NO_KEYS
    text = cell if cell.isascii() else fold(cell).translate(UNSEEN)
    pieces = (piece for piece in _BETWEEN.split(text) if "@" in piece and len(piece) <= _LONGEST_ADDRESS)
    found = chain.from_iterable(email_keys(f"*{piece}" if piece.startswith("@") else piece) for piece in pieces)
    keys = {key for address in found if (key := _canonical(address))}
    return frozenset(keys.union(_TAG.sub("@", key) for key in keys if "+" in key))


def _canonical(address: str) -> str | None:
    """Return an address as comparisons see it; None for what is none, such as a name in a social network."""
    local, _, host = address.rpartition("@")
    if not host.isascii() or "xn--" in host:
        host = ".".join(_label(label) for label in host.replace("。", ".").split("."))
    host, local = host.strip("."), local.rpartition("@")[2].strip(".")
    if local == "*":
        return f"@{host}" if "." in host else None
    return f"{local}@{host}" if local and host else None


def _label(label: str) -> str:
    """Return a part of a domain in its own letters."""
    if not label.startswith("xn--") or len(label) > _LONGEST_LABEL:
        return label
    try:
        plain = fold(label.removeprefix("xn--").encode().decode("punycode")).translate(UNSEEN)
    except (UnicodeError, ValueError):
        return label
    return label if _NO_LABEL.match(plain) else plain


def host_of(address: str) -> str:
    """Return what stands behind the last @ of an address."""
    return address.rpartition("@")[2]
