"""`aexy people erase` and `aexy privacy erasures`: taking a person out of a workspace."""

from typing import Any

import click

from aexy.cli.asking import (
    examples,
    find_person,
    find_workspace,
    json_option,
    open_client,
    server_options,
    workspace_option,
)
from aexy.cli.console import confirm, note, say, show_json, show_table
from aexy.cli.figures import NOTHING
from aexy.kernel.errors import Conflict, Unknown

_SHORT = 8


@click.command(epilog=examples("aexy people erase 'Ada Lovelace' --dry-run", "aexy people erase ada@example.org"))
@click.argument("name")
@click.option("--dry-run", is_flag=True, help="Say what would go and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@workspace_option
@server_options
@json_option
def erase(
    *, name: str, dry_run: bool, yes: bool, workspace: str | None, server: str | None, token: str | None, as_json: bool
) -> None:
    """Take everything that says who NAME is out of the workspace; what they did stays counted. It cannot be undone."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        who = find_person(client, found["id"], name)
        if not (dry_run or yes or confirm(f"Erase {who['name']} from {found['slug']} for good?")):
            raise Conflict("Nothing was changed.", next_step="Say --yes to go on without being asked.")
        path = f"/workspaces/{found['id']}/developers/{who['id']}/erasure"
        answer = client.send("POST", path, {"dry_run": dry_run})
    if as_json:
        show_json(answer)
        return
    if dry_run:
        show_table(["Where", "Rows"], [[one["what"], str(one["rows"])] for one in answer["erased"]], right=(1,))
    elif answer["state"] == "asked":
        say("An admin has to confirm it; `aexy privacy erasures` shows it to them.")
    else:
        say(f"{answer['name']} is what stands there from now on. `aexy jobs` shows how far it is.")
    for sentence in (*answer["kept"], answer["backups"]):
        note(sentence)


@click.command("erasures")
@click.option(
    "--confirm", "confirmed", metavar="ID", help="Carry out what somebody asked for; the id's beginning will do."
)
@click.option("--refuse", "refused", metavar="ID", help="Leave them as they are.")
@workspace_option
@server_options
@json_option
def erasures(
    *,
    confirmed: str | None,
    refused: str | None,
    workspace: str | None,
    server: str | None,
    token: str | None,
    as_json: bool,
) -> None:
    """Who asked to be erased, and who was; for admins."""
    with open_client(server, token) as client:
        base = f"/workspaces/{find_workspace(client, workspace)['id']}/erasures"
        known = client.get(base)
        for word, meant in (("confirm", confirmed), ("refuse", refused)):
            if meant is not None:
                client.send("POST", f"{base}/{_meant(known, meant)}/{word}", None)
                known = client.get(base)
    if as_json:
        show_json(known)
    elif not known:
        say("Nobody was erased, and nobody asked for it.", style="dim")
    else:
        rows = [
            [
                one["id"][:_SHORT],
                one["name"],
                one["state"],
                one["asked_at"][:10],
                one["asked_by"] or NOTHING,
                one["decided_by"] or NOTHING,
            ]
            for one in known
        ]
        show_table(["Id", "Stands as", "State", "Asked", "By", "Decided by"], rows)


def _meant(known: list[dict[str, Any]], beginning: str) -> str:
    for one in known:
        if one["id"].startswith(beginning):
            return str(one["id"])
    raise Unknown(f"There is no erasure {beginning}.", next_step="`aexy privacy erasures` lists them.")
