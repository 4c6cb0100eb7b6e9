"""Commits of a repository that later fixes point to: a list to learn from, never a number of anybody."""

from typing import Any
from uuid import UUID

import orjson
import polars as pl

from aexy.context import Context
from aexy.features.analytics.groups import kept_frame
from aexy.features.insights.looking import View
from aexy.features.knowledge.repository_view import look_at_repository, span_of
from aexy.features.knowledge.survival_service import find_lines, why_no_lines
from aexy.features.knowledge.suspects_schemas import PointingFix, SuspectedDefect, SuspectedDefects
from aexy.features.routing import Viewer
from aexy.kernel.analyses.suspects import CAUTION, SAYS, VERSION, suspects
from aexy.kernel.text import plain
from aexy.store.analysis_facts.file_changes import read_paths
from aexy.store.analysis_facts.fixes import KNOWN_BY, read_fixes
from aexy.store.analysis_facts.line_lives import read_commits, read_removed_by
from aexy.store.session import Session

_MOST_PATHS = 5
_NO_FIXES = "No commit of this window is known to be a fix."
_NO_SUSPECTS = "No fix of this window points to a commit."
_DAY = 86_400.0


async def find_suspected(
    context: Context, viewer: Viewer, repository_id: UUID, *, window: int, limit: int
) -> SuspectedDefects:
    """The suspected commits, those whose fix came last first. Unknown for a repository that is not there."""
    view = await look_at_repository(context, viewer, repository_id, window)
    read = await find_lines(context, view)
    question = ("suspects", VERSION, view.subject.key, view.window.start, view.window.end, read and read.tip)
    counted = await kept_frame(context, view, question, lambda opened: count_suspects(opened, view))
    tally = orjson.loads(counted.filter(pl.col("tally").is_not_null())["tally"][0])
    pairs = counted.filter(pl.col("tally").is_null())
    days = pairs.select((pl.col("fix_at") - pl.col("at")).dt.total_seconds().median() / _DAY).item()
    grouped = _by_commit(pairs)
    return SuspectedDefects(
        as_of=context.now,
        repository=view.name,
        start=view.window.start,
        end=view.window.end,
        says=SAYS,
        caution=CAUTION,
        version=VERSION,
        n=tally["fixes"],
        known_by=KNOWN_BY,
        pointing=pairs["fix"].n_unique(),
        left_out=tally["left_out"],
        found=len(grouped),
        median_days=days,
        reason=None if grouped else why_no_lines(read) or (_NO_SUSPECTS if tally["fixes"] else _NO_FIXES),
        suspected=[_suspected(rows) for rows in grouped[:limit]],
    )


def count_suspects(opened: Session, view: View) -> pl.DataFrame:
    """The pairs with what is known of both commits; and a row that says of how many fixes they are."""
    start, end = span_of(view)
    fixes = read_fixes(opened, view.subject.key).rename({"commit": "fix"})
    fixes = fixes.filter(pl.col("at").is_between(start, end, closed="left"))
    removed = read_removed_by(opened, fixes["fix"].to_list())
    commits = read_commits(opened, pl.concat([removed["origin"].drop_nulls(), fixes["fix"]]).unique().to_list())
    found = suspects(fixes, removed, commits.rename({"commit": "origin"}))
    said = commits.select("commit", "sha", "subject")
    names = read_paths(opened, found.pairs["paths"].explode().drop_nulls().unique().to_list()).select("path", "name")
    named = (
        found.pairs.select("fix", path="paths").explode("path").join(names, on="path").group_by("fix").agg(
            pl.col("name").sort().head(_MOST_PATHS)
        )
    )  # fmt: skip
    pairs = (
        found.pairs.drop("paths")
        .join(commits.rename({"commit": "origin"}), on="origin")
        .join(said.rename({"commit": "fix", "sha": "fix_sha", "subject": "fix_subject"}), on="fix")
        .join(fixes.select("fix", "known_by", fix_at="at"), on="fix")
        .join(named, on="fix", how="left")
    )
    tally = orjson.dumps({"fixes": found.fixes, "left_out": found.left_out}).decode()
    return pl.concat([pairs, pl.DataFrame({"tally": [tally]})], how="diagonal")


def _by_commit(pairs: pl.DataFrame) -> list[list[dict[str, Any]]]:
    """The pairs commit by commit, each by its fixes in time; the commit whose last fix came last is first."""
    if pairs.is_empty():
        return []
    ordered = pairs.sort("fix_at", "fix")
    groups = [list(group.iter_rows(named=True)) for group in ordered.partition_by("origin", maintain_order=True)]
    return sorted(groups, key=lambda rows: (rows[-1]["fix_at"], rows[-1]["fix"]), reverse=True)


def _suspected(rows: list[dict[str, Any]]) -> SuspectedDefect:
    first = rows[0]
    return SuspectedDefect(
        sha=first["sha"],
        subject=plain(first["subject"]),
        at=first["at"],
        files=first["files"],
        fixes=[_pointing(row) for row in rows],
    )


def _pointing(row: dict[str, Any]) -> PointingFix:
    return PointingFix(
        sha=row["fix_sha"],
        subject=plain(row["fix_subject"]),
        at=row["fix_at"],
        known_by=row["known_by"],
        lines=row["lines"],
        paths=[plain(name) for name in row["name"] or ()],
        days_later=(row["fix_at"] - row["at"]).total_seconds() / _DAY,
    )
