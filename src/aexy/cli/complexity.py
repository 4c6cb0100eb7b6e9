"""`aexy complexity`: how much there is to pull requests, of what sort they are, and what they touch."""

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
from aexy.cli.whom import ask, below, between, whom, whom_option

Answer = dict[str, Any]
_SHOWN = 8
_NUMBERS = (
    ("avg_complexity_score", "Score, mean", "score", "0 to 100"),
    ("median_complexity_score", "Score, median", "score", "0 to 100"),
    ("avg_files_per_pr", "Files", "score", "a pull request"),
    ("cross_cutting_ratio", "Cross-cutting", "share", "three components or layers and more"),
    ("infrastructure_ratio", "Infrastructure", "share", "of the pull requests"),
    ("avg_review_effort", "Review effort", "score", "0: approved at the first look without a word"),
)


@click.command(
    epilog=examples("aexy complexity", "aexy complexity -s team:payments --period 3m", "aexy complexity -s me --json")
)
@whom_option
@period_options
@workspace_option
@server_options
@json_option
def complexity(
    *, subject: str, period: str | None, since: str | None, until: str | None, workspace: str | None,
    server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """How much there is to pull requests, by level and category; of the workspace, a team or a person."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        who = whom(client, found, subject)
        days = days_of(found, period, since, until)
        answer = ask(client, found, "complexity", who, days, "complexity", "complexity_distribution")
    return as_told(answer) if as_json else _show(found, answer, is_person=who.is_person)


def _show(workspace: Answer, answer: Answer, *, is_person: bool) -> None:
    from aexy.cli.figures import figure, plural  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, heading, show_rows  # noqa: PLC0415 - likewise

    name = answer["developer" if is_person else "subject"]["name"]
    days = f"as of {answer['as_of'][:10]}" if is_person else between(answer)
    heading(
        f"How much there is to changes of {name}",
        f"{workspace['name']} · {days} · {plural(answer['n'], 'pull request')}",
    )
    why = answer["withheld"] if is_person else answer["withheld_whole"]
    if not answer["n"] and not (is_person and why):
        return below(answer, "No pull request was opened in these days.")
    if why:
        return below(answer, "" if is_person else why)
    _show_parts("Level", answer["complexity_distribution"], answer)
    _show_parts("Category", answer["category_distribution"], answer)
    rows = [
        [title, figure(answer[key], unit), says] for key, title, unit, says in _NUMBERS if answer.get(key) is not None
    ]
    show_rows("", [Column(""), Column("", is_number=True), Column("", is_dim=True)], rows)
    named = [one if isinstance(one, str) else one["name"] for one in answer["common_components"][:_SHOWN]]
    critical = ", ".join(f"{n} {kind}" for kind, n in answer["critical_changes"].items() if n)
    return below(
        answer,
        f"Touches most: {', '.join(named)}." if named else "",
        f"Critical changes: {critical}." if critical else "",
        f"Of {plural(answer['files_unknown'], 'pull request')} the files are not known."
        if answer["files_unknown"]
        else "",
        answer["calibration"]["says"],
    )


def _show_parts(title: str, parts: dict[str, int], answer: Answer) -> None:
    from aexy.cli.figures import bar, figure, sparkline  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, show_rows  # noqa: PLC0415 - likewise

    points = answer.get("points", [])
    key = "levels" if title == "Level" else "categories"
    columns = [Column(title), Column("n", is_number=True), Column("", is_number=True), Column("")]
    columns += [Column(f"by {answer['bucket']}", gives_way=True)] if points else []
    show_rows("", columns, [
        [
            name.replace("_", " "), f"{n:,}", figure(n / answer["n"], "share"), bar(n / answer["n"]),
            *([sparkline([point[key].get(name, 0) for point in points])] if points else []),
        ]
        for name, n in parts.items() if n
    ])  # fmt: skip
