"""What is known of the lines of every version ever read, kept in a file beside the mirror so that a next pass goes on.

A version is a file's content as one commit brought it: the same content may come again with another history, and where
it did, the way back through the parents tells which it is. Mostly only the change is kept, and now and then a whole.
The file is SQLite: what a pass wrote is in it wholly or not at all. Lost or strange, it is made anew from the start.
"""

import secrets
import sqlite3
import zlib
from array import array
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple, Self

from aexy.kernel.errors import Unavailable
from aexy.sources.git.origins import Origins, rewritten
from aexy.sources.git.patches import Hunk

_FILE = "aexy-lines.sqlite"
_FORM = "1"
# A version is kept whole after so many changes in a row; so many lines of versions are held in memory, at 4 bytes.
_CHANGES_IN_A_ROW = 32
_LINES_HELD = 6_000_000
_BUSY_SECONDS = 20.0
_SETTINGS = """
pragma locking_mode = exclusive;
pragma journal_mode = wal;
pragma synchronous = normal;
pragma cache_size = -8000;
"""
_TABLES = """
create table if not exists notes (name text primary key, value text not null) without rowid;
create table if not exists commits (number integer primary key, sha blob not null unique, parents blob not null);
create table if not exists versions (
    number integer primary key,
    path integer not null,          -- a digest of the path
    version blob,                   -- git's name of the content; null: the path was left here
    born integer not null,          -- the commit that brought it
    base integer,                   -- the version it was made from
    changes integer not null,       -- how many in a row are to be made again from the last one that is whole
    hunks blob,
    whole blob                      -- compressed, behind a byte that says whether it is open
);
create index if not exists versions_found on versions (path, version);
"""


class Held(NamedTuple):
    """A version by its number, with where its lines were born."""

    number: int | None
    origins: Origins
    changes: int = 0


class Kept(NamedTuple):
    """How much of which state's reading was kept by whoever it was told."""

    identity: str
    commits: int


NOTHING = Held(None, Origins.nothing())
# From which version, how many changes in a row it is then, and the change; None when it is kept whole.
_Made = tuple[int | None, int, bytes | None]


