"""`aexy readings`: the numbers of a workspace, a person, a team or a repository."""

from typing import TYPE_CHECKING, Any

import click

from aexy.cli.asking import (
    examples,
    find_workspace,
    json_option,
    open_client,
    period_options,
    server_options,
    today_in,
    workspace_option,
)
from aexy.cli.subjects import HELP, Subject, find_subject

if TYPE_CHECKING:
    from aexy.cli.client import Client
    from aexy.cli.report import Line
    from aexy.cli.spans import Span


@click.command(
    epilog=examples(
        "aexy readings",
        "aexy readings -s team:payments --period 2026-Q1",
        "aexy readings -s me --metrics commits_count,focus_score --json",
    )
)
@click.option("--subject", "-s", default="workspace", show_default=True, help=HELP)
@click.option("--metrics", "keys", metavar="KEY,KEY", help="Only these; all where it is left out.")
@period_options
@workspace_option
@server_options
@json_option
def readings(
    *, subject: str, keys: str | None, period: str | None, since: str | None, until: str | None,
    workspace: str | None, server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Numbers with their change, sample size and weeks."""
    from aexy.cli.spans import span  # noqa: PLC0415 - keeps `--help` quick
    from aexy.kernel.metrics import find  # noqa: PLC0415 - likewise: it loads Polars

    chosen = [find(key.strip()).key for key in keys.split(",")] if keys else []
    asked = ",".join(chosen) or None
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        days = span(period, since, until, today=today_in(found).date())
        whose = find_subject(client, found, subject)
        answer = _ask(client, found["id"], whose, asked, days, bucket="total", compare="previous")
        if as_json:
            from aexy.cli.console import show_json  # noqa: PLC0415 - likewise

            show_json(answer)
            return
        weeks = _ask(client, found["id"], whose, asked, days, bucket="weekly", compare="none")
        _show(found, whose, answer, weeks)


def _ask(
    client: "Client", workspace_id: str, whose: Subject, keys: str | None, days: "Span | None", *,
    bucket: str, compare: str,
) -> dict[str, Any]:  # fmt: skip
    from aexy.cli.figures import expect  # noqa: PLC0415 - keeps `--help` quick

    asked = {"from": str(days.start), "to": str(days.end)} if days else {}
    answer = client.get(
        f"/workspaces/{workspace_id}/insights/readings", metrics=keys,
        subject=whose.asked, bucket=bucket, compare=compare, **asked,
    )  # fmt: skip
    return expect(answer, "readings", "from", "to", "as_of")


def _show(workspace: dict[str, Any], whose: Subject, answer: dict[str, Any], weeks: dict[str, Any]) -> None:
    from aexy.cli.report import footnotes, heading, show_readings  # noqa: PLC0415 - keeps `--help` quick

    days = f"{answer['from']} to {answer['to']} (that day not included)"
    heading(whose.name, f"{workspace['name']} · {days} · {answer['time_zone']} time")
    show_readings(lines_of(answer["readings"], weeks["readings"]), weeks_title="week by week")
    cautions = [each["caution"] for each in answer["readings"] if each["caution"]]
    if all(each["n"] == 0 and not each["withheld"] for each in answer["readings"]):
        cautions = ["None of these days is known of. `aexy ingest PATH|URL` and `aexy connect` bring facts.", *cautions]
    as_of = f"As of {answer['as_of'][:16].replace('T', ' ')} UTC." if answer["as_of"] else ""
    footnotes([*cautions[:1], as_of])


def lines_of(totals: list[dict[str, Any]], weekly: list[dict[str, Any]]) -> "list[Line]":
    """A line for each reading, with its weeks."""
    from aexy.cli.figures import change, headline, mood, over_time, sparkline  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Line  # noqa: PLC0415 - likewise
    from aexy.kernel.metrics import find  # noqa: PLC0415 - likewise: it loads Polars

    trends: dict[str, list[float | None]] = {}
    for each in weekly:
        trends.setdefault(each["metric"], []).append(over_time(each))
    lines = []
    for each in totals:
        metric, shown = find(each["metric"]), headline(each)
        lines.append(
            Line(
                family=metric.family.value,
                name=metric.name,
                value=shown.says,
                change=change(shown.now, shown.before, each["unit"]),
                mood=mood(shown.now, shown.before, each["better"]),
                n=each["n"],
                weeks=sparkline(trends.get(metric.key, [])),
                withheld=each["withheld"],
            )
        )
    return lines
