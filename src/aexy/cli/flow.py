"""`aexy flow`: open work on any day, who waits for whom, what has gone quiet, review rounds and working agreements."""

from typing import TYPE_CHECKING, Any

import click

from aexy.cli.agreements import agreements
from aexy.cli.asking import (
    examples,
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

if TYPE_CHECKING:
    from aexy.cli.client import Client

Answer = dict[str, Any]
_DAY = 24
_SHOWN = 20
_STAGES = {
    "draft": "Draft",
    "waiting_for_first_review": "Waiting for a first review",
    "in_review": "In review",
    "approved": "Approved",
}
_KINDS = {
    "review": "asked for a review",
    "team_review": "a team was asked",
    "changes": "changes asked for",
    "another_look": "another look",
    "anybody": "nobody asked",
    "merge": "to be merged",
}
_team = click.option("--team", metavar="TEAM", help="Only what this team's people opened.")
_repository = click.option("--repository", "-r", metavar="NAME", help="Only of this repository.")
_at = click.option("--at", metavar="DATE", help="On this day (its end), or at an instant: 2026-05-01T12:00:00Z.")


@click.group()
def flow() -> None:
    """Open work on any day, who waits for whom, what has gone quiet, and working agreements."""


@flow.command("open", epilog=examples("aexy flow open --at 2026-05-01", "aexy flow open --team payments --period 12w"))
@_at
@_team
@_repository
@click.option("--daily", is_flag=True, help="The history by days, not by weeks.")
@period_options
@workspace_option
@server_options
@json_option
def open_work(
    *, at: str | None, team: str | None, repository: str | None, daily: bool, period: str | None, since: str | None,
    until: str | None, workspace: str | None, server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """What is open by stage and age, now or on a past day, and how it came to that."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        wish = {**_whose(client, found, team, repository), **_days(found, period, since, until), "at": at}
        answer = _ask(client, found, "flow", "stages", wish | {"step": "daily" if daily else "weekly"})
    return _json(answer) if as_json else _show_open(answer)


@flow.command("waiting", epilog=examples("aexy flow waiting", "aexy flow waiting --team payments --json"))
@_at
@_team
@_repository
@workspace_option
@server_options
@json_option
def waiting(
    *, at: str | None, team: str | None, repository: str | None, workspace: str | None, server: str | None,
    token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Who waits for whom, since when and what for."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        answer = _ask(client, found, "waiting", "edges", {**_whose(client, found, team, repository), "at": at})
    return _json(answer) if as_json else _show_waiting(answer)


@flow.command("stale", epilog=examples("aexy flow stale --days 14"))
@click.option("--days", default=7, show_default=True, type=click.IntRange(1, 365), help="Nothing for so many days.")
@_at
@_team
@_repository
@workspace_option
@server_options
@json_option
def stale(
    *, days: int, at: str | None, team: str | None, repository: str | None, workspace: str | None,
    server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Open pull requests nothing has happened to for some days."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        wish = {**_whose(client, found, team, repository), "at": at, "days": days}
        answer = _ask(client, found, "stale", "rows", wish)
    return _json(answer) if as_json else _show_stale(answer)


@flow.command("rounds", epilog=examples("aexy flow rounds --period 12w"))
@_team
@_repository
@period_options
@workspace_option
@server_options
@json_option
def rounds(
    *, team: str | None, repository: str | None, period: str | None, since: str | None, until: str | None,
    workspace: str | None, server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """How often changes went back and forth between author and reviewers before they were merged."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        wish = {**_whose(client, found, team, repository), **_days(found, period, since, until)}
        answer = _ask(client, found, "review-rounds", "distribution", wish)
    return _json(answer) if as_json else _show_rounds(answer)


flow.add_command(agreements)


def _whose(client: "Client", workspace: Answer, team: str | None, repository: str | None) -> Answer:
    wish = {}
    if team is not None:
        wish["team"] = find_team(client, workspace["id"], team)["id"]
    if repository is not None:
        wish["repository"] = find_repository(client, workspace["id"], repository)["id"]
    return wish


def _days(workspace: Answer, period: str | None, since: str | None, until: str | None) -> dict[str, str]:
    from aexy.cli.spans import span  # noqa: PLC0415 - keeps `--help` quick

    days = span(period, since, until, today=today_in(workspace).date())
    return {"from": str(days.start), "to": str(days.end)} if days else {}


def _ask(client: "Client", workspace: Answer, what: str, key: str, asked: Answer) -> Answer:
    from aexy.cli.figures import expect  # noqa: PLC0415 - keeps `--help` quick

    return expect(client.get(f"/workspaces/{workspace['id']}/delivery/{what}", **asked), key)


def _json(answer: Answer) -> None:
    from aexy.cli.console import show_json  # noqa: PLC0415 - keeps `--help` quick

    show_json(answer)


def _show_open(answer: Answer) -> None:
    from aexy.cli.figures import NOTHING, sparkline  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, footnotes, heading, show_rows  # noqa: PLC0415 - likewise

    many = "Nothing is known of pull requests" if answer["n"] is None else f"{answer['n']} open"
    heading(f"Open in {answer['subject']['name']}", f"{answer['at'][:16]} UTC · {many}")
    numbers = ("Open", "Median age", "Longest here", "in working hours")
    columns = [Column("Stage"), *(Column(title, is_number=True) for title in numbers), Column("", gives_way=True)]
    show_rows("", columns, [
        [
            _STAGES[one["stage"]], str(one["n"]), _age(one["age"]["hours"]["median"]), _age(one["longest_hours"]),
            _working(one["longest_working_hours"]),
            sparkline([point[one["stage"]] for point in answer["history"]]),
        ]
        for one in answer["stages"]
    ])  # fmt: skip
    titles = [Column("Pull request", gives_way=True), Column("Author"), Column("Stage"), Column("Open", is_number=True)]
    show_rows("The oldest", titles, [
        [_pull(one), one["author"] or NOTHING, _STAGES[one["stage"]], _age(one["open_hours"])]
        for one in answer["rows"][:_SHOWN]
    ], empty=_none(answer["n"], "Nothing was open."))  # fmt: skip
    others = answer["left_out"]
    footnotes([
        f"Not counted: {others['bots']} of bots, {others['unknown_authors']} of authors nobody knows."
        if any(others.values())
        else "",
        _hours(answer["working"]), _withheld(answer["rows_withheld"]), answer["caution"],
    ])  # fmt: skip


def _show_waiting(answer: Answer) -> None:
    from aexy.cli.figures import NOTHING, plural  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, footnotes, heading, show_rows  # noqa: PLC0415 - likewise

    known = "Nothing is known of pull requests"
    if answer["n"] is not None:
        known = f"{plural(answer['n'], 'wait')} over {plural(answer['pulls'], 'pull request')}"
    heading(f"Who waits for whom in {answer['subject']['name']}", f"{answer['at'][:16]} UTC · {known}")
    show_rows("", [Column("For what"), Column("How often", is_number=True), Column("Longest", is_number=True)], [
        [_KINDS[one["kind"]], str(one["n"]), _age(one["longest_hours"])] for one in answer["kinds"] if one["n"]
    ])  # fmt: skip
    names = (Column("Who waits"), Column("for whom"), Column("What for"))
    numbers = (
        Column("n", is_number=True),
        Column("Longest", is_number=True),
        Column("in working hours", is_number=True),
    )
    show_rows("", [*names, *numbers], [
        [
            one["from_name"] or NOTHING, one["to_name"] or one["to_team"] or "anybody", _KINDS[one["kind"]],
            str(one["n"]), _age(one["longest_hours"]), _working(one["longest_working_hours"]),
        ]
        for one in answer["edges"][:_SHOWN]
    ], empty=_none(answer["n"], "" if answer["n"] else "Nobody waited for anybody."))  # fmt: skip
    footnotes([answer["withheld"] or "", answer["caution"]])


def _show_stale(answer: Answer) -> None:
    from aexy.cli.figures import NOTHING  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, footnotes, heading, show_rows  # noqa: PLC0415 - likewise

    known = "Nothing is known of pull requests"
    many = known if answer["n"] is None else f"{answer['n']} of {answer['of']} open"
    heading(f"Quiet for {answer['days']} days in {answer['subject']['name']}", f"{answer['at'][:16]} UTC · {many}")
    titles = [Column("Pull request", gives_way=True), Column("Author"), Column("Stage")]
    show_rows("", [*titles, Column("Quiet", is_number=True), Column("Open", is_number=True)], [
        [
            _pull(one), one["author"] or NOTHING, _STAGES[one["stage"]], _age(one["quiet_hours"]),
            _age(one["open_hours"]),
        ]
        for one in answer["rows"][:_SHOWN]
    ], empty=_none(answer["n"], f"Of {answer['of']} open, something happened to each in these days."))  # fmt: skip
    footnotes([_withheld(answer["rows_withheld"]), answer["caution"]])


def _show_rounds(answer: Answer) -> None:
    from aexy.cli.figures import NOTHING, bar, figure  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, footnotes, heading, show_rows  # noqa: PLC0415 - likewise

    mean = NOTHING if answer["mean"] is None else f"{answer['mean']:.2f}"
    heading(
        f"Review rounds in {answer['subject']['name']}",
        f"{answer['from']} to {answer['to']} · {answer['n']} merged and reviewed · {mean} rounds on average",
    )
    columns = [*(Column(title, is_number=True) for title in ("Rounds", "n", "")), Column("")]
    show_rows("", columns, [
        [str(one["rounds"]), str(one["n"]), figure(one["share"], "share"), bar(one["share"])]
        for one in answer["distribution"]
    ], empty="No pull request of a person was merged and reviewed in these days.")  # fmt: skip
    others = f"{answer['never_reviewed']} nobody else reviewed, {answer['commits_unknown']} whose commits are not known"
    footnotes([answer["says"], f"Besides: {others}.", answer["caution"]])


def _none(many: int | None, sentence: str) -> str:
    """Why there are no rows: none that meet the question, or nothing that could."""
    return sentence if many is not None else "Pull requests come with a connection: see `aexy connect`."


def _pull(one: Answer) -> str:
    return f"{one['repository']}#{one['number']} {one['title']}"


def _withheld(many: int) -> str:
    return f"{many} more are of people out of your reach." if many else ""


def _hours(working: Answer) -> str:
    return (
        f"Working hours: {working['starts_at']} to {working['ends_at']}, {working['time_zone']}; "
        "`aexy insights settings --work-hours` changes them."
    )


def _working(hours: float | None) -> str:
    from aexy.cli.figures import figure  # noqa: PLC0415 - keeps `--help` quick

    return figure(hours, "hours")


def _age(hours: float | None) -> str:
    from aexy.cli.figures import figure  # noqa: PLC0415 - keeps `--help` quick

    is_long = hours is not None and hours >= 2 * _DAY
    return figure(hours / _DAY, "days") if is_long and hours is not None else figure(hours, "hours")
