"""How the command line says things: sentences, exit codes, and nothing that could steer a terminal."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.running import aexy

from aexy.cli.console import clean, in_words
from aexy.cli.main import COMMANDS, as_aexy_error, cli, help_of
from aexy.running import without_password
from aexy.settings import Settings


def test_names_of_strangers_cannot_steer_the_terminal() -> None:
    assert clean("a\x1b[31mred\x07\r\nb\u202egnp.exe\u200b") == "a[31mred\nbgnp.exe"


@pytest.mark.parametrize(
    ("size", "words"), [(0, "0 B"), (999, "999 B"), (1_400, "1 kB"), (1_440_000_000, "1.4 GB"), (5 * 10**12, "5.0 TB")]
)
def test_sizes_are_said_as_people_say_them(size: int, words: str) -> None:
    assert in_words(size) == words


def test_addresses_are_shown_without_their_password() -> None:
    assert without_password("postgresql://me:secret@db/aexy") == "postgresql://me:…@db/aexy"
    assert without_password("redis://:secret@h:1/0") == "redis://:…@h:1/0"
    assert (
        without_password("postgresql://h/aexy?user=a&password=se%40cret&x=1")
        == "postgresql://h/aexy?user=a&password=…&x=1"
    )
    assert without_password("unix:///run/socket") == "unix:///run/socket"


@pytest.mark.parametrize("word", COMMANDS)
def test_every_word_has_help(word: str) -> None:
    assert help_of(word)
    said = CliRunner().invoke(cli, [word, "--help"])
    assert said.exit_code == 0
    assert said.output.startswith(f"Usage: cli {word}")


def test_a_setting_that_makes_no_sense_is_a_sentence(tmp_path: Path) -> None:
    said = aexy("status", home=tmp_path, AEXY_PORT="many")
    assert said.returncode == 2
    assert said.stderr.startswith("AEXY_PORT cannot be used: Input should be a valid integer")
    assert "Traceback" not in said.stderr


def test_debug_shows_where_it_happened(tmp_path: Path) -> None:
    assert "Traceback" in aexy("--debug", "status", home=tmp_path, AEXY_PORT="many").stderr


def test_a_full_disk_is_a_sentence() -> None:
    told = as_aexy_error(OSError(28, "No space left on device"))
    assert str(told) == "The disk is full. Make room, then run the command again."


def test_settings_are_told_with_their_meaning(tmp_path: Path) -> None:
    said = aexy("settings", "--json", home=tmp_path, AEXY_REDIS_URL="redis://:hush-hush@cache/0")
    rows = {row["name"]: row for row in json.loads(said.stdout)}
    assert len(rows) == len(Settings.model_fields)
    assert all(row["help"] for row in rows.values())
    assert rows["AEXY_HOME"]["value"] == str(tmp_path)
    assert "hush-hush" not in said.stdout


def test_the_doctor_names_what_would_be_in_the_way(tmp_path: Path) -> None:
    said = aexy("doctor", "--json", home=tmp_path / "home", AEXY_GIT="no-such-git")
    checks = {check["name"]: check for check in json.loads(said.stdout)}
    assert said.returncode == 1
    assert checks["git"] == {
        "name": "git",
        "level": "fail",
        "says": "There is no program 'no-such-git'.",
        "next_step": "Install git, or set AEXY_GIT.",
    }
    assert checks["Aexy"]["next_step"] == "Start it with `aexy up`."
