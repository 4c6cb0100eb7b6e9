"""`aexy flow agreements`: what was agreed on about pull requests, and how far it is kept."""

from typing import TYPE_CHECKING, Any

import click

from aexy.cli.asking import (
    examples,
    find_team,
    find_workspace,
    json_option,
    open_client,
    period_options,
    server_options,
    today_in,
    workspace_option,
)
from aexy.kernel.errors import Unknown, Unusable, did_you_mean

if TYPE_CHECKING:
    from aexy.cli.client import Client

Answer = dict[str, Any]
_SHOWN = 20


@click.group()
def agreements() -> None:
    """Working agreements: how far they are kept, and which there are."""


@agreements.command("list", epilog=examples("aexy flow agreements list --period 12w"))
@period_options
@workspace_option
@server_options
@json_option
def list_(
    *, period: str | None, since: str | None, until: str | None, workspace: str | None, server: str | None,
    token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """How far each agreement is kept, week by week."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        answer = client.get(f"{_base(found)}/keeping", **_days(found, period, since, until))
    return _json(answer) if as_json else _show_all(answer)


@agreements.command("show", epilog=examples("aexy flow agreements show 'Four eyes' --rows undecided"))
@click.argument("name")
@click.option(
    "--rows", "verdict", default="broken", show_default=True,
    type=click.Choice(["broken", "kept", "undecided", "left_out"]), help="Which pull requests are listed.",
)  # fmt: skip
@period_options
@workspace_option
@server_options
@json_option
def show(
    *, name: str, verdict: str, period: str | None, since: str | None, until: str | None, workspace: str | None,
    server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """How far the agreement NAME is kept, and what broke it."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        one = _find(client, found, name)
        days = _days(found, period, since, until)
        answer = client.get(f"{_base(found)}/{one['id']}/keeping", verdict=verdict, **days)
    return _json(answer) if as_json else _show_one(answer)


@agreements.command()
@workspace_option
@server_options
@json_option
def templates(*, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """Agreements to begin with: `aexy flow agreements create --template KEY`."""
    with open_client(server, token) as client:
        known = client.get(f"{_base(find_workspace(client, workspace))}/templates")["items"]
    return _json(known) if as_json else _show_templates(known)


@agreements.command(
    epilog=examples(
        "aexy flow agreements create --template first-review",
        "aexy flow agreements create 'Quick looks' --kind first_review --limit 4 --unit working_hours --team payments",
    )
)
@click.argument("name", required=False)
@click.option("--template", metavar="KEY", help="Begin with one of `aexy flow agreements templates`.")
@click.option("--kind", metavar="KIND", help="first_review, merge_after_approval, age, size …")
@click.option("--limit", type=float, help="At most so much.")
@click.option("--unit", metavar="UNIT", help="working_hours, working_days, hours, days, lines, pull_requests.")
@click.option("--team", metavar="TEAM", help="Of this team; else of the whole workspace.")
@workspace_option
@server_options
@json_option
def create(
    *, name: str | None, template: str | None, kind: str | None, limit: float | None, unit: str | None,
    team: str | None, workspace: str | None, server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Agree on something."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        begun = _template(client, found, template) if template else {}
        said = {"name": name, "kind": kind, "limit": limit, "unit": unit}
        wish = begun | {key: value for key, value in said.items() if value is not None}
        if "name" not in wish or "kind" not in wish:
            raise Unusable("An agreement has a name and a kind.", next_step="Give both, or --template.")
        wish["team_id"] = find_team(client, found["id"], team)["id"] if team else None
        made = client.send("POST", _base(found), wish)
    return _json(made) if as_json else _said(made)


@agreements.command(epilog=examples("aexy flow agreements change 'Quick looks' --limit 2"))
@click.argument("name")
@click.option("--name", "new_name", metavar="NAME", help="Call it this.")
@click.option("--limit", type=float, help="At most so much, from now on.")
@click.option("--unit", metavar="UNIT", help="In another unit, from now on.")
@workspace_option
@server_options
@json_option
def change(
    *, name: str, new_name: str | None, limit: float | None, unit: str | None, workspace: str | None,
    server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Agree on something else; what began before is judged by what held then."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        one = _find(client, found, name)
        said = {"name": new_name, "limit": limit, "unit": unit}
        wish = {key: value for key, value in said.items() if value is not None}
        changed = client.send("PATCH", f"{_base(found)}/{one['id']}", wish)
    return _json(changed) if as_json else _said(changed)


@agreements.command()
@click.argument("name")
@workspace_option
@server_options
def end(*, name: str, workspace: str | None, server: str | None, token: str | None) -> None:
    """Agree on NAME no more."""
    from aexy.cli.console import say  # noqa: PLC0415 - keeps `--help` quick

    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        client.send("DELETE", f"{_base(found)}/{_find(client, found, name)['id']}")
    say(f"{name} is agreed on no more.")


def _base(workspace: Answer) -> str:
    return f"/workspaces/{workspace['id']}/delivery/agreements"


def _days(workspace: Answer, period: str | None, since: str | None, until: str | None) -> dict[str, str]:
    from aexy.cli.spans import span  # noqa: PLC0415 - keeps `--help` quick

    days = span(period, since, until, today=today_in(workspace).date())
    return {"from": str(days.start), "to": str(days.end)} if days else {}


def _find(client: "Client", workspace: Answer, wanted: str) -> Answer:
    known: list[Answer] = list(client.every(_base(workspace)))
    found = [one for one in known if wanted.lower() in {one["name"].lower(), one["id"]}]
    if len(found) > 1:
        ids = ", ".join(one["id"] for one in found)
        raise Unusable(f"There are {len(found)} agreements called {wanted!r}.", next_step=f"Say which by id: {ids}.")
    if not found:
        names = [one["name"] for one in known]
        raise Unknown(
            f"There is no agreement called {wanted!r}.",
            next_step=did_you_mean(wanted, names) if names else "There is none yet.",
        )
    return found[0]


def _template(client: "Client", workspace: Answer, wanted: str) -> Answer:
    known = {one["key"]: one for one in client.get(f"{_base(workspace)}/templates")["items"]}
    if wanted not in known:
        raise Unknown(f"There is no template {wanted!r}.", next_step=did_you_mean(wanted, list(known)))
    return {name: known[wanted][name] for name in ("name", "kind", "limit", "unit")}


def _json(answer: Any) -> None:  # noqa: ANN401 - JSON is any of several things
    from aexy.cli.console import show_json  # noqa: PLC0415 - keeps `--help` quick

    show_json(answer)


def _said(one: Answer) -> None:
    from aexy.cli.console import say  # noqa: PLC0415 - keeps `--help` quick

    say(f"{one['name']}: {one['says']} ({one['team'] or 'everybody'}, version {one['version']})")


def _show_all(answer: Answer) -> None:
    from aexy.cli.figures import figure, sparkline  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, footnotes, heading, show_rows  # noqa: PLC0415 - likewise

    heading("Working agreements", f"{answer['from']} to {answer['to']} · {answer['time_zone']} time")
    if not answer["items"]:
        return footnotes(["There is none yet. `aexy flow agreements templates` has some to begin with."])
    numbers = [Column(title, is_number=True) for title in ("Kept", "n", "Broken", "Undecided")]
    show_rows("", [Column("Agreement", gives_way=True), Column("Of"), *numbers, Column("Week by week")], [
        [
            one["agreement"]["says"], one["agreement"]["team"] or "everybody", figure(one["rate"], "share"),
            str(one["n"]), str(one["broken"]), str(one["undecided"]),
            one["withheld"] or sparkline([week["rate"] for week in one["weeks"]]),
        ]
        for one in answer["items"]
    ])  # fmt: skip
    return footnotes(["Undecided: the limit has not passed, and it is not kept yet. It is in no share."])


def _show_one(answer: Answer) -> None:
    from aexy.cli.figures import NOTHING, figure  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, footnotes, heading, show_rows  # noqa: PLC0415 - likewise

    one = answer["agreement"]
    rate = f"{figure(answer['rate'], 'share')} of {answer['n']} kept it, {answer['undecided']} are undecided"
    heading(
        f"{one['name']}: {one['says']}", f"{answer['from']} to {answer['to']} · {one['team'] or 'everybody'} · {rate}"
    )
    numbers = [Column(title, is_number=True) for title in ("Kept", "n", "Broken", "Undecided", "Left out")]
    show_rows("", [Column("Week from"), *numbers], [
        [
            week["from"], figure(week["rate"], "share"),
            *(str(week[key]) for key in ("n", "broken", "undecided", "left_out")),
        ]
        for week in answer["weeks"]
    ])  # fmt: skip
    titles = (Column("What", gives_way=True), Column("Author"), Column("Began"))
    clocks = (Column("Hours", is_number=True), Column("in working hours", is_number=True))
    show_rows(answer["verdict"].replace("_", " ").capitalize(), [*titles, Column("Value", is_number=True), *clocks], [
        [
            f"{row['repository']}#{row['number']} {row['title']}" if row["id"] else "A week", row["author"] or NOTHING,
            row["at"][:16], NOTHING if row["value"] is None else f"{row['value']:,.1f}",
            figure(row["hours"], "hours"), figure(row["working_hours"], "hours"),
        ]
        for row in answer["rows"][:_SHOWN]
    ])  # fmt: skip
    footnotes([answer["withheld"] or "", answer["weeks_withheld"] or "", answer["caution"]])


def _show_templates(known: list[Answer]) -> None:
    from aexy.cli.console import show_table  # noqa: PLC0415 - keeps `--help` quick

    show_table(["Key", "Name", "Says", "Units"], [
        [one["key"], one["name"], one["says"], ", ".join(one["units"])] for one in known
    ])  # fmt: skip
