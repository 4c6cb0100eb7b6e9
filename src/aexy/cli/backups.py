"""`aexy db backup` and `restore`: everything needed to stand up again, in one file that only its key opens."""

import asyncio
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click
from pydantic import SecretStr

from aexy.cli.asking import examples
from aexy.cli.console import confirm, in_words, note, say, show_json, show_table
from aexy.cli.figures import plural
from aexy.cli.owning import owner_address
from aexy.features.audit.machine import record_by_machine
from aexy.kernel.errors import AexyError, Conflict, Unusable
from aexy.settings import Settings
from aexy.stack import whole_backup
from aexy.stack.after_restore import STEPS
from aexy.stack.backup import back_up
from aexy.stack.backup import restore as put_back
from aexy.stack.home import Home
from aexy.stack.sealed_file import SHORTEST_PASSPHRASE, Secret, is_sealed, new_key, read_header
from aexy.stack.state import holder
from aexy.store import migrate

_Command = TypeVar("_Command", bound=Callable[..., Any])


def _key_options(command: _Command) -> _Command:
    command = click.option(
        "--passphrase-file", metavar="FILE", help="The passphrase stands in its first line; - is standard input."
    )(command)
    return click.option(
        "--key-file",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Seal with the key in this file instead of a passphrase (`aexy db backup-key`).",
    )(command)


@click.command(epilog=examples("aexy db backup", "aexy db backup nightly.backup --key-file ~/aexy.key"))
@click.argument("file", type=click.Path(path_type=Path), required=False)
@_key_options
@click.option("--list", "only_list", is_flag=True, help="Show the backups in the folder FILE, or in this one.")
@click.option("--verify", is_flag=True, help="Read the whole of FILE, and say whether it could be restored.")
@click.option("--plain", is_flag=True, help="The database alone, for anybody to read: keys and files are not in it.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def backup(
    *, file: Path | None, key_file: Path | None, passphrase_file: str | None, only_list: bool, verify: bool,
    plain: bool, as_json: bool,
) -> None:  # fmt: skip
    """Write everything needed to stand up again to FILE, sealed: database, keys, files. Mirrors are fetched again."""
    if only_list:
        _show_backups(file or Path(), as_json=as_json)
        return
    if verify:
        _verify(_insist_on_file(file), key_file, passphrase_file, as_json=as_json)
        return
    ending = "dump" if plain else "backup"
    chosen = file or Path(f"aexy-{datetime.now().astimezone():%Y%m%d-%H%M%S}.{ending}")
    if chosen.exists():  # before anybody types a passphrase
        raise Unusable(f"{chosen} exists already.", next_step="Choose another name, or remove it first.")
    secret = None if plain else _secret(key_file, passphrase_file, is_new=True)
    size = asyncio.run(_backup(Settings(), chosen.absolute(), secret))
    say(f"{chosen} · {in_words(size)}")
    if secret is None:
        note("Whoever has this file can read all but tokens. Keys and files are not in it: nothing stands up from it.")
    else:
        note(f"It opens with {secret.place} only: without that nobody can read it, nor you.")


@click.command("backup-key")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup_key(*, file: Path) -> None:
    """Make a key for backups in FILE. Keep a copy where neither the backups nor this machine are."""
    new_key(file)
    say(f"{file} · {Secret.of_file(file).id}")
    note("Without it no backup that it seals can be opened.")


async def _backup(settings: Settings, file: Path, secret: Secret | None) -> int:
    now = datetime.now(UTC)
    async with owner_address(settings) as url:
        if secret is None:
            size = await asyncio.to_thread(back_up, url, file)
        else:
            size = await asyncio.to_thread(whole_backup.write, settings, url, file, secret, now=now)
        said = {"file": file.name, "is_sealed": secret is not None, "bytes": size}
        await record_by_machine(url, action="backup.written", said=said, now=now)
    return size


@click.command(epilog=examples("aexy db restore nightly.backup --key-file ~/aexy.key"))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@_key_options
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore(*, file: Path, key_file: Path | None, passphrase_file: str | None, yes: bool) -> None:
    """Replace everything by what FILE holds, or nothing when it is not whole. Aexy must not run meanwhile."""
    settings = Settings()
    if holder(Home(settings.home)):
        raise Conflict("Aexy is running on this database.", next_step="Stop it with `aexy down`, then restore.")
    secret = _secret(key_file, passphrase_file, is_new=False) if is_sealed(file) else None
    insist("This replaces everything in the database and the data folder. Go on?", yes=yes)
    asyncio.run(_restore(settings, file.absolute(), secret))
    if secret is None:
        say(f"{file} is restored. It is a plain dump: the keys of tokens and the files are those that are here.")
    else:
        say(f"{file} is restored. Start with `aexy up`.")


