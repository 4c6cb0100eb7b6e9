"""`aexy who-knows PATH`: whom to ask about a file, a folder or a pattern; inside a clone it knows which repository."""

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aexy.cli.asking import examples, find_workspace, json_option, open_client, server_options, workspace_option
from aexy.kernel.errors import AexyError, Unknown

if TYPE_CHECKING:
    from aexy.cli.client import Client

Answer = dict[str, Any]
_ADDRESS = re.compile(r"^\s*url\s*=\s*(\S.*?)\s*$")
_SECTION = re.compile(r'^\s*\[\s*(\w+)(?:\s+"(.*)")?\s*\]')
_SHOWN = 10
NOT_YET = "Nothing stands there yet: these know what lies beside it."


@click.command(
    name="who-knows",
    epilog=examples("aexy who-knows src/billing", "aexy who-knows 'src/**/*.py'", "aexy who-knows -r shop README.md"),
)
@click.argument("path")
@click.option("--repository", "-r", metavar="NAME", help="Which one, by name; else the clone this is in.")
@workspace_option
@server_options
@json_option
def who_knows(
    *, path: str, repository: str | None, workspace: str | None, server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Who knows a file, a folder or a pattern."""
    from aexy.cli.figures import expect  # noqa: PLC0415 - keeps `--help` quick

    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        asked = {"path": path, "repository": repository} if repository else _here(client, found, path)
        given = {name: value for name, value in asked.items() if value is not None}
        answer = expect(client.get(f"/workspaces/{found['id']}/knowledge/who-knows", **given), "repositories")
    if as_json:
        from aexy.cli.console import show_json  # noqa: PLC0415 - likewise

        return show_json(answer)
    return _show(found, answer)


def _here(client: "Client", workspace: Answer, path: str) -> dict[str, str | None]:
    """The repository of the clone somebody is in, and the path as it stands in it; else those that have the path."""
    top = _top_of(Path.cwd())
    if top is None:
        return {"path": path, "repository": None}
    inside = os.path.relpath(Path.cwd() / path, top)
    if inside.startswith(".."):
        raise Unknown(f"{path} is not in {top}.", next_step="Go to the repository it is in, or name it with -r.")
    known = client.every(f"/workspaces/{workspace['id']}/repositories")
    chosen = next((one["id"] for one in known if _is(one, top)), None)
    return {"path": "**" if inside == "." else Path(inside).as_posix(), "repository": chosen}


def _top_of(folder: Path) -> Path | None:
    """The folder of the clone that this one is in."""
    return next((each for each in (folder, *folder.parents) if (each / ".git").exists()), None)


def _is(repository: Answer, top: Path) -> bool:
    """Whether a repository is this clone: it stands in this folder, or where the clone came from."""
    if repository["is_local"]:
        return Path(repository["url"]).resolve() in {top.resolve(), _git_folder(top).resolve()}
    meant = _same(repository["url"])
    return meant is not None and any(_same(address) == meant for address in _addresses(top))


def _same(address: str) -> str | None:
    """What is the same for every way to write an address; None where it is none."""
    from aexy.sources.git import parse_location  # noqa: PLC0415 - keeps `--help` quick

    try:
        return parse_location(address, cwd=Path("/")).provider_id
    except AexyError:
        return None


def _git_folder(top: Path) -> Path:
    """Where the clone keeps what git knows; a worktree's is the one it was made from."""
    place = top / ".git"
    if place.is_dir():
        return place
    named = place.read_text(encoding="utf-8", errors="replace").partition("gitdir:")[2].strip()
    folder = (top / named).resolve()
    common = folder / "commondir"
    return (folder / common.read_text(encoding="utf-8").strip()).resolve() if common.exists() else folder


def _addresses(top: Path) -> list[str]:
    """The addresses of the clone's remotes, as its configuration has them; git itself is not started."""
    file = _git_folder(top) / "config"
    found: list[str] = []
    is_remote = False
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines() if file.exists() else ():
        if section := _SECTION.match(line):
            is_remote = section[1].lower() == "remote"
        elif is_remote and (said := _ADDRESS.match(line)):
            found.append(said[1])
    return found


def _show(workspace: Answer, answer: Answer) -> None:
    from aexy.cli.figures import plural  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, footnotes, heading, show_rows  # noqa: PLC0415 - likewise

    heading(f"Who knows {answer['path']}", workspace["name"])
    columns = [
        Column("Person"), Column("score", is_number=True), Column("author of", is_number=True),
        Column("changes", is_number=True), Column("reviews", is_number=True), Column("last"), Column(""),
    ]  # fmt: skip
    withheld = 0
    for place in answer["repositories"]:
        title = f"{_where(place)} · {plural(place['files'], 'file')} · truck factor {_factor(place)}"
        show_rows(title, columns, [_row(one) for one in place["people"][:_SHOWN]])
        withheld += place["withheld_people"]
    footnotes([
        answer["caution"],
        f"{plural(withheld, 'person')} more may not be named to you." if withheld else "",
        NOT_YET if any(place.get("instead") for place in answer["repositories"]) else "",
    ])  # fmt: skip


def _where(place: Answer) -> str:
    name: str = place["subject"]["name"]
    return f"{name} · {place['instead']}" if place.get("instead") else name


def _factor(place: Answer) -> str:
    return "unknown" if place["truck_factor"] is None else str(place["truck_factor"])


def _row(one: Answer) -> list[str]:
    from aexy.cli.figures import figure  # noqa: PLC0415 - keeps `--help` quick

    shares = [figure(one[name], "share") for name in ("authorship", "recency", "reviewing")]
    last = (one["last_at"] or "")[:10]
    state = "" if one["state"] == "active" else one["state"]
    return [one["developer"]["name"], f"{one['score']:.2f}", *shares, last, state]
