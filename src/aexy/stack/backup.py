"""Keeping a copy of the whole database in one file, and putting it back: all of it or nothing."""

import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO, Final, cast
from urllib.parse import unquote, urlsplit, urlunsplit

from aexy.kernel.errors import AexyError, Unavailable, Unusable
from aexy.stack.children import advice, last_words
from aexy.stack.postgres import program_environment, programs
from aexy.store.migrate import read_migrations
from aexy.store.timescale import LEFT_BEHIND

_PIECE: Final = 65_536
# What a newer version made must not survive the return to an older copy, so everything of ours goes first. TimescaleDB
# itself stays: connections that have it loaded would be lost. What belongs to an extension goes with it or not at all.
_EMPTY: Final = r"""
\set ON_ERROR_STOP on
begin;
set client_min_messages = warning;
do $$
declare command text;
begin
    for command in
        select format('drop extension if exists %I cascade', extname)
        from pg_extension
        where extname not in ('plpgsql', 'timescaledb') and pg_has_role(extowner, 'usage')
        union all
        select format('drop schema %I cascade', nspname)
        from pg_namespace
        where nspname !~ '^pg_' and nspname not in ('public', 'information_schema')
            and pg_has_role(nspowner, 'usage')
            and oid not in (select extnamespace from pg_extension where extname = 'timescaledb')
    loop
        execute command;
    end loop;
    loop
        select format(
            'drop %s if exists %s cascade',
            case relkind
                when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence'
                when 'f' then 'foreign table' else 'table'
            end,
            oid::regclass
        ) into command
        from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S', 'f')
            and not exists (
                select from pg_depend where classid = 'pg_class'::regclass and objid = pg_class.oid and deptype = 'e'
            )
        order by relkind = 'S'  -- a sequence that belongs to a column goes with its table, and not before
        limit 1;
        exit when command is null;
        execute command;
    end loop;
    loop
        select format('drop routine if exists %s cascade', oid::regprocedure) into command
        from pg_proc
        where pronamespace = 'public'::regnamespace
            and not exists (
                select from pg_depend where classid = 'pg_proc'::regclass and objid = pg_proc.oid and deptype = 'e'
            )
        limit 1;
        exit when command is null;
        execute command;
    end loop;
    loop
        select format('drop type if exists %s cascade', oid::regtype) into command
        from pg_type
        where typnamespace = 'public'::regnamespace and typtype in ('e', 'd', 'c', 'r')
            and not exists (
                select from pg_depend where classid = 'pg_type'::regclass and objid = pg_type.oid and deptype = 'e'
            )
        limit 1;
        exit when command is null;
        execute command;
    end loop;
end
$$;
"""


# A copy holds the facts and nothing of TimescaleDB, so that it goes back to any server; where there is one, the next
# migration writes the series again (docs/decisions/0016). What names a series in what was dumped goes at once.
_SERIES_STAY_BEHIND: Final = r"""
set local search_path = public;
set local aexy.is_restoring = 'on';
select exists (
    select from schema_migrations where name = '{name}' and skipped_because is null
) as had_series \gset
\if :had_series
{undo}
update schema_migrations
set skipped_because = 'it was restored from a backup, which holds no series'
where name = '{name}';
\endif
"""


def back_up(url: str, file: Path) -> int:
    """Write the whole database to a plain file only we can read, and return its size in bytes.

    The file appears when it is whole. Unusable when it exists already; Unavailable when the server or disk fails.
    """
    with unfinished(file) as sink:
        for piece in dump(url):
            sink.write(piece)
    return file.stat().st_size


@contextmanager
def unfinished(file: Path) -> Iterator[IO[bytes]]:
    """A file to write that has its name only once it is whole, and is gone when it never was."""
    if file.exists():
        raise Unusable(f"{file} exists already.", next_step="Choose another name, or remove it first.")
    beside = file.with_name(f".{file.name}.unfinished")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        raise Unusable(f"{file} cannot be written: {error.strerror}.", next_step="Choose another folder.") from error
    try:
        with os.fdopen(descriptor, "wb") as sink:
            yield sink
            sink.flush()
            os.fsync(sink.fileno())
        beside.rename(file)
    finally:
        beside.unlink(missing_ok=True)


def dump(url: str) -> Iterator[bytes]:
    """The whole database as pg_dump writes it, as it comes. Unavailable when it does not come to its end."""
    address, environment = _without_password(url)
    command = [programs() / "pg_dump", "--format=custom", "--no-owner", f"--dbname={address}"]
    if _has_series(address, environment):
        command += LEFT_BEHIND
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(
            [str(word) for word in command], stdout=subprocess.PIPE, stderr=complaints, env=environment, cwd="/"
        ) as running,
    ):
        stream = cast("IO[bytes]", running.stdout)
        while piece := stream.read(_PIECE):
            yield piece
        if running.wait() != 0:
            raise _failed("pg_dump", complaints)


