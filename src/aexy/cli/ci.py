"""`aexy ci`: how often runs pass, how long they take and wait, what is flaky, what they cost."""

from typing import TYPE_CHECKING, Any

import click

from aexy.cli.asking import (
    examples,
    find_workspace,
    json_option,
    open_client,
    period_options,
    server_options,
    today_in,
    workspace_option,
)
from aexy.cli.subjects import find_subject
from aexy.kernel.errors import Unusable

if TYPE_CHECKING:
    from aexy.cli.client import Client

Answer = dict[str, Any]
_MANY = 15


@click.command(
    epilog=examples(
        "aexy ci", "aexy ci -s repository:app --period 6m --by monthly", "aexy ci --flaky", "aexy ci --workflow build",
        "aexy ci --price 0.008 --currency EUR",
    )
)  # fmt: skip
@click.option(
    "--subject", "-s", default="workspace", show_default=True,
    help="Whose: workspace, team:NAME, repository:NAME or project:NAME.",
)  # fmt: skip
@click.option("--workflow", metavar="NAME", help="Of one workflow or pipeline.")
@click.option(
    "--by", "bucket", default="weekly", show_default=True,
    type=click.Choice(["daily", "weekly", "biweekly", "monthly", "quarterly"]), help="Into what the time is divided.",
)  # fmt: skip
@click.option("--flaky", is_flag=True, help="List what failed and then passed on the same commit.")
@click.option("--price", type=click.FloatRange(min=0), metavar="AMOUNT", help="Say what a minute costs (admins).")
@click.option("--currency", metavar="TEXT", help="With --price: EUR, $.")
@click.option("--no-price", is_flag=True, help="Say that nobody knows what a minute costs.")
@period_options
@workspace_option
@server_options
@json_option
def ci(
    *, subject: str, workflow: str | None, bucket: str, flaky: bool, price: float | None, currency: str | None,
    no_price: bool, period: str | None, since: str | None, until: str | None, workspace: str | None,
    server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """How often CI passes, how long it takes and waits, what is flaky, what it costs."""
    from aexy.cli.spans import span  # noqa: PLC0415 - keeps `--help` quick

    wish = _wish(price, currency, no_price=no_price)
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        if wish is not None:
            return _show_price(
                client.send("PUT", f"/workspaces/{found['id']}/delivery/ci/price", wish), as_json=as_json
            )
        days = span(period, since, until, today=today_in(found).date())
        asked = {"from": str(days.start), "to": str(days.end)} if days else {}
        whose = find_subject(client, found, subject)
        asked |= {"subject": whose.asked} | ({"workflow": workflow} if workflow else {})
        answer = _ask(client, found, asked if flaky else {**asked, "bucket": bucket}, flaky=flaky)
    if as_json:
        from aexy.cli.console import show_json  # noqa: PLC0415 - likewise

        return show_json(answer)
    return (_show_flaky if flaky else _show)(found, whose.name, answer)


def _wish(price: float | None, currency: str | None, *, no_price: bool) -> Answer | None:
    """The price that is set; None where none is. Unusable for half a price."""
    if no_price:
        return {"per_minute": None, "currency": None}
    if (price is None) != (currency is None):
        raise Unusable("A price has an amount and a currency.", next_step="Give --price and --currency together.")
    return None if price is None else {"per_minute": price, "currency": currency}


def _ask(client: "Client", workspace: Answer, asked: dict[str, str], *, flaky: bool) -> Answer:
    from aexy.cli.figures import expect  # noqa: PLC0415 - keeps `--help` quick

    place = f"/workspaces/{workspace['id']}/delivery/ci"
    if flaky:
        return expect(client.get(f"{place}/flaky", **asked), "items", "jobs")
    return expect(client.get(place, **asked), "total", "trend", "workflows")


def _show_price(answer: Answer, *, as_json: bool) -> None:
    from aexy.cli.console import show_json  # noqa: PLC0415 - keeps `--help` quick

    if as_json:
        return show_json(answer)
    told = f"{answer['per_minute']:g} {answer['currency']}" if answer["currency"] else "not known"
    return click.echo(f"A minute of CI costs {told}." if answer["currency"] else f"What a minute costs is {told}.")


def _show(workspace: Answer, name: str, answer: Answer) -> None:
    from aexy.cli.report import Column, footnotes, heading, show_rows  # noqa: PLC0415 - keeps `--help` quick

    heading(f"CI of {name}", f"{workspace['name']} · {answer['from']} to {answer['to']} · {answer['bucket']}")
    total = answer["total"]
    if not total["runs"]:
        footnotes(["No runs were asked for in these days. Runs come with a connection: see `aexy connect`."])
        return
    currency = answer["price"]["currency"]
    titles = [
        "runs",
        "passed",
        "took",
        "p90",
        "waited",
        "flaky",
        "minutes",
        "wasted",
        *([currency] if currency else []),
    ]
    columns = [Column("", gives_way=True), *(Column(title, is_number=True) for title in titles)]
    rows = [_row(one["period"]["start"], one, has_price=bool(currency)) for one in answer["trend"]]
    show_rows("", columns, [*rows, _row("Together", total, has_price=bool(currency))])
    if answer["workflows"]:
        show_rows("By workflow", columns, [
            _row(f"{one['repository']['name']} {one['name'] or ''}", one, has_price=bool(currency))
            for one in answer["workflows"][:_MANY]
        ])  # fmt: skip
    backwards, unknown = total["duration"]["backwards"] + total["queue"]["backwards"], total["minutes_of"]["nobody"]
    more = answer["workflow_count"] - min(len(answer["workflows"]), _MANY)
    footnotes([
        answer["caution"],
        f"{backwards:,} spans end before they begin; they are in no number." if backwards else "",
        f"Of {unknown:,} runs nobody knows how long they took." if unknown else "",
        f"{total['again_unknown']:,} runs passed when they were run again; how they went before is not known."
        if total["again_unknown"] else "",
        f"There are {more:,} more workflows; --json has 200." if more else "",
    ])  # fmt: skip


def _row(title: str, one: Answer, *, has_price: bool) -> list[str]:
    from aexy.cli.figures import figure  # noqa: PLC0415 - keeps `--help` quick

    spans = [_short(one["duration"]["median"]), _short(one["duration"]["p90"]), _short(one["queue"]["median"])]
    shares = [figure(one["success_rate"], "share"), *spans, figure(one["flaky_rate"], "share")]
    minutes = [figure(one["minutes"], "count"), figure(one["wasted_minutes"], "count")]
    return [title, f"{one['runs']:,}", *shares, *minutes, *([figure(one["cost"], "money")] if has_price else [])]


def _short(seconds: float | None) -> str:
    """How long, as people say it: 45 s, 12 min, 1.5 h."""
    from aexy.cli.figures import NOTHING  # noqa: PLC0415 - keeps `--help` quick

    if seconds is None:
        return NOTHING
    for size, unit in ((3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.0f} s"


def _show_flaky(workspace: Answer, name: str, answer: Answer) -> None:
    from aexy.cli.figures import figure  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.report import Column, footnotes, heading, show_rows  # noqa: PLC0415 - likewise

    heading(f"Flaky in {name}", f"{workspace['name']} · {answer['from']} to {answer['to']}")
    if not answer["flaky_commits"]:
        footnotes(["Nothing failed and then passed on the same commit in these days."])
        return
    if answer["jobs"]:
        columns = [Column("Job", gives_way=True), Column("Workflow", gives_way=True), Column("commits", is_number=True),
                   Column("of those that passed", is_number=True), Column("minutes", is_number=True)]  # fmt: skip
        show_rows("", columns, [
            [one["job"], f"{one['repository']['name']} {one['workflow'] or ''}", f"{one['flaky_commits']:,}",
             figure(one["flaky_rate"], "share"), figure(one["wasted_minutes"], "count")]
            for one in answer["jobs"][:_MANY]
        ])  # fmt: skip
    columns = [Column("Commit"), Column("Workflow", gives_way=True), Column("Failed", gives_way=True), Column("at")]
    show_rows("Commits, the latest first", columns, [_commit(one) for one in answer["items"][:_MANY]])
    flaky, passed, share = answer["flaky_commits"], answer["passed_commits"], figure(answer["flaky_rate"], "share")
    footnotes([
        f"{flaky:,} of {passed:,} commits that passed in the end had failed before ({share}).", answer["caution"],
    ])  # fmt: skip


def _commit(one: Answer) -> list[str]:
    """Where it failed, or which of its jobs did."""
    where = next((run["url"] or run["id"] for run in one["failed"]), ", ".join(one["jobs"]))
    workflow = f"{one['repository']['name']} {one['workflow'] or ''}"
    return [one["sha"][:10], workflow, where, one["passed"]["created_at"][:10]]
