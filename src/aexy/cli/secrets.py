"""`aexy secrets`: the machine keys behind sealed tokens, and changing them. No command shows a secret."""

import asyncio
from datetime import UTC, datetime

import click

from aexy.cli.asking import examples, json_option
from aexy.cli.console import note, say, show_json, show_table, to_copy
from aexy.cli.figures import plural
from aexy.cli.owning import owner_address
from aexy.features.audit.machine import record_by_machine
from aexy.settings import Settings
from aexy.store import sealing
from aexy.store.sealing import Rotated
from aexy.store.vault import Vault, new_key


@click.group()
def secrets() -> None:
    """Sealed tokens: which key seals how many, and new keys. Works while Aexy runs and while it does not."""


@secrets.command("list")
@json_option
def list_(*, as_json: bool) -> None:
    """The machine keys by id, and how many secrets each one seals. Never the keys, never the secrets."""
    vault, sealed_by = asyncio.run(_list(Settings()))
    if as_json:
        keys = [
            {"key": key, "is_current": key == vault.current, "is_here": key in vault.keys, "secrets": count}
            for key, count in sealed_by.items()
        ]
        show_json({"place": vault.place, "keys": keys})
        return
    rows = [[key, _state(vault, key), plural(count, "secret")] for key, count in sealed_by.items()]
    if not rows:
        say("There is no key yet: the first secret given to Aexy, a provider's token say, makes one.", style="dim")
        return
    show_table(["Key", "State", "Seals"], rows, right=(2,))
    note(f"They stand in {vault.place}. A sealed backup (`aexy db backup`) holds a copy; a plain dump does not.")


async def _list(settings: Settings) -> tuple[Vault, dict[str, int]]:
    async with owner_address(settings) as url:
        return await sealing.sealed_by(url, settings)


def _state(vault: Vault, key: str) -> str:
    if key == vault.current:
        return "seals what is new"
    return "only opens" if key in vault.keys else "missing: what it seals does not open"


@secrets.command()
def make() -> None:
    """Print a new machine key, for AEXY_VAULT_KEYS. It is kept nowhere: whoever loses it loses what it seals."""
    to_copy(new_key(), is_answer=True)
    note("Keep it where no backup of the database is. To replace another one, put it first, with a comma between.")


@secrets.command(epilog=examples("aexy secrets rotate", "aexy secrets rotate --reseal --forget-old"))
@click.option(
    "--reseal", is_flag=True, help="Seal every secret anew as well: for when an old key was seen by somebody."
)
@click.option("--keep-key", is_flag=True, help="Make no new key: only bring all under the current one.")
@click.option("--forget-old", is_flag=True, help="Forget keys that seal nothing any more. Older plain dumps need them.")
@json_option
def rotate(*, reseal: bool, keep_key: bool, forget_old: bool, as_json: bool) -> None:
    """Make a new machine key and bring every secret under it. Nobody has to give a token again."""
    settings = Settings()
    done = asyncio.run(_rotate(settings, new_key=not keep_key, reseal=reseal, forget=forget_old))
    if as_json:
        show_json(done._asdict())
        return
    what = "sealed anew" if reseal else "brought under it"
    say(f"{done.current} seals now; {plural(done.rewrapped, 'secret')} {what}.")
    if done.forgotten:
        say(f"Forgotten: {', '.join(done.forgotten)}. Backups from before need the copy you kept of them.")
    elif len(done.sealed_by) > 1:
        note("Older keys are kept for dumps from before; --forget-old drops those that seal nothing.")
    note("Make a backup now: it holds the new key. `aexy secrets list` says where it stands.")


async def _rotate(settings: Settings, *, new_key: bool, reseal: bool, forget: bool) -> Rotated:
    async with owner_address(settings) as url:
        done = await sealing.rotate(url, settings, new_key=new_key, reseal=reseal, forget=forget)
        said = {"current": done.current, "rewrapped": done.rewrapped, "forgotten": list(done.forgotten)}
        await record_by_machine(url, action="vault.rotated", said=said, now=datetime.now(UTC))
        return done
