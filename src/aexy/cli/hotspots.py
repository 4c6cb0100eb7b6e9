"""`aexy hotspots REPOSITORY`: which files are changed often and are complex, and the commits behind one of them."""

from typing import Any

import click

from aexy.cli.asking import (
    examples,
    find_repository,
    find_workspace,
    json_option,
    open_client,
    server_options,
    workspace_option,
)
from aexy.cli.teams_asking import as_told

Answer = dict[str, Any]


@click.command(
    epilog=examples(
        "aexy hotspots shop",
        "aexy hotspots shop --below src/api --days 90",
        "aexy hotspots shop --behind src/api/cart.py",
    )
)
@click.argument("repository")
@click.option("--days", default=365, show_default=True, type=click.IntRange(7, 3650), help="How far back from today.")
@click.option("--below", "folder", metavar="FOLDER", help="Only files below this folder.")
@click.option("--behind", "path", metavar="PATH", help="The commits that changed this file, newest first.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 200), help="How many at most.")
@workspace_option
@server_options
@json_option
def hotspots(
    *, repository: str, days: int, folder: str | None, path: str | None, limit: int, workspace: str | None,
    server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Files of REPOSITORY that are changed often and are complex, the hottest first."""
    from aexy.cli.figures import expect  # noqa: PLC0415 - keeps `--help` quick

    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        of = find_repository(client, found["id"], repository)
        under = f"/workspaces/{found['id']}/insights/repositories/{of['id']}/hotspots"
        if path:
            answer = expect(client.get(f"{under}/commits", path=path, window=days), "commits")
        else:
            below = {"folder": folder} if folder else {}
            answer = expect(client.get(under, window=days, limit=limit, **below), "files")
    if as_json:
        return as_told(answer)
    return _show_commits(found, answer, limit) if path else _show(found, answer)


def _show(workspace: Answer, answer: Answer) -> None:
    from aexy.cli.figures import NOTHING, change, figure, plural  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, footnotes, heading, show_rows  # noqa: PLC0415 - likewise

    heading(
        f"Hotspots of {answer['repository']['name']}",
        f"{workspace['name']} · {_days(answer)} · {plural(answer['n'], 'file')}",
    )
    titles = ("Score", "Changes", "Authors", "Fixes", "Complexity", "grew")
    columns = [Column("File", gives_way=True), *(Column(title, is_number=True) for title in titles),
               Column("Most complex", is_dim=True, gives_way=True)]  # fmt: skip
    if answer["files"]:
        show_rows("", columns, [
            [
                one["path"], f"{one['score']:.2f}", f"{one['changes']:,}", str(one["authors"]),
                figure(one["fix_share"], "share") if one["fixes"] else "", f"{one['complexity']['total']:,}",
                NOTHING
                if one["complexity"]["was"] is None
                else change(one["complexity"]["total"], one["complexity"]["was"], "count"),
                one["complexity"]["largest_name"] or "",
            ]
            for one in answer["files"]
        ])  # fmt: skip
    others = answer["not_measured"]
    footnotes([
        answer["reason"] or "",
        f"{plural(others, 'file')} changed and were not measured: documents, data, generated, gone." if others else "",
        answer["says"], answer["caution"],
    ])  # fmt: skip


def _show_commits(workspace: Answer, answer: Answer, limit: int) -> None:
    from aexy.cli.figures import NOTHING, plural  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, footnotes, heading, show_rows  # noqa: PLC0415 - likewise

    n = plural(answer["n"], "commit")
    heading(f"Behind {answer['path']}", f"{workspace['name']} · {_days(answer)} · {n}")
    columns = [Column("Commit"), Column("Day"), Column("Added", is_number=True), Column("Removed", is_number=True),
               Column("Fix, by", is_dim=True), Column("", gives_way=True)]  # fmt: skip
    if answer["commits"]:
        show_rows("", columns, [
            [
                one["sha"][:10], one["at"][:10], *(NOTHING if one[key] is None else f"{one[key]:,}" for key in (
                    "additions", "deletions")),
                one["known_by"] or "", one["subject"],
            ]
            for one in answer["commits"][:limit]
        ])  # fmt: skip
    before = [name for name in answer["names"] if name != answer["path"]]
    footnotes([
        f"Called before: {', '.join(before)}." if before else "",
        "" if answer["commits"] else "No commit changed it in these days. Look further back with --days.",
    ])  # fmt: skip


def _days(answer: Answer) -> str:
    return f"{answer['from']} to {answer['to']} · as of {answer['as_of'][:10]}"
