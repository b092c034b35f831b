"""The commands about profiles and workspaces, as a person runs them."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from .test_cli import PROFILE, TODAY, sheetqual

BETTER = PROFILE.replace("want = { yes = true }\nrequired = true", "want = { yes = true }").replace(
    'name = "Small"', 'name = "Small"\n[score]\nhot = 80\n'
)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder with two profiles and a list."""
    (tmp_path / "old.toml").write_text(PROFILE, encoding="utf-8")
    (tmp_path / "new.toml").write_text(BETTER, encoding="utf-8")
    (tmp_path / "leads.csv").write_text(
        "ID,Name,Need,Budget,Override,Override by\n"
        "1,Anna,yes,5,cold,Kim\n"
        "2,Bo,no,5000,,\n"
        "3,Carl,,ask him,,\n"
        "4,Di,yes,5000,,\n",
        encoding="utf-8",
    )
    return tmp_path


def test_diff_names_who_changes_and_shows_both_scores(small: Path) -> None:
    done = sheetqual("diff", "old.toml", "new.toml", "leads.csv", "--top", 2, "--as-of", TODAY, cwd=small)
    assert done.returncode == 0, done.stderr
    assert "- Need is no longer required" in done.stdout
    assert "2 of 4 leads change temperature: 1 from hot to warm, 1 from out to cold." in done.stdout
    assert "75 -> 75" in done.stdout
    assert "hot -> warm  Anna (row 2)" in done.stdout
    assert "out -> cold  Bo (row 3)" in done.stdout
    assert "The top 2 stay the same leads." in done.stdout
    assert "Kendall tau-b" in done.stdout


def test_diff_without_a_list_compares_the_profiles(small: Path) -> None:
    done = sheetqual("diff", "old.toml", "new.toml", cwd=small)
    assert done.stdout.splitlines() == ["- Need is no longer required", "- 'hot' changed from 70 to 80"]
    assert sheetqual("diff", "old.toml", "old.toml", cwd=small).stdout == "The two profiles say the same.\n"


def test_diff_as_json_holds_everything(small: Path) -> None:
    done = sheetqual("diff", "old.toml", "new.toml", "leads.csv", "--format", "json", "--as-of", TODAY, cwd=small)
    said = json.loads(done.stdout)
    assert set(said) == {
        *("changes", "points", "leads", "top", "turned", "entered", "left", "tau_b", "rank_biased_overlap"),
    }
    assert [(lead["row"], lead["id"], lead["old"]["temperature"], lead["new"]["score"]) for lead in said["turned"]] == [
        (2, "1", "hot", 75),
        (3, "2", "out", 25),
    ]
    assert said["points"][0] == {"criterion": "need", "name": "Need", "old": 75, "new": 75}
    alone = sheetqual("diff", "old.toml", "new.toml", "--format", "json", cwd=small)
    assert set(json.loads(alone.stdout)) == {"changes", "points"}


def test_diff_shows_points_that_come_and_go(small: Path) -> None:
    (small / "one.toml").write_text(PROFILE[: PROFILE.rindex("[[criterion]]")], encoding="utf-8")
    done = sheetqual("diff", "old.toml", "one.toml", "leads.csv", cwd=small)
    assert "- Budget removed" in done.stdout
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["25", "-", "▼", "Budget"] in lines
    assert ["75", "100", "▲", "Need"] in lines


@pytest.mark.parametrize(
    "arguments",
    [("old.toml", "none.toml"), ("old.toml", "leads.csv"), ("old.toml", "new.toml", "none.csv")],
)
def test_diff_of_what_is_none_is_one_sentence(small: Path, arguments: tuple[str, ...]) -> None:
    done = sheetqual("diff", *arguments, cwd=small)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def test_a_history_lists_states_and_goes_back(small: Path) -> None:
    from sheetqual.core.board import moved_criteria
    from sheetqual.files.profiles import read_profile, save_profile

    profile = small / "old.toml"
    first = read_profile(profile)
    save_profile(first, moved_criteria(first.profile, 1, 0))
    done = sheetqual("history", "old.toml", cwd=small)
    assert done.returncode == 0, done.stderr
    assert "old.toml: 2 states in old.history.json" in done.stdout
    assert "- Budget moved from place 2 to 1" in done.stdout
    assert "- as it was found" in done.stdout
    back = sheetqual("history", "old.toml", "--restore", 1, cwd=small)
    assert back.stderr == "old.toml is as it was in state 1 again, saved as version 3.\n"
    now = read_profile(profile).profile
    assert now.criteria == first.profile.criteria
    assert now.version == 3
    assert "3 states" in sheetqual("history", "old.toml", cwd=small).stdout


