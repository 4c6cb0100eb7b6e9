"""`aexy db`: migrations forwards and back, a copy of everything, and putting it back."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import click

from aexy.cli.console import in_words, note, say, show_json, show_table
from aexy.kernel.errors import Conflict
from aexy.running import running
from aexy.settings import Settings
from aexy.stack.backup import back_up
from aexy.stack.backup import restore as put_back
from aexy.stack.home import Home
from aexy.stack.postgres import OWNER, cluster_at, start_postgres
from aexy.stack.state import alone, holder
from aexy.store import migrate
from aexy.store.migrate import Applied, Standing

_as_json = click.option("--json", "as_json", is_flag=True, help="For programs.")
_dry_run = click.option("--dry-run", is_flag=True, help="Say what would be done and change nothing.")
_yes = click.option("--yes", is_flag=True, help="Do not ask.")


@click.group()
def db() -> None:
    """The database: migrations, backup, restore. Works while Aexy runs and while it does not."""


@asynccontextmanager
async def owner_address(settings: Settings) -> AsyncIterator[str]:
    """The address of whoever owns the tables: of the server that runs, of one's own, or of one started for a moment."""
    home = Home(settings.home)
    if settings.database_url:
        yield settings.database_url
    elif holder(home):
        found = running(settings).addresses
        yield found.owner_url or found.database_url
    else:
        cluster = cluster_at(home)
        with alone(home):
            server = await start_postgres(cluster)
            try:
                yield cluster.url(OWNER)
            finally:
                await server.stop()


@db.command("list")
@_as_json
def list_(*, as_json: bool) -> None:
    """Every migration and how it stands."""
    _show_standings(asyncio.run(_list(Settings())), as_json=as_json)


async def _list(settings: Settings) -> list[Standing]:
    async with owner_address(settings) as url:
        return await migrate.list_migrations(url)


def _show_standings(standings: Iterable[Standing], *, as_json: bool) -> None:
    if as_json:
        show_json([{"name": one.name, "state": one.state, "applied_at": one.applied_at} for one in standings])
        return
    rows = [[one.name, one.state, f"{one.applied_at:%Y-%m-%d %H:%M}" if one.applied_at else "-"] for one in standings]
    show_table(["Migration", "State", "Applied"], rows)


@db.command()
@_as_json
def plan(*, as_json: bool) -> None:
    """What `aexy db up` would apply."""
    _show_done(asyncio.run(_up(Settings(), only=None, dry_run=True)), "would be applied", as_json=as_json)


@db.command()
@click.option("--list", "only_list", is_flag=True, help="Show every migration instead.")
@_dry_run
@click.option("--file", "only", metavar="NAME", help="Apply this one only.")
@_as_json
def up(*, only_list: bool, dry_run: bool, only: str | None, as_json: bool) -> None:
    """Apply what is pending, in name order."""
    if only_list:
        _show_standings(asyncio.run(_list(Settings())), as_json=as_json)
        return
    done = asyncio.run(_up(Settings(), only=only, dry_run=dry_run))
    _show_done(done, "would be applied" if dry_run else "applied", as_json=as_json)


async def _up(settings: Settings, *, only: str | None, dry_run: bool) -> list[Applied]:
    async with owner_address(settings) as url:
        return await migrate.migrate(url, only=only, dry_run=dry_run)


@db.command()
@click.option("--steps", type=click.IntRange(1), default=1, show_default=True, help="How many to take back.")
@_dry_run
@_yes
@_as_json
def down(*, steps: int, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Take back the newest migrations, and with them what is in their tables."""
    settings = Settings()
    undoing = asyncio.run(_down(settings, steps, dry_run=True))
    if not dry_run and undoing:
        _insist(f"This loses what {', '.join(one.name for one in undoing)} brought. Go on?", yes=yes)
        undoing = asyncio.run(_down(settings, steps, dry_run=False))
    _show_done(undoing, "would be taken back" if dry_run else "taken back", as_json=as_json)


async def _down(settings: Settings, steps: int, *, dry_run: bool) -> list[Applied]:
    async with owner_address(settings) as url:
        return await migrate.down(url, steps=steps, dry_run=dry_run)


def _show_done(done: list[Applied], what: str, *, as_json: bool) -> None:
    if as_json:
        show_json([{"name": one.name, "seconds": one.seconds, "skipped": one.skipped_because} for one in done])
        return
    for one in done:
        say(f"{one.name} · {f'skipped: {one.skipped_because}' if one.skipped_because else what}")
    if not done:
        say("Nothing to do.")


@db.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
def backup(*, file: Path | None) -> None:
    """Write the whole database to FILE (aexy-DATE.dump in this folder when none is named)."""
    chosen = file or Path(f"aexy-{datetime.now().astimezone():%Y%m%d-%H%M%S}.dump")
    size = asyncio.run(_backup(Settings(), chosen.absolute()))
    say(f"{chosen} · {in_words(size)}. It holds everything but the mirrors: keep it where nobody else can read it.")
    note("Tokens in it stay sealed: their keys are not in it. Keep a copy of them apart (`aexy secrets list`).")


async def _backup(settings: Settings, file: Path) -> int:
    async with owner_address(settings) as url:
        return await asyncio.to_thread(back_up, url, file)


@db.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@_yes
def restore(*, file: Path, yes: bool) -> None:
    """Replace everything in the database by what FILE holds. Aexy must not run meanwhile."""
    settings = Settings()
    if holder(Home(settings.home)):
        raise Conflict("Aexy is running on this database.", next_step="Stop it with `aexy down`, then restore.")
    _insist("This replaces everything in the database. Go on?", yes=yes)
    asyncio.run(_restore(settings, file.absolute()))
    say(f"{file} is restored. Start with `aexy up`.")


async def _restore(settings: Settings, file: Path) -> None:
    async with owner_address(settings) as url:
        await asyncio.to_thread(put_back, url, file)
        await migrate.migrate(url)


def _insist(question: str, *, yes: bool) -> None:
    """Go on only when somebody said so; nobody is asked where nobody can answer."""
    if not yes and not (sys.stdin.isatty() and click.confirm(question, err=True)):
        raise Conflict("Nothing was changed.", next_step="Say --yes to go on without being asked.")
