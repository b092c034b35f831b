"""Keys in haste, as a real terminal hands them over: many at once, before what the first one opens is there."""

from __future__ import annotations

import random
import sys
import time

import pytest

from sheetqual_tui.session import Opening

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are not tested on Windows", allow_module_level=True)

from tests.tui.terminal import Terminal

KEYS = (
    *"abcefghijklmnoprtuvxyzJKRUHPMQ1234,=? 0",
    *("\r", "\r", "\r", "\x1b[B", "\x1b[A", "\t", "\x1b", "\x7f", "\x1b[C", " ", "\x10", "\x0f"),
)
"""Without those that leave or save: q, d, s and S."""


@pytest.mark.parametrize(
    "keys",
    [
        "2\r\r\r\r\r\x1b\x1b\x1b\x1b",
        "2J\x10\r\r\x10\r\r",
        "fy\r\r\re\r\r\x1b?k\r\r",
        *("".join(random.Random(seed).choices(KEYS, k=120)) for seed in range(5)),
    ],
)
def test_keys_in_haste_never_end_the_screen(software: Opening, keys: str) -> None:
    terminal = Terminal(
        [str(software.leads), "-p", str(software.file.path), "--as-of", "2026-10-01"], changes={"SHEETQUAL_DEBUG": ""}
    )
    try:
        terminal.until("As saved")
        terminal.press(keys.encode())
        deadline = time.monotonic() + 3
        while terminal._process.poll() is None and time.monotonic() < deadline:
            terminal.settle(quiet=0.3, first=0.5)
        assert terminal._process.poll() is None, terminal.seen[-1500:]
    finally:
        terminal.close()
