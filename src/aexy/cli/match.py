"""`aexy match "TEXT"`: who could take a piece of work, with every reason."""

from typing import TYPE_CHECKING, Any

import click

from aexy.cli.asking import (
    examples,
    find_person,
    find_team,
    find_workspace,
    json_option,
    open_client,
    server_options,
    workspace_option,
)

if TYPE_CHECKING:
    from aexy.cli.client import Client

Answer = dict[str, Any]
_PARTS = {
    "skill": "Skill",
    "ownership": "Owns",
    "similar": "Similar",
    "load": "Free",
    "growth": "Wish",
    "availability": "There",
}


@click.command(
    epilog=examples(
        'aexy match "Refunds in the Go service lose cents"',
        "aexy match --issue PAY-12 --team payments --fair",
        "aexy match --path internal/refund --without ada --only-available --json",
    )
)
@click.argument("text", required=False)
@click.option("--issue", "issue_key", metavar="KEY", help="An issue: its words, labels and what its changes touched.")
@click.option("--path", "paths", multiple=True, metavar="PATH", help="A file or folder it touches; may be repeated.")
@click.option("--team", "team_name", metavar="TEAM", help="Only those in this team now.")
@click.option("--without", multiple=True, metavar="PERSON", help="Not this person; may be repeated.")
@click.option("--skill", "skills", multiple=True, metavar="SKILL", help="Only who has it at intermediate or above.")
@click.option("--most-in-hand", type=click.IntRange(0, 1000), metavar="N", help="Only who has so much in hand at most.")
@click.option("--only-available", is_flag=True, help="Only who is there half of the next two weeks or more.")
@click.option("--fair", is_flag=True, help="Among nearly equal ones, whoever has least in hand first.")
@click.option("--limit", default=5, show_default=True, type=click.IntRange(1, 50), help="How many at most.")
@workspace_option
@server_options
@json_option
def match(
    *, text: str | None, issue_key: str | None, paths: tuple[str, ...], team_name: str | None, without: tuple[str, ...],
    skills: tuple[str, ...], most_in_hand: int | None, only_available: bool, fair: bool, limit: int,
    workspace: str | None, server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Who could take a piece of work (TEXT, an issue, paths): read by rules, no language model is asked."""
    from aexy.cli.console import show_json  # noqa: PLC0415 - keeps `--help` quick

    if not (text or issue_key or paths):
        raise click.UsageError("Say what is to be done: TEXT, --issue KEY or --path PATH.")
    wish: Answer = {
        "text": text, "issue_key": issue_key, "paths": list(paths), "required_skills": list(skills),
        "most_in_hand": most_in_hand, "only_available": only_available, "fair": fair, "limit": limit,
    }  # fmt: skip
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        answer = _ask(client, found, wish, team_name, without)
    return show_json(answer) if as_json else _show(found, answer)


def _ask(client: "Client", workspace: Answer, wish: Answer, team_name: str | None, without: tuple[str, ...]) -> Answer:
    from aexy.cli.figures import expect  # noqa: PLC0415 - keeps `--help` quick

    if team_name:
        wish["team_id"] = find_team(client, workspace["id"], team_name)["id"]
    wish["exclude"] = [find_person(client, workspace["id"], name)["id"] for name in without]
    return expect(client.send("POST", f"/matching?workspace_id={workspace['id']}", wish), "candidates", "signals")


def _show(workspace: Answer, answer: Answer) -> None:
    from aexy.cli.console import say  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.figures import NOTHING, plural  # noqa: PLC0415 - likewise
    from aexy.cli.report import Column, footnotes, heading, show_rows  # noqa: PLC0415 - likewise

    compared = f"{answer['n']} compared" + (", fairly" if answer["is_fair"] else "")
    heading(f"Who could take it, in {answer['subject']['name']}", f"{workspace['name']} · {compared}")
    for line in _signals(answer["signals"]):
        say(line, style="dim")
    if answer["candidates"]:
        told = [part for part in _PARTS if any(one["parts"][part]["weight"] for one in answer["candidates"])]
        columns = [Column("", is_number=True), Column("Person"), Column("Score", is_number=True)]
        columns += [Column(_PARTS[part], is_number=True) for part in told] + [Column("In hand", is_number=True)]
        show_rows("", columns, [
            [
                str(one["place"]), one["developer"]["name"], f"{one['score']:.2f}",
                *(f"{one['parts'][part]['value']:.2f}" for part in told),
                NOTHING if one["in_hand"] is None else str(one["in_hand"]),
            ]
            for one in answer["candidates"]
        ])  # fmt: skip
        first = answer["candidates"][0]
        say("")
        say(f"{first['developer']['name']}: " + " ".join(first["parts"][part]["says"] for part in told))
    hidden = answer["withheld_people"]
    filters = [f"{plural(one['people'], 'person')}: {one['says']}" for one in answer["filters"] if one["people"]]
    left_out = f"{plural(hidden, 'person')} left out: {answer['withheld']}" if hidden else ""
    notes = [answer["abstained"] or "", *filters, left_out, answer["caution"]]
    footnotes([note.replace("persons", "people") for note in notes])


def _signals(signals: Answer) -> list[str]:
    """What was read, a line for each kind of thing that was found."""
    lines = []
    if signals["title"]:
        lines.append(signals["title"])
    if signals["skills"]:
        lines.append("takes  " + " · ".join(f"{one['skill']} ({one['says'].rstrip('.')})" for one in signals["skills"]))
    if signals["places"]:
        places = (f"{one['name']} in {', '.join(one['repositories'])}" for one in signals["places"])
        lines.append("where  " + " · ".join(places))
    if signals["similar"]:
        first = signals["similar"][:3]
        lines.append("like   " + " · ".join(f"{one['name']} {one['title']}" for one in first))
    if signals["n_paths"]:
        lines.append(f"files  {signals['n_paths']}, first {signals['paths'][0]['path']}")
    return lines
