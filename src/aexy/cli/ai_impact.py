"""`aexy ai-impact`: how much assistance can be seen, and what became of changes with and without it. Of no person."""

from typing import Any

import click

from aexy.cli.asking import (
    examples,
    find_workspace,
    json_option,
    open_client,
    period_options,
    server_options,
    workspace_option,
)
from aexy.cli.teams_asking import as_told, days_of
from aexy.cli.whom import between
from aexy.kernel.errors import Unusable

Answer = dict[str, Any]
_HELP = "Whose: workspace or team:NAME."
_LEVELS = {"authored": "authored", "co_authored": "co-authored", "none": "without a trace"}
_NO_TRACE = "Nothing in these weeks names an assistant: let tools sign what they do, and keep trailers when squashing."


@click.command("ai-impact", epilog=examples("aexy ai-impact", "aexy ai-impact -s team:payments --period 26w"))
@click.option("--subject", "-s", default="workspace", show_default=True, help=_HELP)
@period_options
@workspace_option
@server_options
@json_option
def ai_impact(
    *, subject: str, period: str | None, since: str | None, until: str | None, workspace: str | None,
    server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """How much AI assistance leaves a trace, and what became of changes with and without; with bounds."""
    from aexy.cli.figures import expect  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.subjects import find_subject  # noqa: PLC0415 - likewise

    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        about = find_subject(client, found, subject).asked
        if about.partition(":")[0] not in {"workspace", "team"}:
            raise Unusable("This is told of the workspace and of teams, never of a person.", next_step=_HELP)
        days = days_of(found, period, since, until)
        answer = expect(client.get(f"/workspaces/{found['id']}/insights/ai-impact", subject=about, **days), "compared")
    return as_told(answer) if as_json else _show(found, answer)


def _show(workspace: Answer, answer: Answer) -> None:
    from aexy.cli.figures import figure, sparkline  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, footnotes, heading, show_rows  # noqa: PLC0415 - likewise

    heading(f"AI assistance in {answer['subject']['name']}", f"{workspace['name']} · {between(answer)}")
    rows = []
    for title, key in (("Commits", "commits"), ("Merged pull requests", "pulls")):
        for level in answer[key]["total"]["levels"]:
            shares = [
                next((one["value"] for one in each["levels"] if one["level"] == level["level"]), None)
                for each in answer[key]["series"]
            ]
            evidence = _LEVELS.get(level["level"], level["level"])
            rows.append([
                title, evidence, f"{level['n']:,}", figure(level["value"], "share"), _bounds(level, "share"),
                sparkline(shares),
            ])  # fmt: skip
    if rows:
        columns = [Column("Of"), Column("Evidence"), Column("n", is_number=True), Column("Share", is_number=True),
                   Column("bounds", is_dim=True), Column("two weeks by two")]  # fmt: skip
        show_rows("", columns, rows)
    if answer["compared"]:
        columns = [Column(""), *(Column(title, is_number=True) for title in ("Assisted", "n", "Others", "n")),
                   Column("Difference", is_dim=True)]  # fmt: skip
        show_rows("What became of them", columns, [_compared(one) for one in answer["compared"]])
    reasons = {
        side["withheld"] for one in answer["compared"] for side in (one["assisted"], one["other"]) if side["withheld"]
    } | {answer[key]["total"]["withheld"] for key in ("commits", "pulls")} - {None}
    traced = any(one["is_there"] for one in answer["evidence"])
    footnotes([
        answer["withheld"] or "", *sorted(reasons - {answer["withheld"]}),
        "" if traced or answer["withheld"] else _NO_TRACE,
        answer["caution"],
    ])  # fmt: skip


def _compared(one: Answer) -> list[str]:
    from aexy.cli.figures import figure  # noqa: PLC0415 - keeps `--help` quick

    sides = [
        text
        for side in (one["assisted"], one["other"])
        for text in (figure(side["value"], one["unit"]), f"{side['n']:,}")
    ]
    return [one["name"], *sides, _bounds(one["difference"], one["unit"])]


def _bounds(one: Answer, unit: str) -> str:
    from aexy.cli.figures import figure  # noqa: PLC0415 - keeps `--help` quick

    return "" if one["low"] is None else f"{figure(one['low'], unit)} to {figure(one['high'], unit)}"
