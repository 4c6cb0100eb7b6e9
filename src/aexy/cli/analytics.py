"""`aexy team skills`, `aexy team workload` and `aexy activity`: tables about people."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import click

from aexy.cli.asking import (
    examples,
    find_person,
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
    from aexy.cli.spans import Span

_COLUMNS = 6
_SHADES = "·░▒▓█"
_WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_WEEK = 7


@click.command("skills", epilog=examples("aexy team skills payments", "aexy team skills payments --skill Go --json"))
@click.argument("name", metavar="TEAM")
@click.option("--skill", "skills", multiple=True, metavar="SKILL", help="Only this one; may be repeated.")
@workspace_option
@server_options
@json_option
def team_skills(
    *, name: str, skills: tuple[str, ...], workspace: str | None, server: str | None, token: str | None, as_json: bool
) -> None:
    """Who in TEAM knows what: 0 to 100, from the days they worked in it, half of them forgotten in half a year."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        team = find_team(client, found["id"], name)
        answer = _ask(client, found["id"], "heatmap/skills", {"team_id": team["id"], "skills": list(skills)})
    if not _is_told(answer, as_json=as_json):
        _show_skills(found, answer)


@click.command("workload", epilog=examples("aexy team workload payments", "aexy team workload payments --period 4w"))
@click.argument("name", metavar="TEAM")
@period_options
@workspace_option
@server_options
@json_option
def team_workload(
    *, name: str, period: str | None, since: str | None, until: str | None, workspace: str | None,
    server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """What those in TEAM have in hand, part by part; reviews given are those of the period."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        team = find_team(client, found["id"], name)
        days = _days(found, period, since, until)
        answer = _ask(client, found["id"], "workload", {"team_id": team["id"], **_between(days)})
    if not _is_told(answer, as_json=as_json):
        _show_workload(found, answer)


@click.command(epilog=examples("aexy activity ada", "aexy activity ada --period 12w"))
@click.argument("person")
@period_options
@workspace_option
@server_options
@json_option
def activity(
    *, person: str, period: str | None, since: str | None, until: str | None, workspace: str | None,
    server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """What PERSON did day by day, by their own clock; a person's hours are shown to themselves alone."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        who = find_person(client, found["id"], person)
        days = _between(_days(found, period, since, until))
        path = f"/analytics/heatmap/activity/{who['id']}"
        answer = client.get(path, workspace_id=found["id"], **days)
    if not _is_told(answer, as_json=as_json):
        _show_activity(found, answer)


def _ask(client: "Client", workspace_id: str, what: str, wish: dict[str, Any]) -> dict[str, Any]:
    from aexy.cli.figures import expect  # noqa: PLC0415 - keeps `--help` quick

    return expect(client.send("POST", f"/analytics/{what}?workspace_id={workspace_id}", wish), "rows", "withheld")


def _days(workspace: dict[str, Any], period: str | None, since: str | None, until: str | None) -> "Span | None":
    from aexy.cli.spans import span  # noqa: PLC0415 - keeps `--help` quick

    return span(period, since, until, today=today_in(workspace).date())


def _between(days: "Span | None") -> dict[str, str]:
    return {"from": str(days.start), "to": str(days.end)} if days else {}


def _is_told(answer: dict[str, Any], *, as_json: bool) -> bool:
    from aexy.cli.console import show_json  # noqa: PLC0415 - keeps `--help` quick

    if as_json:
        show_json(answer)
    return as_json


def _show_skills(workspace: dict[str, Any], answer: dict[str, Any]) -> None:
    from aexy.cli.figures import NOTHING  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, heading, show_rows  # noqa: PLC0415 - likewise

    heading(f"What {answer['subject']['name']} knows", f"{workspace['name']} · 0 to 100, and how sure that is")
    names = [column["skill"] for column in answer["skills"]]
    shown = names[:_COLUMNS]
    columns = [Column("Person", gives_way=True), *(Column(name, is_number=True) for name in shown)]
    rows = []
    for row in answer["rows"]:
        known = (row["skills"].get(name) for name in shown)
        cells = (f"{one['proficiency']:.0f} {_sure(one['confidence'])}" if one else NOTHING for one in known)
        rows.append([row["developer"]["name"], *cells])
    show_rows("", columns, rows)
    more = f"And {len(names) - _COLUMNS} more: {', '.join(names[_COLUMNS:])}." if len(names) > _COLUMNS else ""
    _notes(answer, more)


def _sure(confidence: float) -> str:
    """A dot for little to judge by, a full block for plenty."""
    return _SHADES[min(len(_SHADES) - 1, int(confidence * len(_SHADES)))]


def _show_workload(workspace: dict[str, Any], answer: dict[str, Any]) -> None:
    from aexy.cli.figures import NOTHING  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, heading, show_rows  # noqa: PLC0415 - likewise

    days = f"reviews given from {answer['from']} to {answer['to']} (that day not included)"
    heading(f"What {answer['subject']['name']} has in hand", f"{workspace['name']} · {days}")
    parts = [part for part in answer["parts"] if part["total"] is not None]
    columns = [Column("Person", gives_way=True), *(Column(part["name"], is_number=True) for part in parts)]
    rows = [[row["developer"]["name"], *(_load(row["parts"][part["key"]]) for part in parts)] for row in answer["rows"]]
    medians = [NOTHING if part["median"] is None else f"{part['median']:g}" for part in parts]
    show_rows("", columns, [*rows, ["median", *medians]])
    unknown = [part["name"].lower() for part in answer["parts"] if part["total"] is None]
    _notes(answer, answer["says"], answer["how"], f"Nothing is known of: {', '.join(unknown)}." if unknown else "")


def _load(load: dict[str, Any]) -> str:
    from aexy.cli.figures import NOTHING  # noqa: PLC0415 - keeps `--help` quick

    value = NOTHING if load["value"] is None else f"{load['value']:g}"
    share = f"{load['share'] * 100:.0f} %" if load["share"] else ""
    return f"{value} {share:>5}"


def _show_activity(workspace: dict[str, Any], answer: dict[str, Any]) -> None:
    from aexy.cli.console import say  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import footnotes, heading  # noqa: PLC0415 - likewise

    heading(
        answer["developer"]["name"], f"{workspace['name']} · {answer['from']} to {answer['to']}, by their own clock"
    )
    done = {date.fromisoformat(day["day"]): day for day in answer["days"]}
    for line in _calendar({day: sum(each[kind] for kind in _KINDS) for day, each in done.items()}):
        say(line)
    totals = {kind: sum(each[kind] for each in answer["days"]) for kind in _KINDS}
    say("")
    say(" · ".join(f"{n:,} {kind}" for kind, n in totals.items()))
    if answer["hours"]["withheld"]:
        footnotes([f"By hour of the week: {answer['hours']['withheld']}", answer["caution"]])
        return
    say("")
    for line in _week(answer["hours"]["cells"]):
        say(line)
    footnotes([answer["caution"]])


_KINDS = ("commits", "reviews", "remarks")


def _calendar(counts: dict[date, int]) -> list[str]:
    """A line for each weekday, a character for each week."""
    if not counts:
        return []
    first, last = min(counts), max(counts)
    monday = first - timedelta(days=first.weekday())
    weeks = range((last - monday).days // _WEEK + 1)
    most = max(counts.values())
    return [
        f"{name} " + "".join(_shade(counts.get(monday + timedelta(days=week * _WEEK + place)), most) for week in weeks)
        for place, name in enumerate(_WEEKDAYS)
    ]


def _week(cells: list[list[int]]) -> list[str]:
    most = max(max(row) for row in cells)
    hours = "   " + "".join(f"{hour:<3d}" for hour in range(0, 24, 3))
    return [
        hours,
        *(f"{name} " + "".join(_shade(n, most) for n in row) for name, row in zip(_WEEKDAYS, cells, strict=True)),
    ]


def _shade(count: int | None, most: int) -> str:
    """Darker for more; a blank for a day outside, a dot for nothing."""
    if count is None:
        return " "
    steps = len(_SHADES) - 1
    return _SHADES[0] if not count else _SHADES[max(1, -(-count * steps // most))]


def _notes(answer: dict[str, Any], *more: str) -> None:
    from aexy.cli.figures import plural  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import footnotes  # noqa: PLC0415 - likewise

    hidden = answer["withheld_people"]
    left_out = (
        f"{plural(hidden, 'person').replace('persons', 'people')} left out: {answer['withheld']}" if hidden else ""
    )
    footnotes([*more, left_out, answer["caution"]])
