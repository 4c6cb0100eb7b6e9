"""`aexy churn`: how many of the lines somebody added were rewritten within three weeks."""

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
from aexy.cli.subjects import HELP, find_subject

if TYPE_CHECKING:
    from aexy.cli.client import Client

Answer = dict[str, Any]
_PLACES = {"developer": "developers", "team": "teams", "repository": "repositories"}
_FILES = 10


@click.command(
    epilog=examples("aexy churn", "aexy churn -s repository:app --by monthly --period 1y", "aexy churn -s me --json")
)
@click.option("--subject", "-s", default="workspace", show_default=True, help=HELP)
@click.option(
    "--by", "bucket", default="weekly", show_default=True,
    type=click.Choice(["weekly", "biweekly", "monthly", "quarterly"]), help="Into what the time is divided.",
)  # fmt: skip
@period_options
@workspace_option
@server_options
@json_option
def churn(
    *, subject: str, bucket: str, period: str | None, since: str | None, until: str | None,
    workspace: str | None, server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """How many added lines were rewritten within 21 days."""
    from aexy.cli.spans import span  # noqa: PLC0415 - keeps `--help` quick

    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        days = span(period, since, until, today=today_in(found).date())
        asked = {"from": str(days.start), "to": str(days.end)} if days else {}
        whose = find_subject(client, found, subject)
        answer = _ask(client, found, whose.asked, {**asked, "bucket": bucket})
    if as_json:
        from aexy.cli.console import show_json  # noqa: PLC0415 - likewise

        return show_json(answer)
    return _show(found, whose.name, answer)


def _ask(client: "Client", workspace: Answer, subject: str, asked: dict[str, str]) -> Answer:
    from aexy.cli.figures import expect  # noqa: PLC0415 - keeps `--help` quick

    kind, _, id_ = subject.partition(":")
    place = f"{_PLACES[kind]}/{id_}" if id_ else "workspace"
    return expect(client.get(f"/workspaces/{workspace['id']}/insights/{place}/code-churn", **asked), "total", "series")


def _show(workspace: Answer, name: str, answer: Answer) -> None:
    from aexy.cli.report import Column, footnotes, heading, show_rows  # noqa: PLC0415 - keeps `--help` quick

    heading(f"Code churn of {name}", f"{workspace['name']} · {answer['from']} to {answer['to']} · {answer['bucket']}")
    why_not = answer["withheld"] or answer["reason"]
    if why_not and not answer["total"]["pending"]:
        footnotes([why_not])
        return
    titles = ("lines added", "rewritten", "by their author", "by others", "too young", "gone so far")
    columns = [Column("Added from"), *(Column(title, is_number=True) for title in titles)]
    rows = [_row(one["period"]["start"], one) for one in answer["series"]]
    show_rows("", columns, [*rows, _row("Together", answer["total"])])
    if answer["files"]:
        shown = [Column("File", gives_way=True), *(Column(title, is_number=True) for title in titles[1:4])]
        show_rows("Where most young lines went", shown, [
            [one["path"], *(f"{one[key]:,}" for key in ("lines", "by_author", "by_others"))]
            for one in answer["files"][:_FILES]
        ])  # fmt: skip
    unread = answer["repositories"] - answer["repositories_read"]
    footnotes([
        answer["caution"] or "",
        "Lines are judged when they are 21 days old; younger ones are too young." if answer["total"]["pending"] else "",
        f"{answer['unknown']:,} more lines were removed of which it is not known whose." if answer["unknown"] else "",
        f"Of {unread} repositories the lines have not been read." if unread else "",
    ])  # fmt: skip


def _row(title: str, one: Answer) -> list[str]:
    from aexy.cli.figures import figure  # noqa: PLC0415 - keeps `--help` quick

    shares = [figure(one[key], "share") for key in ("value", "by_author", "by_others")]
    return [title, f"{one['n']:,}", *shares, f"{one['pending']:,}", f"{one['gone_so_far']:,}"]
