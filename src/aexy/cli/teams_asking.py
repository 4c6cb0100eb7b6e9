"""What every command about a team does: find it, ask about it, and say the answer as it came."""

from typing import TYPE_CHECKING, Any

from aexy.cli.asking import find_team, find_workspace, today_in

if TYPE_CHECKING:
    from aexy.cli.client import Client

Answer = dict[str, Any]


def team_of(client: "Client", workspace: str | None, name: str) -> tuple[Answer, Answer]:
    """The workspace, and its team of that name."""
    found = find_workspace(client, workspace)
    return found, find_team(client, found["id"], name)


def of_team(workspace: Answer, team: Answer) -> str:
    """Where what concerns a team stands."""
    return f"/workspaces/{workspace['id']}/teams/{team['id']}"


def insights_of_team(workspace: Answer, team: Answer) -> str:
    """Where its numbers stand."""
    return f"/workspaces/{workspace['id']}/insights/teams/{team['id']}"


def days_of(workspace: Answer, period: str | None, since: str | None, until: str | None) -> dict[str, str]:
    """What is asked for these days; nothing where nobody names any."""
    from aexy.cli.spans import span  # noqa: PLC0415 - keeps `--help` quick

    days = span(period, since, until, today=today_in(workspace).date())
    return {"from": str(days.start), "to": str(days.end)} if days else {}


def ask_team(client: "Client", under: str, what: str, key: str, asked: dict[str, Any]) -> Answer:
    """What there is of a team at an address under another; an answer that has this key."""
    from aexy.cli.figures import expect  # noqa: PLC0415 - keeps `--help` quick

    return expect(client.get(under + what, **asked), key)


def as_told(answer: Answer) -> None:
    """The answer as JSON."""
    from aexy.cli.console import show_json  # noqa: PLC0415 - keeps `--help` quick

    show_json(answer)
