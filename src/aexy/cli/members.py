"""`aexy members`: who belongs to a workspace, as what; inviting and removing."""

from typing import Any

import click

from aexy.cli.asking import (
    examples,
    find_team,
    find_workspace,
    json_option,
    open_client,
    server_options,
    workspace_option,
)
from aexy.cli.client import Client
from aexy.cli.console import confirm, say, show_json, show_table, to_copy
from aexy.cli.figures import NOTHING
from aexy.kernel.errors import Unknown, Unusable

ROLES = ["viewer", "member", "manager", "admin", "owner"]
WHOLE = "the whole workspace"


@click.group()
def members() -> None:
    """Members: list them, invite somebody, give another role, remove somebody."""


@members.command("list")
@workspace_option
@server_options
@json_option
def list_members(*, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """Who belongs to the workspace, and how far that reaches; and whom admins invited."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        known = list(client.every(_path(found)))
        asked = list(client.every(_path(found, "invitations"))) if found["role"] in {"admin", "owner"} else []
    if as_json:
        return show_json({"members": known, "invitations": asked})
    rows = [[one["name"] + (" (you)" if one["is_me"] else ""), one["email"] or NOTHING, one["role"], _reach(one),
             (one["developer"] or {}).get("name") or NOTHING, one["joined_at"][:10]] for one in known]  # fmt: skip
    rows += [[f"invited ({one['state']})", one["email"], one["role"], _reach(one), NOTHING, NOTHING] for one in asked]
    return show_table(["Member", "Address", "Role", "Reaches", "Is", "Since"], rows)


@members.command(
    epilog=examples(
        "aexy members invite ada@example.org",
        "aexy members invite ada@example.org --role manager --team payments",
    )
)
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), default="member", show_default=True, help="What they will be.")
@click.option("--team", "teams", multiple=True, metavar="TEAM", help="Limit them to it; may be repeated.")
@workspace_option
@server_options
@json_option
def invite(
    *, email: str, role: str, teams: tuple[str, ...], workspace: str | None, server: str | None, token: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Invite somebody. The link is shown this once; it works once, for seven days."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        wish = {"email": email, "role": role, "teams": _team_ids(client, found, teams)}
        made = client.send("POST", _path(found, "invitations"), wish)
    if as_json:
        return show_json(made)
    say(f"Invited {made['email']} to {found['slug']} as {made['role']}.")
    say("A letter is on its way." if made["is_mailed"] else f"It was not mailed. {made['mail_problem']}", style="dim")
    return to_copy(made["link"], is_answer=True)


@members.command(
    epilog=examples(
        "aexy members role ada manager",
        "aexy members role ada manager --team payments --team platform",
        "aexy members role ada member --whole",
    )
)
@click.argument("name", metavar="MEMBER")
@click.argument("role", type=click.Choice(ROLES))
@click.option("--team", "teams", multiple=True, metavar="TEAM", help="Limit them to it; may be repeated.")
@click.option("--whole", is_flag=True, help="They reach the whole workspace.")
@workspace_option
@server_options
@json_option
def role(
    *, name: str, role: str, teams: tuple[str, ...], whole: bool, workspace: str | None, server: str | None,
    token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Give MEMBER another role; which teams they reach stays unless it is said."""
    if teams and whole:
        raise Unusable("Teams are not the whole workspace.", next_step="Give --team or --whole.")
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        meant = _find(client, found, name)
        wish: dict[str, Any] = {"role": role}
        if teams or whole:
            wish["teams"] = _team_ids(client, found, teams)
        now = client.send("PATCH", f"{_path(found)}/{meant['account_id']}", wish)
    if as_json:
        return show_json(now)
    return say(f"{now['name']} is {now['role']} in {found['slug']}, and reaches {_reach(now)}.")


@members.command()
@click.argument("name", metavar="MEMBER")
@click.option("--yes", is_flag=True, help="Do not ask.")
@workspace_option
@server_options
def remove(*, name: str, yes: bool, workspace: str | None, server: str | None, token: str | None) -> None:
    """Remove MEMBER, or take back the invitation of an address. They see nothing of the workspace from then on."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        invited = [one for one in _invitations(client, found) if one["email"] == name.lower()]
        if invited:
            client.send("DELETE", f"{_path(found, 'invitations')}/{invited[0]['id']}")
            return say(f"Took back the invitation of {invited[0]['email']}.")
        meant = _find(client, found, name)
        if not yes:
            confirm(_what_is_lost(meant, found["slug"]), abort=True)
        client.send("DELETE", f"{_path(found)}/{meant['account_id']}")
    return say(f"Removed {meant['name']}.")


def _path(workspace: dict[str, Any], what: str = "members") -> str:
    return f"/workspaces/{workspace['id']}/{what}"


def _reach(one: dict[str, Any]) -> str:
    if one["teams"] is None:
        return WHOLE
    return ", ".join(team["name"] for team in one["teams"]) or "no team any more"


def _team_ids(client: Client, workspace: dict[str, Any], names: tuple[str, ...]) -> list[str] | None:
    return [find_team(client, workspace["id"], name)["id"] for name in names] or None


def _invitations(client: Client, workspace: dict[str, Any]) -> list[dict[str, Any]]:
    return list(client.every(_path(workspace, "invitations"))) if workspace["role"] in {"admin", "owner"} else []


def _find(client: Client, workspace: dict[str, Any], name: str) -> dict[str, Any]:
    """The member of that id, address or name, or of the only name it is a part of."""
    known = list(client.every(_path(workspace)))
    wanted = name.lower()
    exact = [one for one in known if wanted in {one["account_id"], (one["email"] or "").lower(), one["name"].lower()}]
    found = exact or [one for one in known if wanted in one["name"].lower()]
    if len(found) == 1:
        return found[0]
    if not found:
        raise Unknown(f"Nobody here is called {name!r}.", next_step="`aexy members list` shows who belongs here.")
    named = ", ".join(f"{one['name']} ({one['email'] or one['account_id']})" for one in found)
    raise Unusable(f"{name!r} may be several: {named}.", next_step="Write the address or the id.")


def _what_is_lost(member: dict[str, Any], slug: str) -> str:
    rules = member["alert_rules"]
    fall = f" {rules} alert rule{'' if rules == 1 else 's'} of theirs will fall silent." if rules else ""
    return f"Remove {member['name']} ({member['role']}) from {slug}?{fall}"
