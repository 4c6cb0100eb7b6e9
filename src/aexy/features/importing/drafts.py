"""The rows of a sheet, a stretch at a time: understood, put in their repositories, with all that is wrong."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any, NamedTuple

from aexy.features.importing import rows
from aexy.features.importing.comparing import key_of, table_of
from aexy.kernel.errors import Unusable
from aexy.kernel.ids import WorkspaceId
from aexy.sources.files.columns import PROVIDER
from aexy.sources.files.formats import Row
from aexy.sources.files.reading import BadRow, Problem, Understood, understand
from aexy.sources.files.sheet import Sheet
from aexy.store.activity import Place
from aexy.store.postgres import Connection

_ROWS, _CHARACTERS = 2_000, 4_000_000
_NOWHERE = "says of no repository, and the import names none; use --repository, or a column of that name"


class Draft(NamedTuple):
    """A row that can be taken. `number` is that of its pull request where the row names it by its id."""

    line: int
    said: Mapping[str, Any]
    understood: Understood
    repository_key: int | None
    number: int | None


@dataclass(frozen=True, slots=True)
class Drafts:
    """A stretch of a sheet: what can be taken, what cannot, how many rows hold nothing we keep."""

    good: list[Draft] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rows: int = 0
    skipped: int = 0


class Ground(NamedTuple):
    """What all rows of an import share."""

    workspace_id: WorkspaceId
    origin: str
    repository_key: int | None
    now: datetime

    def place(self, repository_key: int | None) -> Place:
        """Where rows of that repository come from."""
        return Place(PROVIDER, self.origin, repository_key)


def stretches(found: Iterable[Row]) -> Iterator[list[Row]]:
    """Few enough rows at once for a modest memory, enough for few statements."""
    some: list[Row] = []
    weight = 0
    for row in found:
        some.append(row)
        weight += sum(len(value) for value in (row.said or {}).values() if isinstance(value, str))
        if len(some) == _ROWS or weight > _CHARACTERS:
            yield some
            some, weight = [], 0
    if some:
        yield some


async def draft(connection: Connection, ground: Ground, sheet: Sheet, some: Sequence[Row]) -> Drafts:
    """Understand a stretch of rows; only repositories and pull requests are looked up."""
    drafts = Drafts(rows=len(some), problems=[row.problem for row in some if row.problem])
    told = [row for row in some if row.said is not None]
    numbers = await _numbers(connection, ground, told) if sheet.of_pull_request else {}
    understood: list[tuple[Row, Understood, int | None]] = []
    skipped = 0
    for row in told:
        said = row.said or {}
        number = numbers.get(str(said.get("pull_request_id")))
        try:
            found = understand(sheet.stream, said, row.line, sheet.zone, ground.now, number=number)
        except BadRow as error:
            drafts.problems.extend(error.problems)
            continue
        if found is None:
            skipped += 1
        else:
            understood.append((row, found, number))
    await _place(connection, ground, understood, drafts)
    return Drafts(drafts.good, sorted(drafts.problems), drafts.rows, skipped)


async def _place(
    connection: Connection, ground: Ground, understood: Sequence[tuple[Row, Understood, int | None]], drafts: Drafts
) -> None:
    names = {found.repository for _, found, _ in understood if found.repository}
    keys = await rows.find_repositories(connection, ground.workspace_id, names) if names else {}
    for row, found, number in understood:
        key = ground.repository_key
        if found.repository:
            there = keys.get(found.repository.lower(), [])
            if len(there) != 1:
                drafts.problems.append(Problem(row.line, "repository", _unplaced(found.repository, len(there))))
                continue
            key = there[0]
        if key is None and (found.table.of_repository or getattr(found.main, "number", None) is not None):
            drafts.problems.append(Problem(row.line, "repository", _NOWHERE))
            continue
        drafts.good.append(Draft(row.line, row.said or {}, found, key, number))


def _unplaced(name: str, there: int) -> str:
    if there:
        return f"is {name!r}, which {there} repositories are called; write owner/name"
    return f"is {name!r}, which is no repository here; see `aexy repos list`"


async def _numbers(connection: Connection, ground: Ground, told: Sequence[Row]) -> dict[str, int]:
    """By the id a row names its pull request by: its number. A provider's own id is the last part of DevLake's."""
    if ground.repository_key is None:
        return {}
    named = {str((row.said or {}).get("pull_request_id")) for row in told}
    asked = named | {one.rpartition(":")[2] for one in named}
    found = await rows.find_numbers(connection, ground.workspace_id, ground.repository_key, asked)
    return {
        one: number for one in named for number in (found.get(one, found.get(one.rpartition(":")[2])),)
        if number is not None
    }  # fmt: skip


class Seen:
    """Which rows came already, so that two of one thing are noticed; eight bytes and a line number for each."""

    def __init__(self, unit: str = "line") -> None:
        """`unit` is what a row's number counts."""
        self._unit = unit
        self._lines: dict[int, int] = {}

    def problems(self, drafts: Drafts) -> Iterator[Problem]:
        """Rows that say what an earlier one said of, where neither says which of the two is newer."""
        for one in drafts.good:
            table = table_of(one.understood.main)
            if table is None or one.understood.is_dated or not one.understood.table.is_versioned:
                continue
            key = (one.repository_key, table.name, key_of(table, one.understood.main))
            digest = int.from_bytes(blake2b(repr(key).encode(), digest_size=8).digest())
            first = self._lines.setdefault(digest, one.line)
            if first != one.line:
                yield Problem(
                    one.line, _called(one.understood), f"stands in {self._unit} {first} already; keep one of the two"
                )


def _called(understood: Understood) -> str:
    """The column by which it is the same."""
    names = understood.table.names
    return next((name for name in ("id", "key", "number") if name in names), "")


def refuse_many_scopes(sheet: Sheet, scopes: set[str]) -> None:
    """Rows of several repositories of DevLake's cannot all belong to one of ours."""
    if len(scopes) > 1:
        shown = ", ".join(sorted(scopes)[:3])
        raise Unusable(
            f"The rows belong to {len(scopes)} repositories ({sheet.scope}: {shown} …), and the import names one.",
            next_step=f"Export them one by one: … where {sheet.scope} = '{min(scopes)}'.",
            field=sheet.scope,
        )
