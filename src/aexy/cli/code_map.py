"""`aexy code map|truck-factor|loss|reading-list`: whose code is, on whom it rests, and what to read first."""

from typing import TYPE_CHECKING, Any

import click

from aexy.cli.asking import (
    examples,
    find_repository,
    find_workspace,
    json_option,
    open_client,
    server_options,
    workspace_option,
)
from aexy.cli.teams_asking import as_told

if TYPE_CHECKING:
    from aexy.cli.client import Client

Answer = dict[str, Any]
_repository = click.argument("repository")
_path = click.argument("path", required=False, default="")


@click.group()
def code() -> None:
    """Whose code is, on whom it rests, what would be lost with somebody, and what to read first."""


@code.command("map", epilog=examples("aexy code map shop", "aexy code map shop src/api", "aexy code map shop --json"))
@_repository
@_path
@click.option("--limit", default=30, show_default=True, type=click.IntRange(1, 500), help="How many at most.")
@workspace_option
@server_options
@json_option
def code_map(
    *, repository: str, path: str, limit: int, workspace: str | None, server: str | None, token: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Whose REPOSITORY, or a folder of it, is: shares, concentration and truck factor, one level deep."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        answer = _of_repository(client, found, repository, "ownership", {"path": path, "limit": limit}, "children")
    return as_told(answer) if as_json else _show("show_map", found, answer)


@code.command("truck-factor", epilog=examples("aexy code truck-factor shop"))
@_repository
@workspace_option
@server_options
@json_option
def truck_factor(
    *, repository: str, workspace: str | None, server: str | None, token: str | None, as_json: bool
) -> None:
    """How many people have to leave until under half of the files of REPOSITORY have an author; now and before."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        answer = _of_repository(client, found, repository, "truck-factor", {}, "history")
    return as_told(answer) if as_json else _show("show_factor", found, answer)


@code.command("loss", epilog=examples("aexy code loss ada", "aexy code loss me -r shop", "aexy code loss ada --json"))
@click.argument("person")
@click.option("--repository", "-r", metavar="NAME", help="Only in this one.")
@workspace_option
@server_options
@json_option
def loss(
    *, person: str, repository: str | None, workspace: str | None, server: str | None, token: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """What would be without an author if PERSON (or `me`) left, and who knows most of it then."""
    from aexy.cli.figures import expect  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.profile_skills import person_id  # noqa: PLC0415 - likewise

    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        asked = {"developer_id": person_id(client, found, person)}
        if repository:
            asked["repository_id"] = find_repository(client, found["id"], repository)["id"]
        answer = expect(client.get(f"/workspaces/{found['id']}/knowledge/loss", **asked), "repositories", "heirs")
    return as_told(answer) if as_json else _show("show_loss", found, answer)


@code.command("reading-list", epilog=examples("aexy code reading-list shop", "aexy code reading-list shop src/api"))
@_repository
@_path
@click.option("--limit", default=15, show_default=True, type=click.IntRange(1, 100), help="How many at most.")
@workspace_option
@server_options
@json_option
def reading_list(
    *, repository: str, path: str, limit: int, workspace: str | None, server: str | None, token: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """What to read first in REPOSITORY or a folder of it, why, and whom to ask."""
    from aexy.cli.figures import expect  # noqa: PLC0415 - keeps `--help` quick

    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        asked = {
            "repository_id": find_repository(client, found["id"], repository)["id"], "path": path, "limit": limit,
        }  # fmt: skip
        answer = expect(client.get(f"/workspaces/{found['id']}/knowledge/reading-list", **asked), "files", "ask")
    return as_told(answer) if as_json else _show("show_list", found, answer)


def _of_repository(client: "Client", workspace: Answer, repository: str, what: str, asked: Answer, key: str) -> Answer:
    from aexy.cli.figures import expect  # noqa: PLC0415 - keeps `--help` quick

    of = find_repository(client, workspace["id"], repository)
    return expect(client.get(f"/workspaces/{workspace['id']}/insights/repositories/{of['id']}/{what}", **asked), key)


def _show(how: str, workspace: Answer, answer: Answer) -> None:
    """By a function of the module that draws, which takes longer to load than `--help` may."""
    from aexy.cli import code_map_showing  # noqa: PLC0415 - keeps `--help` quick

    getattr(code_map_showing, how)(workspace, answer)