def _has_series(address: str, environment: dict[str, str]) -> bool:
    """Whether there is anything to leave behind. A server that does not answer is told of by what comes next."""
    asked = "select to_regclass('timescale.commits') is not null"
    command = [programs() / "psql", "--no-psqlrc", "-Atqc", asked, f"--dbname={address}"]
    words = [str(word) for word in command]
    said = subprocess.run(words, check=False, capture_output=True, text=True, env=environment, cwd="/")
    return said.stdout.strip() == "t"


def restore(url: str, file: Path) -> None:
    """Replace everything in the database by what the plain file holds, in one transaction.

    Unusable when the file is no backup of Aexy's; Unavailable when it cannot be put back, and then nothing has changed.
    """
    with file.open("rb") as found:
        insist_on_dump(iter(partial(found.read, _PIECE), b""), file.name)
        found.seek(0)
        put_back(url, iter(partial(found.read, _PIECE), b""), str(file))


def put_back(url: str, dumped: Iterator[bytes], name: str) -> None:
    """Replace everything in the database by what was dumped, in one transaction; any error on the way ends it.

    What `dumped` raises is raised here, and Unavailable when it cannot be put back; then nothing has changed.
    """
    address, environment = _without_password(url)
    psql = subprocess.Popen(
        [str(programs() / "psql"), "--no-psqlrc", "--quiet", "--output=/dev/null", f"--dbname={address}"],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment,
    )  # fmt: skip
    stream, complaints = psql.stdin, psql.stderr
    if stream is None or complaints is None:
        raise AexyError("psql was started without pipes.")
    with complaints:
        try:
            failure = _feed(stream, dumped, environment)
        finally:
            said = complaints.read().decode(errors="replace")
            code = psql.wait()
    if code != 0 or failure:
        raise Unavailable(
            f"{name} was not restored, nothing has changed: {last_words(said or failure)}", next_step=advice(said)
        )


def _feed(stream: IO[bytes], dumped: Iterator[bytes], environment: dict[str, str]) -> str:
    """Send the transaction, and its end only when all was read to its end; return why it was not."""
    failure = ""
    with suppress(BrokenPipeError), stream:
        stream.write(_EMPTY.encode())
        stream.flush()
        try:
            _pour([programs() / "pg_restore", "--no-owner", "--file=-"], dumped, environment, stream)
        except Unavailable as error:
            failure = error.detail
        else:
            for file in reversed([each for each in read_migrations() if each.needs_timescale]):
                stream.write(_SERIES_STAY_BEHIND.format(name=file.name, undo=file.undo).encode())
            stream.write(b"\ncommit;\n")
    return failure


def _pour(
    command: Sequence[str | Path], dumped: Iterator[bytes], environment: dict[str, str], sink: IO[bytes] | int
) -> None:
    """Give a program all that was dumped; Unavailable when it fails."""
    words = [str(word) for word in command]
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=sink, stderr=complaints, env=environment, cwd="/"
        ) as running,
    ):
        with suppress(BrokenPipeError), cast("IO[bytes]", running.stdin) as source:
            for piece in dumped:
                source.write(piece)
        for _ in dumped:  # it wanted no more; whoever reads along wants the end
            pass
        if running.wait() != 0:
            raise _failed(Path(words[0]).name, complaints)


def insist_on_dump(dumped: Iterator[bytes], name: str) -> None:
    """Read all of it, and look whether it is a database of ours. Unusable when it is not."""
    with tempfile.TemporaryFile() as listed:
        try:
            _pour([programs() / "pg_restore", "--list"], dumped, program_environment(), cast("IO[bytes]", listed))
        except Unavailable:
            listed.truncate(0)
        listed.seek(0)
        is_ours = b"schema_migrations" in listed.read()
    if not is_ours:
        raise Unusable(f"{name} is no backup of Aexy's.", next_step="Name a file that `aexy db backup` wrote.")


def _failed(program: str, complaints: IO[bytes]) -> Unavailable:
    complaints.seek(0)
    said = complaints.read().decode(errors="replace")
    return Unavailable(f"{program} failed: {last_words(said)}", next_step=advice(said))


def _without_password(url: str) -> tuple[str, dict[str, str]]:
    """The address as others may see it in the list of processes, and an environment that has the password."""
    parts = urlsplit(url)
    login, at, place = parts.netloc.rpartition("@")
    user, colon, password = login.partition(":")
    secret = {"PGPASSWORD": unquote(password)} if colon else {}
    return urlunsplit(parts._replace(netloc=f"{user}{at}{place}")), program_environment() | secret
