"""`aexy team gaps|velocity|bus-factor`: what a team lacks, what it gets done, and on whom it rests."""

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
from aexy.cli.teams_asking import as_told, ask_team, days_of, of_team, team_of

Answer = dict[str, Any]


@click.command("gaps", epilog=examples("aexy team gaps payments", "aexy team gaps payments --json"))
@click.argument("name", metavar="TEAM")
@workspace_option
@server_options
@json_option
def team_gaps(*, name: str, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """What the repositories TEAM owns take and nobody, or one person, of it has; and what it forgets."""
    with open_client(server, token) as client:
        found, team = team_of(client, workspace, name)
        answer = ask_team(client, of_team(found, team), "/gaps", "gaps", {})
    return as_told(answer) if as_json else _show_gaps(found, answer)


@click.command("velocity", epilog=examples("aexy team velocity payments", "aexy team velocity payments --period 12w"))
@click.argument("name", metavar="TEAM")
@period_options
@workspace_option
@server_options
@json_option
def team_velocity(
    *, name: str, period: str | None, since: str | None, until: str | None, workspace: str | None,
    server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Pull requests merged and commits of TEAM week by week, and points sprint by sprint where there are any."""
    with open_client(server, token) as client:
        found, team = team_of(client, workspace, name)
        answer = ask_team(client, of_team(found, team), "/velocity", "readings", days_of(found, period, since, until))
    return as_told(answer) if as_json else _show_velocity(found, answer)


@click.command("bus-factor", epilog=examples("aexy team bus-factor payments"))
@click.argument("name", metavar="TEAM")
@workspace_option
@server_options
@json_option
def team_bus_factor(*, name: str, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """How many of TEAM have to leave until under half of its files have an author in it."""
    with open_client(server, token) as client:
        found, team = team_of(client, workspace, name)
        answer = ask_team(client, of_team(found, team), "/bus-factor", "people_in_team", {})
    return as_told(answer) if as_json else _show_bus_factor(found, answer)


ABILITIES = (team_gaps, team_velocity, team_bus_factor)


def _show_gaps(workspace: Answer, answer: Answer) -> None:
    from aexy.cli.figures import plural  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, footnotes, heading, show_rows  # noqa: PLC0415 - likewise

    gaps = answer["gaps"]
    taken = f"{plural(answer['n'], 'skill')} needed in {plural(len(answer['repositories']), 'place')}"
    heading(f"What {answer['subject']['name']} lacks", f"{workspace['name']} · {taken}")
    if gaps is None:
        return footnotes([answer["withheld"]])
    columns = [Column("Skill"), Column("Have it"), Column("Days", is_number=True), Column("", gives_way=True)]
    rows = [[one["skill"], one["kind"], str(one["n"]), one["says"]] for one in gaps]
    if rows:
        show_rows("", columns, rows)
    nothing = "" if rows else "Everything its repositories take, two people or more have and use."
    return footnotes([nothing, answer["definition"], answer["caution"]])


def _show_velocity(workspace: Answer, answer: Answer) -> None:
    from aexy.cli.figures import NOTHING, figure, sparkline  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, footnotes, heading, show_rows  # noqa: PLC0415 - likewise

    told = answer["readings"]
    heading(
        f"What {answer['subject']['name']} gets done", f"{workspace['name']} · {told['from']} to {told['to']}, by week"
    )
    rows = []
    for key in dict.fromkeys(one["metric"] for one in told["readings"]):
        weeks = [one for one in told["readings"] if one["metric"] == key]
        closed = [one for one in weeks if not one["period"]["open"]]
        latest = closed[-1] if closed else None
        shown = figure(latest["value"], latest["unit"]) if latest else NOTHING
        rows.append([key, shown, next((one["withheld"] for one in weeks if one["withheld"]), None)
                     or sparkline([one["value"] for one in weeks])])  # fmt: skip
    show_rows("", [Column(""), Column("Last whole week", is_number=True), Column("", gives_way=True)], rows)
    sprints = answer["sprints"] or []
    if sprints:
        titles = ("Issues", "Done", "Points", "Points done")
        columns = [Column("Sprint", gives_way=True), *(Column(title, is_number=True) for title in titles)]
        numbers = ("n", "done", "points", "points_done")
        show_rows("", columns, [
            [one["name"], *(NOTHING if one[key] is None else f"{one[key]:g}" for key in numbers)] for one in sprints
        ])  # fmt: skip
    footnotes(["" if sprints else "No sprint is known.", answer["caution"]])


def _show_bus_factor(workspace: Answer, answer: Answer) -> None:
    from aexy.cli.figures import NOTHING, plural  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, footnotes, heading, show_rows  # noqa: PLC0415 - likewise

    value = NOTHING if answer["value"] is None else str(answer["value"])
    about = f"{plural(answer['n'], 'file')} in {plural(answer['repositories'], 'repository')}"
    about = about.replace("repositorys", "repositories")
    heading(f"Bus factor of {answer['subject']['name']}: {value}", f"{workspace['name']} · {about}")
    if answer["people"]:
        columns = [Column("Who would have to leave"), Column("Author of", is_number=True), Column("", is_number=True)]
        show_rows("", columns, [
            [one["developer"]["name"], plural(one["authored_files"], "file"), f"{one['share'] * 100:.0f} %"]
            for one in answer["people"]
        ])  # fmt: skip
    hidden = answer["withheld_people"]
    footnotes([f"{hidden} not named: {answer['withheld']}" if hidden else "", answer["definition"], answer["caution"]])
