"""`aexy notifications`: what concerns you, the latest first."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from aexy.cli.asking import examples, find_workspace, json_option, open_client, server_options, workspace_option
from aexy.cli.console import say, show_json

Answer = dict[str, Any]


@click.command(
    epilog=examples("aexy notifications", "aexy notifications --all --json", "aexy notifications --read")
)  # fmt: skip
@click.option("--all", "everything", is_flag=True, help="Also what was read.")
@click.option("--read", "mark", is_flag=True, help="Mark everything as read.")
@click.option("--limit", "-n", default=20, show_default=True, type=click.IntRange(1, 10_000), help="How many at most.")
@workspace_option
@server_options
@json_option
def notifications(
    *, everything: bool, mark: bool, limit: int, workspace: str | None, server: str | None, token: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """What concerns you: alerts, questions about who you are, jobs of yours, connections that need somebody."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        base = f"/workspaces/{found['id']}/notifications"
        listed = client.every(base, **({} if everything else {"unread": "true"}))
        rows = [row for row, _ in zip(listed, range(limit), strict=False)]
        if mark:
            client.send("POST", f"{base}/read", {})
    if as_json:
        return show_json(rows)
    if not rows:
        return say("Nothing new concerns you. `aexy notifications --all` shows the last ninety days.", style="dim")
    return _show(found, rows)


def _show(workspace: Answer, rows: list[Answer]) -> None:
    from aexy.cli.report import Column, heading, show_rows  # noqa: PLC0415 - keeps `--help` quick

    zone = ZoneInfo(workspace["time_zone"])
    heading("Notifications", f"{workspace['name']} · the latest first · {zone.key} time")
    columns = [Column("When", is_dim=True), Column(""), Column("About"), Column("", gives_way=True)]
    show_rows("", columns, [_line(row, zone) for row in rows])


def _line(row: Answer, zone: ZoneInfo) -> list[str]:
    at = datetime.fromisoformat(row["at"]).astimezone(zone)
    return [f"{at:%Y-%m-%d %H:%M}", "" if row["is_read"] else "new", row["title"], row["says"] or ""]
