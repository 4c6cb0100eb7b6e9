"""`aexy technology`: what repositories are made with, in which versions, how old these are, and what to move to."""

from typing import TYPE_CHECKING, Any

import click

from aexy.cli.asking import examples, find_workspace, json_option, open_client, server_options, workspace_option
from aexy.cli.teams_asking import as_told
from aexy.cli.whom import below, whom
from aexy.kernel.errors import Unusable

if TYPE_CHECKING:
    from aexy.cli.client import Client

Answer = dict[str, Any]
_COUNTS = ("current", "recent", "outdated", "deprecated", "unknown")
_SHOWN = 15


@click.command(
    epilog=examples("aexy technology", "aexy technology Django", "aexy technology -s me", "aexy technology --json")
)
@click.argument("name", metavar="[TECHNOLOGY]", required=False)
@click.option("--subject", "-s", default="workspace", show_default=True, help="Whose: workspace, me or person:NAME.")
@click.option("--all", "is_all", is_flag=True, help="Everything there is, not only what matters most.")
@workspace_option
@server_options
@json_option
def technology(
    *, name: str | None, subject: str, is_all: bool, workspace: str | None, server: str | None, token: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """What is in use, how old it is and what to move to; with TECHNOLOGY every version there was of it."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        answer = _ask(client, found, name, subject)
    if as_json:
        return as_told(answer)
    if name:
        return _show_history(found, answer)
    return _show_person(found, answer, is_all=is_all) if "result" in answer else _show_all(found, answer, is_all=is_all)


def _ask(client: "Client", workspace: Answer, name: str | None, subject: str) -> Answer:
    from aexy.cli.figures import expect  # noqa: PLC0415 - keeps `--help` quick

    under = f"/intelligence/team/{workspace['id']}/technology"
    if name:
        return expect(client.get(f"{under}/history", technology=name), "stays")
    who = whom(client, workspace, subject)
    if who.is_person:
        return expect(client.get("/intelligence/technology", **who.asked), "result", "withheld")
    if who.asked:
        raise Unusable(
            "Technology is told of the workspace or a person.", next_step="Say -s workspace, -s me or -s person:NAME."
        )
    return expect(client.get(under), "technologies", "repositories")


def _show_all(workspace: Answer, answer: Answer, *, is_all: bool) -> None:
    from aexy.cli.figures import plural  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import heading  # noqa: PLC0415 - likewise

    read = f"{plural(answer['n'], 'use')} in {plural(len(answer['repositories']), 'repository')}"
    heading(
        "What it is made with",
        f"{workspace['name']} · {read}, from {plural(answer['manifests'], 'manifest')} · {_as_of(answer)}",
    )
    if not answer["technologies"]:
        return below(
            answer, "No manifest that names anything has been read yet: that is done by a sync, behind everything else."
        )
    most = None if is_all else _SHOWN
    _show_counts("", "Technology", answer["technologies"][:most], "name")
    _show_counts("", "Repository", answer["repositories"][:most], "repository")
    _show_upgrades(answer["upgrade_suggestions"][:most])
    left = max(0, len(answer["technologies"]) - _SHOWN)
    unread = "; ".join(f"{one['repository']}/{one['path']}: {one['reason']}" for one in answer["unread"][:3])
    return below(
        answer,
        f"{left} more technologies with --all." if left and not is_all else "",
        f"Not read: {unread}" if unread else "",
    )


def _show_person(workspace: Answer, answer: Answer, *, is_all: bool) -> None:
    from aexy.cli.report import Column, heading, show_rows  # noqa: PLC0415 - keeps `--help` quick

    heading(f"What {answer['developer']['name']} works with", f"{workspace['name']} · as of {answer['as_of'][:10]}")
    result = answer["result"]
    if result is None:
        return below(answer, answer["failure"] or ("" if answer["withheld"] else "Nothing is known of it yet."))
    columns = [Column("Technology"), Column("for"), Column("Commits", is_number=True), Column("Days", is_number=True),
               Column("Last", is_dim=True), Column("Oldest in use")]  # fmt: skip
    rows = [
        [
            one["name"],
            one["domain"],
            f"{one['commits']:,}",
            f"{one['days']:,}",
            one["last_day"],
            one["status"] or "unknown",
        ]
        for one in result["technologies"][: None if is_all else _SHOWN]
    ]
    if rows:
        show_rows("", columns, rows)
    _show_upgrades(result["upgrade_suggestions"][: None if is_all else _SHOWN])
    nothing = "" if rows else "No commit of theirs in the last year touched anything that names a technology."
    return below(answer, nothing, f"Releases as looked up on {result['known_on']}.")


def _show_counts(title: str, what: str, rows: list[Answer], key: str) -> None:
    from aexy.cli.figures import figure  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, show_rows  # noqa: PLC0415 - likewise

    columns = [Column(what, gives_way=True), Column("n", is_number=True)]
    columns += [Column(name, is_number=True) for name in _COUNTS] + [Column("looked after", is_number=True)]
    show_rows(title, columns, [
        [
            one[key], str(one["n"]), *(str(one[f"{name}_count"] or "") for name in _COUNTS),
            figure(one["adoption_score"], "share"),
        ]
        for one in rows
    ])  # fmt: skip


def _show_upgrades(suggested: list[Answer]) -> None:
    from aexy.cli.figures import NOTHING  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, show_rows  # noqa: PLC0415 - likewise

    if not suggested:
        return
    columns = [Column("Move"), Column("in"), Column("from"), Column("to"), Column("Behind", is_number=True),
               Column("", is_dim=True, gives_way=True)]  # fmt: skip
    show_rows("Worth moving", columns, [
        [
            one["technology"], one["repository"], one["version"] or NOTHING, one["to"] or NOTHING,
            NOTHING if one["lag_days"] is None else f"{one['lag_days']:,} d", one["reason"],
        ]
        for one in suggested
    ])  # fmt: skip


def _show_history(workspace: Answer, answer: Answer) -> None:
    from aexy.cli.figures import NOTHING, plural  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, heading, show_rows  # noqa: PLC0415 - likewise

    heading(
        f"Versions of {answer['technology']}",
        f"{workspace['name']} · {plural(answer['n'], 'version')} · {_as_of(answer)}",
    )
    if not answer["stays"]:
        return below(answer, "No counted branch has had it, as far as manifests were read.")
    columns = [Column("Repository"), Column("Version"), Column("from"), Column("until"), Column("Status"),
               Column("supported until", is_dim=True), Column("Manifest", is_dim=True, gives_way=True)]  # fmt: skip
    show_rows("", columns, [
        [
            one["repository"], one["version"] or NOTHING, one["since"], one["until"] or "now",
            one["status"] or "unknown", one["supported_until"] or "", one["manifest"],
        ]
        for one in answer["stays"]
    ])  # fmt: skip
    return below(answer, f"Dates from {answer['source']}." if answer["source"] else "")


def _as_of(answer: Answer) -> str:
    return f"as of {answer['as_of'][:10]}, releases as looked up on {answer['known_on']}"
