"""`aexy me`, `aexy people` and `aexy team`: whose work it is."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click

from aexy.cli.accesses import accesses
from aexy.cli.analytics import team_skills, team_workload
from aexy.cli.asking import (
    find_person,
    find_team,
    find_workspace,
    json_option,
    open_client,
    server_options,
    workspace_option,
)
from aexy.cli.console import say, show_json, show_table
from aexy.cli.erasing import erase
from aexy.cli.figures import NOTHING
from aexy.cli.teams_abilities import ABILITIES
from aexy.cli.teams_insights import TEAM_COMMANDS
from aexy.kernel.errors import Unusable

if TYPE_CHECKING:
    from aexy.cli.client import Client


@click.group(invoke_without_command=True)
@click.pass_context
@click.option("--as", "name", metavar="NAME", help="Say who you are: a developer's name or address.")
@click.option("--nobody", is_flag=True, help="Take it back.")
@workspace_option
@server_options
@json_option
def me(
    asked: click.Context,
    *,
    name: str | None,
    nobody: bool,
    workspace: str | None,
    server: str | None,
    token: str | None,
    as_json: bool,
) -> None:
    """Who you are here. Numbers that only concern the person themselves are shown to nobody else."""
    if asked.invoked_subcommand is not None:
        return
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        path = f"/workspaces/{found['id']}/me"
        if name and nobody:
            raise Unusable("You cannot be somebody and nobody.", next_step="Give --as or --nobody.")
        if name:
            answer = client.send("PUT", path, {"developer_id": find_person(client, found["id"], name)["id"]})
        elif nobody:
            answer = client.send("PUT", path, {"developer_id": None})
        else:
            answer = client.get(path)
    if as_json:
        show_json(answer)
    elif answer["developer"]:
        say(f"In {found['slug']} you are {_named(answer['developer'])}.")
    else:
        say(f"In {found['slug']} you are nobody in particular. Say who with `aexy me --as NAME`.", style="dim")


me.add_command(accesses)


@click.group()
def people() -> None:
    """Developers: who they are and when they were last seen."""


people.add_command(erase)


@people.command("list")
@click.argument("part", required=False, metavar="[PART OF NAME]")
@click.option("--kind", type=click.Choice(["human", "bot", "agent", "any"]), default="human", show_default=True)
@workspace_option
@server_options
@json_option
def list_people(
    *, part: str | None, kind: str, workspace: str | None, server: str | None, token: str | None, as_json: bool
) -> None:
    """Developers by name."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        wanted = None if kind == "any" else kind
        known = list(client.every(f"/workspaces/{found['id']}/developers", q=part, kind=wanted))
    if as_json:
        show_json(known)
    elif not known:
        say("Nobody.", style="dim")
    else:
        show_table(["Name", "Address", "Teams", "First seen", "Last seen", ""], [_row(each) for each in known])


@click.group()
def team() -> None:
    """Teams: who is in them and since when, what they know and have in hand."""


team.add_command(team_skills)
team.add_command(team_workload)
for command in (*TEAM_COMMANDS, *ABILITIES):
    team.add_command(command)


@team.command("list")
@workspace_option
@server_options
@json_option
def list_teams(*, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """The workspace's teams."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        known = list(client.every(f"/workspaces/{found['id']}/teams"))
    if as_json:
        show_json(known)
    elif not known:
        say("There is no team yet. Make one with `aexy team create NAME`.", style="dim")
    else:
        show_table(
            ["Team", "Name", "People"],
            [[t["slug"], t["name"], str(len(t["developer_ids"]))] for t in known],
            right=(2,),
        )


@team.command()
@click.argument("name")
@click.option("--with", "names", multiple=True, metavar="NAME", help="Somebody who was always in it; may be repeated.")
@workspace_option
@server_options
@json_option
def create(
    *, name: str, names: tuple[str, ...], workspace: str | None, server: str | None, token: str | None, as_json: bool
) -> None:
    """Make a team."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        ids = [find_person(client, found["id"], each)["id"] for each in names]
        made = client.send("POST", f"/workspaces/{found['id']}/teams", {"name": name, "developer_ids": ids})
    if as_json:
        show_json(made)
    else:
        say(f"Made {made['slug']}{f' with {len(ids)} in it' if ids else ''}.")


@team.command()
@click.argument("name")
@click.argument("person")
@click.option("--since", metavar="DATE", help="The first day in it; always where it is left out.")
@click.option("--until", metavar="DATE", help="The first day no longer in it.")
@click.option("--role", default="member", show_default=True)
@workspace_option
@server_options
def add(
    *, name: str, person: str, since: str | None, until: str | None, role: str, workspace: str | None,
    server: str | None, token: str | None,
) -> None:  # fmt: skip
    """Say when PERSON was in team NAME; past numbers count who was in it then."""
    wish = {"role": role, "joined_at": _instant(since), "left_at": _instant(until)}
    with open_client(server, token) as client:
        found, meant, who = _member(client, workspace, name, person)
        client.send("PUT", f"/workspaces/{found}/teams/{meant['id']}/members/{who['id']}", wish)
    say(f"{_named(who)} is in {meant['slug']}{f' from {since}' if since else ''}{f' until {until}' if until else ''}.")


@team.command()
@click.argument("name")
@click.argument("person")
@workspace_option
@server_options
def remove(*, name: str, person: str, workspace: str | None, server: str | None, token: str | None) -> None:
    """As if PERSON had never been in team NAME. Whoever left it gets `aexy team add … --until DATE` instead."""
    with open_client(server, token) as client:
        found, meant, who = _member(client, workspace, name, person)
        client.send("DELETE", f"/workspaces/{found}/teams/{meant['id']}/members/{who['id']}")
    say(f"{_named(who)} never was in {meant['slug']}.")


def _member(
    client: "Client", workspace: str | None, team_name: str, person: str
) -> tuple[str, dict[str, Any], dict[str, Any]]:
    found = find_workspace(client, workspace)
    return found["id"], find_team(client, found["id"], team_name), find_person(client, found["id"], person)


def _instant(day: str | None) -> str | None:
    if day is None:
        return None
    try:
        return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).isoformat()
    except ValueError:
        raise Unusable(f"{day!r} is no date.", next_step="Write dates as 2026-03-01.") from None


def _named(developer: dict[str, Any]) -> str:
    return str(developer["name"] or developer["email"] or developer["id"])


def _row(each: dict[str, Any]) -> list[str]:
    mark = "you" if each["is_me"] else "" if each["kind"] == "human" else each["kind"]
    return [
        each["name"] or NOTHING, each["email"] or "", ", ".join(team["name"] for team in each["teams"]),
        (each["first_activity_at"] or NOTHING)[:10], (each["last_activity_at"] or NOTHING)[:10], mark,
    ]  # fmt: skip
