"""`aexy profile`: all numbers of one person, what they know, whether they rise or fall, and all there is of them."""

from pathlib import Path
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
from aexy.cli.console import note, say, show_json, show_table
from aexy.cli.figures import NOTHING, change, figure, headline, mood
from aexy.cli.profile_skills import person_id, profile_of, show_in_short, skills

if TYPE_CHECKING:
    from aexy.cli.client import Client

Answer = dict[str, Any]
_MEDIANS = "Of how long pull requests and reviews take, medians."
_KINDS = click.Choice(["daily", "weekly", "biweekly", "monthly", "quarterly"])


@click.group(
    epilog=examples(
        "aexy profile show me", "aexy profile show ada --kind monthly", "aexy profile export me --into ada.zip"
    )
)
def profile() -> None:
    """One person: their numbers, skills, trends and standing, and all there is of them."""


profile.add_command(skills)


@profile.command("list")
@click.option("--active/--inactive", default=None, help="Only who was active in the last twelve weeks, or not.")
@click.option("--role", metavar="ROLE", help="Only who has this role in a team now.")
@workspace_option
@server_options
@json_option
def list_profiles(
    *, active: bool | None, role: str | None, workspace: str | None, server: str | None, token: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """People by name, with when they were last active and their teams."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        asked = None if active is None else str(active).lower()
        known = list(client.every(f"/workspaces/{found['id']}/insights/developers", active=asked, role=role))
    if as_json:
        return show_json(known)
    rows = [
        [one["name"], ", ".join(f"{team['name']} ({team['role']})" for team in one["teams"]), _day(one)]
        for one in known
    ]
    return show_table(["Name", "Teams", "Last active"], rows) if rows else say("Nobody.", style="dim")


def _day(one: Answer) -> str:
    return (one["last_activity_at"] or NOTHING)[:10]


@profile.command()
@click.argument("person")
@click.option("--kind", type=_KINDS, help="The latest closed period of this kind and the open one, instead of dates.")
@period_options
@workspace_option
@server_options
@json_option
def show(
    *, person: str, kind: str | None, period: str | None, since: str | None, until: str | None,
    workspace: str | None, server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """All numbers of PERSON (or `me`), family by family, and what they know best."""
    from aexy.cli.spans import span  # noqa: PLC0415 - keeps `--help` quick

    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        days = None if kind else span(period, since, until, today=today_in(found).date())
        asked = {"from": str(days.start), "to": str(days.end)} if days else {}
        path = _path(client, found, person)
        answer = client.get(path, period_type=kind, **asked)
        known = profile_of(client, found, path.rpartition("/")[2])
    if as_json:
        return show_json(answer | {"profile": known})
    _show(found, answer)
    return show_in_short(known)


def _path(client: "Client", workspace: Answer, person: str) -> str:
    return f"/workspaces/{workspace['id']}/insights/developers/{person_id(client, workspace, person)}"


def _show(workspace: Answer, answer: Answer) -> None:
    from aexy.cli.report import Line, footnotes, heading, show_readings  # noqa: PLC0415 - keeps `--help` quick
    from aexy.kernel.metrics import find  # noqa: PLC0415 - likewise: it loads Polars

    days = f"{answer['from']} to {answer['to']} (that day not included)"
    heading(answer["subject"]["name"], f"{workspace['name']} · {days} · {answer['time_zone']} time")
    lines = []
    for one in (one for family in answer["families"] for one in family["readings"]):
        shown = headline(one)
        metric, when = find(one["metric"]), "open" if one["period"]["open"] else one["period"]["start"]
        lines.append(
            Line(
                family=metric.family.value,
                name=metric.name,
                value=shown.says,
                change=change(shown.now, shown.before, one["unit"]),
                mood=mood(shown.now, shown.before, one["better"]),
                n=one["n"],
                weeks=when if answer["period_type"] else _spread(one),
                withheld=one["withheld"],
            )
        )
    show_readings(lines, weeks_title="period" if answer["period_type"] else "median · p75 · p90")
    cautions = [one["caution"] for family in answer["families"] for one in family["readings"] if one["caution"]]
    footnotes([*cautions[:1], f"As of {answer['as_of'][:16].replace('T', ' ')} UTC."])


def _spread(one: Answer) -> str:
    found = [one["median"], one["p75"], one["p90"]]
    return "" if None in found else " · ".join(figure(value, one["unit"]) for value in found)


@profile.command()
@click.argument("person")
@click.option("--kind", type=_KINDS, default="weekly", show_default=True)
@click.option("--metrics", "keys", metavar="KEY,KEY", help="Only these; all where it is left out.")
@workspace_option
@server_options
@json_option
def trends(
    *, person: str, kind: str, keys: str | None, workspace: str | None, server: str | None, token: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Whether PERSON's numbers rise or fall, over the last twelve closed periods."""
    from aexy.cli.figures import sparkline  # noqa: PLC0415 - keeps `--help` quick

    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        answer = client.get(f"{_path(client, found, person)}/trends", period_type=kind, metrics=keys)
    if as_json:
        return show_json(answer)
    rows = [
        [
            one["metric"], one["withheld"] or one["direction"] or "too little to say",
            NOTHING if one["slope"] is None else f"{one['slope']:+.3g}", str(one["n"]),
            sparkline([point["value"] for point in one["points"]]),
        ]
        for one in answer["trends"]
    ]  # fmt: skip
    show_table(["Metric", "Direction", "Per period", "n", "Periods"], rows, right=(2, 3))
    return note(_MEDIANS)


@profile.command()
@click.argument("person")
@click.option("--within", type=click.Choice(["workspace", "team", "role"]), default="workspace", show_default=True)
@workspace_option
@server_options
@json_option
def standing(
    *, person: str, within: str, workspace: str | None, server: str | None, token: str | None, as_json: bool
) -> None:
    """Where PERSON stands among others; shown to them and to managers."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        answer = client.get(f"{_path(client, found, person)}/percentile", within=within)
    if as_json:
        return show_json(answer)
    rows = [
        [one["metric"], figure(one["value"], one["unit"]), _place(one), one["withheld"] or ""]
        for one in answer["standings"]
    ]
    say(f"{answer['subject']['name']} among {answer['among']['people']}: {answer['among']['name']}", style="bold")
    show_table(["Metric", "Value", "Rank", "Withheld"], rows, right=(1,))
    note(_MEDIANS)
    return note(answer["caution"])


def _place(one: Answer) -> str:
    if one["rank"] is None:
        return NOTHING
    return f"{one['rank']} of {one['people']}, above {figure(one['percentile'], 'share')}"


@profile.command()
@click.argument("person")
@click.option("--into", type=click.Path(path_type=Path, dir_okay=False), help="The file; NAME.zip where left out.")
@click.option("--format", "form", type=click.Choice(["ndjson", "json"]), default="ndjson", show_default=True)
@workspace_option
@server_options
def export(
    *, person: str, into: Path | None, form: str, workspace: str | None, server: str | None, token: str | None
) -> None:
    """Take all there is of PERSON as an archive; for that person and admins."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        path = _path(client, found, person)
        target = into or Path(f"{path.rpartition('/')[2]}.zip")
        size = client.download(f"{path}/export", target, format=form)
    note(f"Wrote {target} ({size:,} bytes).", style="green")
