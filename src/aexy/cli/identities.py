"""`aexy identities`: who is who, what may be, and what was decided about it."""

from typing import TYPE_CHECKING, Any

import click

from aexy.cli.asking import (
    examples,
    find_person,
    find_workspace,
    json_option,
    open_client,
    server_options,
    workspace_option,
)
from aexy.cli.console import say, show_json, show_table
from aexy.cli.figures import NOTHING
from aexy.kernel.errors import Unknown, Unusable

if TYPE_CHECKING:
    from aexy.cli.client import Client

_SHORT = 8


@click.group()
def identities() -> None:
    """Who is who: names and accounts, what may be one person, what was decided."""


@identities.command("list")
@click.argument("part", required=False, metavar="[PART OF NAME]")
@click.option("--provider", metavar="NAME", help="git, github, gitlab, jira …")
@workspace_option
@server_options
@json_option
def list_identities(
    *,
    part: str | None,
    provider: str | None,
    workspace: str | None,
    server: str | None,
    token: str | None,
    as_json: bool,
) -> None:
    """Names, addresses and accounts, each with whose it is and why."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        known = list(client.every(f"/workspaces/{found['id']}/identities", q=part, provider=provider))
    if as_json:
        show_json(known)
    elif not known:
        say("There is none.", style="dim")
    else:
        _show_identities(known)


@identities.command()
@click.argument("person")
@workspace_option
@server_options
@json_option
def show(*, person: str, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """Everything PERSON is known by, and why it is theirs."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        who = find_person(client, found["id"], person)
        known = list(client.every(f"/workspaces/{found['id']}/identities", developer_id=who["id"]))
    if as_json:
        show_json({"developer": who, "identities": known})
    else:
        say(f"{_called(who)}, {who['kind']}")
        _show_identities(known)


