"""`aexy team show|trends|review-load|flow|capacity|forecast`: a team's numbers, what it has open, what is to come."""

from typing import Any

import click

from aexy.cli.asking import (
    examples,
    json_option,
    open_client,
    period_options,
    server_options,
    workspace_option,
)
from aexy.cli.forecasts import ahead_options, asked_ahead, show_forecast
from aexy.cli.teams_asking import as_told, ask_team, days_of, team_of
from aexy.cli.teams_asking import insights_of_team as at

Answer = dict[str, Any]
_DAY = 24
_STAGES = {
    "draft": "Draft",
    "waiting_for_first_review": "Waiting for a first review",
    "in_review": "In review",
    "approved": "Approved",
}


@click.command("show", epilog=examples("aexy team show payments", "aexy team show payments --period 4w --json"))
@click.argument("name", metavar="TEAM")
@period_options
@workspace_option
@server_options
@json_option
def team_show(
    *, name: str, period: str | None, since: str | None, until: str | None, workspace: str | None,
    server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Every number of TEAM beside the period before, and who is in it."""
    with open_client(server, token) as client:
        found, team = team_of(client, workspace, name)
        days = days_of(found, period, since, until)
        answer = ask_team(client, at(found, team), "", "families", days)
        if as_json:
            return as_told(answer)
        asked = {**days, "subject": f"team:{team['id']}", "bucket": "weekly", "compare": "none"}
        weeks = client.get(f"/workspaces/{found['id']}/insights/readings", **asked)
    return _show_rollup(found, answer, weeks)


@click.command("trends", epilog=examples("aexy team trends payments --metrics prs_merged,avg_pr_cycle_time_hours"))
@click.argument("name", metavar="TEAM")
@click.option("--metrics", "keys", metavar="KEY,KEY", help="Only these; those asked first where it is left out.")
@click.option(
    "--by", "kind", default="weekly", show_default=True,
    type=click.Choice(["daily", "weekly", "biweekly", "monthly", "quarterly"]), help="Which periods.",
)  # fmt: skip
@period_options
@workspace_option
@server_options
@json_option
def team_trends(
    *, name: str, keys: str | None, kind: str, period: str | None, since: str | None, until: str | None,
    workspace: str | None, server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Whether the numbers of TEAM rise or fall over closed periods: twelve unless a period is given."""
    with open_client(server, token) as client:
        found, team = team_of(client, workspace, name)
        wish = {**days_of(found, period, since, until), "metrics": keys, "period_type": kind}
        answer = ask_team(client, at(found, team), "/trends", "trends", wish)
    return as_told(answer) if as_json else _show_trends(found, answer)


@click.command("review-load")
@click.argument("name", metavar="TEAM")
@period_options
@workspace_option
@server_options
@json_option
def team_review_load(
    *, name: str, period: str | None, since: str | None, until: str | None, workspace: str | None,
    server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Who in TEAM is asked for reviews, what waits for them, and how long it takes."""
    with open_client(server, token) as client:
        found, team = team_of(client, workspace, name)
        answer = ask_team(client, at(found, team), "/review-load", "waiting", days_of(found, period, since, until))
    return as_told(answer) if as_json else _show_review_load(found, answer)


@click.command("flow")
@click.argument("name", metavar="TEAM")
@click.option("--quiet-days", default=7, show_default=True, type=click.IntRange(1, 365), help="What counts as quiet.")
@workspace_option
@server_options
@json_option
def team_flow(
    *, name: str, quiet_days: int, workspace: str | None, server: str | None, token: str | None, as_json: bool
) -> None:
    """What TEAM has open: in which stage, for how long, and what has gone quiet."""
    with open_client(server, token) as client:
        found, team = team_of(client, workspace, name)
        answer = ask_team(client, at(found, team), "/flow", "stages", {"quiet_days": quiet_days})
    return as_told(answer) if as_json else _show_flow(found, answer)


@click.command("capacity")
@click.argument("name", metavar="TEAM")
@period_options
@workspace_option
@server_options
@json_option
def team_capacity(
    *, name: str, period: str | None, since: str | None, until: str | None, workspace: str | None,
    server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """How many days TEAM can be counted on, week by week: from this week on unless a period is given."""
    with open_client(server, token) as client:
        found, team = team_of(client, workspace, name)
        answer = ask_team(client, at(found, team), "/capacity", "weeks", days_of(found, period, since, until))
    return as_told(answer) if as_json else _show_capacity(found, answer)


@click.command("forecast", epilog=examples("aexy team forecast payments --items 30 --weeks 6"))
@click.argument("name", metavar="TEAM")
@ahead_options
@workspace_option
@server_options
@json_option
def team_forecast(
    *, name: str, weeks: int, items: int | None, metric: str, workspace: str | None,
    server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """What TEAM is likely to get done, and when; with how often that would have been right."""
    with open_client(server, token) as client:
        found, team = team_of(client, workspace, name)
        answer = ask_team(client, at(found, team), "/forecast", "amounts", asked_ahead(weeks, items, metric))
    return as_told(answer) if as_json else show_forecast(found, answer)


TEAM_COMMANDS = (team_show, team_trends, team_review_load, team_flow, team_capacity, team_forecast)


def _show_rollup(workspace: Answer, answer: Answer, weeks: Answer) -> None:
    from aexy.cli.readings import lines_of  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import footnotes, heading, show_readings  # noqa: PLC0415 - likewise

    days = f"{answer['from']} to {answer['to']} (that day not included)"
    heading(answer["subject"]["name"], f"{workspace['name']} · {days} · {answer['time_zone']} time")
    totals = [one for family in answer["families"] for one in family["readings"]]
    show_readings(lines_of(totals, weeks["readings"]), weeks_title="week by week")
    names = ", ".join(one["name"] or "somebody" for one in answer["members"])
    withheld = dict.fromkeys(one["withheld"] for one in totals if one["withheld"])
    footnotes([*withheld, f"In it now: {names}." if names else "Nobody is in it now."])


def _show_trends(workspace: Answer, answer: Answer) -> None:
    from aexy.cli.figures import figure, sparkline  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, footnotes, heading, show_rows  # noqa: PLC0415 - likewise

    rows = []
    for one in answer["trends"]:
        values = [point["value"] for point in one["points"]]
        latest = figure(values[-1] if values else None, one["unit"])
        line = one["withheld"] or sparkline(values)
        rows.append([one["metric"], latest, figure(one["slope"], one["unit"]), one["direction"] or "", line])
    heading(
        answer["subject"]["name"], f"{workspace['name']} · {answer['period_type']}, {answer['from']} to {answer['to']}"
    )
    titles = ("", "Latest", "Each period", "", "")
    columns = [Column(title, is_number=place in {1, 2}, gives_way=place == 4) for place, title in enumerate(titles)]  # noqa: PLR2004 - the last
    show_rows("", columns, rows)
    footnotes(
        [
            "Level: no direction that is clear with 95 % confidence.",
            "Of how long pull requests and reviews take, medians.",
        ]
    )


def _show_review_load(workspace: Answer, answer: Answer) -> None:
    from aexy.cli.figures import NOTHING, headline, plural  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, footnotes, heading, show_rows  # noqa: PLC0415 - likewise

    heading(f"Reviews in {answer['subject']['name']}", f"{workspace['name']} · {answer['from']} to {answer['to']}")
    waiting = answer["waiting"]
    count = "nothing is known" if waiting["n"] is None else plural(waiting["n"], "request")
    oldest = f", the oldest for {_age(waiting['longest_hours'])}" if waiting["n"] else ""
    notes = [f"Waiting: {count}{oldest}."]
    show_rows(
        "",
        [Column(""), Column("", is_number=True), Column("n", is_number=True, is_dim=True)],
        [[one["metric"], headline(one).says, str(one["n"])] for one in answer["readings"]],
    )
    if answer["people"] is not None:
        titles = ("Person", "Asked", "Waiting", "Longest", "Given", "Median answer")
        columns = [Column(title, is_number=place > 0) for place, title in enumerate(titles)]
        show_rows("", columns, [
            [
                one["name"], str(one["asked"]), str(one["waiting"]), _age(one["longest_waiting_hours"]),
                NOTHING if one["given"] is None else str(one["given"]), _age(one["turnaround_median_hours"]),
            ]
            for one in answer["people"]
        ])  # fmt: skip
    footnotes([*notes, answer["people_withheld"] or "", answer["caution"]])


def _show_flow(workspace: Answer, answer: Answer) -> None:
    from aexy.cli.figures import plural  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, footnotes, heading, show_rows  # noqa: PLC0415 - likewise

    count = "no pull request is known here" if answer["n"] is None else plural(answer["n"], "pull request")
    heading(f"What {answer['subject']['name']} has open", f"{workspace['name']} · {count}")
    columns = [Column("Stage"), *(Column(title, is_number=True) for title in ("n", "median", "longest"))]
    show_rows("", columns, [
        [_STAGES[one["stage"]], str(one["n"]), _age(one["hours"]["median"]), _age(one["longest_hours"])]
        for one in answer["stages"]
    ])  # fmt: skip
    if answer["quiet"]:
        quiet = [Column("Pull request", gives_way=True), Column("Author"), Column("Quiet", is_number=True), Column("")]
        show_rows(f"Quiet for {answer['quiet_days']} days or more", quiet, [
            [
                f"{one['repository']}#{one['number']} {one['title']}", one["author"], _age(one["quiet_hours"]),
                one["url"] or "",
            ]
            for one in answer["quiet"]
        ])  # fmt: skip
    footnotes(["Plain hours and days: nights and weekends are in them."])


def _show_capacity(workspace: Answer, answer: Answer) -> None:
    from aexy.cli.report import Column, footnotes, heading, show_rows  # noqa: PLC0415 - keeps `--help` quick

    heading(f"Days of {answer['subject']['name']}", f"{workspace['name']} · {answer['n']} people")
    titles = ("Working days", "Holidays", "Away", "Left")
    columns = [Column("Week from"), *(Column(title, is_number=True) for title in titles)]
    show_rows("", columns, [
        [week["start"], *(str(week[key]) for key in ("working_days", "holidays", "away", "left"))]
        for week in answer["weeks"]
    ])  # fmt: skip
    footnotes([answer["caution"]])


def _age(hours: float | None) -> str:
    from aexy.cli.figures import figure  # noqa: PLC0415 - keeps `--help` quick

    is_long = hours is not None and hours >= 2 * _DAY
    return figure(hours / _DAY, "days") if is_long and hours is not None else figure(hours, "hours")
