"""`aexy workspace`: whose numbers the other commands are about."""

from typing import Any
from urllib.parse import quote

import click

from aexy.cli.asking import examples, find_workspace, json_option, open_client, place_of, server_options
from aexy.cli.console import say, show_json, show_table
from aexy.settings import Settings


@click.group()
def workspace() -> None:
    """Workspaces: list them, choose one, make one, delete one."""


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
            [[w["slug"], w["name"], w["role"], w["time_zone"], _state(w)] for w in known],
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


@workspace.command(epilog=examples("aexy workspace delete acme", "aexy workspace delete acme --yes acme"))
@click.argument("name")
@click.option("--yes", "slug", metavar="SLUG", help="The workspace's slug, instead of being asked to type it.")
@click.option("--at-once", is_flag=True, help="Within the hour instead of in seven days; it cannot be taken back.")
@server_options
@json_option
def delete(*, name: str, slug: str | None, at_once: bool, server: str | None, token: str | None, as_json: bool) -> None:
    """Delete a workspace with everything in it, in seven days; until then `restore` takes it back."""
    with open_client(server, token) as client:
        found = find_workspace(client, name)
        if slug is None:
            say(_what_goes(found["name"], at_once=at_once))
            slug = click.prompt("Type its slug to confirm", err=True)
        wish = f"?slug={quote(slug)}" + ("&at_once=true" if at_once else "")
        asked: dict[str, Any] = client.send("DELETE", f"/workspaces/{found['id']}{wish}")
    if as_json:
        show_json(asked)
    elif at_once:
        say(f"{asked['slug']} goes within the hour.")
    else:
        gone, slug = asked["deleting_at"][:10], asked["slug"]
        say(f"{slug} goes on {gone}. `aexy workspace restore {slug}` takes it back.")


@workspace.command()
@click.argument("name")
@server_options
def restore(*, name: str, server: str | None, token: str | None) -> None:
    """Take the deletion of a workspace back."""
    with open_client(server, token) as client:
        found = find_workspace(client, name)
        client.send("POST", f"/workspaces/{found['id']}/restore")
    say(f"{found['slug']} stays.")


def _state(known: dict[str, Any]) -> str:
    if known["deleting_at"]:
        return f"goes on {known['deleting_at'][:10]}"
    return "demo" if known["is_demo"] else ""


def _what_goes(name: str, *, at_once: bool) -> str:
    when = "within the hour, and cannot be taken back" if at_once else "in seven days; until then it can be taken back"
    return (
        f"Everything in {name} goes {when}: repositories and their copies on this machine, commits, pull requests, "
        "people, teams, numbers, connections and their tokens, rules, members and the audit log. Only owners are let "
        "in until then."
    )
