"""What the core takes from Python 3.11, for a LibreOffice whose own Python is 3.10.

The copy of the core in the add-in gets these names from here.
"""

from __future__ import annotations

import sys

__all__ = ["StrEnum", "re", "tomllib"]

if sys.version_info >= (3, 11):  # noqa: UP036 - LibreOffice brings its own Python
    import re
    import tomllib
    from enum import StrEnum
else:
    import re as _re
    from enum import Enum
    from types import SimpleNamespace

    from sheetqual import _tomllib as tomllib

    class StrEnum(str, Enum):  # noqa: UP042 - this is what 3.10 has not
        """Names that are texts."""

        __str__ = str.__str__
        __format__ = str.__format__

    _POSSESSIVE = _re.compile(r"([*+}])\+")

    def _compile(pattern: str) -> _re.Pattern[str]:
        # Possessive repeats save time in faulty profiles; without them the same texts match.
        return _re.compile(_POSSESSIVE.sub(r"\1", pattern))

    re = SimpleNamespace(compile=_compile, escape=_re.escape, search=_re.search)
