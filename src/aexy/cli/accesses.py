"""`aexy me accesses`: who looked at you."""

import click

from aexy.cli.asking import find_workspace, json_option, open_client, server_options, workspace_option
from aexy.cli.console import note, say, show_json, show_table
from aexy.cli.figures import NOTHING
from aexy.kernel.errors import Unknown

_LATEST = 50


@click.command()
@workspace_option
@server_options
@json_option
def accesses(*, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """Who looked at your page, numbers, rows or calendar, or exported you; the latest first."""
    with open_client(server, token) as client:
        base = f"/workspaces/{find_workspace(client, workspace)['id']}"
        who = client.get(f"{base}/me")["developer"]
        if who is None:
            raise Unknown("Nobody said who you are here.", next_step="Say who with `aexy me --as NAME`.")
        page = client.get(f"{base}/insights/developers/{who['id']}/access-log", limit=_LATEST)
    if as_json:
        show_json(page["items"])
    elif not page["items"]:
        say("Nobody but you looked at you.", style="dim")
    else:
        rows = [
            [
                one["last_at"][:16].replace("T", " "),
                one["account"] or NOTHING,
                one["role"],
                one["kind"],
                str(one["looks"]),
            ]
            for one in page["items"]
        ]
        show_table(["When (UTC)", "Who", "As", "What", "Looks"], rows, right=(4,))
        note("One line for each who looked, at what, in one hour. What is looked at now stands here in a few seconds.")
