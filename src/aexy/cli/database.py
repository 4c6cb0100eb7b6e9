"""`aexy db`: migrations forwards and back, a copy of everything, and putting it back."""

import asyncio
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime

import click

from aexy.cli.backups import backup, backup_key, insist, restore
from aexy.cli.console import note, say, show_json, show_table
from aexy.cli.owning import maker_address, owner_address
from aexy.features.audit.machine import record_by_machine
from aexy.settings import Settings
from aexy.store import migrate, readers
from aexy.store.migrate import Applied, Standing
from aexy.store.readers import Reader

_as_json = click.option("--json", "as_json", is_flag=True, help="For programs.")
_dry_run = click.option("--dry-run", is_flag=True, help="Say what would be done and change nothing.")
_yes = click.option("--yes", is_flag=True, help="Do not ask.")


@click.group()
def db() -> None:
    """The database: migrations, backup, restore. Works while Aexy runs and while it does not."""


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
        show_json([asdict(one) for one in standings])
        return
    found = list(standings)
    rows = [[one.name, one.state, f"{one.applied_at:%Y-%m-%d %H:%M}" if one.applied_at else "-"] for one in found]
    show_table(["Migration", "State", "Applied"], rows)
    for one in found:
        if one.skipped_because:
            note(f"{one.name} was skipped: {one.skipped_because}. `aexy db up` applies it once that has changed.")


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
        insist(f"This loses what {', '.join(one.name for one in undoing)} brought. Go on?", yes=yes)
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


for _command in (backup, restore, backup_key):
    db.add_command(_command)


@db.command()
@click.argument("name", required=False)
@click.option("--workspace", metavar="SLUG", help="Whose reports it reads; needless where there is only one.")
@click.option("--revoke", is_flag=True, help="Take it away again, and end what it is asking.")
@_as_json
def reader(*, name: str | None, workspace: str | None, revoke: bool, as_json: bool) -> None:
    """A login for Grafana, Metabase or psql that reads one workspace's reports; without NAME, which there are."""
    if name is None:
        _show_readers(asyncio.run(_readers(Settings())), as_json=as_json)
    elif revoke:
        asyncio.run(_revoke(Settings(), name))
        say(f"{name} reads nothing any more.")
    else:
        made, address = asyncio.run(_add_reader(Settings(), name, workspace))
        if as_json:
            show_json({"name": made.name, "role": made.role, "workspace": made.workspace, "address": address})
            return
        say(address)
        note(f"{name} reads the schema `reporting` of {made.workspace}. The address is shown this once: keep it safe.")


def _show_readers(found: list[Reader], *, as_json: bool) -> None:
    if as_json:
        show_json([one._asdict() for one in found])
        return
    show_table(
        ["Reader", "Workspace", "Since"], [[one.name, one.workspace, f"{one.created_at:%Y-%m-%d}"] for one in found]
    )


async def _readers(settings: Settings) -> list[Reader]:
    async with owner_address(settings) as url, readers.signed_in(url) as connection:
        return await readers.list_readers(connection)


async def _revoke(settings: Settings, name: str) -> None:
    async with maker_address(settings) as url, readers.signed_in(url) as connection:
        known = {one.name: one.workspace for one in await readers.list_readers(connection)}
        await readers.revoke_reader(connection, name)
    await _record(settings, "reader.removed", {"name": name}, workspace=known[name])


async def _add_reader(settings: Settings, name: str, workspace: str | None) -> tuple[Reader, str]:
    async with maker_address(settings) as url, readers.signed_in(url) as connection:
        made, password = await readers.add_reader(connection, name, workspace=workspace)
        address = readers.address_of(url, made.role, password)
    await _record(settings, "reader.added", {"name": name}, workspace=made.workspace)
    return made, address


async def _record(settings: Settings, action: str, said: dict[str, str], *, workspace: str | None = None) -> None:
    async with owner_address(settings) as url:
        await record_by_machine(url, action=action, said=said, now=datetime.now(UTC), workspace=workspace)
