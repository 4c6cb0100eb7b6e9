"""Keeping a copy of the whole database in one file, and putting it back: all of it or nothing."""

import os
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Final
from urllib.parse import unquote, urlsplit, urlunsplit

from aexy.kernel.errors import AexyError, Unavailable, Unusable
from aexy.stack.children import advice, last_words
from aexy.stack.postgres import program_environment, programs

# What a newer version made must not survive the return to an older copy, so everything of ours goes first.
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
        where extname <> 'plpgsql' and pg_has_role(extowner, 'usage')
        union all
        select format('drop schema %I cascade', nspname)
        from pg_namespace
        where nspname !~ '^pg_' and nspname not in ('public', 'information_schema')
            and pg_has_role(nspowner, 'usage')
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
        limit 1;
        exit when command is null;
        execute command;
    end loop;
    loop
        select format('drop routine if exists %s cascade', oid::regprocedure) into command
        from pg_proc
        where pronamespace = 'public'::regnamespace
        limit 1;
        exit when command is null;
        execute command;
    end loop;
    loop
        select format('drop type if exists %s cascade', oid::regtype) into command
        from pg_type
        where typnamespace = 'public'::regnamespace and typtype in ('e', 'd', 'c', 'r')
        limit 1;
        exit when command is null;
        execute command;
    end loop;
end
$$;
"""


def back_up(url: str, file: Path) -> int:
    """Write the whole database to a file only we can read, and return its size in bytes.

    The file appears when it is whole. Unusable when it exists already; Unavailable when the server or disk fails.
    """
    if file.exists():
        raise Unusable(f"{file} exists already.", next_step="Choose another name, or remove it first.")
    unfinished = file.with_name(f".{file.name}.unfinished")
    try:
        os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    except OSError as error:
        raise Unusable(f"{file} cannot be written: {error.strerror}.", next_step="Choose another folder.") from error
    try:
        address, environment = _without_password(url)
        wishes = ["--format=custom", "--no-owner", f"--file={unfinished.absolute()}", f"--dbname={address}"]
        _run([programs() / "pg_dump", *wishes], environment)
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)
    return file.stat().st_size


def restore(url: str, file: Path) -> None:
    """Replace everything in the database by what the file holds, in one transaction.

    Unusable when the file is no backup of Aexy's; Unavailable when it cannot be put back, and then nothing has changed.
    """
    _insist_on_backup(file)
    address, environment = _without_password(url)
    psql = subprocess.Popen(
        [str(programs() / "psql"), "--no-psqlrc", "--quiet", "--output=/dev/null", f"--dbname={address}"],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment,
    )  # fmt: skip
    stream, complaints = psql.stdin, psql.stderr
    if stream is None or complaints is None:
        raise AexyError("psql was started without pipes.")
    with complaints:
        failure = _feed(stream, file, environment)
        said = complaints.read().decode(errors="replace")
    if psql.wait() != 0 or failure:
        raise Unavailable(
            f"{file} was not restored, nothing has changed: {last_words(said or failure)}", next_step=advice(said)
        )


def _feed(stream: IO[bytes], file: Path, environment: dict[str, str]) -> str:
    """Send the transaction, and its end only when the file was read to its end; return why it was not."""
    failure = ""
    with suppress(BrokenPipeError), stream:
        stream.write(_EMPTY.encode())
        stream.flush()
        try:
            _run([programs() / "pg_restore", "--no-owner", "--file=-", file.absolute()], environment, stdout=stream)
        except Unavailable as error:
            failure = error.detail
        else:
            stream.write(b"\ncommit;\n")
    return failure


def _insist_on_backup(file: Path) -> None:
    command = [programs() / "pg_restore", "--list", file.absolute()]
    listed = subprocess.run([str(word) for word in command], check=False, capture_output=True, text=True, cwd="/")
    if listed.returncode != 0 or "schema_migrations" not in listed.stdout:
        raise Unusable(f"{file} is no backup of Aexy's.", next_step="Name a file that `aexy db backup` wrote.")


def _run(
    command: Sequence[str | Path], environment: dict[str, str], *, stdout: IO[bytes] | int = subprocess.DEVNULL
) -> None:
    words = [str(word) for word in command]
    done = subprocess.run(words, check=False, stdout=stdout, stderr=subprocess.PIPE, env=environment, cwd="/")
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace")
        raise Unavailable(f"{Path(command[0]).name} failed: {last_words(said)}", next_step=advice(said))


def _without_password(url: str) -> tuple[str, dict[str, str]]:
    """The address as others may see it in the list of processes, and an environment that has the password."""
    parts = urlsplit(url)
    login, at, place = parts.netloc.rpartition("@")
    user, colon, password = login.partition(":")
    secret = {"PGPASSWORD": unquote(password)} if colon else {}
    return urlunsplit(parts._replace(netloc=f"{user}{at}{place}")), program_environment() | secret
