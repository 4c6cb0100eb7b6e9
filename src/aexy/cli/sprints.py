"""`aexy sprints`: what was committed, done, put in, taken out and left; one of them day by day."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import click

from aexy.cli.asking import (
    examples,
    find_sprint,
    find_workspace,
    json_option,
    open_client,
    server_options,
    workspace_option,
)
from aexy.kernel.errors import Unknown

if TYPE_CHECKING:
    from aexy.cli.client import Client

Answer = dict[str, Any]
_LARGEST_PAGE = 200
_USUAL = 20
_FATES = {"left": "left", "done": "done", "removed": "taken out"}
_STATES = {"active": "runs", "closed": "over", "future": "to come"}
_SHARE_WIDTH = 24


@click.group()
def sprints() -> None:
    """Sprints: committed, done, put in, taken out and left, and a burn-down of one."""


@sprints.command("list", epilog=examples("aexy sprints list", "aexy sprints list --state closed --json"))
@click.option("--state", type=click.Choice(["active", "closed", "future"]), help="Only those as far as that.")
@click.option("--limit", default=_USUAL, show_default=True, type=click.IntRange(1, _LARGEST_PAGE), help="How many.")
@workspace_option
@server_options
@json_option
def list_sprints(
    *, state: str | None, limit: int, workspace: str | None, server: str | None, token: str | None, as_json: bool
) -> None:
    """Sprints in numbers, the latest first."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        answer = _ask(client, found, "/counted", "items", {"state": state, "limit": limit})
    return _json(answer) if as_json else _show_list(found, answer)


