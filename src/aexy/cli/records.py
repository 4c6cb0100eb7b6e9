"""`aexy records`: tickets, deals, candidates and whatever else was imported or posted."""

from typing import Any

import click

from aexy.cli.asking import examples, find_workspace, json_option, open_client, server_options, workspace_option
from aexy.cli.console import say, show_json, show_table
from aexy.cli.figures import NOTHING, figure

_NONE = "There are none. `aexy import template work_records` shows how to bring some."

_SHOWN = 200


@click.group()
def records() -> None:
    """Work records: what there is. `aexy import work_records FILE` brings more."""


@records.command("list", epilog=examples("aexy records list --kind ticket --open"))
@click.option("--kind", metavar="KIND", help="Only of this kind: ticket, deal …")
@click.option("--status", metavar="STATUS", help="Only with this status.")
@click.option("--stage", metavar="STAGE", help="Only in this stage.")
@click.option("--title", metavar="WORDS", help="Only those whose title has these beginnings of words.")
@click.option("--overdue", is_flag=True, help="Only open ones that were due before now.")
@click.option("--open/--closed", "is_open", default=None, help="Only open ones, or only closed ones.")
@workspace_option
@server_options
@json_option
def list_(
    *, kind: str | None, status: str | None, stage: str | None, title: str | None, overdue: bool, is_open: bool | None,
    workspace: str | None, server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """The latest of them."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        asked = {
            "kind": kind, "status": status, "stage": stage, "q": title, "overdue": "true" if overdue else None,
            "open": None if is_open is None else str(is_open).lower(),
        }  # fmt: skip
        page = client.get(f"/workspaces/{found['id']}/work-records", limit=_SHOWN, **asked)
    if as_json:
        show_json(page["items"])
    elif not page["items"]:
        say(_NONE, style="dim")
    else:
        show_table(["Kind", "Id", "Title", "Status", "Owner", "Amount", "Opened"], map(_row, page["items"]), right=(5,))
        if page["next_cursor"]:
            say(f"These are the latest {_SHOWN}.", style="dim")


@records.command()
@workspace_option
@server_options
@json_option
def kinds(*, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """How many there are of each kind."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        known = client.get(f"/workspaces/{found['id']}/work-records/kinds")
    if as_json:
        show_json(known)
    elif not known:
        say(_NONE, style="dim")
    else:
        cells = [[one["kind"], figure(one["records"], "count"), figure(one["open"], "count")] for one in known]
        show_table(["Kind", "Records", "Open"], cells, right=(1, 2))


def _row(record: dict[str, Any]) -> list[str]:
    amount = f"{record['amount']} {record['currency'] or ''}".strip() if record["amount"] is not None else ""
    owner = (record["owner"] or {}).get("name") or ""
    opened = (record["opened_at"] or NOTHING)[:10]
    return [
        record["kind"], record["external_id"], record["title"], record["status"] or "", owner, amount, opened
    ]  # fmt: skip
