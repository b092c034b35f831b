"""What LibreOffice is told about the add-in: which files it has, and what its functions are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

from sheetqual._version import __version__
from sheetqual.core.worksheet import FUNCTIONS, PARAMETERS

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["IDENTIFIER", "OLDEST", "descriptions"]

IDENTIFIER: Final = "org.sheetqual.calc"
"""What LibreOffice calls the add-in."""
OLDEST: Final = "25.2"
"""Older ones show #NAME? for the functions in .xlsx files."""

_SERVICE: Final = "org.sheetqual.calc.LeadFunctions"
_TYPES: Final = "functions.idl"
_FUNCTIONS: Final = "functions.xcu"
_SUMMARY: Final = "description.txt"
_COMPONENT: Final = "component.py"

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'


def descriptions() -> Mapping[str, str]:
    """Return the texts that describe the add-in: path in the .oxt -> text."""
    return {
        "META-INF/manifest.xml": _manifest(),
        "description.xml": _description(),
        _SUMMARY: "Functions that score sales leads, such as LEADSCORE and LEADTEMP, by your own profile.\n",
        _TYPES: _types(),
        _FUNCTIONS: _functions(),
    }


def _manifest() -> str:
    files = {
        _TYPES: "application/vnd.sun.star.uno-typelibrary;type=RDB",
        _COMPONENT: "application/vnd.sun.star.uno-component;type=Python",
        _FUNCTIONS: "application/vnd.sun.star.configuration-data",
    }
    entries = "".join(
        f'  <manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>\n'
        for path, kind in files.items()
    )
    space = "http://openoffice.org/2001/manifest"
    return f'{_HEAD}<manifest:manifest xmlns:manifest="{space}">\n{entries}</manifest:manifest>\n'


def _description() -> str:
    return f"""{_HEAD}<description xmlns="http://openoffice.org/extensions/description/2006"
    xmlns:d="http://openoffice.org/extensions/description/2006"
    xmlns:l="http://libreoffice.org/extensions/description/2011"
    xmlns:xlink="http://www.w3.org/1999/xlink">
  <identifier value="{IDENTIFIER}"/>
  <version value="{__version__}"/>
  <display-name><name lang="en">sheetqual: lead scores</name></display-name>
  <extension-description><src lang="en" xlink:href="{_SUMMARY}"/></extension-description>
  <dependencies>
    <l:LibreOffice-minimal-version value="{OLDEST}" d:name="LibreOffice {OLDEST}"/>
  </dependencies>
</description>
"""


def _types() -> str:
    """Return the interface of the functions.

    The leads come as a range: among values, one error cell would make the whole formula an error.
    The document is handed over by Calc; formulas don't name it.
    """
    others = ", ".join(f"[in] any {parameter.name}" for parameter in PARAMETERS[1:])
    methods = "".join(
        f"    sequence< sequence<any> > {name.lower()}(\n"
        "        [in] com::sun::star::beans::XPropertySet document,\n"
        f"        [in] com::sun::star::table::XCellRange {PARAMETERS[0].name}, {others});\n"
        for name in FUNCTIONS
    )
    opened = "module org { module sheetqual { module calc {\n"
    return f"{opened}  interface XLeadFunctions {{\n{methods}  }};\n}}; }}; }};\n"


def _functions() -> str:
    nodes = "".join(
        _node(
            name.lower(),
            _said("DisplayName", name)
            + _said("Description", function.summary)
            + '<prop oor:name="Category"><value>Add-In</value></prop>\n'
            # The name in .xlsx files.
            + _said("CompatibilityName", name)
            + f'<node oor:name="Parameters">\n{_parameters()}</node>\n',
        )
        for name, function in FUNCTIONS.items()
    )
    return (
        f'{_HEAD}<oor:component-data xmlns:oor="http://openoffice.org/2001/registry"\n'
        '    xmlns:xs="http://www.w3.org/2001/XMLSchema" oor:name="CalcAddIns" oor:package="org.openoffice.Office">\n'
        f'<node oor:name="AddInInfo"><node oor:name="{_SERVICE}" oor:op="replace"><node oor:name="AddInFunctions">\n'
        f"{nodes}</node></node></node>\n</oor:component-data>\n"
    )


def _parameters() -> str:
    return "".join(
        _node(parameter.name, _said("DisplayName", parameter.name) + _said("Description", parameter.doc))
        for parameter in PARAMETERS
    )


def _node(name: str, content: str) -> str:
    return f'<node oor:name={quoteattr(name)} oor:op="replace">\n{content}</node>\n'


def _said(name: str, text: str) -> str:
    return f'<prop oor:name="{name}"><value xml:lang="en">{escape(text)}</value></prop>\n'
