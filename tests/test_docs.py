"""The guide says everything that there is, and nothing that there is not."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen

import sheetqual_tui
from sheetqual.cli import main
from sheetqual.core.parse import parse_profile
from sheetqual.core.schema import CONDITION, TABLES, TOP
from sheetqual_tui.keymap import groups
from sheetqual_tui.screens.lead import LeadScreen
from sheetqual_tui.screens.main import MainScreen

ROOT = Path(__file__).resolve().parent.parent
PAGES = {path.name: path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *ROOT.glob("docs/*.md")]}
GUIDE = "\n".join(PAGES.values())


def test_every_command_and_option_is_in_the_guide() -> None:
    context = main.make_context("sheetqual", [], resilient_parsing=True)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        assert f"sheetqual {name}" in GUIDE
        for option in command.params:
            if isinstance(option, click.Option):
                # A short name alone would pass for any other option that begins with it.
                words = [word for word in (*option.opts, *option.secondary_opts) if word.startswith("--")]
                assert words, f"sheetqual {name} {option.opts}"
                for word in words:
                    assert re.search(rf"(?<![\w-]){word}(?![\w-])", GUIDE), f"sheetqual {name} {word}"


def test_every_profile_key_and_condition_is_in_the_reference() -> None:
    reference = PAGES["profile-reference.md"]
    for keys in (TOP, CONDITION, *TABLES.values()):
        for name in keys:
            assert f"| `{name}` |" in reference


def test_every_key_binding_is_in_the_guide() -> None:
    page = PAGES["keys.md"]
    for _, bindings in groups():
        for binding in bindings:
            assert f"| {binding.tooltip or binding.description} |" in page, binding


def test_every_screen_with_keys_of_its_own_is_in_the_help_or_says_them_itself() -> None:
    helped = {binding.id or id(binding) for _, bindings in groups() for binding in bindings}
    for name in (module.name for module in pkgutil.walk_packages(sheetqual_tui.__path__, "sheetqual_tui.")):
        for holder in vars(importlib.import_module(name)).values():
            if isinstance(holder, type) and issubclass(holder, DOMNode) and holder.__module__ == name:
                own = [one for one in vars(holder).get("BINDINGS", ()) if isinstance(one, Binding)]
                is_dialog = issubclass(holder, Screen) and not issubclass(holder, (MainScreen, LeadScreen))
                assert (
                    is_dialog or all((one.id or id(one)) in helped for one in own) or name.endswith((".open", ".keys"))
                ), holder


def test_no_two_bindings_share_an_id() -> None:
    ids = [binding.id for _, bindings in groups() for binding in bindings if binding.id]
    assert len(ids) == len(set(ids))


def test_the_generated_pages_are_up_to_date() -> None:
    subprocess.run([sys.executable, ROOT / "docs" / "make_reference.py", "--check"], check=True)


def test_every_link_leads_somewhere() -> None:
    for path in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/*.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
            if not target.startswith("https://"):
                assert (path.parent / target).exists(), f"{path.name}: {target}"


@pytest.mark.parametrize("page", sorted(PAGES))
def test_every_profile_in_the_guide_is_sound(page: str) -> None:
    for block in re.findall(r"```toml\n(.*?)```", PAGES[page], re.DOTALL):
        text = (
            block if "[[criterion]]" in block else f'{block}\n[[criterion]]\nid="a"\ncolumns=["A"]\nwant={{yes=true}}\n'
        )
        assert parse_profile(text, page).criteria


def test_every_condition_in_the_guide_is_sound() -> None:
    found = re.findall(r"`(\{ .*? \})`", PAGES["profile.md"])
    assert len(found) > 10
    for condition in found:
        text = condition.replace("...", "2027-01-31" if "after" in condition else '"x"').replace("{2027-01-31}", "{}")
        text = re.sub(r"\{(?:\"x\"|2027-01-31)\}", "{ yes = true }", text).replace('["x"]', '["x"]')
        tomllib.loads(f"want = {text}")
        parse_profile(f'[[criterion]]\nid = "a"\ncolumns = ["A"]\nwant = {text}\n')


def test_the_readme_shows_its_two_commands_first() -> None:
    commands = re.findall(r"```sh\n(.*?)```", PAGES["README.md"], re.DOTALL)
    assert len(commands) == 2
    assert "demo" in commands[0]
    assert "test" in commands[1]
    assert PAGES["README.md"].count("\n") < 50
