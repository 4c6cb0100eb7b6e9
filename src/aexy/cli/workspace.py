"""`aexy workspace`: whose numbers the other commands are about."""

from typing import Any

import click

from aexy.cli.asking import find_workspace, json_option, open_client, place_of, server_options
from aexy.cli.console import say, show_json, show_table
from aexy.settings import Settings


@click.group()
def workspace() -> None:
    """Workspaces: list them, choose one, make one."""


@workspace.command("list")
@server_options
@json_option
def list_workspaces(*, server: str | None, token: str | None, as_json: bool) -> None:
    """The workspaces you belong to."""
    with open_client(server, token) as client:
        known = client.get("/auth/me")["workspaces"]
    if as_json:
        show_json(known)
    elif not known:
        say("There is no workspace yet. Make one with `aexy workspace create NAME`.", style="dim")
    else:
        show_table(
            ["Workspace", "Name", "Role", "Time zone", ""],
            [[w["slug"], w["name"], w["role"], w["time_zone"], "demo" if w["is_demo"] else ""] for w in known],
        )


@workspace.command()
@click.argument("name")
@server_options
def use(*, name: str, server: str | None, token: str | None) -> None:
    """Make it the one other commands are about, until another is chosen."""
    from aexy.cli.choices import remember  # noqa: PLC0415 - keeps `--help` quick

    with open_client(server, token) as client:
        found = find_workspace(client, name)
        remember(Settings().home, "workspaces", place_of(client), found["slug"])
    say(f"Commands are about {found['slug']} now.")


@workspace.command()
@click.argument("name")
@click.option("--time-zone", help="An IANA name; this machine's where it is left out.")
@server_options
@json_option
def create(*, name: str, time_zone: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """Make a workspace; you become its owner."""
    from aexy.cli.clock import own_time_zone  # noqa: PLC0415 - keeps `--help` quick

    with open_client(server, token) as client:
        wish = {"name": name, "time_zone": time_zone or own_time_zone()}
        made: dict[str, Any] = client.send("POST", "/workspaces", wish)
    if as_json:
        show_json(made)
    else:
        say(f"Made {made['slug']}, on {made['time_zone']} time. `aexy workspace use {made['slug']}` chooses it.")