@sprints.command("show", epilog=examples("aexy sprints show", "aexy sprints show 'Sprint 7' --json"))
@click.argument("name", required=False, metavar="[SPRINT]")
@workspace_option
@server_options
@json_option
def show(*, name: str | None, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """One sprint by name or id, its burn-down and its issues; the one that runs where none is named."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        if name is not None:
            meant = find_sprint(client, found["id"], name)["id"]
        else:
            meant = _usual(_ask(client, found, "/counted", "items", {"limit": _USUAL})["items"])["id"]
        answer = _ask(client, found, f"/{meant}", "days", {})
    return _json(answer) if as_json else _show(answer)


def _usual(known: list[Answer]) -> Answer:
    """As the page chooses: of those that run the one with most in it, else the last one with numbers."""
    if not known:
        raise Unknown("No sprints are known yet.", next_step="A tracker or a file brings them: see `aexy connect`.")
    running = [one for one in known if one["state"] == "active"]
    running.sort(key=lambda one: -(one["numbers"]["held"]["issues"] if one["numbers"] else -1))
    return next(iter([*running, *(one for one in known if one["numbers"]), *known]))


def _ask(client: "Client", workspace: Answer, what: str, key: str, asked: Answer) -> Answer:
    from aexy.cli.figures import expect  # noqa: PLC0415 - keeps `--help` quick

    return expect(client.get(f"/workspaces/{workspace['id']}/sprints{what}", **asked), key)


def _json(answer: Answer) -> None:
    from aexy.cli.console import show_json  # noqa: PLC0415 - keeps `--help` quick

    show_json(answer)


def _show_list(workspace: Answer, answer: Answer) -> None:
    from aexy.cli.report import Column, footnotes, heading, show_rows  # noqa: PLC0415 - keeps `--help` quick

    heading("Sprints", workspace["name"])
    if not answer["items"]:
        footnotes(["There are no such sprints. A tracker or a file brings them: see `aexy connect`."])
        return
    keys = ("committed", "done", "left", "added", "removed")
    titles = ("Committed", "Done", "Left", "Put in", "Taken out")
    columns = [Column("Sprint", gives_way=True), Column("State"), Column("Days")]
    show_rows("", [*columns, *(Column(title, is_number=True) for title in titles), Column("")], [
        [
            one["name"], _STATES[one["state"]], _days_of(one),
            *(_size(one["numbers"], key) for key in keys), _counted_by(one["numbers"]),
        ]
        for one in answer["items"]
    ])  # fmt: skip
    withheld = dict.fromkeys(one["withheld"] for one in answer["items"] if one["withheld"])
    more = "There are more; --limit shows more of them." if answer["next_cursor"] else ""
    footnotes([*withheld, more, "Points where at least four of five issues have some, else issues."])


def _show(answer: Answer) -> None:
    from aexy.cli.report import Column, footnotes, heading, show_rows  # noqa: PLC0415 - keeps `--help` quick

    about = (answer["board"], _STATES[answer["state"]], _days_of(answer), answer["goal"])
    heading(answer["name"], " · ".join(part for part in about if part))
    numbers = answer["numbers"]
    if numbers is None:
        footnotes([answer["withheld"] or "No issue is known to be in this sprint."])
        return
    left = "Carried over" if answer["state"] == "closed" else "Left"
    titles = {"committed": "Committed", "done": "Done", "left": left, "added": "Put in", "removed": "Taken out"}
    show_rows("", [Column(""), *(Column(title, is_number=True) for title in titles.values())], [
        ["issues", *(f"{numbers[key]['issues']:,}" for key in titles)],
        ["points", *(f"{numbers[key]['points']:g}" for key in titles)],
    ])  # fmt: skip
    _burn_down(answer["days"], by_points=numbers["by_points"])
    columns = [Column("Issue", gives_way=True), Column("Status"), Column("Points", is_number=True)]
    show_rows("What is in it", [*columns, Column("What became of it")], [
        [
            f"{one['issue_key']} {one['title']}", one["status"], _points(one),
            _FATES[one["fate"]] + (", put in later" if one["was_added"] else ""),
        ]
        for one in answer["issues"]
    ])  # fmt: skip
    footnotes(_notes(numbers))


def _burn_down(days: list[Answer], *, by_points: bool) -> None:
    """A bar a day for what was left when it ended; a dash for days to come."""
    from aexy.cli.figures import NOTHING, bar  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, footnotes, show_rows  # noqa: PLC0415 - likewise

    if all(day["left"] is None for day in days):
        footnotes(["It has no days with issues in them yet."])
        return
    unit = "points" if by_points else "issues"
    left, held = ([None if day[key] is None else day[key][unit] for day in days] for key in ("left", "held"))
    most = max(value for value in [*left, *held] if value is not None) or 1
    rows = [
        [
            day["day"], NOTHING if now is None else f"{now:g}", NOTHING if whole is None else f"{whole:g}",
            f"{day['even']:.1f}", "" if now is None else bar(now / most, _SHARE_WIDTH),
        ]
        for day, now, whole in zip(days, left, held, strict=True)
    ]  # fmt: skip
    numbers = [Column(title, is_number=True) for title in ("Left", "In it")]
    even = Column("Even pace", is_number=True, is_dim=True)
    show_rows(f"Burn-down, {unit} at the end of each day", [Column("Day"), *numbers, even, Column("")], rows)


def _notes(numbers: Answer) -> list[str]:
    from aexy.cli.figures import plural  # noqa: PLC0415 - keeps `--help` quick

    by_points, unit = numbers["by_points"], "points" if numbers["by_points"] else "issues"
    start, plus, less, now = (f"{numbers[key][unit]:g}" for key in ("committed", "added", "removed", "held"))
    anew = numbers["points_changed"] if by_points else 0
    changed = f", {'plus' if anew > 0 else 'less'} {abs(anew):g} by sizing anew" if anew else ""
    without, today = numbers["without_points"] if by_points else 0, numbers["points_of_today"] if by_points else 0
    return [
        f"{start} {unit} at the start, plus {plus} put in, less {less} taken out{changed}: {now} in it.",
        "The even pace is a straight line from what was in it at the start; nobody promised it.",
        f"{plural(without, 'issue')} in it without points: they count none." if without else "",
        f"Changes of {plural(today, 'issue')} were not read: points of today stand for every day." if today else "",
    ]


def _days_of(sprint: Answer) -> str:
    if sprint["starts_on"] is None or sprint["ends_before"] is None:
        return "no dates"
    last = date.fromisoformat(sprint["ends_before"]) - timedelta(days=1)
    return f"{sprint['starts_on']} to {last}"


def _size(numbers: Answer | None, key: str) -> str:
    from aexy.cli.figures import NOTHING  # noqa: PLC0415 - keeps `--help` quick

    if numbers is None:
        return NOTHING
    return f"{numbers[key]['points' if numbers['by_points'] else 'issues']:g}"


def _counted_by(numbers: Answer | None) -> str:
    return "" if numbers is None else "points" if numbers["by_points"] else "issues"


def _points(issue: Answer) -> str:
    """Its points, and those it began with where it was sized anew."""
    from aexy.cli.figures import NOTHING  # noqa: PLC0415 - keeps `--help` quick

    now, start = issue["points"], issue["points_at_start"]
    written = NOTHING if now is None else f"{now:g}"
    return written if start is None or start == now else f"{start:g} → {written}"