def test_a_change_outside_is_noticed_and_recorded_with_the_next_save(small: Path) -> None:
    from sheetqual.core.board import moved_criteria
    from sheetqual.files.profiles import read_profile, save_profile

    path = small / "old.toml"
    file = read_profile(path)
    save_profile(file, moved_criteria(file.profile, 1, 0))
    path.write_text(path.read_text(encoding="utf-8").replace("1000", "2000"), encoding="utf-8")
    assert "changed outside sheetqual since" in sheetqual("history", "old.toml", cwd=small).stdout
    file = read_profile(path)
    save_profile(file, moved_criteria(file.profile, 1, 0))
    said = sheetqual("history", "old.toml", cwd=small).stdout
    assert "4 states" in said
    assert "- changed outside sheetqual\n      - Budget: what it wants changed" in said


def test_a_profile_without_a_history_says_so(small: Path) -> None:
    done = sheetqual("history", "old.toml", cwd=small)
    assert (done.returncode, done.stdout.splitlines()) == (
        0,
        ["old.toml has no history yet; it begins when the screen saves the profile."],
    )
    none = sheetqual("history", "old.toml", "--restore", 2, cwd=small)
    assert (none.returncode, none.stderr) == (
        2,
        "Error: There is no state 2 of old.toml; its history has no states yet.\n",
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        '{"entries": [1]}',
        '{"entries": [{"version": 1}]}',
        '{"entries": [{"version":1,"when":5,"who":"a","changes":[],"text":"x"}]}',
        "[" * 100_000,
    ],
)
def test_a_damaged_history_is_one_sentence_and_put_aside_by_the_next_save(small: Path, text: str) -> None:
    from sheetqual.core.board import moved_criteria
    from sheetqual.files.profiles import read_profile, save_profile

    (small / "old.history.json").write_text(text, encoding="utf-8")
    done = sheetqual("history", "old.toml", cwd=small)
    assert done.returncode == 2
    assert done.stderr == (
        "Error: old.history.json is no history of a profile; the next save puts it aside and begins a new one.\n"
    )
    file = read_profile(small / "old.toml")
    assert save_profile(file, moved_criteria(file.profile, 1, 0)).profile.version == 2
    assert (small / "old.history.damaged-1.json").read_text(encoding="utf-8") == text
    assert "2 states" in sheetqual("history", "old.toml", cwd=small).stdout


def test_a_history_of_a_newer_sheetqual_is_left_alone(small: Path) -> None:
    from sheetqual.core.board import moved_criteria
    from sheetqual.files.profiles import read_profile, save_profile

    (small / "old.history.json").write_text('{"format": 99, "entries": []}', encoding="utf-8")
    assert "update sheetqual" in sheetqual("history", "old.toml", cwd=small).stderr
    file = read_profile(small / "old.toml")
    save_profile(file, moved_criteria(file.profile, 1, 0))
    assert [path.name for path in small.glob("*.json")] == ["old.history.json"]


@pytest.mark.parametrize("broken", [True, False])
def test_a_broken_or_lost_profile_comes_back_as_a_new_state(small: Path, *, broken: bool) -> None:
    from sheetqual.core.board import moved_criteria
    from sheetqual.files.profiles import read_profile, save_profile

    path = small / "old.toml"
    file = read_profile(path)
    save_profile(file, moved_criteria(file.profile, 1, 0))
    if broken:
        path.write_text("name = ", encoding="utf-8")
    else:
        path.unlink()
    listed = sheetqual("history", "old.toml", cwd=small)
    assert listed.returncode == 0
    assert "--restore 2 brings its last state back" in listed.stdout
    assert sheetqual("history", "old.toml", "--restore", 2, cwd=small).returncode == 0
    assert read_profile(path).profile.version == 3
    assert "- back to state 2" in sheetqual("history", "old.toml", cwd=small).stdout
    if broken:
        assert (small / "old.broken-1.toml").read_text(encoding="utf-8") == "name = "


