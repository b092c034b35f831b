"""A workbook as a package of parts: read some, change some, keep every other one byte for byte.

Parts that do not change are copied as they are stored, still compressed.
"""

from __future__ import annotations

import copy
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Final, TypeAlias
from urllib.parse import unquote

from sheetqual.files._markup import Element, parse
from sheetqual.files._refusals import Refused, damaged, too_large

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Package", "Part", "Relationship", "rels_name", "rewrite"]

_LOCAL_HEADER: Final = struct.Struct("<4s22xHH")
_LOCAL_MAGIC: Final = b"PK\x03\x04"
_HAS_DESCRIPTOR: Final = 0x08
_ENCRYPTED: Final = 0x01
_PIECE: Final = 1 << 18
_BOOK: Final = "xl/workbook.xml"
_SMALL_PART: Final = 30_000_000
_TOTAL_BYTES: Final = 2_000_000_000
_BOMBS: Final = ((100_000_000, 200), (500_000_000, 50))
_STRINGS_BOMBS: Final = ((100_000_000, 200), (300_000_000, 50), (700_000_000, 0))
"""Parts of more bytes than the first number are refused from the second number, their ratio, on.

The most that a full sheet of 12 equal texts and 1,048,576 rows unpacks to is 1.3 GB, at a ratio of 40;
as 12.6 million different texts of 25 letters its shared strings are 550 MB. calamine holds all shared
strings in memory, and nothing but the cells of a sheet.
"""
_LEVEL: Final = 4
"""Compression of changed parts: nearly as small as Excel's, in half of the time."""


@dataclass(frozen=True, slots=True)
class Relationship:
    """What one part says about another.

    Attributes:
        id: Its id in that part.
        kind: The last word of its type: ``worksheet``, ``styles``, ``table`` ...
        target: The name of the other part; None for something outside of the package.
    """

    id: str
    kind: str
    target: str | None


class Package:
    """The parts of an open workbook.

    Attributes:
        archive: The file.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        """Look at the names of the parts.

        Raises:
            Refused: Two parts have one name, one is encrypted, or they unpack to far too much.
        """
        self.archive = archive
        self._infos: dict[str, zipfile.ZipInfo] = {}
        for info in archive.infolist():
            name = _key(info.filename)
            if name in self._infos and not info.is_dir():
                raise damaged()
            if info.flag_bits & _ENCRYPTED:
                raise Refused("is protected with a password; open it in Excel, remove the password, save.")
            self._infos[name] = info
        self._check_sizes()

    def _check_sizes(self) -> None:
        total = 0
        for name, info in self._infos.items():
            # A sheet may lie in a part of any name.
            bombs = _STRINGS_BOMBS if name.endswith("sharedstrings.xml") else _BOMBS
            if any(info.file_size > size and info.file_size > ratio * info.compress_size for size, ratio in bombs):
                raise too_large()
            if name.endswith((".xml", ".rels")):
                total += info.file_size
        if total > _TOTAL_BYTES:
            raise too_large()

    def names(self) -> list[str]:
        """Return the names of all parts, in lower case."""
        return list(self._infos)

    def size(self, name: str) -> int:
        """Return how many bytes a part unpacks to.

        Raises:
            Refused: There is no such part.
        """
        return self._info(name).file_size

    @property
    def book(self) -> str:
        """The name of the workbook part.

        Raises:
            Refused: There is none.
        """
        if _BOOK in self:
            return _BOOK
        for one in self.relationships(""):
            if one.kind == "officeDocument" and one.target:
                return one.target
        raise damaged()

    def __contains__(self, name: str) -> bool:
        """Tell whether there is a part of that name; upper and lower case are the same."""
        return _key(name) in self._infos

    def stored_name(self, name: str) -> str:
        """Return a part's name as it is spelled in the file.

        Raises:
            Refused: There is no such part.
        """
        return self._info(name).filename

    def open(self, name: str) -> Iterator[bytes]:
        """Yield a part's text in pieces.

        Raises:
            Refused: There is no such part, or it is damaged.
        """
        try:
            with self.archive.open(self._info(name)) as part:
                while piece := part.read(_PIECE):
                    yield piece
        except (
            *(zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, RuntimeError, ValueError),
        ) as error:
            raise damaged() from error

    def read(self, name: str) -> bytes:
        """Return the text of a part that is small in every honest workbook.

        Raises:
            Refused: There is no such part, or it is damaged or far too large.
        """
        if self._info(name).file_size > _SMALL_PART:
            raise too_large()
        return b"".join(self.open(name))

    def relationships(self, name: str) -> list[Relationship]:
        """Return what a part says about others; nothing where it says nothing.

        Raises:
            Refused: That is damaged.
        """
        where = rels_name(name)
        if where not in self:
            return []
        root = parse(self.read(where))
        return [_relationship(one, name) for one in root.children if one.name == "Relationship"]

    def _info(self, name: str) -> zipfile.ZipInfo:
        info = self._infos.get(_key(name))
        if info is None:
            raise damaged()
        return info


def rels_name(name: str) -> str:
    """Return the name of the part that holds a part's relationships."""
    folder, file = posixpath.split(name)
    return posixpath.join(folder, "_rels", f"{file}.rels")


