"""`aexy happened`: what happened, newest first, by day."""

from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import click

from aexy.cli.asking import (
    examples,
    find_person,
    find_repository,
    find_team,
    find_workspace,
    json_option,
    open_client,
    period_options,
    server_options,
    today_in,
    workspace_option,
)

Answer = dict[str, Any]
_WORDS = {
    "push": "pushed {commits} commits",
    "repository_added": "was added",
    "issue_done": "finished {number} {title}",
    "pull_opened": "opened {number} {title}",
    "pull_closed": "{number} {title} was closed",
    "pull_merged": "{number} {title} was merged",
    "release": "released {title}",
    "incident_opened": "incident began: {title}",
    "incident_resolved": "incident is over: {title}",
}
_REVIEWS = {"approved": "approved", "changes_requested": "asked for changes of", "dismissed": "reviewed"}
_DEPLOYMENTS = {"success": "{title} went live on {detail}", "failure": "deployment of {title} to {detail} failed"}


@click.command(
    epilog=examples(
        "aexy happened", "aexy happened --team Payments --period 1w", "aexy happened --kind deployment,incident_opened",
        "aexy happened --person Ada --json",
    )
)  # fmt: skip
@click.option("--team", metavar="NAME", help="By its people, and of the repositories it owns.")
@click.option("--repository", "-r", metavar="NAME", help="In one repository.")
@click.option("--person", metavar="NAME", help="By one person.")
@click.option("--kind", "kinds", metavar="KINDS", help="Only these kinds, separated by commas.")
@click.option("--bots", is_flag=True, help="What bots did as well.")
@click.option("--limit", "-n", default=30, show_default=True, type=click.IntRange(1, 10_000), help="How many at most.")
@period_options
@workspace_option
@server_options
@json_option
def happened(
    *, team: str | None, repository: str | None, person: str | None, kinds: str | None, bots: bool, limit: int,
    period: str | None, since: str | None, until: str | None, workspace: str | None, server: str | None,
    token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """What happened: pull requests, reviews, deployments, incidents, releases, issues, pushes."""
    from aexy.cli.spans import span  # noqa: PLC0415 - keeps `--help` quick

    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        days = span(period, since, until, today=today_in(found).date())
        asked: dict[str, Any] = {"from": str(days.start), "to": str(days.end)} if days else {}
        for field, name, find in (
            ("team_id", team, find_team), ("repository_id", repository, find_repository),
            ("developer_id", person, find_person),
        ):  # fmt: skip
            if name:
                asked[field] = find(client, found["id"], name)["id"]
        asked |= ({"kinds": kinds} if kinds else {}) | ({"bots": "true"} if bots else {})
        listed = client.every(f"/workspaces/{found['id']}/activity", **asked)
        rows = [row for row, _ in zip(listed, range(limit), strict=False)]
    if as_json:
        from aexy.cli.console import show_json  # noqa: PLC0415 - likewise

        return show_json(rows)
    return _show(found, rows)


def _show(workspace: Answer, rows: list[Answer]) -> None:
    from aexy.cli.report import Column, footnotes, heading, show_rows  # noqa: PLC0415 - keeps `--help` quick

    zone = ZoneInfo(workspace["time_zone"])
    heading("What happened", f"{workspace['name']} · newest first · {zone.key} time")
    if not rows:
        return footnotes(["Nothing that is known of. `aexy sync --health` says what is read."])
    columns = [Column("", is_dim=True), Column("Who or what"), Column("", gives_way=True), Column("", is_dim=True)]
    for day, own in groupby(rows, key=lambda row: str(row["day"])):
        show_rows(day, columns, [_line(row, zone) for row in own])
    return None


def _line(row: Answer, zone: ZoneInfo) -> list[str]:
    when = "" if row["kind"] == "push" else f"{datetime.fromisoformat(row['at']).astimezone(zone):%H:%M}"
    where = row["repository"]["name"] if row["repository"] else ""
    who = row["person"]["name"] or "Somebody" if row["person"] else where
    return [when, who, _said(row), where if row["person"] else ""]


def _said(row: Answer) -> str:
    if row["kind"] == "review":
        return f"{_REVIEWS.get(row['outcome'], 'remarked on')} {row['number']} {row['title']}"
    words = _DEPLOYMENTS[row["outcome"]] if row["kind"] == "deployment" else _WORDS[row["kind"]]
    return words.format(**row)
