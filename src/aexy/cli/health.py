"""`aexy health` and `aexy summary`: how a workspace is doing, in parts and in sentences."""

from typing import Any

import click

from aexy.cli.asking import (
    find_workspace,
    json_option,
    open_client,
    period_options,
    server_options,
    today_in,
    workspace_option,
)

Answer = dict[str, Any]
_MARKS = {"better": "▲ better", "worse": "▼ worse", "higher": "higher", "lower": "lower", "unchanged": "as usual"}


@click.command()
@workspace_option
@server_options
@json_option
def health(*, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """The latest closed week beside the twelve before it, part by part and without a score."""
    from aexy.cli.figures import expect  # noqa: PLC0415 - keeps `--help` quick

    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        answer = expect(client.get(f"/workspaces/{found['id']}/insights/workspace/health"), "parts", "says")
    if as_json:
        _json(answer)
    else:
        _show_parts(found, answer)


@click.command()
@period_options
@workspace_option
@server_options
@json_option
def summary(
    *, period: str | None, since: str | None, until: str | None, workspace: str | None, server: str | None,
    token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """A period in sentences, each made of one number."""
    from aexy.cli.figures import expect  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.spans import span  # noqa: PLC0415 - likewise

    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        days = span(period, since, until, today=today_in(found).date())
        asked = {"from": str(days.start), "to": str(days.end)} if days else {}
        path = f"/workspaces/{found['id']}/insights/executive/summary"
        answer = expect(client.get(path, **asked), "sentences", "unsaid")
    if as_json:
        _json(answer)
    else:
        _show_sentences(found, answer)


def _json(answer: Answer) -> None:
    from aexy.cli.console import show_json  # noqa: PLC0415 - keeps `--help` quick

    show_json(answer)


def _show_parts(workspace: Answer, answer: Answer) -> None:
    from aexy.cli.figures import figure  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, footnotes, heading, show_rows  # noqa: PLC0415 - likewise

    week = answer["week"]
    heading(workspace["name"], f"The week from {week['start']}, beside the twelve before it")
    titles = ("Week", "Usual", "n")
    columns = [
        Column("", gives_way=True),
        *(Column(title, is_number=True) for title in titles),
        Column("", gives_way=True),
    ]
    show_rows("", columns, [
        [
            f"{part['name']} (median)" if part["is_median"] else part["name"],
            figure(part["value"], part["unit"]), figure(part["baseline"], part["unit"]), str(part["n"]),
            part["withheld"] or part["abstains"] or _MARKS[part["direction"]],
        ]
        for part in answer["parts"]
    ])  # fmt: skip
    footnotes([answer["says"], f"Moved is what lies {answer['moved_from']:g} usual deviations off or more."])


def _show_sentences(workspace: Answer, answer: Answer) -> None:
    from aexy.cli.console import say  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import footnotes, heading  # noqa: PLC0415 - likewise
    from aexy.kernel.metrics import find  # noqa: PLC0415 - likewise: it loads Polars

    heading(workspace["name"], f"{answer['from']} to {answer['to']} (that day not included)")
    for one in answer["sentences"]:
        say(f"{one['says']} (n {one['n']:,})")
    if not answer["sentences"]:
        say("There is nothing to say of these days.", style="dim")
    unsaid = ", ".join(find(one["metric"]).name for one in answer["unsaid"])
    footnotes([f"Nothing to say of: {unsaid}." if unsaid else ""])