def _key(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/").casefold()


def _relationship(one: Element, source: str) -> Relationship:
    attributes = one.attributes
    target = attributes.get("Target", "")
    outside = attributes.get("TargetMode", "").casefold() == "external"
    folder = posixpath.dirname(source)
    # Some programs write whole names without the slash in front.
    whole = target if target.startswith(("/", "xl/")) else posixpath.join(folder, target)
    return Relationship(
        attributes.get("Id", ""),
        attributes.get("Type", "").rpartition("/")[2],
        None if outside else posixpath.normpath(unquote(whole)).lstrip("/"),
    )


class _Copier(zipfile.ZipFile):
    """A new archive that takes members of another one as they are stored."""

    def take(self, source: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        """Copy a member without unpacking it."""
        stream, out = source.fp, self.fp
        if stream is None or out is None:
            raise damaged()
        stream.seek(info.header_offset)
        magic, name_length, extra_length = _LOCAL_HEADER.unpack(stream.read(_LOCAL_HEADER.size))
        if magic != _LOCAL_MAGIC:
            raise damaged()
        stream.seek(name_length + extra_length, 1)
        new = copy.copy(info)
        new.flag_bits &= ~_HAS_DESCRIPTOR  # The sizes stand in the header now.
        new.header_offset = out.tell()
        large = max(new.file_size, new.compress_size) > zipfile.ZIP64_LIMIT
        out.write(new.FileHeader(zip64=large))
        left = info.compress_size
        while left:
            piece = stream.read(min(left, _PIECE))
            if not piece:
                raise damaged()
            out.write(piece)
            left -= len(piece)
        self.filelist.append(new)
        self.NameToInfo[new.filename] = new
        self.start_dir = out.tell()
        self._didModify = True


Part: TypeAlias = bytes | Callable[[], Iterator[bytes]] | None
"""The text of a part, or what yields it in pieces; None for a part that is left out."""


def rewrite(
    package: Package,
    out: IO[bytes],
    changed: Mapping[str, Part],
    late: Mapping[str, Callable[[], bytes | None]] | None = None,
) -> None:
    """Write a package anew with some parts changed, added or left out.

    The parts keep their order; new ones come last.

    Args:
        package: The package as it is.
        out: Where it goes; must be able to seek.
        changed: The name of a part -> what becomes of it.
        late: Small parts that are known only once those have been made; what is the same as before
            stays as it is stored.

    Raises:
        Refused: The package is damaged.
    """
    with TemporaryFile() as scratch, _Copier(scratch, "w", zipfile.ZIP_DEFLATED) as made:
        parts: dict[str, tuple[str, bytes | zipfile.ZipInfo | None]] = {}
        for name, part in changed.items():
            parts[_key(name)] = name, _made(made, package, name, part) if callable(part) else part
        for name, make in (late or {}).items():
            text = make()
            if text is None or name not in package or text != package.read(name):
                parts[_key(name)] = name, text
        with _Copier(out, "w", zipfile.ZIP_DEFLATED) as new:
            new.comment = package.archive.comment
            for info in package.archive.infolist():
                if info.is_dir() or _key(info.filename) not in parts:
                    new.take(package.archive, info)
                else:
                    _, text_or_made = parts.pop(_key(info.filename))
                    _put_or_take(new, made, info, text_or_made)
            for name, text_or_made in parts.values():
                _put_or_take(new, made, zipfile.ZipInfo(name), text_or_made)


def _made(made: _Copier, package: Package, name: str, part: Callable[[], Iterator[bytes]]) -> zipfile.ZipInfo:
    """Write a part that comes in pieces to a file of its own, from which it is taken later."""
    like = package.archive.getinfo(package.stored_name(name)) if name in package else zipfile.ZipInfo(name)
    _put(made, like, part)
    return made.getinfo(like.filename)


def _put_or_take(new: _Copier, made: _Copier, like: zipfile.ZipInfo, part: bytes | zipfile.ZipInfo | None) -> None:
    if isinstance(part, zipfile.ZipInfo):
        new.take(made, part)
    elif part is not None:
        _put(new, like, part)


def _put(new: _Copier, like: zipfile.ZipInfo, part: bytes | Callable[[], Iterator[bytes]]) -> None:
    info = zipfile.ZipInfo(like.filename, like.date_time)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = like.external_attr
    info.create_system = like.create_system
    info._compresslevel = _LEVEL  # type: ignore[attr-defined]  # noqa: SLF001 - given a ZipInfo, open asks it alone
    info.file_size = like.file_size  # A hint, from which large parts get large headers.
    with new.open(info, "w") as stream:
        for piece in (part,) if isinstance(part, bytes) else part():
            stream.write(piece)