async def _restore(settings: Settings, file: Path, secret: Secret | None) -> None:
    async with owner_address(settings) as url:
        if secret is None:
            await asyncio.to_thread(put_back, url, file)
        else:
            held = await asyncio.to_thread(whole_backup.restore, settings, url, file, secret)
            _tell(settings, file, secret, held)
        await migrate.migrate(url)
        for step in STEPS:
            await step(url, settings, datetime.now(UTC))


def _tell(settings: Settings, file: Path, secret: Secret, held: whole_backup.Held) -> None:
    if f"secrets/{whole_backup.SETTINGS_FILE}" in held.files:
        place = settings.home / "secrets" / whole_backup.SETTINGS_FILE
        note(f"The settings it was made with stand in {place}; set what you want of them.")
    missing = whole_backup.missing_keys(settings, file, secret)
    if missing:
        note(
            f"AEXY_VAULT_KEYS lacks {', '.join(sorted(missing))}: what they seal does not open. "
            f"{settings.home / 'secrets' / 'vault.json'} has them now.",
            style="yellow",
        )


def _verify(file: Path, key_file: Path | None, passphrase_file: str | None, *, as_json: bool) -> None:
    if not is_sealed(file):
        raise Unusable(f"{file} is not sealed.", next_step="Whether a plain dump is whole shows when it is restored.")
    held = whole_backup.verify(file, _secret(key_file, passphrase_file, is_new=False))
    if as_json:
        show_json(held._asdict())
        return
    say(f"{file} of {held.made_at:%Y-%m-%d %H:%M} UTC is whole: {plural(len(held.files), 'file')}, "
        f"{in_words(held.database_bytes)} of database.")  # fmt: skip


def _show_backups(folder: Path, *, as_json: bool) -> None:
    """What can be read of backups without their keys."""
    found = [path for path in sorted(folder.iterdir()) if path.is_file() and is_sealed(path)] if folder.is_dir() else []
    rows: list[dict[str, Any]] = []
    for path in found:
        with path.open("rb") as file:
            header = read_header(file, path.name)
        how = header.how.get("by")
        opens = f"the key {header.how.get('id')}" if how == "key" else "a passphrase"
        rows.append({"file": path.name, "made_at": header.made_at, "bytes": path.stat().st_size, "opens_with": opens})
    if as_json:
        show_json(rows)
    elif not rows:
        say(f"There is no sealed backup in {folder.absolute()}.", style="dim")
    else:
        show_table(
            ["Backup", "Made (UTC)", "Size", "Opens with"],
            [[r["file"], f"{r['made_at']:%Y-%m-%d %H:%M}", in_words(r["bytes"]), r["opens_with"]] for r in rows],
            right=(2,),
        )


def _insist_on_file(file: Path | None) -> Path:
    if file is None or not file.is_file():
        raise Unusable("Which backup?", next_step="Name its file; `aexy db backup --list` shows those in this folder.")
    return file


def _secret(key_file: Path | None, passphrase_file: str | None, *, is_new: bool) -> Secret:
    """The key that was named, the passphrase in a file, or the one somebody types; twice where it is a new one."""
    if key_file is not None:
        return Secret.of_file(key_file)
    if passphrase_file is not None:
        return _checked(_first_line(passphrase_file), f"the passphrase in {passphrase_file}", is_new=is_new)
    if not sys.stdin.isatty():
        raise Unusable(
            "Nobody can be asked for a passphrase here.",
            next_step="Give --passphrase-file or --key-file (`aexy db backup-key` makes one).",
        )
    typed = click.prompt("Passphrase", hide_input=True, confirmation_prompt=is_new, err=True)
    return _checked(str(typed), "the passphrase you typed", is_new=is_new)


def _first_line(file: str) -> str:
    try:
        text = sys.stdin.readline() if file == "-" else Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AexyError(f"{file} cannot be read.", next_step="Name a text file.") from error
    return text.partition("\n")[0].rstrip("\r")


def _checked(passphrase: str, place: str, *, is_new: bool) -> Secret:
    if is_new and len(passphrase) < SHORTEST_PASSPHRASE:
        raise Unusable(
            f"A passphrase has at least {SHORTEST_PASSPHRASE} characters.",
            next_step="Five or six words drawn by chance are good ones.",
        )
    return Secret(place, passphrase=SecretStr(passphrase))


def insist(question: str, *, yes: bool) -> None:
    """Go on only when somebody said so; nobody is asked where nobody can answer."""
    if not yes and not (sys.stdin.isatty() and confirm(question)):
        raise Conflict("Nothing was changed.", next_step="Say --yes to go on without being asked.")