class LineState:
    """What was read stays when `save` is said, and is forgotten otherwise."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._held: OrderedDict[int, Held] = OrderedDict()
        self._lines_held = 0
        self._parents: list[array[int]] = []
        self.commits: int = connection.execute("select count(*) from commits").fetchone()[0]

    @classmethod
    def open(cls, folder: Path, rules: str, kept: Kept | None = None) -> Self:
        """The state in this folder, if it went by these `rules` and what it read is `kept`; else a new one."""
        try:
            state = cls._connected(folder)
            if state.note("form") == _FORM and state.note("rules") == rules and state.holds(kept):
                return state
            state.close()
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise Unavailable(
                    "The lines of this repository are being read already.", next_step="Try again in a while."
                ) from error
        except sqlite3.DatabaseError:
            pass
        forget_lines(folder)
        state = cls._connected(folder)
        state.put_notes({"form": _FORM, "rules": rules, "identity": secrets.token_hex(8)})
        return state

    def holds(self, kept: Kept | None) -> bool:
        """Whether what this state has read is kept where it was told; what was told and is not saved is told again."""
        if kept is None:
            return not self.commits
        return kept.identity == self.note("identity") and self.commits <= kept.commits

    @classmethod
    def _connected(cls, folder: Path) -> Self:
        connection = sqlite3.connect(folder / _FILE, timeout=_BUSY_SECONDS)
        try:
            connection.executescript(_SETTINGS + _TABLES)
            return cls(connection)
        except BaseException:
            connection.close()
            raise

    def note(self, name: str) -> str:
        """Something written down; empty where nothing was."""
        row = self._connection.execute("select value from notes where name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def put_notes(self, notes: dict[str, str]) -> None:
        """Write something down."""
        self._connection.executemany("insert or replace into notes values (?, ?)", notes.items())

    def save(self) -> None:
        """Keep what was read."""
        self._connection.commit()

    def close(self) -> None:
        """Whatever was not saved is forgotten."""
        self._connection.close()

    # Commits: by number from 1 on, parents before children

    def number_of(self, sha: bytes) -> int | None:
        """A commit that was read."""
        row = self._connection.execute("select number from commits where sha = ?", (sha,)).fetchone()
        return row and int(row[0])

    def shas_of(self, numbers: Iterable[int]) -> dict[int, bytes]:
        """The names of commits."""
        asked = "select sha from commits where number = ?"
        return {number: self._connection.execute(asked, (number,)).fetchone()[0] for number in numbers}

    def add_commit(self, sha: bytes, parents: Sequence[int]) -> int:
        """A commit whose parents were read before it."""
        self.commits += 1
        row = (self.commits, sha, array("I", parents).tobytes())
        self._connection.execute("insert into commits values (?, ?, ?)", row)
        if self._parents:
            self._parents.append(array("I", parents))
        return self.commits

    # Versions

    def find(self, path: str, version: bytes | None, parent: int | None) -> Held:
        """The version of a path as a parent has it; unknown where nobody saw it come."""
        if version is None:
            return NOTHING
        asked = "select number, born from versions where path = ? and version = ?"
        found = dict(self._connection.execute(asked, (_digest(path), version)).fetchall())
        if not found:
            return Held(None, Origins.unknown())
        if len(found) == 1:
            return self._take(next(iter(found)))
        number = self._on_the_way(path, version, parent) if parent is not None else None
        return Held(None, Origins.unknown()) if number is None else self._take(number)

    def put(self, path: str, version: bytes | None, born: int, base: Held, hunks: Sequence[Hunk], now: Origins) -> None:
        """What a commit made of a path: `version` is what became of `base` by these changes."""
        changes = base.changes + 1
        is_made = base.number is not None or not base.origins.is_open
        is_whole = version is not None and (not is_made or changes >= _CHANGES_IN_A_ROW)
        packed = None if is_whole or version is None else array("I", [n for hunk in hunks for n in hunk]).tobytes()
        self._insert(path, version, born, (base.number, 0 if is_whole else changes, packed), now)

    def put_whole(self, path: str, version: bytes, born: int, now: Origins) -> None:
        """A version that was not made from one other."""
        self._insert(path, version, born, (None, 0, None), now)

    def leave(self, path: str, born: int) -> None:
        """A commit took the path away."""
        self._insert(path, None, born, (None, 0, None), None)

    def _insert(self, path: str, version: bytes | None, born: int, made: _Made, now: Origins | None) -> None:
        base, changes, hunks = made
        whole = _packed(now) if now is not None and hunks is None else None
        cursor = self._connection.execute(
            "insert into versions (path, version, born, base, changes, hunks, whole) values (?, ?, ?, ?, ?, ?, ?)",
            (_digest(path), version, born, base, changes, hunks, whole),
        )
        if now is not None and cursor.lastrowid is not None:
            self._hold(Held(cursor.lastrowid, now, changes))

    def _take(self, number: int) -> Held:
        """A version by its number: held, or made again from the last that is."""
        left = []
        at: int | None = number
        held = NOTHING
        while at is not None:
            if (known := self._held.get(at)) is not None:
                self._held.move_to_end(at)
                held = known
                break
            asked = "select base, born, changes, hunks, whole from versions where number = ?"
            base, born, changes, hunks, whole = self._connection.execute(asked, (at,)).fetchone()
            if whole is not None:
                held = Held(at, _unpacked(whole), changes)
                break
            left.append((at, born, changes, hunks))
            at = base
        for at, born, changes, hunks in reversed(left):
            held = Held(at, rewritten(held.origins, _hunks(hunks), born)[0], changes)
        if held.number not in self._held:
            self._hold(held)
        return held

    def _hold(self, held: Held) -> None:
        if held.number is None:
            return
        self._held[held.number] = held
        self._lines_held += len(held.origins.lines) + 50
        while self._lines_held > _LINES_HELD and len(self._held) > 1:
            _, gone = self._held.popitem(last=False)
            self._lines_held -= len(gone.origins.lines) + 50

    def _on_the_way(self, path: str, version: bytes, parent: int) -> int | None:
        """Of several versions of the same content the one that this parent has, found as `git blame` goes back."""
        asked = "select born, version, number from versions where path = ?"
        touched = {born: (found, number) for born, found, number in self._connection.execute(asked, (_digest(path),))}
        parents = self._all_parents()
        left, seen = [parent], {parent}
        while left:
            at = left.pop()
            if at in touched:
                found, number = touched[at]
                if found == version:
                    return int(number)
                continue
            # The first parent is looked at first, with everything behind it.
            fresh = [one for one in reversed(parents[at]) if one not in seen]
            seen.update(fresh)
            left.extend(fresh)
        return None

    def _all_parents(self) -> "list[array[int]]":
        if not self._parents:
            rows = self._connection.execute("select parents from commits order by number")
            self._parents = [array("I"), *(_numbers(row[0]) for row in rows)]
        return self._parents


def forget_lines(folder: Path) -> None:
    """Take the state away; the next pass reads from the start."""
    for name in (_FILE, f"{_FILE}-wal", f"{_FILE}-shm"):
        (folder / name).unlink(missing_ok=True)


def _digest(path: str) -> int:
    return int.from_bytes(blake2b(path.encode("utf-8", "surrogateescape"), digest_size=8).digest(), "big", signed=True)


def _packed(origins: Origins) -> bytes:
    return bytes([origins.is_open]) + zlib.compress(origins.lines.tobytes(), 1)


def _unpacked(whole: bytes) -> Origins:
    lines = array("I")
    lines.frombytes(zlib.decompress(whole[1:]))
    return Origins(lines, bool(whole[0]))


def _numbers(packed: bytes) -> "array[int]":
    numbers = array("I")
    numbers.frombytes(packed)
    return numbers


def _hunks(packed: bytes) -> Iterable[Hunk]:
    numbers = array("I")
    numbers.frombytes(packed)
    return [Hunk(*numbers[at : at + 3]) for at in range(0, len(numbers), 3)]
