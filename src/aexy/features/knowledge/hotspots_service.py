"""Hotspots of a repository: which files are changed often and are complex, and the commits behind each."""

from typing import Any
from uuid import UUID

import polars as pl

from aexy.context import Context
from aexy.features.analytics.groups import kept_frame
from aexy.features.insights.looking import View
from aexy.features.knowledge import hotspots_rows
from aexy.features.knowledge.hotspots_schemas import FileCommit, FileCommits, FileComplexity, Hotspot, Hotspots
from aexy.features.knowledge.repository_view import below, look_at_repository, span_of
from aexy.features.routing import Viewer
from aexy.kernel.analyses.hotspots import CAUTION, SAYS, VERSION, hotspots, tally
from aexy.kernel.analyses.renames import follow, renamed
from aexy.kernel.errors import Unknown
from aexy.kernel.ids import RepositoryKey
from aexy.kernel.text import plain
from aexy.store import complexity_rows
from aexy.store.analysis_facts.file_changes import read_changes, read_complexity, read_paths, read_renames
from aexy.store.analysis_facts.fixes import read_fixes
from aexy.store.complexity_rows import ComplexityReading
from aexy.store.facts import read_people
from aexy.store.session import Session

MOST_COMMITS = 200
_NOT_MEASURED = (
    "Nobody has measured the files of this repository yet: that is the last thing a sync does. Run `aexy sync`."
)
_NOTHING = "No file that was measured has changed in this window."


async def find_hotspots(
    context: Context, viewer: Viewer, repository_id: UUID, *, window: int, folder: str | None, limit: int
) -> Hotspots:
    """The hottest files first. Unknown for a repository that is not there."""
    view = await look_at_repository(context, viewer, repository_id, window)
    measured = await find_measured(context, view)
    files = below(await changed_files(context, view, measured), folder)
    question = ("fixes", view.subject.key, view.window.start, view.window.end)
    fixes = await kept_frame(context, view, question, lambda opened: _fixes_in(opened, view))
    ranked = hotspots(files)
    return Hotspots(
        as_of=context.now,
        repository=view.name,
        start=view.window.start,
        end=view.window.end,
        folder=folder,
        says=SAYS,
        caution=CAUTION,
        version=VERSION,
        n=ranked.height,
        not_measured=files.height - ranked.height,
        fixes_known_by=dict(fixes.iter_rows()),
        reason=_why_nothing(measured, ranked),
        files=[_hotspot(row) for row in ranked.head(limit).iter_rows(named=True)],
    )


async def find_measured(context: Context, view: View) -> ComplexityReading | None:
    """How far the files of the repository were measured."""
    async with context.database.reading(view.workspace_id) as connection:
        return await complexity_rows.find_reading(connection, view.workspace_id, RepositoryKey(view.subject.key))


async def changed_files(context: Context, view: View, measured: ComplexityReading | None) -> pl.DataFrame:
    """The files that changed in the window with what is known of each; `total` is null where it was not measured."""
    question = ("hotspots", VERSION, view.subject.key, view.window.start, view.window.end, measured and measured.tip)
    return await kept_frame(context, view, question, lambda opened: count_files(opened, view))


async def find_commits(context: Context, viewer: Viewer, repository_id: UUID, *, path: str, window: int) -> FileCommits:
    """The commits that changed a file in the window, under all names it had; Unknown for a file nobody ever saw."""
    view = await look_at_repository(context, viewer, repository_id, window)
    async with context.database.reading(view.workspace_id) as connection:
        key = await hotspots_rows.find_path(connection, view.workspace_id, view.subject.key, path)
        if key is None:
            raise Unknown(
                f"There is no file {path} in this repository.",
                next_step="Give the whole path from the root, as the list of hotspots has it.",
                field="path",
            )
    question = ("names of", view.subject.key, key)
    named = await kept_frame(context, view, question, lambda opened: _names_of(opened, view.subject.key, key))
    async with context.database.reading(view.workspace_id) as connection:
        found = await hotspots_rows.list_commits(connection, named["path"].to_list(), span_of(view), MOST_COMMITS)
    keys = [row["key"] for row in found]
    question = ("fixes among", view.subject.key, *keys)
    known = await kept_frame(context, view, question, lambda opened: _known_fixes(opened, view.subject.key, keys))
    known_by = dict(known.iter_rows())
    return FileCommits(
        as_of=context.now,
        repository=view.name,
        path=plain(path),
        start=view.window.start,
        end=view.window.end,
        n=len(found),
        names=[plain(name) for name in named["name"]],
        commits=[
            FileCommit(
                sha=row["sha"], subject=plain(row["subject"]), at=row["at"], additions=row["additions"],
                deletions=row["deletions"], known_by=known_by.get(row["key"]),
            )
            for row in found
        ],
    )  # fmt: skip


def count_files(opened: Session, view: View) -> pl.DataFrame:
    """Every file that changed in the window, under the name it has now: what it came to, and how complex it is."""
    start, end = span_of(view)
    complexity = read_complexity(opened, view.subject.key, start)
    people = read_people(opened)
    fixes = read_fixes(opened, view.subject.key)["commit"]
    now = follow(read_renames(opened, view.subject.key), complexity["path"])
    changes = (
        renamed(read_changes(opened, view.subject.key, (start, end)), now)
        .join(people, on="identity", how="left")
        .filter(pl.col("kind").is_null() | (pl.col("kind") != "bot"))
        .with_columns(pl.col("developer").alias("author"), pl.col("commit").is_in(fixes.implode()).alias("is_fix"))
    )
    files = tally(changes).join(complexity.rename({"name": "largest_name"}), on="path", how="left")
    return files.join(read_paths(opened, files["path"].to_list()), on="path")


def _fixes_in(opened: Session, view: View) -> pl.DataFrame:
    start, end = span_of(view)
    fixes = read_fixes(opened, view.subject.key)
    return fixes.filter(pl.col("at").is_between(start, end, closed="left"))["known_by"].value_counts().sort("known_by")


def _known_fixes(opened: Session, repository: int, commits: list[int]) -> pl.DataFrame:
    return read_fixes(opened, repository).filter(pl.col("commit").is_in(commits)).select("commit", "known_by")


def _names_of(opened: Session, repository: int, path: int) -> pl.DataFrame:
    """The file and what it was called before: `path`, `name`."""
    standing = pl.Series([path], dtype=pl.Int32)
    now = follow(read_renames(opened, repository), standing).filter(path=path)
    return read_paths(opened, [path, *now["old"].to_list()]).select("path", "name")


def _hotspot(row: dict[str, Any]) -> Hotspot:
    return Hotspot(
        path=plain(row["name"]),
        language=row["language"],
        score=row["score"],
        often=row["often"],
        complex=row["complex"],
        changes=row["changes"],
        authors=row["authors"],
        fixes=row["fixes"],
        fix_share=row["fixes"] / row["changes"],
        lines=row["lines"],
        last_changed_at=row["last"],
        complexity=FileComplexity(
            method=row["method"],
            nloc=row["nloc"],
            functions=row["functions"],
            total=row["total"],
            largest=row["largest"],
            largest_name=row["largest_name"] and plain(row["largest_name"]),
            longest=row["longest"],
            was=row["was"],
            trend=row["trend"],
        ),
    )


def _why_nothing(measured: ComplexityReading | None, ranked: pl.DataFrame) -> str | None:
    if ranked.height:
        return None
    if measured is None or (measured.tip is None and measured.failure is None):
        return _NOT_MEASURED
    return measured.failure or _NOTHING
