"""`aexy investment`: what merged work was spent on, month by month, and the pull requests behind it."""

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
from aexy.cli.whom import between
from aexy.kernel.errors import Unknown, did_you_mean

Answer = dict[str, Any]
_NONE = "uncategorised"
_HOW = ("by_rule", "suggested", "corrected")
_HELP = "Whose: workspace, team:NAME, repository:NAME or project:NAME."


@click.command(
    epilog=examples(
        "aexy investment", "aexy investment -s team:payments --period 6m", "aexy investment --behind 'technical debt'"
    )
)
@click.option("--subject", "-s", default="workspace", show_default=True, help=_HELP)
@click.option("--behind", "category", metavar="CATEGORY", help="The pull requests of this category, latest first.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 100), help="Of those, how many at most.")
@period_options
@workspace_option
@server_options
@json_option
def investment(
    *, subject: str, category: str | None, limit: int, period: str | None, since: str | None, until: str | None,
    workspace: str | None, server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """What merged pull requests were for: features, improvements, upkeep …; as rules sort them and people corrected."""
    from aexy.cli.figures import expect  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.subjects import find_subject  # noqa: PLC0415 - likewise

    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        asked = {"subject": find_subject(client, found, subject).asked, **days_of(found, period, since, until)}
        under = f"/workspaces/{found['id']}/insights/allocation"
        answer = expect(client.get(under, **asked), "months", "categories")
        if category:
            key, name = _meant(answer["categories"], category)
            listed = expect(client.get(f"{under}/pull-requests", category=key, limit=limit, **asked), "items")
            return as_told(listed) if as_json else _show_pulls(found, answer, listed, name)
    return as_told(answer) if as_json else _show(found, answer)


def _meant(known: list[Answer], wanted: str) -> tuple[str, str]:
    """The key and name of the category that somebody wrote either of; Unknown with the nearest."""
    names = {one["key"]: one["name"] for one in known} | {"none": _NONE}
    for key, name in names.items():
        if wanted.lower() in {key.lower(), name.lower()}:
            return key, name
    raise Unknown(f"There is no category {wanted!r}.", next_step=did_you_mean(wanted, list(names.values())))


def _show(workspace: Answer, answer: Answer) -> None:
    from aexy.cli.figures import bar, figure, plural, sparkline  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, footnotes, heading, show_rows  # noqa: PLC0415 - likewise

    n = f"{plural(answer['n'], 'merged pull request')} · rules {answer['rules_version']}"
    heading(f"What work of {answer['subject']['name']} was spent on", f"{workspace['name']} · {between(answer)} · {n}")
    names = {one["key"]: one["name"] for one in answer["categories"]}
    columns = [Column("Category"), *(Column(title, is_number=True) for title in ("n", "")), Column(""),
               Column("by month"), *(Column(title, is_number=True, is_dim=True) for title in (
                   "Lines", "by rule", "suggested", "corrected"))]  # fmt: skip
    rows = [
        [
            names.get(one["category"], one["category"] or _NONE), f"{one['pulls']:,}", figure(one["share"], "share"),
            bar(one["share"] or 0), sparkline([_pulls_in(month, one["category"]) for month in answer["months"]]),
            f"{one['lines']:,}", *(f"{one[key]:,}" if one[key] else "" for key in _HOW),
        ]
        for one in answer["total"] if one["pulls"]
    ]  # fmt: skip
    if rows:
        show_rows("", columns, rows)
    frozen = sum(month["is_frozen"] for month in answer["months"])
    moved = sum(abs(one["adjustment"]) for month in answer["months"] for one in month["amounts"])
    footnotes([
        "" if rows else "No pull request of a person was merged in these months.",
        f"{frozen} of {plural(len(answer['months']), 'month')} frozen; {moved:,} changed since." if frozen else "",
        answer["says"], answer["caution"],
    ])  # fmt: skip


def _pulls_in(month: Answer, category: str | None) -> int:
    return sum(one["pulls"] for one in month["amounts"] if one["category"] == category)


def _show_pulls(workspace: Answer, whole: Answer, answer: Answer, category: str) -> None:
    from aexy.cli.figures import NOTHING  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, footnotes, heading, show_rows  # noqa: PLC0415 - likewise

    heading(f"Spent on: {category}", f"{workspace['name']} · {whole['subject']['name']} · {between(whole)}")
    columns = [Column("Pull request", gives_way=True), Column("Merged"), Column("Lines", is_number=True),
               Column("by"), Column("Why", is_dim=True, gives_way=True)]  # fmt: skip
    if answer["items"]:
        show_rows("", columns, [
            [
                f"{one['repository']}#{one['number']} {one['title']}", one["merged_at"][:10],
                NOTHING if one["lines"] is None else f"{one['lines']:,}", one["how"], one["why"] or "",
            ]
            for one in answer["items"]
        ])  # fmt: skip
    footnotes([
        "" if answer["items"] else "There is none in these months.",
        "There are more: raise --limit." if answer["next_cursor"] else "",
        whole["caution"],
    ])  # fmt: skip
