"""What the commands about connections have in common: which one is meant, secrets that are never typed in sight."""

import os
import sys
from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from aexy.cli.console import clean, note, show_table
from aexy.kernel.errors import Unknown, Unusable

if TYPE_CHECKING:
    from aexy.cli.client import Client

Command = TypeVar("Command", bound=Callable[..., Any])
PROVIDERS = ("github", "gitlab", "jira", "linear")
_SHOWN = 40
_LONGEST_SECRET = 20_000


def somebody_answers() -> bool:
    """Whether there is a person at the terminal."""
    return sys.stdin.isatty()


def find_connection(client: "Client", workspace_id: str, name: str) -> dict[str, Any]:
    """The connection of this name or id, or the only one to this provider."""
    known = list(client.every(f"/workspaces/{workspace_id}/connections"))
    for key in ("name", "id", "provider", "origin"):
        found = [each for each in known if each[key].lower() == name.lower()]
        if len(found) == 1:
            return found[0]
        if found:
            raise Unusable(
                f"There are {len(found)} connections that {name!r} may mean.",
                next_step=f"Say which by id: {', '.join(each['id'] for each in found)}.",
            )
    if not known:
        raise Unknown("There is no connection yet.", next_step="Make one with `aexy connect github`.")
    raise Unknown(
        f"There is no connection called {name!r}.",
        next_step=f"There are: {', '.join(each['name'] for each in known)}.",
    )


def path_of(workspace_id: str, connection: dict[str, Any]) -> str:
    """Where the connection is."""
    return f"/workspaces/{workspace_id}/connections/{connection['id']}"


def token_options(command: Command) -> Command:
    """`--token-file` and `--token-env`: where tokens are read from. Never the command line, where others see them."""
    command = click.option(
        "--token-env", "variables", multiple=True, metavar="NAME", help="Read a token from this environment variable."
    )(command)
    return click.option(
        "--token-file", "files", multiple=True, metavar="FILE", help="Read a token from it; - is standard input."
    )(command)


def secrets_given(question: str, files: Sequence[str], variables: Sequence[str] = ()) -> list[str]:
    """Secrets from files (`-` is standard input) and variables, or typed unseen."""
    if files or variables:
        return [*(_read(file) for file in files), *(_variable(name) for name in variables)]
    if not somebody_answers():
        raise Unusable(
            "There is nobody to type it.",
            next_step="Give --token-file FILE, --token-file - for standard input, or --token-env NAME.",
        )
    return [str(click.prompt(question, hide_input=True, err=True)).strip()]


def _read(file: str) -> str:
    named = "standard input" if file == "-" else file
    try:
        said = sys.stdin.read(_LONGEST_SECRET) if file == "-" else Path(file).expanduser().read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Unusable(f"{named} is no text.", next_step="Give the file with the token in it.") from None
    if not said.strip():
        raise Unusable(f"There is nothing in {named}.", next_step="Look into it.")
    return said.strip()


def _variable(name: str) -> str:
    said = os.environ.get(name, "").strip()
    if not said:
        raise Unusable(f"There is nothing in the variable {name}.", next_step="Set it, and export it.")
    return said


def chosen(known: Sequence[dict[str, Any]], patterns: Sequence[str]) -> list[dict[str, Any]]:
    """What these names or patterns (`acme/*`) mean; Unknown for one that means nothing."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for pattern in patterns:
        meant = [each for each in known if _is_meant(each, pattern.lower())]
        if not meant:
            raise Unknown(
                f"The token sees nothing called {pattern!r}.", next_step="`aexy connections show NAME --available`."
            )
        found |= {(each["kind"], each["external_id"]): each for each in meant}
    return list(found.values())


def _is_meant(each: dict[str, Any], pattern: str) -> bool:
    names = {each["name"].lower(), (each["prefix"] or "").lower(), each["external_id"].lower()}
    names.add(each["name"].lower().rpartition("/")[2])
    return any(fnmatchcase(name, pattern) for name in names if name)


def ask_what_to_follow(known: Sequence[dict[str, Any]]) -> list[dict[str, Any]] | None:
    """What somebody at the terminal chooses; None is everything, also what comes later."""
    shown = known[:_SHOWN]
    show_table(
        ["", "Name", "", ""],
        [[str(number), each["name"], each["prefix"] or "", _marks(each)] for number, each in enumerate(shown, start=1)],
        right=(0,),
    )
    if len(known) > len(shown):
        note(f"… and {len(known) - len(shown):,} more.")
    while True:
        said = click.prompt("Follow which? (all, none, or numbers and names like acme/*)", default="all", err=True)
        words = clean(str(said)).replace(",", " ").split()
        if words == ["all"]:
            return None
        if words == ["none"]:
            return []
        try:
            return chosen(known, [_named(word, shown) for word in words])
        except Unknown as error:
            note(f"{error.detail} Choose again.", style="yellow")


def _named(word: str, shown: Sequence[dict[str, Any]]) -> str:
    return shown[int(word) - 1]["external_id"] if word.isdigit() and 0 < int(word) <= len(shown) else word


def _marks(each: dict[str, Any]) -> str:
    marks = [name for name in ("private", "fork", "archived") if each[f"is_{name}"]]
    return ", ".join([*marks, "followed"] if each["is_followed"] else marks)


def follow(client: "Client", path: str, wanted: Sequence[dict[str, Any]] | None) -> dict[str, Any]:
    """Follow exactly these; None is everything."""
    wish = {
        "follows_all": wanted is None,
        "repositories": [each["external_id"] for each in wanted or () if each["kind"] == "repository"],
        "projects": [each["external_id"] for each in wanted or () if each["kind"] == "project"],
    }
    answer: dict[str, Any] = client.send("PUT", f"{path}/followed", wish)
    return answer
