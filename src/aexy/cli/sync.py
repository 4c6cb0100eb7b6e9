"""`aexy sync`: read what is new in repositories and at providers, watch it, and see how whole it is."""

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
from aexy.cli.console import note, say, show_json, show_table
from aexy.cli.figures import NOTHING, figure, plural
from aexy.cli.ingest import follow_to_the_end
from aexy.kernel.errors import Unknown, Unusable

if TYPE_CHECKING:
    from aexy.cli.client import Client

_CALM = frozenset({"fresh", "reading"})


@click.command(epilog=examples("aexy sync app", "aexy sync github", "aexy sync --all --no-wait", "aexy sync --health"))
@click.argument("names", nargs=-1, metavar="[NAME…]")
@click.option("--all", "everything", is_flag=True, help="Every repository and connection of the workspace.")
@click.option("--full", is_flag=True, help="Ask providers for everything again, not only for what is new.")
@click.option("--replay", is_flag=True, help="Read what providers said before once more, without asking them.")
@click.option("--health", is_flag=True, help="Only say how fresh and how whole everything is.")
@click.option("--wait/--no-wait", default=True, help="Watch until it is read, or only start it.")
@workspace_option
@server_options
@json_option
def sync(
    *, names: tuple[str, ...], everything: bool, full: bool, replay: bool, health: bool, wait: bool,
    workspace: str | None, server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Read what is new in repositories and connections that were read before."""
    if not (names or everything or health):
        raise Unusable("Which repositories or connections?", next_step="Name them, or say --all.")
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        if health:
            show_health(client, found["id"], names, as_json=as_json)
            return
        repositories, connections = _meant(client, found["id"], names, everything=everything)
        jobs = [_ask(client, found["id"], each, full=full, replay=replay) for each in connections]
        if not replay:
            readable = [each for each in repositories if each["provider"] != "demo"]
            path = f"/workspaces/{found['id']}/repositories"
            jobs += [client.send("POST", f"{path}/{each['id']}/sync") for each in readable]
        if wait:
            jobs = follow_to_the_end(client, found["id"], jobs)
        if as_json:
            show_json(jobs)
        elif not jobs:
            say("There is nothing to sync.")


def _ask(
    client: "Client", workspace_id: str, connection: dict[str, Any], *, full: bool, replay: bool
) -> dict[str, Any]:
    path = f"/workspaces/{workspace_id}/connections/{connection['id']}"
    job: dict[str, Any] = (
        client.send("POST", f"{path}/replay") if replay else client.send("POST", f"{path}/sync", {"full": full})
    )
    return job


def _meant(
    client: "Client", workspace_id: str, names: tuple[str, ...], *, everything: bool
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Repositories and connections of these names; a connection's repositories come along with it."""
    connections = [
        {**each, "id": each["connection_id"]} for each in client.get(f"/workspaces/{workspace_id}/sync-health")
    ]
    if everything:
        known = list(client.every(f"/workspaces/{workspace_id}/repositories"))
        return known, [each for each in connections if each["condition"] != "paused"]
    chosen = [each for each in connections if _is_called(each, names)]
    others = [name for name in names if not any(_is_called(each, (name,)) for each in chosen)]
    try:
        return [find_repository(client, workspace_id, name) for name in others], chosen
    except Unknown as error:
        if not connections:
            raise
        names_there = ", ".join(each["name"] for each in connections)
        raise Unknown(error.detail, next_step=f"{error.next_step} Connections: {names_there}.") from error


def _is_called(connection: dict[str, Any], names: tuple[str, ...]) -> bool:
    own = {str(connection[key]).lower() for key in ("id", "name", "provider")}
    return any(name.lower() in own for name in names)


def show_health(client: "Client", workspace_id: str, names: tuple[str, ...], *, as_json: bool) -> None:
    """How fresh and how whole what providers gave is, worst first within a connection."""
    known = client.get(f"/workspaces/{workspace_id}/sync-health")
    meant = [each for each in known if not names or _is_called(each | {"id": each["connection_id"]}, names)]
    if as_json:
        show_json(meant)
        return
    if not meant:
        say("There is no connection yet. Make one with `aexy connect github`.", style="dim")
    for each in meant:
        say(f"{each['name']} · {each['provider']}")
        note(each["sentence"], style="" if each["condition"] in _CALM else "yellow")
        show_table(
            ["Of", "Stream", "Condition", "Read until", "Rows", "Gaps", "What failed"], _streams(each), right=(4, 5)
        )
        for gap in each["gaps"][:10]:
            note(f"Missing in {gap['scope']} {gap['stream']}: {gap['item'] or 'all of it'}. {gap['reason']}")
        _say_budgets(each)


def _streams(health: dict[str, Any]) -> list[list[str]]:
    return [
        [
            scope["name"] if number == 0 else "",
            stream["title"],
            stream["condition"].replace("_", " ") + (" (optional)" if stream["is_optional"] else ""),
            (stream["read_until"] or NOTHING)[:16].replace("T", " "),
            figure(stream["rows"], "count"),
            figure(stream["open_gaps"], "count") if stream["open_gaps"] else "",
            stream["error"] or "",
        ]
        for scope in health["scopes"]
        for number, stream in enumerate(scope["streams"])
    ]


def _say_budgets(health: dict[str, Any]) -> None:
    for one in health["budgets"]:
        if one["remaining"] is not None:
            of = f" of {one['allowance']:,}" if one["allowance"] is not None else ""
            resets = f", again full at {one['resets_at'][11:16]} UTC" if one["resets_at"] else ""
            left = plural(one["remaining"], "request")
            say(f"Token {one['token'] + 1}: {left} left{of} ({one['resource']}){resets}.", style="dim")
