"""What is known of the files of a repository, counted once from facts and kept as long as they stay as they are."""

from asyncio import to_thread
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from aexy.context import Context
from aexy.features.analytics.groups import kept_frame, kept_table
from aexy.features.insights.counting import ALL_DAY
from aexy.features.insights.looking import View
from aexy.kernel.analyses.authorship import counts
from aexy.kernel.analyses.file_lives import Changes, follow
from aexy.kernel.analyses.ownership import hands
from aexy.kernel.analyses.reading import described
from aexy.kernel.analyses.truck_factor import TruckFactor, at_tip, over_time, quarter_ends
from aexy.store.analysis_facts.files import FileFacts, read_files
from aexy.store.session import Session

FILES = "files of a repository"
HANDS = "who knows the files of a repository"
HEAPS = "authors of the folders of a repository"
FACTORS = "truck factors of a repository"


@dataclass(slots=True)
class _Read:
    """The facts of a repository, read when the first of its tables is made and not again."""

    view: View
    repository: int
    facts: FileFacts | None = None
    changes: Changes | None = None

    def files(self, opened: Session) -> pl.DataFrame:
        """Every file that stands: `name`, `class`, `counts`, and what `kernel.analyses.reading.described` says."""
        facts, changes = self._read(opened)
        named = facts.paths.with_columns(counts=counts()).select("path", "name", "class", "counts")
        return described(changes, now=self._today).join(named, on="path").sort("name")

    def hands(self, opened: Session) -> pl.DataFrame:
        """Everybody's part in every file that stands, as `kernel.analyses.ownership.HANDS`."""
        facts, changes = self._read(opened)
        return hands(changes, facts.reviews, now=self._today)

    def factors(self, opened: Session) -> pl.DataFrame:
        """The truck factor at each quarter's end, and at the tip, where `at` is null."""
        facts, changes = self._read(opened)
        counted = facts.paths.filter(counts())["path"]
        ends = quarter_ends(changes)
        found = [*over_time(changes, ends, counted=counted), at_tip(changes, counted=counted)]
        rows = [_row(at, one) for at, one in zip([*ends, None], found, strict=True)]
        return pl.DataFrame(rows, schema=FACTOR_COLUMNS, orient="row")

    @property
    def _today(self) -> datetime:
        """As of when things fade: the same all day, so that what was counted once holds as long."""
        return self.view.clock.midnight(self.view.clock.today)

    def _read(self, opened: Session) -> tuple[FileFacts, Changes]:
        if self.facts is None or self.changes is None:
            self.facts = read_files(opened, self.repository)
            self.changes = follow(self.facts.touches, self.facts.stays)
        return self.facts, self.changes


FACTOR_COLUMNS = {
    "at": pl.Datetime("us", "UTC"),
    "value": pl.Int64(),
    "people": pl.List(pl.Int64()),
    "files": pl.Int64(),
    "covered": pl.Int64(),
    "authors": pl.Int64(),
    "left": pl.Float64(),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a repository's files: what they are, and who knows them."""

    files: pl.DataFrame
    hands: pl.DataFrame

    @property
    def counted(self) -> pl.DataFrame:
        """The files a truck factor is counted over."""
        return self.files.filter("counts")

    @property
    def authors(self) -> pl.DataFrame:
        """Who is author of which of those: `path`, `developer` and the rest of their part."""
        return self.hands.filter("is_author").join(self.counted.select("path"), on="path", how="semi")


@dataclass(frozen=True, slots=True)
class FactorAt:
    """The truck factor at an instant; None is the tip."""

    at: datetime | None
    factor: TruckFactor


async def known_of(context: Context, view: View, repository: int) -> Known:
    """The files of one repository and everybody's part in them."""
    read = _Read(view, repository)
    files = await kept_frame(context, view, (FILES, repository), read.files, seconds=ALL_DAY)
    return Known(files, await kept_frame(context, view, (HANDS, repository), read.hands, seconds=ALL_DAY))


async def heaps_of(context: Context, view: View, repository: int) -> pl.DataFrame:
    """Its counted files in heaps of one folder and the same authors: `folder`, `authors` in order, `files`.

    A few hundred rows instead of everybody's part in every file, and of nobody's view.
    """

    async def ask() -> pl.DataFrame:
        return await to_thread(_heaps, await known_of(context, view, repository))

    return await kept_table(context, view, (HEAPS, repository), ask, seconds=ALL_DAY)


def _heaps(known: Known) -> pl.DataFrame:
    theirs = known.authors.group_by("path").agg(authors=pl.col("developer").unique().sort())
    folder = pl.col("name").str.extract(r"^(.*)/").fill_null("")
    files = known.counted.select("path", folder.alias("folder")).join(theirs, on="path", how="left")
    heaps = files.with_columns(pl.col("authors").fill_null([])).group_by("folder", "authors").agg(files=pl.len())
    return heaps.sort("folder", "files", "authors")


async def factors_of(context: Context, view: View, repository: int) -> list[FactorAt]:
    """The truck factors of one repository at the ends of quarters, and at its tip at last."""
    make = _Read(view, repository).factors
    found = await kept_frame(context, view, (FACTORS, repository), make, seconds=ALL_DAY)
    return [
        FactorAt(at, TruckFactor(value, tuple(people), *rest))
        for at, value, people, *rest in found.select(*FACTOR_COLUMNS).iter_rows()
    ]


def _row(at: datetime | None, one: TruckFactor) -> tuple[object, ...]:
    return at, one.value, list(one.people), one.files, one.covered, one.authors, one.left
