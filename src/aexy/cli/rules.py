"""`aexy rules`: what counts as a deployment and as an incident, tried on what there is before it is kept."""

from pathlib import Path
from typing import Any

import click
import orjson

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
from aexy.kernel.errors import Unusable

Answer = dict[str, Any]
_SHOWN = 15
_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group()
def rules() -> None:
    """What counts as a deployment and as an incident, and of which service."""


@rules.command(epilog=examples("aexy rules show", "aexy rules show --json > rules.json", "aexy rules show --version 3"))
@click.option("--version", type=click.IntRange(min=0), metavar="N", help="As they were in this version.")
@workspace_option
@server_options
@json_option
def show(*, version: int | None, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """The rules in force. With --json only what `aexy rules apply` takes."""
    with open_client(server, token) as client:
        base = _base(find_workspace(client, workspace))
        answer = client.get(base if version is None else f"{base}/versions/{version}")
    return _json(answer["document"]) if as_json else _show(answer)


@rules.command(epilog=examples("aexy rules preview rules.json", "aexy rules preview rules.json --period 12w"))
@_FILE
@period_options
@workspace_option
@server_options
@json_option
def preview(
    *, file: Path, period: str | None, since: str | None, until: str | None, workspace: str | None,
    server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """What the rules in FILE would count; nothing is changed."""
    from aexy.cli.spans import span  # noqa: PLC0415 - keeps `--help` quick

    document = _read(file)
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        days = span(period, since, until, today=today_in(found).date())
        wish = {"document": document} | ({"from": str(days.start), "to": str(days.end)} if days else {})
        answer = client.send("POST", f"{_base(found)}/preview", wish)
    return _json(answer) if as_json else _show_preview(answer)


@rules.command("apply", epilog=examples("aexy rules apply rules.json --note 'Tags are deployed'"))
@_FILE
@click.option("--note", metavar="TEXT", help="Why, for whoever reads the versions.")
@click.option("--base", type=click.IntRange(min=0), metavar="N", help="The version FILE was made from; the latest.")
@workspace_option
@server_options
@json_option
def apply_(
    *, file: Path, note: str | None, base: int | None, workspace: str | None, server: str | None, token: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Put the rules in FILE in force (admins); everything is counted anew."""
    document = _read(file)
    with open_client(server, token) as client:
        place = _base(find_workspace(client, workspace))
        number = client.get(place)["version"] if base is None else base
        answer = client.send("PUT", place, {"document": document, "base_version": number, "note": note})
    return _json(answer) if as_json else _show(answer)


@rules.command()
@workspace_option
@server_options
@json_option
def versions(*, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """Every state the rules were in, the latest first."""
    with open_client(server, token) as client:
        found: list[Answer] = list(client.every(f"{_base(find_workspace(client, workspace))}/versions"))
    return _json(found) if as_json else _show_versions(found)


def _base(workspace: Answer) -> str:
    return f"/workspaces/{workspace['id']}/insights/dora/rules"


def _read(file: Path) -> Answer:
    try:
        found = orjson.loads(file.read_bytes())
    except orjson.JSONDecodeError as error:
        raise Unusable(f"{file.name} is no JSON: {error}.", next_step="Begin with `aexy rules show --json`.") from None
    if not isinstance(found, dict):
        raise Unusable(f"{file.name} holds no rules.", next_step="Begin with `aexy rules show --json`.")
    return found


def _json(answer: Any) -> None:  # noqa: ANN401 - JSON is any of several things
    from aexy.cli.console import show_json  # noqa: PLC0415 - keeps `--help` quick

    show_json(answer)


def _show(answer: Answer) -> None:
    from aexy.cli.report import Column, footnotes, heading, show_rows  # noqa: PLC0415 - keeps `--help` quick

    document = answer["document"]
    made = (
        f"version {answer['version']}, by {answer['made_by'] or 'nobody'}" if answer["version"] else "the product's own"
    )
    heading("What counts", f"{made} · incidents within {document['incident_window_hours']} h of a deployment")
    whole = [["Everything else", "", _deployments(document["deployments"]), _incidents(document["incidents"])]]
    columns = [
        Column("Service"),
        Column("Of"),
        Column("Deployments", gives_way=True),
        Column("Incidents", gives_way=True),
    ]
    show_rows("", columns, [
        [
            one["name"], f"{len(one['members'])} repositories",
            _deployments(one["deployments"]) if one["deployments"] else "as everything else",
            _incidents(one["incidents"]) if one["incidents"] else "as everything else",
        ]
        for one in document["services"]
    ] + whole)  # fmt: skip
    behind = answer["counted_version"] != answer["version"]
    footnotes([answer["note"] or "", f"Numbers are still of version {answer['counted_version']}." if behind else ""])


def _deployments(rule: Answer) -> str:
    parts = [rule["counts"], *rule["names"], *(f"to {one}" for one in rule["environments"])]
    return " ".join([*parts, *(f"on {one}" for one in rule["branches"])])


def _incidents(rule: Answer) -> str:
    told = ["reports"] if rule["reported"] else []
    told += [f"{one} issues" for one in rule["issue_kinds"]] + [f"label {one}" for one in rule["labels"]]
    return ", ".join([*told, *(["reverts"] if rule["reverts"] else []), *rule["hotfixes"]])


def _show_preview(answer: Answer) -> None:
    from aexy.cli.report import Column, footnotes, heading, show_rows  # noqa: PLC0415 - keeps `--help` quick

    heading("What these rules would count", f"{answer['from']} to {answer['to']}")
    numbers = [Column(title, is_number=True) for title in ("Deployments", "now", "of", "Incidents", "now", "of")]
    sides = [(one, one["deployments"], one["incidents"]) for one in answer["services"]]
    show_rows("", [Column("Service", gives_way=True), *numbers], [
        [one["name"], *(str(side[key]) for side in (first, second) for key in ("n", "n_now", "examined"))]
        for one, first, second in sides
    ])  # fmt: skip
    rows = [row for _, first, second in sides for row in (*first["rows"], *second["rows"])]
    rows.sort(key=lambda row: str(row["at"]), reverse=True)
    columns = [Column("At"), Column("What", gives_way=True), Column("Counts"), Column("Why", gives_way=True)]
    show_rows("The latest", columns, [
        [row["at"][:16], f"{row['source']} {row['title']}", "yes" if row["counts"] else "no", row["why"]]
        for row in rows[:_SHOWN]
    ])  # fmt: skip
    warnings = [f"{one['name']}: {text}" for one, *both in sides for side in both for text in side["warnings"]]
    hints = [f"{one['repository']}: {one['says']}" for one in answer["suggestions"]]
    footnotes([*answer["warnings"], *warnings, *hints])


def _show_versions(found: list[Answer]) -> None:
    from aexy.cli.console import say, show_table  # noqa: PLC0415 - keeps `--help` quick

    if not found:
        say("Nobody changed the rules yet: the product's own are in force. `aexy rules show` says them.", style="dim")
        return
    show_table(["Version", "Made", "By", "Note"], [
        [str(one["version"]), one["made_at"][:16], one["made_by"] or "nobody", one["note"] or ""] for one in found
    ])  # fmt: skip
