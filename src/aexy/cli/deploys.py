"""`aexy deploys`: what was deployed, newest first, and what broke."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from aexy.cli.asking import (
    examples,
    find_service,
    find_workspace,
    json_option,
    open_client,
    period_options,
    server_options,
    today_in,
    workspace_option,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

Answer = dict[str, Any]
_FAILED = {"incident": "caused an incident", "rollback": "was rolled back", "hotfix": "was fixed at once"}
_NOT_LIVE = {"failure": "failed, never live", "cancelled": "cancelled, never live"}
_SHA = 8


@click.command(
    epilog=examples(
        "aexy deploys", "aexy deploys --service checkout --period 4w", "aexy deploys --failed --limit 50",
        "aexy deploys --everywhere --json",
    )
)  # fmt: skip
@click.option("--service", metavar="NAME", help="Of one service.")
@click.option("--failed", is_flag=True, help="Only those that broke something.")
@click.option("--everywhere", is_flag=True, help="To other environments than production as well.")
@click.option("--limit", "-n", default=20, show_default=True, type=click.IntRange(1, 10_000), help="How many at most.")
@period_options
@workspace_option
@server_options
@json_option
def deploys(
    *, service: str | None, failed: bool, everywhere: bool, limit: int, period: str | None, since: str | None,
    until: str | None, workspace: str | None, server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Deployments as the rules count them, newest first, with the incidents that came of them."""
    from aexy.cli.spans import span  # noqa: PLC0415 - keeps `--help` quick

    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        days = span(period, since, until, today=today_in(found).date())
        asked: dict[str, Any] = {"from": str(days.start), "to": str(days.end)} if days else {}
        if service:
            asked["service"] = find_service(client, found["id"], service)["id"]
        if not everywhere:
            asked["production"] = "true"
        if failed:
            asked["failed"] = "true"
        listed = client.every(f"/workspaces/{found['id']}/delivery/deployments", **asked)
        rows = [row for row, _ in zip(listed, range(limit), strict=False)]
    if as_json:
        from aexy.cli.console import show_json  # noqa: PLC0415 - likewise

        return show_json(rows)
    return _show(found, rows)


def _show(workspace: Answer, rows: list[Answer]) -> None:
    from aexy.cli.figures import plural  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, footnotes, heading, show_rows  # noqa: PLC0415 - likewise

    count, zone = plural(len(rows), "deployment"), workspace["time_zone"]
    heading("Deployments", f"{workspace['name']} · {count}, newest first · {zone} time")
    if not rows:
        return footnotes(["None that the rules count. `aexy dora --services` says of which services any are known."])
    columns = [
        Column("When"), Column("Service"), Column("What", gives_way=True), Column("Took", is_number=True),
        Column("Changes", is_number=True), Column("", gives_way=True),
    ]  # fmt: skip
    show_rows("", columns, [_line(row, zone) for row in rows])
    open_now = sum(one["resolved_at"] is None for row in rows for one in row["incidents"])
    return footnotes([f"Open: {plural(open_now, 'incident')}." if open_now else ""])


def _line(row: Answer, zone: str) -> list[str]:
    from aexy.cli.figures import NOTHING  # noqa: PLC0415 - keeps `--help` quick

    at = datetime.fromisoformat(row["finished_at"] or row["started_at"] or row["created_at"])
    when = f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
    what = row["title"] or (row["sha"] or NOTHING)[:_SHA]
    where = "" if row["is_production"] else f" → {row['environment']}"
    took = NOTHING if row["minutes"] is None else f"{row['minutes']:,.0f} min"
    return [when, row["service"], what + where, took, str(row["pulls"]), "; ".join(_became(row))]


def _became(row: Answer) -> "Iterator[str]":
    """What there is to say about it, the worst first."""
    if row["status"] != "success":
        yield _NOT_LIVE.get(row["status"], str(row["status"]))
    for one in row["incidents"]:
        yield f"incident: {one['title']}" + ("" if one["resolved_at"] else " (open)")
    if row["failed_by"] and not row["incidents"]:
        yield _FAILED.get(row["failed_by"], str(row["failed_by"]))
    if row["failed_by"]:
        yield _restored(row)
    for key, words in (
        ("is_rollback", "a roll-back"), ("is_unplanned", "unplanned"), ("is_first", "the first that is known"),
    ):  # fmt: skip
        if row[key]:
            yield words
    if not row["is_known"]:
        yield "its commit is not known here"


def _restored(row: Answer) -> str:
    from aexy.cli.figures import figure  # noqa: PLC0415 - keeps `--help` quick

    if not row["restored_at"]:
        return "not restored yet"
    took = datetime.fromisoformat(row["restored_at"]) - datetime.fromisoformat(row["finished_at"])
    return f"restored after {figure(took / timedelta(hours=1), 'hours')}"
