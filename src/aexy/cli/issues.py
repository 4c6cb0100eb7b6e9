"""`aexy issues`: how tracked work stands, which issues there are, and what happened to one."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from aexy.cli.asking import (
    examples,
    find_issue,
    find_person,
    find_team,
    find_workspace,
    json_option,
    open_client,
    server_options,
    workspace_option,
)
from aexy.kernel.errors import Unusable

if TYPE_CHECKING:
    from aexy.cli.client import Client

Answer = dict[str, Any]
NOBODY = "nobody"
_LARGEST_PAGE = 200
_team = click.option("--team", metavar="TEAM", help="Only those of people in this team now; for its managers.")


@click.group()
def issues() -> None:
    """Tracked work: how it stands, what is stuck, which issues there are, what happened to one."""


@issues.command("standing", epilog=examples("aexy issues standing", "aexy issues standing --team payments --json"))
@_team
@workspace_option
@server_options
@json_option
def standing(*, team: str | None, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """Open issues by state and age, which are stuck and why, and whose they are."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        answer = _ask(client, found, "/standing", "ages", _of_team(client, found, team))
    if as_json:
        return _json(answer)
    from aexy.cli.issues_showing import show_standing  # noqa: PLC0415 - keeps `--help` quick

    return show_standing(found, answer)


@issues.command(
    "list",
    epilog=examples(
        "aexy issues list --stuck any",
        "aexy issues list --state in_progress --order quiet",
        "aexy issues list --assignee nobody --age 28-84",
        "aexy issues list --find checkout --json",
    ),
)
@click.option(
    "--state", default="open", show_default=True,
    type=click.Choice(["open", "todo", "in_progress", "done", "cancelled"]), help="How far they are.",
)  # fmt: skip
@click.option(
    "--order", default="oldest", show_default=True,
    type=click.Choice(["oldest", "newest", "quiet", "due", "closed"]), help="What comes first.",
)  # fmt: skip
@click.option("--stuck", type=click.Choice(["any", "blocked", "quiet", "overdue"]), help="Only stuck ones, and why.")
@click.option("--assignee", metavar="PERSON", help="Only this person's; `nobody` for those that are nobody's.")
@click.option("--age", metavar="DAYS", help="Opened so many days ago: 28-84, or 84- for older ones.")
@click.option("--find", "q", metavar="WORDS", help="Part of a key or title.")
@click.option("--kind", metavar="KIND", help="Only of this kind: bug, story …")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, _LARGEST_PAGE), help="How many.")
@_team
@workspace_option
@server_options
@json_option
def list_issues(
    *, state: str, order: str, stuck: str | None, assignee: str | None, age: str | None, q: str | None,
    kind: str | None, limit: int, team: str | None, workspace: str | None, server: str | None, token: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Issues that fit, the oldest first unless another order is given."""
    days = _days(age)
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        wish = _of_team(client, found, team) | days
        wish |= {"state": state, "order": order, "stuck": stuck, "q": q, "kind": kind, "limit": limit}
        if assignee is not None:
            is_nobody = assignee.lower() == NOBODY
            wish["assignee"] = NOBODY if is_nobody else find_person(client, found["id"], assignee)["id"]
        answer = _ask(client, found, "", "items", wish)
    if as_json:
        return _json(answer)
    from aexy.cli.issues_showing import show_list  # noqa: PLC0415 - keeps `--help` quick

    return show_list(found, answer, datetime.now(UTC))


@issues.command("show", epilog=examples("aexy issues show PAY-12", "aexy issues show '#12' --json"))
@click.argument("key", metavar="KEY")
@workspace_option
@server_options
@json_option
def show(*, key: str, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """One issue by its KEY as its tracker says it, or its id: what happened to it, its pull requests and sprints."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        answer = _ask(client, found, f"/{find_issue(client, found['id'], key)}", "changes", {})
    if as_json:
        return _json(answer)
    from aexy.cli.issues_showing import show_issue  # noqa: PLC0415 - keeps `--help` quick

    return show_issue(answer)


def _days(age: str | None) -> Answer:
    """28-84 as the bounds of the list; Unusable for anything that is not two numbers of days."""
    if age is None:
        return {}
    youngest, dash, oldest = (part.strip() for part in age.partition("-"))
    if not dash or not youngest.isdecimal() or not (oldest == "" or oldest.isdecimal()):
        raise Unusable(f"{age!r} is no age.", next_step="Say it in days: 28-84, or 84- for older ones.", field="age")
    return {"age_from": int(youngest)} | ({"age_to": int(oldest)} if oldest else {})


def _of_team(client: "Client", workspace: Answer, team: str | None) -> Answer:
    return {"team": find_team(client, workspace["id"], team)["id"]} if team is not None else {}


def _ask(client: "Client", workspace: Answer, what: str, key: str, asked: Answer) -> Answer:
    from aexy.cli.figures import expect  # noqa: PLC0415 - keeps `--help` quick

    return expect(client.get(f"/workspaces/{workspace['id']}/issues{what}", **asked), key)


def _json(answer: Answer) -> None:
    from aexy.cli.console import show_json  # noqa: PLC0415 - keeps `--help` quick

    show_json(answer)
