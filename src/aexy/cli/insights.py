"""`aexy compare` and `aexy insights`: people side by side, and what a workspace decides about its numbers."""

from calendar import day_abbr
from typing import Any

import click

from aexy.cli.asking import (
    examples,
    find_person,
    find_workspace,
    json_option,
    open_client,
    period_options,
    server_options,
    today_in,
    workspace_option,
)
from aexy.cli.console import note, say, show_json, show_table
from aexy.cli.figures import NOTHING, figure, plural

Answer = dict[str, Any]
_KINDS = click.Choice(["daily", "weekly", "biweekly", "monthly", "quarterly"])


@click.command(epilog=examples("aexy compare ada grace", "aexy compare ada grace --metrics avg_commit_size --json"))
@click.argument("people", nargs=-1, required=True, metavar="PERSON PERSON…")
@click.option("--metrics", "keys", metavar="KEY,KEY", help="Only these; all where it is left out.")
@click.option("--others", is_flag=True, help="Beside them, under pseudonyms, everybody out of your reach.")
@period_options
@workspace_option
@server_options
@json_option
def compare(
    *, people: tuple[str, ...], keys: str | None, others: bool, period: str | None, since: str | None,
    until: str | None, workspace: str | None, server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Two to ten people side by side; small samples are drawn towards the workspace's number, and marked."""
    from aexy.cli.spans import span  # noqa: PLC0415 - keeps `--help` quick

    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        days = span(period, since, until, today=today_in(found).date())
        asked = {"from": str(days.start), "to": str(days.end)} if days else {}
        ids = ",".join(str(find_person(client, found["id"], name)["id"]) for name in people)
        answer = client.get(
            f"/workspaces/{found['id']}/insights/developers/compare",
            developer_ids=ids, metrics=keys, others="true" if others else None, **asked,
        )  # fmt: skip
    if as_json:
        return show_json(answer)
    titles = ["Metric", *(who["name"] for who in answer["people"]), "Workspace"]
    rows = [
        [_named(one), *(_cell(each, one["unit"]) for each in one["people"]), _group(one)] for one in answer["metrics"]
    ]
    show_table(titles, rows, right=tuple(range(1, len(titles))))
    small = {_is_time(each, one["unit"]) for one in answer["metrics"] for each in one["people"] if each["small"]}
    if False in small:
        note("~ rests on fewer than five rows and is drawn towards the workspace's; as counted in parentheses.")
    if True in small:
        note("A median of fewer than five has their number in parentheses.")
    if others:
        _show_others(answer)
    return note(answer["caution"])


def _show_others(answer: Answer) -> None:
    """Those who are alike in a metric in one row: which of them has what is not known here either."""
    reasons = list(dict.fromkeys(one["others_withheld"] for one in answer["metrics"] if one["others_withheld"]))
    rows = [
        [
            one["metric"] + (", mean" if one["unit"] == "hours" else ""),
            ("~" if each["small"] else "") + figure(each["value"], one["unit"]), ", ".join(each["people"]),
        ]
        for one in answer["metrics"]
        for each in one["others"]
    ]  # fmt: skip
    if rows:
        say(f"Others, {answer['others_from']} to {answer['others_to']}", style="bold")
        show_table(["Metric", "About", "Each of these"], rows, right=(1,))
    for reason in reasons:
        note(reason)


def _named(one: Answer) -> str:
    """The metric; of durations, which stand beside each other by their medians, that it is one."""
    is_time = one["group_median"] is not None or any(_is_time(each, one["unit"]) for each in one["people"])
    return f"{one['metric']}, median" if is_time else str(one["metric"])


def _group(one: Answer) -> str:
    return figure(one["group"] if one["group_median"] is None else one["group_median"], one["unit"])


def _is_time(each: Answer, unit: str) -> bool:
    return unit == "hours" and each["median"] is not None


def _cell(each: Answer, unit: str) -> str:
    if each["withheld"]:
        return "withheld"
    if _is_time(each, unit):
        return figure(each["median"], unit) + (f" (n {each['n']})" if each["small"] else "")
    if not each["small"]:
        return figure(each["value"], unit)
    return f"~{figure(each['value'], unit)} ({figure(each['raw'], unit)})"


@click.group()
def insights() -> None:
    """What is decided about numbers here, how fresh they are, and leaderboards where they are on."""


@insights.command()
@click.option("--leaderboards", type=click.Choice(["on", "off"]), help="Whether people are ranked.")
@click.option("--purpose", metavar="SENTENCE", help="What they are ranked for; needed to turn leaderboards on.")
@click.option("--churn-days", type=int, metavar="DAYS", help="Lines rewritten within so many days are churn.")
@click.option("--default-period", type=_KINDS)
@click.option("--auto-snapshots", type=click.Choice(["on", "off"]), help="Count again after each midnight.")
@click.option("--half-life-days", type=int, metavar="DAYS", help="After how long half of a skill is left.")
@click.option("--work-hours", metavar="HH:MM-HH:MM", help="When a working day is, where people say nothing.")
@workspace_option
@server_options
@json_option
def settings(
    *, leaderboards: str | None, purpose: str | None, churn_days: int | None, default_period: str | None,
    auto_snapshots: str | None, half_life_days: int | None, work_hours: str | None, workspace: str | None,
    server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Show what is decided about numbers, or change it."""
    wish = {
        "leaderboards": None if leaderboards is None else leaderboards == "on", "leaderboard_purpose": purpose,
        "churn_days": churn_days, "default_period": default_period, "half_life_days": half_life_days,
        "auto_snapshots": None if auto_snapshots is None else auto_snapshots == "on",
        "work_starts_at": work_hours.partition("-")[0] if work_hours else None,
        "work_ends_at": work_hours.partition("-")[2] if work_hours else None,
    }  # fmt: skip
    mentioned = {name: value for name, value in wish.items() if value is not None}
    with open_client(server, token) as client:
        path = f"/workspaces/{find_workspace(client, workspace)['id']}/insights/settings"
        answer = client.send("PUT", path, mentioned) if mentioned else client.get(path)
    return show_json(answer) if as_json else _show_settings(answer)


def _show_settings(answer: Answer) -> None:
    boards = answer["leaderboards"]
    on = f"on since {boards['at'][:10]} by {boards['by']}: {boards['purpose']}" if boards["on"] else "off"
    lives = ", ".join(f"{skill} {days}" for skill, days in answer["skill_half_lives"].items())
    show_table(
        ["Setting", "Value"],
        [
            ["Leaderboards", on],
            ["Churn within", plural(answer["churn_days"], "day")],
            ["Default period", answer["default_period"]],
            ["Daily snapshots", "on" if answer["auto_snapshots"] else "off"],
            ["Half-life of skills", plural(answer["half_life_days"], "day") + (f" ({lives})" if lives else "")],
            ["Fewest people of a group", f"{answer['quorum']} (fixed)"],
            ["Late hours", f"{answer['calendar']['late_from']}:00 to {answer['calendar']['late_until']}:00"],
            ["Working hours", f"{answer['work_starts_at']} to {answer['work_ends_at']}"],
            ["Working days", ", ".join(day_abbr[day - 1] for day in answer["calendar"]["working_days"])],
            ["Time zone", answer["calendar"]["time_zone"]],
        ],
    )


@insights.command()
@click.option("--kind", type=_KINDS, help="The latest closed period of this kind; as in the settings.")
@click.option("--metric", metavar="KEY", help="A key of velocity; commits_count.")
@workspace_option
@server_options
@json_option
def leaderboard(
    *, kind: str | None, metric: str | None, workspace: str | None, server: str | None, token: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Everybody active in the order of one number, where leaderboards are on."""
    with open_client(server, token) as client:
        path = f"/workspaces/{find_workspace(client, workspace)['id']}/insights/leaderboards/velocity"
        answer = client.get(path, period_type=kind, metric=metric)
    if as_json:
        return show_json(answer)
    say(f"{answer['metric']}, {answer['period']['start']} to {answer['period']['end']}", style="bold")
    if answer["withheld"]:
        say(answer["withheld"], style="dim")
    else:
        rows = [[str(one["rank"]), one["name"], figure(one["value"], answer["unit"])] for one in answer["people"]]
        show_table(["", "Name", "Value"], rows, right=(0, 2))
    return note(f"Purpose: {answer['purpose']} {answer['fairness']}")


@insights.command()
@workspace_option
@server_options
@json_option
def freshness(*, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """How fresh the snapshots, the repositories and the providers are."""
    with open_client(server, token) as client:
        answer = client.get(f"/workspaces/{find_workspace(client, workspace)['id']}/insights/sync-status")
    if as_json:
        return show_json(answer)
    stored, known = answer["snapshots"], answer["repositories"]
    say(stored["sentence"])
    say(f"The day here ends at {stored['next_midnight'][:16].replace('T', ' ')} UTC.", style="dim")
    rows = [["repositories", plural(known["repositories"], "repository"), _state(known), _at(known)]]
    rows += [[one["provider"], one["name"], one["condition"], _at(one)] for one in answer["sources"]]
    return show_table(["From", "Name", "State", "Last read"], rows)


def _state(known: Answer) -> str:
    parts = [f"{known[key]} {word}" for key, word in (("syncing", "being read"), ("failed", "failed")) if known[key]]
    return ", ".join(parts) or "read"


def _at(one: Answer) -> str:
    return (one["last_synced_at"] or NOTHING)[:16].replace("T", " ")
