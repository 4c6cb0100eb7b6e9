"""`aexy dora`: how often something goes live, how long that takes, how often it fails and for how long."""

from typing import TYPE_CHECKING, Any

import click

from aexy.cli.asking import (
    examples,
    find_service,
    find_workspace,
    json_option,
    open_client,
    period_options,
    server_options,
    today_in,
    workspace_option,
)
from aexy.cli.subjects import Subject, find_subject
from aexy.kernel.errors import Unusable

if TYPE_CHECKING:
    from aexy.cli.client import Client
    from aexy.cli.report import Line

Answer = dict[str, Any]


@click.command(
    epilog=examples(
        "aexy dora", "aexy dora --services", "aexy dora --service checkout --period 6m --by monthly",
        "aexy dora --team payments --edition 2021",
    )
)  # fmt: skip
@click.option("--service", metavar="NAME", help="Of one service.")
@click.option("--team", metavar="NAME", help="Of a team: what its people changed, and what it answers for.")
@click.option("--repository", metavar="NAME", help="Of one repository.")
@click.option("--project", metavar="NAME", help="Of a project.")
@click.option("--services", is_flag=True, help="List every service with its five.")
@click.option("--edition", metavar="YEAR", help="Whose tiers: 2021, 2023 or 2024.")
@click.option(
    "--by", "bucket", default="weekly", show_default=True,
    type=click.Choice(["daily", "weekly", "biweekly", "monthly", "quarterly"]), help="The periods of the trend.",
)  # fmt: skip
@period_options
@workspace_option
@server_options
@json_option
def dora(
    *, service: str | None, team: str | None, repository: str | None, project: str | None, services: bool,
    edition: str | None, bucket: str, period: str | None, since: str | None, until: str | None,
    workspace: str | None, server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """DORA's five: how often, how fast, how often broken, for how long, how much again."""
    from aexy.cli.spans import span  # noqa: PLC0415 - keeps `--help` quick

    named = {"team": team, "repository": repository, "project": project, "service": service}
    said = {kind: name for kind, name in named.items() if name}
    if len(said) + services > 1:
        raise Unusable("That names several at once.", next_step="Give one of --service, --team, --repository, …")
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        days = span(period, since, until, today=today_in(found).date())
        asked = ({"from": str(days.start), "to": str(days.end)} if days else {}) | {"bucket": bucket}
        asked |= {"edition": edition} if edition else {}
        here = f"/workspaces/{found['id']}/insights/dora"
        if services:
            listed = list(client.every(f"{here}/services", **asked))
            return _json(listed) if as_json else _show_services(found, listed)
        whose = _whose(client, found, said)
        answer = _expected(client.get(here, subject=whose.asked, **asked))
    return _json(answer) if as_json else _show(found, whose, answer)


def _whose(client: "Client", workspace: Answer, said: dict[str, str]) -> Subject:
    kind, name = next(iter(said.items()), ("workspace", ""))
    if kind == "service":
        found = find_service(client, workspace["id"], name)
        return Subject(f"service:{found['id']}", str(found["name"]))
    return find_subject(client, workspace, f"{kind}:{name}" if name else kind)


def _expected(answer: Any) -> Answer:  # noqa: ANN401 - JSON is any of several things
    from aexy.cli.figures import expect  # noqa: PLC0415 - keeps `--help` quick

    return expect(answer, "metrics", "stages", "by_merge_week", "rules")


def _json(answer: object) -> None:
    from aexy.cli.console import show_json  # noqa: PLC0415 - keeps `--help` quick

    show_json(answer)


def _show(workspace: Answer, whose: Subject, answer: Answer) -> None:
    from aexy.cli.report import footnotes, heading, show_readings  # noqa: PLC0415 - keeps `--help` quick

    days = f"{answer['from']} to {answer['to']} (that day not included)"
    rules = f"rules {answer['rules']['version']}, tiers of {answer['edition']}"
    heading(whose.name, f"{workspace['name']} · {days} · {answer['time_zone']} time · {rules}")
    show_readings([_line(one) for one in answer["metrics"]], weeks_title="over time")
    footnotes([_stages(answer), _waiting(answer), _caution(answer)])


def _line(reading: Answer) -> "Line":
    from aexy.cli.figures import change, figure, mood, sparkline  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Line  # noqa: PLC0415 - likewise

    value, unit, before = reading["value"], reading["unit"], reading["previous"]
    tier = f" · {reading['tier']['name']}" if reading["tier"] else ""
    return Line(
        family="delivery",
        name=reading["name"] + (" (median)" if unit == "hours" else ""),
        value=figure(value, unit) + tier,
        change=change(value, before, unit),
        mood=mood(value, before, reading["better"]),
        n=reading["n"],
        weeks=sparkline([point["value"] for point in reading["trend"]]),
        withheld=reading["withheld"],
    )


def _stages(answer: Answer) -> str:
    from aexy.cli.figures import figure  # noqa: PLC0415 - keeps `--help` quick

    known = [one for one in answer["stages"] if one["n"]]
    if not known:
        return ""
    parts = " · ".join(f"{one['name'].lower()} {figure(one['mean'], 'hours')}" for one in known)
    return f"The lead time's parts, on average: {parts}."


def _waiting(answer: Answer) -> str:
    """What is not live yet, and the median with that counted."""
    from aexy.cli.figures import figure  # noqa: PLC0415 - keeps `--help` quick

    weeks = answer["by_merge_week"]
    merged, waiting = (sum(one[key] for one in weeks) for key in ("merged", "not_deployed"))
    if not waiting:
        return ""
    lead = next(one for one in answer["metrics"] if one["key"] == "lead_time_hours")
    beside = {one["key"]: one["value"] for one in lead["beside"]}
    median = beside.get("by_merge_median")
    counted = f" Counted as lasting until now, the median by merge is {figure(median, 'hours')}." if median else ""
    return f"Not live yet: {waiting:,} of {merged:,} merged.{counted}"


def _caution(answer: Answer) -> str:
    """The one thing to keep in mind first."""
    rules, missing = answer["rules"], answer["services_without_deployments"]
    if rules["version"] != rules["latest"]:
        return f"The numbers are of rules {rules['version']}; those of rules {rules['latest']} are being counted."
    if missing:
        return f"Of {missing:,} of {answer['services']:,} services no deployment is known: see the rules."
    return next((one["caution"] for one in answer["metrics"] if one["value"] is not None), "Nothing was deployed.")


def _show_services(workspace: Answer, listed: list[Answer]) -> None:
    from aexy.cli.figures import NOTHING, figure  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, footnotes, heading, show_rows  # noqa: PLC0415 - likewise

    heading("Services", workspace["name"])
    titles = ("A week", "Lead time", "Fail rate", "Recovery", "Rework", "Waiting", "Last live")
    units = ("per_week", "hours", "share", "hours", "share")
    columns = [Column("Service", gives_way=True), *(Column(title, is_number=True) for title in titles)]
    show_rows("", columns, [
        [
            one["name"],
            *(figure(value, unit) for value, unit in zip(one["values"].values(), units, strict=True)),
            str(one["not_deployed"]), (one["last_deployed_at"] or NOTHING)[:10],
        ]
        for one in listed
    ])  # fmt: skip
    footnotes(["Times are medians."])
