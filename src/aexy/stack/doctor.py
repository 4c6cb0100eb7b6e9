"""What is wrong with this installation, and the way out: one check after the other, none of which changes anything."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from shutil import disk_usage
from typing import Final

from aexy.kernel.errors import AexyError
from aexy.running import addresses
from aexy.settings import Environment, Settings
from aexy.stack import postgres, temporal, valkey
from aexy.stack.children import unprivileged
from aexy.stack.health import Health
from aexy.stack.home import Home
from aexy.stack.ports import free_port
from aexy.stack.production import objections
from aexy.stack.state import holder
from aexy.store.vault import Vault, vault_file

_OLDEST_PYTHON: Final = (3, 11)
_OLDEST_GIT: Final = (2, 31)
_FEW_BYTES: Final = 2 * 2**30


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: what was found, and what to do when it is not well."""

    name: str
    level: Level
    says: str
    next_step: str = ""


def examine(settings: Settings, health: Health) -> Iterator[Check]:
    """Look at everything that can be looked at without changing it."""
    home = Home(settings.home)
    yield _python()
    yield _git(settings)
    yield from _wheels(settings)
    yield _user()
    yield _folder(home)
    yield _privacy(home)
    yield _vault(settings)
    yield from _production(settings)
    yield _room(home)
    yield _port(settings, home)
    yield from _programs(health)


def _python() -> Check:
    found = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info < _OLDEST_PYTHON:
        return Check("Python", Level.FAIL, f"{found} is too old.", "Install Python 3.11 or newer.")
    return Check("Python", Level.OK, found)


def _git(settings: Settings) -> Check:
    program = shutil.which(settings.git)
    if program is None:
        return Check("git", Level.FAIL, f"There is no program '{settings.git}'.", "Install git, or set AEXY_GIT.")
    said = subprocess.run([program, "--version"], check=False, capture_output=True, text=True, cwd="/").stdout
    found = next((word for word in said.split() if word[:1].isdigit()), "0.0")
    numbers = tuple(int(part) for part in found.split(".")[:2] if part.isdigit())
    if numbers < _OLDEST_GIT:
        return Check("git", Level.FAIL, f"{found} is too old.", "Install git 2.31 or newer.")
    return Check("git", Level.OK, found)


def _wheels(settings: Settings) -> Iterator[Check]:
    """The programs we start; one replaced by a server of one's own need not be there."""
    ours: list[tuple[str, str | None, Callable[[], str]]] = [
        ("PostgreSQL", settings.database_url, postgres.version),
        ("Valkey", settings.redis_url, valkey.version),
        ("Temporal", settings.temporal_address, temporal.version),
    ]
    for title, own, version in ours:
        if own:
            continue
        try:
            yield Check(f"{title} program", Level.OK, version())
        except (AexyError, OSError) as error:
            step = error.next_step if isinstance(error, AexyError) else "Install Aexy again."
            yield Check(f"{title} program", Level.FAIL, str(getattr(error, "detail", error)), step)


def _user() -> Check:
    try:
        identity = unprivileged()
    except AexyError as error:
        return Check("User", Level.FAIL, error.detail, error.next_step)
    how = {"own": "as yourself", "namespace": "in a user namespace"}.get(identity.text, "as a user of its own")
    return Check("User", Level.OK, f"{'root' if os.geteuid() == 0 else 'an ordinary user'}; PostgreSQL runs {how}")


def _folder(home: Home) -> Check:
    if not home.path.exists():
        return Check("Data folder", Level.OK, f"{home.path} is made at the first start")
    if not os.access(home.path, os.R_OK | os.W_OK | os.X_OK):
        return Check(
            "Data folder", Level.FAIL, f"{home.path} cannot be written by you.", "Choose another with AEXY_HOME."
        )
    return Check("Data folder", Level.OK, str(home.path))


