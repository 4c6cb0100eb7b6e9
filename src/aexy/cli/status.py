"""`aexy status` and `aexy doctor`: what is up, and what is wrong with a way out."""

import asyncio
from collections.abc import Iterator
from dataclasses import asdict

import click

from aexy.cli.console import console, in_words, note, say, show_json, show_table
from aexy.kernel.errors import AexyError, Unavailable
from aexy.running import NOT_RUNNING_NEXT
from aexy.settings import Settings
from aexy.stack.doctor import Check, Level, examine, owner_address
from aexy.stack.health import Health, look
from aexy.store import timescale
from aexy.store.migrate import State, list_migrations

_as_json = click.option("--json", "as_json", is_flag=True, help="For programs.")
_STYLE = {Level.OK: "green", Level.WARN: "yellow", Level.FAIL: "bold red"}


@click.command()
@_as_json
@click.option("--deep", is_flag=True, help="Ask the API too: queues, failed jobs, freshness, times to an answer.")
@click.pass_context
def status(ctx: click.Context, *, deep: bool, as_json: bool) -> None:
    """What is up, where, which version, how big. Exit code 8 when nothing runs, or with --deep a part is silent."""
    if deep:
        from aexy.cli.deep import show_deep  # noqa: PLC0415 - only this asks the API

        show_deep(ctx, as_json=as_json)
        return
    health = look(Settings())
    if as_json:
        show_json(asdict(health) | {"memory": health.memory})
    else:
        _show(health)
    if not health.is_running:
        ctx.exit(Unavailable.exit_code)


def _show(health: Health) -> None:
    rows = [
        [
            program.title,
            program.state,
            program.version or "",
            program.where or "",
            str(program.pid or ""),
            in_words(program.memory) if program.memory else "",
            in_words(program.disk) if program.disk else "",
        ]
        for program in health.programs
    ]
    show_table(["Part", "State", "Version", "Where", "Process", "Memory", "Disk"], rows, right=(4, 5, 6))
    folders = " · ".join(f"{name} {in_words(size)}" for name, size in health.folders.items())
    say(f"{health.home} · {folders}", style="dim")
    if health.is_running:
        say(f"{health.url} · {in_words(health.memory)} of memory in all")
    else:
        note(f"Aexy is not running in {health.home}. {NOT_RUNNING_NEXT}", style="")


@click.command()
@_as_json
@click.pass_context
def doctor(ctx: click.Context, *, as_json: bool) -> None:
    """What is wrong, and the way out. Exit code 1 when something has to be mended."""
    settings = Settings()
    checks = [*examine(settings, look(settings)), *_migrations(settings), *_time_series(settings)]
    if as_json:
        show_json([asdict(check) for check in checks])
    else:
        for check in checks:
            console().print(f"{check.level:<4}", style=_STYLE[check.level], end="  ")
            say(f"{check.name}: {check.says} {check.next_step}".strip())
    if any(check.level is Level.FAIL for check in checks):
        ctx.exit(1)


def _migrations(settings: Settings) -> Iterator[Check]:
    url = owner_address(settings)
    if url is None:
        return
    try:
        standings = asyncio.run(list_migrations(url))
    except AexyError as error:
        yield Check("Migrations", Level.FAIL, error.detail, error.next_step)
        return
    odd = {one.name: one.state for one in standings if one.state not in {State.APPLIED, State.SKIPPED}}
    for name, state in odd.items():
        step = "Run `aexy db up`." if state is State.PENDING else "Install the version that wrote the database."
        yield Check("Migrations", Level.FAIL, f"{name} is {state}.", step)
    if not odd:
        yield Check("Migrations", Level.OK, f"{len(standings)} applied")


def _time_series(settings: Settings) -> Iterator[Check]:
    """Whether the sums of the reports are continuous aggregates or plain views; both say the same."""
    url = owner_address(settings)
    if url is None:
        return
    try:
        found = asyncio.run(timescale.look(url))
    except AexyError as error:
        yield Check("Time series", Level.FAIL, error.detail, error.next_step)
        return
    if found.serves and not found.is_loaded:
        says = "The database keeps its series in TimescaleDB, and this server runs without it."
        step = f"Put it back: {found.why_not}. docs/how-to/timescale.md says how, and how to leave it."
        yield Check("Time series", Level.FAIL, says, step)
    elif not found.serves:
        step = "`aexy db up` applies it." if found.why_not is None else f"No TimescaleDB here: {found.why_not}."
        yield Check("Time series", Level.OK, "the sums of the reports are plain views.", step)
    elif found.failing:
        step = "timescaledb_information.job_errors says why; until then reports are summed from the rows."
        yield Check("Time series", Level.WARN, f"{found.failing} jobs of TimescaleDB failed.", step)
    else:
        when = f"last brought up to date {found.last_at:%Y-%m-%d %H:%M} UTC" if found.last_at else "not summed up yet"
        yield Check("Time series", Level.OK, f"TimescaleDB {found.version}, continuous aggregates, {when}")
