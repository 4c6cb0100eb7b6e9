"""Looking for planted secrets everywhere: files as they are, everything a database holds, whatever was printed."""

import zlib
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg

BINARY = """
select format('%I.%I', n.nspname, c.relname) as name, a.attname as part
from pg_attribute a
join pg_class c on c.oid = a.attrelid
join pg_namespace n on n.oid = c.relnamespace
where a.atttypid = 'bytea'::regtype and c.relkind = 'r' and n.nspname !~ '^pg_' and not a.attisdropped and a.attnum > 0
"""
TEXTUAL = """
select format('%I.%I', n.nspname, c.relname)
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'r' and n.nspname !~ '^(pg_|information_schema)'
"""


_AROUND = 300


@dataclass(frozen=True, slots=True)
class Search:
    """`planted` are secrets by what they are; each is looked for as it is, in base64 and as hexadecimal digits."""

    planted: Mapping[str, str]
    found: list[str] = field(default_factory=list)

    def look(self, where: str, held: bytes) -> None:
        """Note every secret that stands there."""
        for name, secret in self.planted.items():
            for form in _forms(secret):
                if (place := held.find(form)) >= 0:
                    around = held[max(0, place - _AROUND) : place]
                    self.found.append(f"{name} in {where}, after {around.decode(errors='replace')!r}")

    def folder(self, home: Path, *, but: tuple[str, ...]) -> int:
        """Look into every file but those that are meant to hold secrets; how many that were."""
        count = 0
        for path in sorted(home.rglob("*")):
            name = path.relative_to(home).as_posix()
            if path.is_file() and not path.is_symlink() and not name.startswith(but):
                with suppress(FileNotFoundError):
                    self.look(name, path.read_bytes())
                    count += 1
        return count

    async def database(self, url: str) -> int:
        """Look into every row of every table as text, and into what is packed in it; how many rows that were."""
        connection = await asyncpg.connect(url)
        count = 0
        for (table,) in await connection.fetch(TEXTUAL):
            for (row,) in await connection.fetch(f"select t::text from {table} as t"):  # noqa: S608 - the catalogue's
                self.look(table, row.encode())
                count += 1
        for table, part in await connection.fetch(BINARY):
            for (held,) in await connection.fetch(f"select {part} from {table} where {part} is not null"):  # noqa: S608 - likewise
                for plain in _unpacked(held):
                    self.look(f"{table}.{part}", plain)
        await connection.close()
        return count


def _forms(secret: str) -> tuple[bytes, ...]:
    """As it is, and as others write it; base64 within something longer begins at one of three places."""
    plain = secret.encode()
    shifted = (b64encode(b"\0" * shift + plain)[4 if shift else 0 : -4] for shift in range(3))
    return (plain, plain.hex().encode(), *shifted)


def _unpacked(held: bytes) -> Iterator[bytes]:
    yield held
    for window in (zlib.MAX_WBITS, -zlib.MAX_WBITS, zlib.MAX_WBITS | 16):
        with suppress(zlib.error):
            yield zlib.decompress(held, window)
