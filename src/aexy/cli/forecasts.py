"""`aexy forecast`: what is likely to get done, and when, with how often that would have been right."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from aexy.cli.asking import examples, find_workspace, json_option, open_client, server_options, workspace_option
from aexy.kernel.errors import Unusable

Command = TypeVar("Command", bound=Callable[..., Any])
Answer = dict[str, Any]
_USUAL = "prs_merged"
_HELP = "Whose: workspace, me, person:NAME or team:NAME."


def ahead_options(command: Command) -> Command:
    """`--weeks`, `--items` and `--metric`: what is forecast."""
    command = click.option("--metric", default=_USUAL, show_default=True, metavar="KEY", help="What is counted.")(
        command
    )
    command = click.option("--items", type=click.IntRange(0), metavar="N", help="Also: when so many are done.")(command)
    return click.option("--weeks", default=4, show_default=True, type=click.IntRange(1, 52), help="How far ahead.")(
        command
    )


def asked_ahead(weeks: int, items: int | None, metric: str) -> dict[str, Any]:
    """These options as the API takes them."""
    return {"weeks": weeks, "items": items, "metric": metric}


@click.command(epilog=examples("aexy forecast", "aexy forecast -s team:payments --items 30", "aexy forecast -s me"))
@click.option("--subject", "-s", default="workspace", show_default=True, help=_HELP)
@ahead_options
@workspace_option
@server_options
@json_option
def forecast(
    *, subject: str, weeks: int, items: int | None, metric: str, workspace: str | None,
    server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """What is likely to get done in the coming weeks, and when."""
    from aexy.cli.figures import expect  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.subjects import find_subject  # noqa: PLC0415 - likewise

    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        whose = _path(find_subject(client, found, subject).asked)
        path = f"/workspaces/{found['id']}/insights/{whose}/forecast"
        answer = expect(client.get(path, **asked_ahead(weeks, items, metric)), "amounts", "terms")
    if as_json:
        from aexy.cli.console import show_json  # noqa: PLC0415 - likewise

        show_json(answer)
    else:
        show_forecast(found, answer)


def _path(asked: str) -> str:
    kind, _, id_ = asked.partition(":")
    if kind == "workspace":
        return "workspace"
    if kind == "repository":
        raise Unusable("A repository is not forecast.", next_step=_HELP)
    return f"{kind}s/{id_}"


def show_forecast(workspace: Answer, answer: Answer) -> None:
    """The chances in a table, and how they would have done before."""
    from aexy.cli.figures import figure, plural, sparkline  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, footnotes, heading, show_rows  # noqa: PLC0415 - likewise

    drawn = sparkline([week["value"] for week in answer["drawn_from"]])
    heading(
        f"Forecast of {answer['subject']['name']}",
        f"{workspace['name']} · {answer['metric']} · from {plural(answer['n'], 'week')} {drawn}",
    )
    silent = answer["withheld"] or answer["abstains"]
    if silent:
        return footnotes([silent])
    ahead = plural(answer["weeks"], "week")
    columns = [Column("Chance", is_number=True), Column(f"In {ahead} at least", is_number=True)]
    rows = [[figure(one["chance"], "share"), f"{one['at_least']:,}"] for one in answer["amounts"]]
    if answer["terms"]:
        columns += [Column(f"{answer['items']:,} in weeks", is_number=True), Column("By")]
        for row, term in zip(rows, answer["terms"], strict=True):
            row += ["never" if term["weeks"] is None else str(term["weeks"]), term["by"] or ""]
    show_rows("", columns, rows)
    return footnotes([_tried(answer["back_test"]), answer["caution"]])


def _tried(tested: Answer | None) -> str:
    from aexy.cli.figures import figure, plural  # noqa: PLC0415 - keeps `--help` quick

    if tested is None:
        return "There are too few weeks to try this forecast on."
    likely = next(one for one in tested["held"] if one["chance"] == 0.85)  # noqa: PLR2004 - one of the chances there are
    return (
        f"Made in {plural(tested['n'], 'past week')}, what was said with 85 % came true in "
        f"{figure(likely['share'], 'share')}; the 50 % amount was {tested['mean_absolute_error']:,.1f} off on average."
    )
