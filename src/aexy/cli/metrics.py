"""`aexy metrics`: what each number means, and what lies behind one."""

from typing import Any

import click

from aexy.cli.asking import (
    find_workspace,
    json_option,
    open_client,
    period_options,
    server_options,
    today_in,
    workspace_option,
)
from aexy.cli.subjects import HELP, find_subject

_ROWS = 15


@click.group()
def metrics() -> None:
    """What each number means, and the rows behind one."""


@metrics.command("list")
@json_option
def list_metrics(*, as_json: bool) -> None:
    """Every metric there is."""
    from aexy.cli.console import show_json, show_table  # noqa: PLC0415 - keeps `--help` quick
    from aexy.kernel.metrics import CATALOGUE  # noqa: PLC0415 - likewise: it loads Polars

    if as_json:
        show_json([_described(metric) for metric in CATALOGUE])
    else:
        show_table(
            ["Key", "Name", "Family", "Unit", "For"],
            [[m.key, m.name, m.family.value, m.unit.value, m.audience.value] for m in CATALOGUE],
        )


@metrics.command()
@click.argument("key")
@json_option
def show(*, key: str, as_json: bool) -> None:
    """What a metric means, how it is counted, and what to be careful about."""
    from aexy.cli.console import show_json  # noqa: PLC0415 - keeps `--help` quick
    from aexy.kernel.metrics import find  # noqa: PLC0415 - likewise: it loads Polars

    metric = find(key)
    if as_json:
        show_json(_described(metric))
        return
    _tell(_described(metric))


@metrics.command()
@click.argument("key")
@click.option("--subject", "-s", default="workspace", show_default=True, help=HELP)
@click.option("--sort", metavar="COLUMN", help="Sort rows by it; `-COLUMN` the other way.")
@click.option("--limit", default=_ROWS, show_default=True, type=click.IntRange(1, 200), help="How many rows.")
@period_options
@workspace_option
@server_options
@json_option
def explain(
    *, key: str, subject: str, sort: str | None, limit: int, period: str | None, since: str | None, until: str | None,
    workspace: str | None, server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """The rows behind one number, how they spread, and what was left out."""
    from aexy.cli.console import show_json  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.figures import expect  # noqa: PLC0415 - likewise
    from aexy.cli.spans import span  # noqa: PLC0415 - likewise
    from aexy.kernel.metrics import find  # noqa: PLC0415 - likewise

    find(key)
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        days = span(period, since, until, today=today_in(found).date())
        whose = find_subject(client, found, subject)
        asked = {"from": str(days.start), "to": str(days.end)} if days else {}
        answer = client.get(
            f"/workspaces/{found['id']}/insights/metrics/{key}/explain",
            subject=whose.asked, sort=sort, limit=limit, **asked,
        )  # fmt: skip
    if as_json:
        show_json(answer)
    else:
        from aexy.cli.explained import show_explanation  # noqa: PLC0415 - likewise

        show_explanation(whose.name, expect(answer, "metric", "reading", "columns", "rows"))


def _described(metric: Any) -> dict[str, Any]:  # noqa: ANN401 - a Metric, whose module is not loaded here
    return {
        "key": metric.key, "name": metric.name, "family": metric.family.value, "unit": metric.unit.value,
        "better": metric.better.value, "says": metric.says, "formula": metric.formula, "caution": metric.caution,
        "audience": metric.audience.value, "quorum": metric.quorum, "version": metric.version,
        "levels": sorted(level.value for level in metric.levels),
        "shown_first": "median" if metric.quantile_keys else "value",
    }  # fmt: skip


def _tell(metric: dict[str, Any]) -> None:
    from aexy.cli.report import Column, footnotes, heading, show_rows  # noqa: PLC0415 - keeps `--help` quick

    heading(metric["name"], metric["key"])
    is_median = metric["shown_first"] == "median"
    for_whom = {"self": "the person themselves; groups of five or more", "team": "their team", "open": "everybody"}
    show_rows("", [Column("", is_dim=True), Column("")], [
        ["Counted as", metric["formula"]],
        *([["Shown first", "the median of the same rows; the mean stands beside it"]] if is_median else []),
        ["Unit", metric["unit"]],
        ["Better", metric["better"]],
        ["Family", metric["family"]],
        ["Counted for", ", ".join(metric["levels"])],
        ["Shown to", for_whom[metric["audience"]]],
        ["Version", str(metric["version"])],
    ])  # fmt: skip
    footnotes([metric["says"], metric["caution"] or ""])
