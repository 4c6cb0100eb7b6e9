"""What strangers wrote reaches no terminal, no spreadsheet and no log alive, whichever command shows it."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import click
import httpx
import orjson
import pytest
from tests.doors.cli.conftest import House, type_in
from tests.repositories import Scripted

from aexy.cli import console, report
from aexy.cli.follow import bars
from aexy.cli.main import cli
from aexy.kernel.text import cell, harmless_json, plain

# One of each kind: colours, titles, links and clipboard by escape, C1 controls, direction, the unseen, markup.
HOSTILE = {
    "escape": "\x1b[31mred\x1b[0m",
    "title": "\x1b]0;owned\x07",
    "link": "\x1b]8;;file:///etc/passwd\x1b\\here\x1b]8;;\x1b\\",
    "clipboard": "\x1b]52;c;ZXZpbA==\x07",
    "c1": "\x9b31mred",
    "bell": "a\x07b\x08c\x7f",
    "back": "good\rbad",
    "direction": "a\u202etxt.exe\u2066",
    "unseen": "a\u200bb\u2060c\ufeffd\U000e0041",
    "markup": "[link=file:///etc/passwd]here[/link][bold red]loud[/]",
    "formula": "=HYPERLINK(A1)",
}
STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)


def planted(folder: Path) -> Scripted:
    """A repository in which everything a stranger may name is hostile: people, subjects, paths, branches, itself."""
    made = Scripted.create(folder / "evil[bold]\u202e")
    for number, (kind, text) in enumerate(HOSTILE.items()):
        name = re.sub("[\x00\n<>]", "", text)
        made.commit(
            f"{text} {kind}", {f"src/{number}{text.replace('/', '-')}.py": f"{number}\n"},
            author=f"{name} {kind} <{kind}@people.example>",
        )  # fmt: skip
    made.git("branch", "side\u202e(bold)")
    return made


def is_dead(shown: str) -> bool:
    return not STEERING.search(shown)


@pytest.fixture(scope="module")
def full(house: House, tmp_path_factory: pytest.TempPathFactory) -> House:
    """A house in which that repository was read."""
    house.answer("workspace", "create", "Hostile [bold]\u202e", "--time-zone", "UTC")
    done = house.run("ingest", str(planted(tmp_path_factory.mktemp("planted")).path))
    assert done.exit_code == 0, done.output
    assert is_dead(done.output)
    return house


# Not typed here: what starts and stops programs, asks to sign in, makes or takes away what the others show.
LEFT_OUT = frozenset({"up", "down", "serve", "demo", "db", "secrets", "auth", "ingest", "import", "backup", "link"})
WITH_WORDS = (
    ("metrics", "explain", "commits_count"), ("profile", "show", "link"), ("activity", "escape"),
    ("compare", "escape", "bell"),
    ("me", "--as", "escape"), ("people", "show", "escape"), ("identities", "show", "escape"), ("repos", "show", "evil"),
    ("readings", "-s", "repository:evil"), ("churn", "-s", "repository:evil"), ("jobs", "list", "--all"),
    ("no\u202esuch\x1b[31m", "thing"), ("repos", "list", "\x1b[31m"),
)  # fmt: skip


def every(command: click.Command, *words: str) -> Iterator[tuple[str, ...]]:
    """Every command there is, by the words that name it."""
    if not isinstance(command, click.Group):
        yield words
        return
    if command.invoke_without_command:
        yield words
    context = click.Context(command)
    for word in command.list_commands(context):
        found = command.get_command(context, word)
        if found is not None and (words or word not in LEFT_OUT):
            yield from every(found, *words, word)


ALL = sorted({*every(cli), *WITH_WORDS})


@pytest.mark.parametrize("typed", ALL, ids=" ".join)
def test_no_command_lets_it_out(full: House, typed: tuple[str, ...]) -> None:
    for more in ([], ["--json"]):
        shown = full.run(*typed, *more, said="")
        assert is_dead(shown.output), (typed, STEERING.findall(shown.output), shown.output)


def test_what_was_planted_is_shown_all_the_same(full: House) -> None:
    people = full.answer("people", "list")
    assert "[bold red]loud[/]" in orjson.dumps(people).decode()
    assert "red" in full.run("people", "list").output


@pytest.mark.parametrize("more", [[], ["--json"], ["--me", "escape@people.example"]])
def test_nor_does_scan(tmp_path: Path, more: list[str]) -> None:
    shown = type_in(tmp_path / "home", "scan", str(planted(tmp_path).path), *more)
    assert shown.exit_code == 0, shown.output
    assert is_dead(shown.output), STEERING.findall(shown.output)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_way_to_the_screen_lets_it_out(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    console.say(text)
    console.note(text)
    console.to_copy(text)
    console.complain(text, text)
    console.show_json({text: [text]})
    console.show_table([text], [[text]])
    report.heading(text, text)
    report.show_rows(text, [report.Column(text)], [[text]])
    report.footnotes([text])
    out, errors = capsys.readouterr()
    assert is_dead(out), STEERING.findall(out)
    assert is_dead(errors)
    assert "file:///etc/passwd" not in re.sub(r"\[link=file:///etc/passwd\]|8;;file:///etc/passwd", "", out)


def test_a_bars_name_is_no_markup(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    with bars() as progress:
        progress.add_task(HOSTILE["markup"], total=1, stage="[blink]x", unit="")
    shown = capsys.readouterr().err
    assert "[link=file:///etc/passwd]here" in shown
    assert "\x1b]8;" not in shown


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_json_says_the_same_with_escapes(text: str) -> None:
    written = harmless_json(orjson.dumps({"a": text}).decode())
    assert is_dead(written)
    assert orjson.loads(written) == {"a": text}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_letters_and_spreadsheets_get_one_plain_line(text: str) -> None:
    assert is_dead(plain(text))
    assert "\n" not in plain(f"{text}\r\nBcc: everybody@example.org")
    shown = cell(text)
    assert is_dead(shown)
    assert not shown.startswith(("=", "+", "-", "@", "＝"))  # noqa: RUF001 - what a spreadsheet takes for it


def test_a_file_of_rows_is_dead(full: House) -> None:
    workspace = full.answer("workspace", "list")[0]["id"]
    answer = httpx.get(
        f"{full.url}/api/v1/workspaces/{workspace}/insights/metrics/commits_count/explain.csv?from=2024-01-01&to=2024-12-31",
        headers={"authorization": f"Bearer {full.token}"},
    )
    assert answer.status_code == 200, answer.text
    assert "escape" in answer.text
    assert is_dead(answer.text.replace("\r\n", "\n")), STEERING.findall(answer.text)
    cells = [one for row in csv.reader(io.StringIO(answer.text)) for one in row]
    assert not [one for one in cells if one.startswith(("=", "+", "@", "\t"))]