def test_a_state_that_is_no_profile_any_more_is_not_restored(small: Path) -> None:
    entry = {"version": 1, "when": "2026-01-01T10:00:00+01:00", "who": "kim", "changes": [], "text": "name = "}
    (small / "old.history.json").write_text(json.dumps({"format": 1, "entries": [entry]}), encoding="utf-8")
    done = sheetqual("history", "old.toml", "--restore", 1, cwd=small)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "no sound profile any more" in done.stderr
    assert (small / "old.toml").read_text(encoding="utf-8") == PROFILE


def test_check_says_what_could_be_better(small: Path) -> None:
    poor = PROFILE.replace("required = true", 'required = true\nquestions = [ { ask = "Do you want to buy?" } ]')
    (small / "poor.toml").write_text(poor, encoding="utf-8")
    done = sheetqual("check", "poor.toml", "leads.csv", cwd=small)
    assert done.returncode == 0
    assert "Could be better" in done.stdout
    assert "  poor.toml:" in done.stdout
    assert sheetqual("check", "poor.toml", "--strict", cwd=small).returncode == 1


def test_explain_shows_levels_overrides_robustness_and_a_call_plan(small: Path) -> None:
    done = sheetqual("explain", "leads.csv", "-p", "old.toml", "--row", 2, cwd=small)
    assert "By hand: set to cold by Kim" in done.stdout
    assert "Levels: organisation passed, opportunity passed, stakeholder passed" in done.stdout
    assert "With other weights in the same order: 50 to 100 points" in done.stdout
    plan = sheetqual("explain", "leads.csv", "-p", "old.toml", "--row", 4, cwd=small)
    assert "Call plan\n  Cold call:\n    1. Ask about Need.\n" in plan.stdout
    assert "(yes: hot; no: out, and you can stop)" in plan.stdout
    assert "About as much as 1.0 simple questions, on average." in plan.stdout


def test_an_override_stands_beside_what_is_computed(small: Path) -> None:
    leads = json.loads(sheetqual("score", "leads.csv", "-p", "old.toml", "--format", "json", cwd=small).stdout)["leads"]
    anna = next(lead for lead in leads if lead["name"] == "Anna")
    assert anna["temperature"] == "hot"
    assert list(anna["override"].items()) == [
        *(("temperature", "cold"), ("queue", None), ("reason", None), ("author", "Kim")),
        *(("date", None), ("until", None), ("active", True)),
    ]
    table = sheetqual("score", "leads.csv", "-p", "old.toml", cwd=small).stdout
    assert "set to cold by Kim" in table


