"""What commands share that ask about one person, a team or the whole workspace, and say the same below each answer."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from aexy.cli.subjects import find_subject
from aexy.kernel.errors import Unusable

if TYPE_CHECKING:
    from aexy.cli.client import Client

Answer = dict[str, Any]
Command = TypeVar("Command", bound=Callable[..., Any])
_HELP = "Whose: workspace, team:NAME, me or person:NAME."


class Whom(NamedTuple):
    """A person, or the workspace or a team in it, and what an address below `/intelligence` is asked for them."""

    is_person: bool
    asked: dict[str, str]


def whom_option(command: Command) -> Command:
    """`--subject`: the workspace, a team or a person."""
    return click.option("--subject", "-s", default="workspace", show_default=True, help=_HELP)(command)


def whom(client: "Client", workspace: Answer, text: str) -> Whom:
    """Who these words name; Unusable for a repository or a project."""
    kind, _, key = find_subject(client, workspace, text).asked.partition(":")
    if kind == "developer":
        return Whom(is_person=True, asked={"developer_id": key, "workspace_id": workspace["id"]})
    if kind not in {"team", "workspace"}:
        raise Unusable("This is told of people, teams and the workspace.", next_step=_HELP, field="subject")
    return Whom(is_person=False, asked={"team_id": key} if key else {})


def ask(client: "Client", workspace: Answer, what: str, who: Whom, days: Answer, own: str, key: str) -> Answer:
    """What there is of a group at `team/…/WHAT`, or of a person at OWN, which goes by no days of anybody's choice."""
    from aexy.cli.figures import expect  # noqa: PLC0415 - keeps `--help` quick

    if who.is_person and days:
        raise Unusable("Of a person it is told as of now.", next_step="Leave --period, --from and --to out.")
    path = f"/intelligence/{own}" if who.is_person else f"/intelligence/team/{workspace['id']}/{what}"
    return expect(client.get(path, **who.asked, **days), key)


def between(answer: Answer) -> str:
    """The days an answer is about, and when it was counted."""
    return f"{answer['from']} to {answer['to']} · as of {answer['as_of'][:10]}"


def below(answer: Answer, *notes: str) -> None:
    """What to keep in mind: who is left out and why, and the line of caution."""
    from aexy.cli.report import footnotes  # noqa: PLC0415 - keeps `--help` quick

    hidden = answer.get("withheld_people") or 0
    left_out = f"{people(hidden)} left out: {answer['withheld']}" if hidden else answer.get("withheld") or ""
    footnotes([*notes, left_out, answer["caution"]])


def people(count: int) -> str:
    """1 person, 2 people."""
    return "1 person" if count == 1 else f"{count:,} people"
