# ruff: noqa: ANN001, ANN201, E402, INP001, N802, PTH207 - written for people who have no ruff
"""sheetqual's worksheet functions for xlwings Lite: put this into the workbook's main.py."""

import sys
from glob import glob

# The wheel lies where xlwings Lite keeps imported files: Files > Import/Export.
sys.path[:0] = sorted(glob("/data/**/sheetqual*.whl", recursive=True))[-1:]

from xlwings import arg, func

from sheetqual.core.worksheet import PARAMETERS
from sheetqual.excel.lite import shown


def worksheet_function(function):
    """Let cells arrive as rows, and errors by their names."""
    for parameter in PARAMETERS:
        function = arg(parameter.name, ndim=2, err_to_str=True, doc=parameter.doc)(function)
    return func(function)


@worksheet_function
def LEADSCORE(leads, headers=None, profile=None, today=None):
    """A lead's score, 0 to 100: the points earned so far; 0 when it is out."""
    return shown("LEADSCORE", leads, headers, profile, today)


@worksheet_function
def LEADTEMP(leads, headers=None, profile=None, today=None):
    """A lead's temperature in your profile's words; also that of a score."""
    return shown("LEADTEMP", leads, headers, profile, today)


@worksheet_function
def LEADSTATUS(leads, headers=None, profile=None, today=None):
    """The queue that a lead goes to, and why."""
    return shown("LEADSTATUS", leads, headers, profile, today)


@worksheet_function
def LEADWHY(leads, headers=None, profile=None, today=None):
    """The points that a lead has on each criterion, in words."""
    return shown("LEADWHY", leads, headers, profile, today)


@worksheet_function
def LEADASK(leads, headers=None, profile=None, today=None):
    """The question to ask a lead next; empty when its temperature is settled."""
    return shown("LEADASK", leads, headers, profile, today)


@worksheet_function
def LEADRANGE(leads, headers=None, profile=None, today=None):
    """The lowest and the highest score a lead can still get."""
    return shown("LEADRANGE", leads, headers, profile, today)


@worksheet_function
def LEADPRODUCT(leads, headers=None, profile=None, today=None):
    """The product that fits a lead best; empty when the profile has none."""
    return shown("LEADPRODUCT", leads, headers, profile, today)
