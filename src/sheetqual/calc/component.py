"""The add-in as LibreOffice sees it: the only code that knows UNO.

It runs in LibreOffice's own Python, from the .oxt file, beside a copy of the core. What goes wrong
is a short message in the cell; even a Python that is too old for the core gets that far.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import uno  # type: ignore[import-not-found]
import unohelper  # type: ignore[import-not-found]
from com.sun.star.lang import XLocalizable, XServiceInfo  # type: ignore[import-not-found]

INTERFACE = "org.sheetqual.calc.XLeadFunctions"
SERVICE = "org.sheetqual.calc.LeadFunctions"
_ADD_IN = "com.sun.star.sheet.AddIn"

# Our copy of the core comes first: a sheetqual that somebody installed may be another version.
_OURS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "pythonpath")  # noqa: PTH100, PTH118, PTH120
sys.path.insert(0, _OURS)
try:
    from sheetqual.calc.answers import answer
except Exception as error:  # noqa: BLE001 - LibreOffice would show nothing but #VALUE!
    _WHY = f"sheetqual: the add-in can't start ({error}); install LibreOffice 25.2 or newer"

    def answer(  # noqa: PLR0913, PLR0917 - what the core's own takes
        function: str, document: Any, leads: Any, headers: Any, profile: Any, today: Any
    ) -> tuple[tuple[Any, ...], ...]:
        """Return why there are no answers."""
        del function, document, leads, headers, profile, today
        return ((_WHY,),)

finally:
    sys.path.remove(_OURS)


class LeadFunctions(
    unohelper.Base,  # type: ignore[misc]
    uno.getClass(INTERFACE),  # type: ignore[misc]
    XServiceInfo,  # type: ignore[misc]
    XLocalizable,  # type: ignore[misc]
):
    """The worksheet functions; `document` is the calling one, which no formula names."""

    def __init__(self, _context: Any) -> None:
        """Begin with no language; LibreOffice sets it."""
        self.locale: Any = None

    def leadscore(self, document: Any, leads: Any, headers: Any, profile: Any, today: Any) -> Any:
        """Answer LEADSCORE."""
        return answer("LEADSCORE", document, leads, headers, profile, today)

    def leadtemp(self, document: Any, leads: Any, headers: Any, profile: Any, today: Any) -> Any:
        """Answer LEADTEMP."""
        return answer("LEADTEMP", document, leads, headers, profile, today)

    def leadstatus(self, document: Any, leads: Any, headers: Any, profile: Any, today: Any) -> Any:
        """Answer LEADSTATUS."""
        return answer("LEADSTATUS", document, leads, headers, profile, today)

    def leadwhy(self, document: Any, leads: Any, headers: Any, profile: Any, today: Any) -> Any:
        """Answer LEADWHY."""
        return answer("LEADWHY", document, leads, headers, profile, today)

    def leadask(self, document: Any, leads: Any, headers: Any, profile: Any, today: Any) -> Any:
        """Answer LEADASK."""
        return answer("LEADASK", document, leads, headers, profile, today)

    def leadrange(self, document: Any, leads: Any, headers: Any, profile: Any, today: Any) -> Any:
        """Answer LEADRANGE."""
        return answer("LEADRANGE", document, leads, headers, profile, today)

    def leadproduct(self, document: Any, leads: Any, headers: Any, profile: Any, today: Any) -> Any:
        """Answer LEADPRODUCT."""
        return answer("LEADPRODUCT", document, leads, headers, profile, today)

    def getImplementationName(self) -> str:  # noqa: N802 - UNO's name
        """Return what this is called."""
        return SERVICE

    def supportsService(self, name: str) -> bool:  # noqa: N802 - UNO's name
        """Tell whether this is such a service."""
        return name in self.getSupportedServiceNames()

    def getSupportedServiceNames(self) -> tuple[str, ...]:  # noqa: N802 - UNO's name
        """Return what services this is."""
        return (SERVICE, _ADD_IN)

    def setLocale(self, locale: Any) -> None:  # noqa: N802 - UNO's name
        """Take the language of LibreOffice."""
        self.locale = locale

    def getLocale(self) -> Any:  # noqa: N802 - UNO's name
        """Return the language of LibreOffice."""
        return self.locale


g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816 - LibreOffice looks for this name
g_ImplementationHelper.addImplementation(LeadFunctions, SERVICE, (SERVICE, _ADD_IN))