def test_new_makes_a_workspace_that_scores(tmp_path: Path) -> None:
    done = sheetqual("new", "--framework", "bant", "--language", "it", "team", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    files = {path.name for path in (tmp_path / "team").iterdir()}
    assert files == {"README.md", "leads.xlsx", "profile.schema.json", "profile.toml"}
    again = sheetqual("new", "team", cwd=tmp_path)
    assert again.returncode == 2
    assert len(again.stderr.splitlines()) == 1
    assert sheetqual("check", "team/profile.toml", cwd=tmp_path).returncode == 0


def test_new_proposes_a_profile_from_a_list(tmp_path: Path, samples: Path) -> None:
    done = sheetqual("new", "--from", samples / "software" / "leads.xlsx", "mine", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "mine").iterdir()} == {"profile.schema.json", "profile.toml"}
    scored = sheetqual("score", samples / "software" / "leads.xlsx", "-p", "mine/profile.toml", cwd=tmp_path)
    assert scored.returncode == 0, scored.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--framework", "bantt"), "bant"),
        (("--language", "xx"), "it"),
        (("--questions", "spn"), "spin"),
        (("--from", "none.csv"), "none.csv"),
        (("--sheet", "X"), "--from"),
        (("--from", "x.csv", "--framework", "bant"), "--framework"),
    ],
)
def test_a_mistake_in_new_is_said_with_the_way_out(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    done = sheetqual("new", *arguments, "team", cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "team").exists()


def test_the_frameworks_are_listed(tmp_path: Path) -> None:
    done = sheetqual("new", "--list", cwd=tmp_path)
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 14
    assert "(also in fa, it, nb, ru)" in done.stdout


def test_a_history_is_as_private_as_its_profile_and_follows_links(small: Path) -> None:
    from sheetqual.core.board import moved_criteria
    from sheetqual.files.history import history_path
    from sheetqual.files.profiles import read_profile, save_profile

    path = small / "old.toml"
    path.chmod(0o600)
    (small / "link.toml").symlink_to(path)
    file = read_profile(small / "link.toml")
    save_profile(file, moved_criteria(file.profile, 1, 0))
    assert history_path(small / "link.toml") == (small / "old.history.json").resolve()
    assert (small / "old.history.json").stat().st_mode & 0o777 == 0o600
    assert history_path(small / "acme.no").name == "acme.no.history.json"


def test_a_history_keeps_the_latest_states(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sheetqual.files import history

    monkeypatch.setattr(history, "_MOST", 3)
    texts = [PROFILE.replace("1000", str(number)) for number in range(6)]
    for before, after in itertools.pairwise(texts):
        history.record(small / "old.toml", before, after)
    assert [entry.text for entry in history.read_history(small / "old.toml")] == texts[-3:]
    monkeypatch.setattr(history, "_MOST_TEXT", 1)
    history.record(small / "old.toml", texts[-1], PROFILE)
    assert [entry.text for entry in history.read_history(small / "old.toml")] == [PROFILE]


def test_a_history_of_a_folder_is_a_sentence(small: Path) -> None:
    done = sheetqual("history", ".", cwd=small)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "is a folder" in done.stderr


def test_who_is_not_to_be_called_has_no_call_plan(small: Path) -> None:
    (small / "dnc.toml").write_text(PROFILE + '[suppress]\ncolumns = ["Override by"]\n', encoding="utf-8")
    (small / "one.csv").write_text("Name,Need,Budget,Override by\nAnn,,,x\n", encoding="utf-8")
    done = sheetqual("explain", "one.csv", "-p", "dnc.toml", "--row", 2, cwd=small)
    assert "Next: do not call." in done.stdout
    assert "Call plan" not in done.stdout
    csv_text = sheetqual("score", "one.csv", "-p", "dnc.toml", "--format", "csv", cwd=small).stdout
    assert "Ask about" not in csv_text


def test_the_days_of_an_override_are_told_apart(small: Path) -> None:
    (small / "days.csv").write_text(
        "Name,Need,Override,Override date,Override until\nAnn,yes,cold,2026-01-02,2026-03-04\n", encoding="utf-8"
    )
    done = sheetqual("score", "days.csv", "-p", "old.toml", "--format", "json", "--as-of", "2026-02-01", cwd=small)
    (lead,) = json.loads(done.stdout)["leads"]
    assert (lead["override"]["date"], lead["override"]["until"]) == ("2026-01-02", "2026-03-04")


def test_a_mistyped_command_is_answered_with_the_nearest(small: Path) -> None:
    assert "Did you mean 'score'?" in sheetqual("scor", cwd=small).stderr


def test_an_output_and_another_format_contradict_each_other(small: Path) -> None:
    done = sheetqual("score", "leads.csv", "-p", "old.toml", "-o", "x.json", "--format", "csv", cwd=small)
    assert done.returncode == 2
    assert "leave one of them out" in done.stderr


def test_a_list_scored_before_is_scored_anew(small: Path) -> None:
    assert sheetqual("score", "leads.csv", "-p", "old.toml", "-o", "once.csv", cwd=small).returncode == 0
    assert sheetqual("score", "once.csv", "-p", "old.toml", "-o", "twice.csv", cwd=small).returncode == 0
    header = (small / "twice.csv").read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    assert header.count("Score") == header.count("Row") == 1
