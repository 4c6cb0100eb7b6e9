"""`aexy network`: who works with whom, of a group with its circles and bridges, or of one person."""

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
from aexy.cli.whom import ask, below, between, people, whom, whom_option

Answer = dict[str, Any]
_SHOWN = 10
_WHOLE = {
    "cohesion": ("Cohesion", "1: everybody meets everybody"),
    "reciprocity": ("Reciprocity", "0: reviews go one way, 1: as many back"),
    "modularity": ("Modularity", "from 0.3 it falls clearly into smaller groups"),
}


@click.command(
    epilog=examples("aexy network", "aexy network -s team:payments --period 6m", "aexy network -s me --json")
)
@whom_option
@period_options
@workspace_option
@server_options
@json_option
def network(
    *, subject: str, period: str | None, since: str | None, until: str | None, workspace: str | None,
    server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Who works with whom: circles, silos and bridges of a group, or the colleagues of one person."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        who = whom(client, found, subject)
        answer = ask(
            client, found, "collaboration", who, days_of(found, period, since, until), "collaborators", "caution"
        )
    if as_json:
        return as_told(answer)
    return _show_person(found, answer) if who.is_person else _show_group(found, answer)


def _show_group(workspace: Answer, answer: Answer) -> None:
    from aexy.cli.figures import NOTHING, sparkline  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, heading, show_rows  # noqa: PLC0415 - likewise

    n = f"{answer['n']:,} reviews and shared commits among {people(answer['people'])}"
    heading(f"Who works with whom in {answer['subject']['name']}", f"{workspace['name']} · {between(answer)}", n)
    if not answer["n"]:
        return below(answer, "Nobody reviewed anybody's work or shared a commit in these days.")
    if answer["withheld_whole"] is None:
        trends = {key: sparkline([one.get(key) for one in answer["trend"]]) for key in ("cohesion", "reciprocity")}
        rows = [
            [title, NOTHING if answer[key]["value"] is None else f"{answer[key]['value']:.2f}", trends.get(key, ""),
             answer[key]["withheld"] or says]
            for key, (title, says) in _WHOLE.items()
        ]  # fmt: skip
        columns = [Column(""), Column("", is_number=True), Column("six months"), Column("", is_dim=True)]
        show_rows("As a whole", columns, rows)
    _show_circles(answer["circles"])
    _show_central(answer)
    alone = ", ".join(one["name"] for one in answer["alone"])
    return below(answer, f"Without any tie: {alone}." if alone else "", answer["withheld_whole"] or "")


def _show_circles(circles: list[Answer]) -> None:
    from aexy.cli.figures import figure  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, show_rows  # noqa: PLC0415 - likewise

    if not circles:
        return
    columns = [Column("People", is_number=True), Column("Stays within", is_number=True), Column(""),
               Column("Who", gives_way=True)]  # fmt: skip
    show_rows("Circles", columns, [
        [
            str(one["size"]), figure(one["inside"], "share"), "silo" if one["is_silo"] else "",
            ", ".join(who["name"] for who in one["people"]),
        ]
        for one in circles[:_SHOWN]
    ])  # fmt: skip


def _show_central(answer: Answer) -> None:
    from aexy.cli.figures import figure  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, show_rows  # noqa: PLC0415 - likewise

    if answer["central"]:
        columns = [Column("Person"), Column("Betweenness", is_number=True), Column("Colleagues", is_number=True),
                   Column("", is_dim=True)]  # fmt: skip
        show_rows("Between others", columns, [
            [
                one["developer"]["name"], figure(one["betweenness"], "share"), str(one["colleagues"]),
                "the only way between some" if one["is_only_way"] else "",
            ]
            for one in answer["central"]
        ])  # fmt: skip
    if answer["bridges"]:
        columns = [Column("Person"), Column("Other groups", is_number=True), Column("Of what passes", is_number=True)]
        show_rows("Bridges", columns, [
            [one["developer"]["name"], str(one["groups"]), figure(one["share"], "share")]
            for one in answer["bridges"][:_SHOWN]
        ])  # fmt: skip


def _show_person(workspace: Answer, answer: Answer) -> None:
    from aexy.cli.figures import NOTHING  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, heading, show_rows  # noqa: PLC0415 - likewise

    heading(f"Whom {answer['developer']['name']} works with", f"{workspace['name']} · as of {answer['as_of'][:10]}")
    if answer["withheld"]:
        return below(answer)
    if not answer["n"]:
        return below(answer, "No review and no commit of two hands is known of them in the last two years.")
    both = NOTHING if answer["reciprocity"] is None else f"{answer['reciprocity']:.2f}"
    columns = [Column("Colleague"), *(Column(title, is_number=True) for title in (
        "Reviewed theirs", "had reviewed", "Shared commits", "Strength")), Column("Last", is_dim=True)]  # fmt: skip
    show_rows("", columns, [
        [
            one["developer"]["name"], str(one["reviews_given"]), str(one["reviews_received"]),
            str(one["edge"]["co_author_count"]), f"{one['edge']['strength_score']:.1f}",
            one["edge"]["last_interaction_at"][:10],
        ]
        for one in answer["closest"][:_SHOWN]
    ])  # fmt: skip
    more = answer["withheld_colleagues"]
    return below(
        answer,
        f"{answer['n']:,} interactions with {people(answer['colleagues'])}, {people(answer['reach'])} within two "
        f"steps; reciprocity {both}.",
        f"{people(more)} more may not be named to you." if more else "",
    )