def _privacy(home: Home) -> Check:
    """Whether others can read what is ours: only our own folders are looked at, for the rest belongs to no secret."""
    open_to_others = [
        path
        for path in (home.secrets, home.run, home.logs, home.postgres, home.path / "temporal", home.mirrors)
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o067
    ]
    if home.secrets.is_dir() and os.access(home.secrets, os.R_OK | os.X_OK):
        open_to_others += [
            path for path in sorted(home.secrets.iterdir()) if stat.S_IMODE(path.lstat().st_mode) & 0o077
        ]
    if open_to_others:
        names = " ".join(f"'{path}'" for path in open_to_others)
        return Check("Privacy", Level.FAIL, "Others can read the data folder.", f"Run: chmod -R go= {names}")
    return Check("Privacy", Level.OK, "nobody else can read the data")


def _vault(settings: Settings) -> Check:
    """Whether the keys of sealed tokens can be read. None is made here: nothing is sealed before the first token."""
    if settings.vault_keys is None and not vault_file(settings.home).exists():
        return Check("Vault", Level.OK, "its key is made with the first connection")
    try:
        vault = Vault.of(settings)
    except AexyError as error:
        return Check("Vault", Level.FAIL, error.detail, error.next_step)
    keys = "1 key" if len(vault.keys) == 1 else f"{len(vault.keys)} keys"
    return Check("Vault", Level.OK, f"{keys} in {vault.place}; sealed backups hold a copy, plain dumps do not")


def _production(settings: Settings) -> Iterator[Check]:
    """What a production server would not start with; on one's own machine it is only counted."""
    found = list(objections(settings))
    if settings.environment is not Environment.PRODUCTION:
        step = f"Before others reach it: AEXY_ENVIRONMENT=production, which objects to {len(found)} settings now."
        yield Check("Production", Level.OK, f"no, a machine of your own. {step}" if found else "would be ready for it")
        return
    if not found:
        yield Check("Production", Level.OK, "no default is left that is unsafe there")
    for each in found:
        yield Check(f"Production, AEXY_{each.setting.upper()}", Level.FAIL, each.says, each.next_step)


def _room(home: Home) -> Check:
    existing = next(path for path in (home.path, *home.path.parents) if path.exists())
    free = disk_usage(existing).free
    if free < _FEW_BYTES:
        level = Level.FAIL if free < _FEW_BYTES // 4 else Level.WARN
        step = "Make room, or drop mirrors with `aexy repos`."
        return Check("Disk", level, f"{free // 2**20} MB free where the data is.", step)
    return Check("Disk", Level.OK, f"{free // 2**30} GB free")


def _port(settings: Settings, home: Home) -> Check:
    if holder(home) or settings.port == 0:
        return Check("Port", Level.OK, "in use by Aexy" if holder(home) else "any that is free")
    try:
        port = free_port(settings.port, settings.host)
    except AexyError as error:
        return Check("Port", Level.FAIL, error.detail, error.next_step)
    if port != settings.port:
        step = "Nothing needs doing; set AEXY_PORT to choose another."
        return Check("Port", Level.WARN, f"{settings.port} is taken; {port} would be used.", step)
    return Check("Port", Level.OK, f"{port} is free")


def _programs(health: Health) -> Iterator[Check]:
    if not health.is_running:
        yield Check("Aexy", Level.WARN, f"It is not running in {health.home}.", "Start it with `aexy up`.")
        return
    for program in health.programs:
        log = health.home / "logs" / f"{program.key}.log"
        if program.state in {"up", "external"}:
            yield Check(program.title, Level.OK, program.where or f"process {program.pid}")
        else:
            says = "It runs and does not answer." if program.state == "silent" else "It is not running."
            yield Check(program.title, Level.FAIL, says, f"Look into {log}; `aexy down` and `aexy up` start afresh.")


def owner_address(settings: Settings) -> str | None:
    """Where the migrations can be looked at; None while no database runs."""
    try:
        found = addresses(settings)
    except AexyError:
        return settings.database_url
    return found.owner_url or found.database_url
