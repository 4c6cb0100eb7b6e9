"""`aexy profile skills`: what one person knows, how sure that is, and what their seniority is read from."""

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
from aexy.cli.console import note, say, show_json, show_table
from aexy.cli.figures import NOTHING, bar, figure
from aexy.kernel.errors import Unknown

if TYPE_CHECKING:
    from aexy.cli.client import Client

Answer = dict[str, Any]
_KINDS = ("language", "framework", "domain")
_WIDTH = 12
_PERCENT = 100
_MOST = 5


@click.command(
    epilog=examples(
        "aexy profile skills me", "aexy profile skills ada --kind domain", "aexy profile skills me --behind Go"
    )
)
@click.argument("person")
@click.option("--kind", type=click.Choice(_KINDS), help="Only languages, frameworks or domains.")
@click.option("--behind", metavar="SKILL", help="The commits this skill rests on, newest first.")
@workspace_option
@server_options
@json_option
def skills(
    *, person: str, kind: str | None, behind: str | None, workspace: str | None, server: str | None,
    token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """What PERSON (or `me`) knows how far, and their seniority with its parts."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        who = person_id(client, found, person)
        answer = profile_of(client, found, who)
        if behind:
            return _show_behind(client, found, answer, behind, kind=kind, as_json=as_json)
    if kind:
        answer = answer | {"skills": [one for one in answer["skills"] if one["kind"] == kind]}
    return show_json(answer) if as_json else _show(answer, whole=kind is None)


def person_id(client: "Client", workspace: Answer, person: str) -> str:
    """The id of somebody by name, or of `me`. Unknown where nobody said who that is."""
    if person != "me":
        return str(find_person(client, workspace["id"], person)["id"])
    developer = client.get(f"/workspaces/{workspace['id']}/me")["developer"]
    if developer is None:
        raise Unknown("Nobody said yet who you are here.", next_step="Say it with `aexy me --as NAME`.")
    return str(developer["id"])


def profile_of(client: "Client", workspace: Answer, who: str) -> Answer:
    """Somebody's profile as the server gives it."""
    answer: Answer = client.get(f"/workspaces/{workspace['id']}/developers/{who}/profile")
    return answer


def show_in_short(answer: Answer) -> None:
    """What somebody knows best and their seniority, in two lines; nothing where it is withheld or there is nothing."""
    best = sorted(answer["skills"], key=lambda one: -one["evidence"])[:_MOST]
    if answer["withheld"] or not best:
        return
    known = " · ".join(f"{one['name']} {_written(one['proficiency'])} {one['depth']}" for one in best)
    say(f"Knows {known}")
    say(f"Seniority: {_level(answer['seniority'])} (aexy profile skills shows what it is read from)", style="dim")


def _level(seniority: Answer | None) -> str:
    if seniority is None or seniority["level"] is None:
        return "not said"
    return f"{seniority['level']}, {seniority['score']} of 100, {figure(seniority['confidence'], 'share')} sure"


def _show(answer: Answer, *, whole: bool) -> None:
    say(f"{answer['developer']['name']} · as of {answer['as_of'][:10]}", style="bold")
    if answer["withheld"]:
        return note(answer["withheld"])
    if not answer["skills"]:
        say("No commit of theirs in any language or domain is here yet.", style="dim")
    else:
        show_table(
            ["Kind", "Skill", "", "0–100", "Depth", "Sure", "Recency", "Context", "Days", "Commits", "Last"],  # noqa: RUF001 - a range
            [_row(one) for one in answer["skills"]],
            right=(3, 5, 6, 8, 9),
        )
    if whole and answer["seniority"]:
        _show_seniority(answer["seniority"])
    return note(answer["caution"])


def _row(one: Answer) -> list[str]:
    return [
        one["kind"], one["name"], bar(one["proficiency"] / _PERCENT, _WIDTH), _written(one["proficiency"]),
        one["depth"],
        f"{one['confidence'] * _PERCENT:.0f} %", f"{one['recency_factor'] * _PERCENT:.0f} %", one["context"],
        figure(one["days"], "count"), figure(one["commit_count"], "count"), one["last_activity_at"],
    ]  # fmt: skip


def _written(proficiency: float) -> str:
    """Down to whole points, so that it does not read as a depth it has not reached; never as nothing."""
    return "<1" if proficiency < 1 else str(int(proficiency))


def _show_seniority(seniority: Answer) -> None:
    say("")
    say(f"Seniority: {_level(seniority)}", style="bold")
    if seniority["abstains"]:
        say(seniority["abstains"], style="dim")
    show_table(
        ["Part", "Value", "", "Worth", "Weight"],
        [
            [
                part["name"],
                "not known" if part["value"] is None else f"{part['value']:.1f} {part['unit']}",
                "" if part["worth"] is None else bar(part["worth"], _WIDTH),
                NOTHING if part["worth"] is None else f"{part['worth']:.2f}",
                f"{part['weight']:.2f}",
            ]
            for part in seniority["parts"]
        ],
        right=(1, 3, 4),
    )


def _show_behind(
    client: "Client", workspace: Answer, answer: Answer, skill: str, *, kind: str | None, as_json: bool
) -> None:
    fits = [one for one in answer["skills"] if one["name"].lower() == skill.lower() and kind in {None, one["kind"]}]
    if not fits:
        raise Unknown(
            f"{answer['developer']['name']} is not known to know {skill!r}.",
            next_step="`aexy profile skills` lists what they know.",
        )
    asked = {"skill": fits[0]["name"], "kind": fits[0]["kind"], "developer_id": answer["developer"]["id"]}
    found = client.get("/intelligence/expertise/commits", workspace_id=workspace["id"], **asked)
    if as_json:
        return show_json(found)
    rows = [
        [one["day"], one["sha"], one["repository"], figure(one["lines"], "lines"), one["subject"]]
        for one in found["items"]
    ]
    return show_table(["Day", "Commit", "Repository", "Lines", "Subject"], rows, right=(3,))
