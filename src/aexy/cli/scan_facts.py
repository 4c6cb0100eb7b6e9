"""A clone's history as facts in memory: the same rules as for the database, without one."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from aexy.kernel.commits import NOT_WRITTEN, Classify, CommitRecord
from aexy.kernel.facts import Facts
from aexy.kernel.identity import Identity, Person, people
from aexy.kernel.mailmap import Mailmap
from aexy.kernel.traits import lines, traits
from aexy.settings import Settings
from aexy.sources.git import (
    Git,
    Known,
    Location,
    Opened,
    Plan,
    classifier,
    open_repository,
    plan,
    reach,
    read_chunk,
)

Telling = Callable[[str, int, int | None], None]
REPOSITORY = 1
_TELL_EVERY = 500


@dataclass(slots=True)
class Rows:
    """Columns of the counted commits while they are collected; `languages` are lines by commit and language."""

    identities: dict[tuple[str, str], int] = field(default_factory=dict)
    uses: Counter[int] = field(default_factory=Counter)
    commits: list[tuple[object, ...]] = field(default_factory=list)
    co_authors: list[tuple[int, int]] = field(default_factory=list)
    languages: list[tuple[int, str | None, int, int]] = field(default_factory=list)
    implausible: int = 0

    def add(self, record: CommitRecord, classify: Classify) -> None:
        """One commit."""
        key, said, counted = len(self.commits), traits(record), lines(record.files, classify)
        author = self._identity(record.author.name, record.author.email)
        self.uses[author] += 1
        self._identity(record.committer.name, record.committer.email)
        self.implausible += said.is_date_implausible
        self.commits.append((
            key, author, said.placed_at, said.author_offset_minutes, said.hour_is_known, record.parents > 1,
            said.is_revert, said.assistant is not None, counted.additions, counted.deletions,
            counted.added, counted.removed,
        ))  # fmt: skip
        for person in said.co_authors:
            self.co_authors.append((key, self._identity(person.name, person.email)))
        if record.parents < 2:  # noqa: PLR2004 - a merge brings no lines of its own
            self._add_languages(key, record, classify)

    def _identity(self, name: str, email: str) -> int:
        return self.identities.setdefault((name, email), len(self.identities) + 1)

    def _add_languages(self, key: int, record: CommitRecord, classify: Classify) -> None:
        found: dict[str | None, list[int]] = {}
        for path, _, plus, minus in record.files or ():
            kind = classify(path)
            if kind.name not in NOT_WRITTEN:
                sums = found.setdefault(kind.language, [0, 0])
                sums[0] += plus or 0
                sums[1] += minus or 0
        self.languages.extend((key, language, plus, minus) for language, (plus, minus) in found.items())


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was read of a clone. `persons` are keyed as in `facts`; `others` counts commits off the counted branch."""

    opened: Opened
    facts: Facts
    languages: pl.DataFrame
    persons: dict[int, Person]
    emails: dict[str, int]
    others: int
    implausible: int


@contextmanager
def opened_clone(
    location: Location, settings: Settings, branch: str | None, tell: Telling
) -> Iterator[tuple[Git, Opened]]:
    """A repository of ours that reads the clone's objects, or a mirror of a remote one; gone afterwards."""
    git = Git(settings.git, settings.git_timeout_seconds)
    with TemporaryDirectory(prefix="aexy-scan-", ignore_cleanup_errors=True) as folder:
        tell("Opening", 0, None)
        yield git, open_repository(
            git, location, Path(folder) / "scan.git", branch_wanted=branch, allow_local=True,
            progress=lambda stage, done, total: tell(f"Fetching: {stage.lower()}", done, total),
        )  # fmt: skip


def gather(git: Git, opened: Opened, *, at_once: int, tell: Telling) -> Gathered:
    """Read every commit of the counted branch, several stretches at a time."""
    planned = plan(git, opened, Known())
    reached = reach(opened, planned)
    rows = Rows()
    classify = classifier(opened.attributes)
    for record in _records(git, opened, planned, frozenset(reached.counted), at_once):
        rows.add(record, classify)
        if len(rows.commits) % _TELL_EVERY == 0:
            tell("Reading history", len(rows.commits), len(reached.counted))
    return _gathered(opened, rows, others=len(reached.others))


def _records(
    git: Git, opened: Opened, planned: Plan, counted: frozenset[bytes], at_once: int
) -> Iterator[CommitRecord]:
    """The counted commits. They are first in the plan, so the stretches after them need not be read."""

    def read(number: int) -> list[CommitRecord]:
        return [each for each in read_chunk(git, opened.folder, planned.chunks[number]) if each.sha in counted]

    wanted, covered = 0, 0
    while covered < len(counted) and wanted < len(planned.chunks):
        covered += planned.chunks[wanted].count
        wanted += 1
    with ThreadPoolExecutor(at_once) as pool:
        ahead = deque(pool.submit(read, number) for number in range(min(at_once + 1, wanted)))
        following = iter(range(len(ahead), wanted))
        while ahead:
            read_already = ahead.popleft().result()
            if (number := next(following, None)) is not None:
                ahead.append(pool.submit(read, number))
            yield from read_already


def _gathered(opened: Opened, rows: Rows, *, others: int) -> Gathered:
    known = [Identity(key, name, email, None, rows.uses[key]) for (name, email), key in rows.identities.items()]
    everybody = people(known, [Mailmap.parse(opened.mailmap)] if opened.mailmap else [])
    persons = {person.identities[0]: person for person in everybody}
    of = {identity: key for key, person in persons.items() for identity in person.identities}
    languages = pl.DataFrame(
        rows.languages,
        schema={"commit": pl.Int64, "language": pl.String, "added": pl.Int64, "removed": pl.Int64},
        orient="row",
    )
    return Gathered(
        opened, _facts(rows, persons, of), languages, persons,
        {email.strip().lower(): of[key] for (_, email), key in rows.identities.items()}, others, rows.implausible,
    )  # fmt: skip


def _facts(rows: Rows, persons: dict[int, Person], of: dict[int, int]) -> Facts:
    commits = pl.DataFrame(rows.commits, schema=_COLUMNS, orient="row")
    return Facts.of(
        commits=commits.with_columns(
            pl.lit(REPOSITORY).alias("repository"),
            pl.col("author").replace_strict(of, return_dtype=pl.Int32) if of else pl.col("author"),
            pl.from_epoch("at", "s").dt.replace_time_zone("UTC"),
        ),
        co_authors=_frame(
            {"commit": pl.Int64, "developer": pl.Int32}, ((key, of[who]) for key, who in rows.co_authors)
        ).unique(),
        developers=_frame(
            {"developer": pl.Int32, "kind": pl.String}, ((key, each.kind) for key, each in persons.items())
        ),
    )


def _frame(schema: dict[str, type[pl.DataType]], rows: Iterable[tuple[object, ...]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=schema, orient="row")


_COLUMNS = {
    "commit": pl.Int64, "author": pl.Int32, "at": pl.Int64, "offset_minutes": pl.Int16, "hour_known": pl.Boolean,
    "is_merge": pl.Boolean, "is_revert": pl.Boolean, "ai": pl.Boolean, "additions": pl.Int64, "deletions": pl.Int64,
    "lines_added": pl.Int64, "lines_removed": pl.Int64,
}  # fmt: skip