@identities.command()
@workspace_option
@server_options
@json_option
def suggestions(*, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """Those who may be one person, the likeliest first."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        queue = list(client.every(f"/workspaces/{found['id']}/identities/suggestions"))
    if as_json:
        show_json(queue)
    elif not queue:
        say("Nothing waits for a decision.", style="dim")
    else:
        show_table(
            ["Id", "One", "Other", "Likely", "Because", ""],
            [
                [
                    each["id"][:_SHORT], _called(each["left"]["developer"]), _called(each["right"]["developer"]),
                    f"{each['score']:.0%}", _reasons(each["reasons"]), each["conflict"] or "",
                ]
                for each in queue
            ],
            right=(3,),
        )  # fmt: skip


@identities.command()
@click.argument("suggestion")
@workspace_option
@server_options
@json_option
def accept(*, suggestion: str, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """They are one person: SUGGESTION is an id from the queue, or its beginning."""
    _answer("accept", suggestion, workspace, server, token, as_json=as_json)


@identities.command()
@click.argument("suggestion")
@workspace_option
@server_options
@json_option
def reject(*, suggestion: str, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """They are different people, for good."""
    _answer("reject", suggestion, workspace, server, token, as_json=as_json)


@identities.command(epilog=examples("aexy identities merge ada@example.org 'Ada Lovelace'"))
@click.argument("people", nargs=-1, required=True)
@click.option("--note", help="Why, for the history.")
@workspace_option
@server_options
@json_option
def merge(
    *, people: tuple[str, ...], note: str | None, workspace: str | None, server: str | None, token: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """PEOPLE are one: names, addresses or ids of two developers or more."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        ids = [find_person(client, found["id"], each)["id"] for each in people]
        path = f"/workspaces/{found['id']}/identities/merges"
        _told(client.send("POST", path, {"developer_ids": ids, "note": note}), as_json=as_json)


@identities.command()
@click.argument("numbers", nargs=-1, required=True, type=int, metavar="IDENTITY...")
@click.option("--note", help="Why, for the history.")
@workspace_option
@server_options
@json_option
def split(
    *, numbers: tuple[int, ...], note: str | None, workspace: str | None, server: str | None, token: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """These identities are somebody else. `aexy identities show PERSON` has their numbers."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        path = f"/workspaces/{found['id']}/identities/splits"
        _told(client.send("POST", path, {"identity_ids": list(numbers), "note": note}), as_json=as_json)


@identities.command()
@click.argument("decision")
@workspace_option
@server_options
@json_option
def undo(*, decision: str, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """Take DECISION back, an id from the history or its beginning: everything is as it was."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        path = f"/workspaces/{found['id']}/identities/decisions"
        meant = _meant(client, path, decision, "decision")
        _told(client.send("POST", f"{path}/{meant}/undo"), as_json=as_json)


@identities.command()
@click.argument("person")
@click.argument("what", type=click.Choice(["human", "bot", "agent", "by-rules"]))
@workspace_option
@server_options
@json_option
def kind(
    *, person: str, what: str, workspace: str | None, server: str | None, token: str | None, as_json: bool
) -> None:
    """Say whether PERSON is a human, a bot or an agent, or leave it to the rules again."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        who = find_person(client, found["id"], person)
        wish = {"kind": None if what == "by-rules" else what}
        path = f"/workspaces/{found['id']}/identities/kinds/{who['id']}"
        _told(client.send("PUT", path, wish), as_json=as_json)


@identities.command()
@workspace_option
@server_options
@json_option
def history(*, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """What was decided about who is who, the latest first."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        made = list(client.every(f"/workspaces/{found['id']}/identities/decisions"))
    if as_json:
        show_json(made)
    elif not made:
        say("Nobody decided anything yet.", style="dim")
    else:
        show_table(
            ["Id", "When", "Who", "What", "About", "State"],
            [
                [
                    each["id"][:_SHORT], each["decided_at"][:16].replace("T", " "),
                    (each["decided_by"] or {}).get("name", NOTHING), each["kind"] or each["action"],
                    _about(each), each["state"].replace("_", " "),
                ]
                for each in made
            ],
        )  # fmt: skip


def _answer(
    word: str, suggestion: str, workspace: str | None, server: str | None, token: str | None, *, as_json: bool
) -> None:
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        path = f"/workspaces/{found['id']}/identities/suggestions"
        meant = _meant(client, path, suggestion, "suggestion")
        _told(client.send("POST", f"{path}/{meant}/{word}"), as_json=as_json)


def _meant(client: "Client", path: str, beginning: str, thing: str) -> str:
    """The id that begins so."""
    found = [str(each["id"]) for each in client.every(path) if str(each["id"]).startswith(beginning.lower())]
    if len(found) == 1:
        return found[0]
    if found:
        raise Unusable(f"{len(found)} ids begin with {beginning!r}.", next_step="Give more of it.")
    word = "suggestions" if thing == "suggestion" else "history"
    raise Unknown(f"There is no {thing} {beginning!r}.", next_step=f"See `aexy identities {word}`.")


def _told(decision: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        show_json(decision)
    elif decision["state"] == "waiting":
        say("It concerns somebody who signs in here: it waits for their consent.", style="yellow")
    else:
        say(f"Done: {decision['action']}, {_about(decision)}. Take it back with `aexy identities undo`.")


def _about(decision: dict[str, Any]) -> str:
    sides = [", ".join(_called(each) for each in decision[side]) for side in ("left", "right") if decision[side]]
    return " | ".join(sides)


def _called(each: dict[str, Any]) -> str:
    return str(each["name"] or each.get("username") or each["email"] or each["id"])


def _reasons(reasons: list[dict[str, Any]]) -> str:
    return "; ".join(f"{each['reason'].replace('_', ' ')}: {each['detail']}" for each in reasons)


def _show_identities(known: list[dict[str, Any]]) -> None:
    show_table(
        ["Id", "Source", "Name", "Address or user", "Whose", "Because"],
        [
            [
                str(each["id"]), each["provider"], each["name"] or NOTHING, each["email"] or each["username"] or "",
                _called(each["developer"]) if each["developer"] else NOTHING,
                "; ".join(f"{one['reason'].replace('_', ' ')} as {one['same_as']}" for one in each["evidence"]),
            ]
            for each in known
        ],
        right=(0,),
    )  # fmt: skip
