"""What to read first: what explains, where programs begin, what much is changed together with, what changes often."""

import re
from datetime import datetime, timedelta

import numpy as np
import polars as pl

from aexy.kernel.analyses.decay import decayed
from aexy.kernel.analyses.file_lives import Changes, instant, whole
from aexy.kernel.facts import UTC_INSTANT

LATELY = timedelta(days=730)
# A commit of more files than this moves things, and says nothing of what belongs together.
_MOST_FILES = 20
_DAY_SECONDS = 86_400

_EXPLAINS = r"(?i)^(readme|contributing|architecture|design|overview|hacking|getting[-_]?started|tour|index)\b"
_BEGINS = (
    r"(?i)^(__main__|main|app|application|cli|server|manage|index|lib|mod|program|startup|bootstrap)\.[a-z]+$"
    r"|^(Makefile|justfile|Dockerfile|Procfile|package\.json|pyproject\.toml|Cargo\.toml|go\.mod|pom\.xml|Gemfile"
    r"|build\.gradle(\.kts)?|mix\.exs|composer\.json|pubspec\.yaml)$"
)
KINDS = ("documentation", "entry", "central", "often changed")
# How much of a list each kind may take, so that none crowds the others out.
_PART = 0.3


def described(changes: Changes, *, now: datetime) -> pl.DataFrame:
    """Every file that stands, by path.

    `path`, `changes`, `people` (who changed it), `begun`, `last`; `recent`: its changes as they still count;
    `together`: with how many other files it was changed in one commit in the last two years.
    """
    size = changes.lives.files.size
    known = changes.developers >= 0
    most = int(changes.developers.max(initial=0)) + 1
    pairs = np.unique(changes.files[known] * most + changes.developers[known])
    last = np.zeros(size, np.int64)
    last[changes.files] = changes.at  # in order, so that the latest stays
    at = pl.Series(changes.at).cast(pl.Datetime("us", "UTC"))
    left = pl.select(decayed((pl.lit(now, UTC_INSTANT) - at).dt.total_seconds() / _DAY_SECONDS)).to_series()
    standing = changes.standing()
    files = whole(standing["file"])
    return standing.select(
        "path",
        changes=pl.Series(np.bincount(changes.files, minlength=size)[files], dtype=pl.Int64),
        people=pl.Series(np.bincount(pairs // most, minlength=size)[files], dtype=pl.Int64),
        begun=pl.Series(changes.begun[files]).cast(pl.Datetime("us", "UTC")),
        last=pl.Series(last[files]).cast(pl.Datetime("us", "UTC")),
        recent=pl.Series(np.bincount(changes.files, weights=left.to_numpy(), minlength=size)[files]),
        together=pl.Series(_together(changes, instant(now - LATELY), size)[files], dtype=pl.Int64),
    )


def _together(changes: Changes, since: int, size: int) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """With how many other files each was changed in one commit, since an instant."""
    late = changes.at >= since
    files, ranks = changes.files[late], changes.ranks[late]
    many = np.bincount(ranks, minlength=1)
    few = (many[ranks] > 1) & (many[ranks] <= _MOST_FILES)
    acts = pl.DataFrame({"file": files[few], "rank": ranks[few]})
    pairs = acts.join(acts, on="rank").filter(pl.col("file") != pl.col("file_right"))
    counted = pairs.select("file", "file_right").unique()["file"].to_numpy()
    return np.bincount(counted, minlength=size)


def means(name: pl.Expr, path: str) -> pl.Expr:
    """Whether a file's name is what a path says: that file, one in that folder, or one that fits the pattern.

    In a pattern `*` and `?` stay within a folder, `**` does not. An empty path means everything.
    """
    if not path:
        return pl.lit(value=True)
    if not set(path) & set("*?["):
        return (name == path) | name.str.starts_with(f"{path}/")
    return name.str.contains(f"^{_expression(path)}$")


def _expression(pattern: str) -> str:
    words = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    return "".join(words.get(part) or re.escape(part) for part in parts if part)


def reading_list(files: pl.DataFrame, *, within: str = "", limit: int = 20) -> pl.DataFrame:
    """The files to read, in order, with `kind` and `why`, a list of words; of all in a folder (`name`, `class`, …)."""
    name = pl.col("name").str.split("/").list.last()
    depth = pl.col("name").str.count_matches("/") - (within.count("/") + 1 if within else 0)
    is_text = ~pl.col("class").is_in(["generated", "vendored", "lock"])
    known = files.filter(is_text).with_columns(
        depth=depth,
        explains=(pl.col("class") == "documentation") & name.str.contains(_EXPLAINS),
        begins=pl.col("counts") & (pl.col("class") != "test") & name.str.contains(_BEGINS),
        is_code=pl.col("counts") & (pl.col("class") != "test"),
        rank_together=pl.col("together").rank("ordinal", descending=True),
    )
    part = max(int(limit * _PART), 2)
    chosen = [
        _kind(known.filter("explains").sort("depth", "name"), "documentation", part),
        _kind(known.filter("begins").sort("depth", "changes", "name", descending=[False, True, False]), "entry", part),
        _kind(_most(known.filter("is_code", pl.col("together") > 0), "together"), "central", limit),
        _kind(_most(known.filter("is_code"), "recent"), "often changed", limit),
    ]
    listed = pl.concat(chosen)
    reasons = listed.group_by("path", maintain_order=True).agg(why=pl.col("reason"))
    once = listed.unique("path", keep="first", maintain_order=True).join(reasons, on="path", maintain_order="left")
    return _shared_out(once, part, limit).drop("reason", "depth", "explains", "begins", "is_code", "rank_together")


def _most(files: pl.DataFrame, column: str) -> pl.DataFrame:
    return files.sort(column, "name", descending=[True, False])


def _kind(files: pl.DataFrame, kind: str, most: int) -> pl.DataFrame:
    words = {
        "documentation": pl.lit("It explains the rest."),
        "entry": pl.lit("A program begins here, or is put together here."),
        "central": pl.format("Changed together with {} other files in the last two years.", pl.col("together")),
        "often changed": pl.format("Changed {} times, lately too.", pl.col("changes")),
    }
    return files.head(most).with_columns(kind=pl.lit(kind), reason=words[kind])


def _shared_out(files: pl.DataFrame, part: int, limit: int) -> pl.DataFrame:
    """Each kind in its turn up to its part; what room is left goes to the rest in order."""
    place = pl.int_range(pl.len()).over("kind")
    order = pl.col("kind").replace_strict({kind: number for number, kind in enumerate(KINDS)}, return_dtype=pl.Int32)
    ranked = files.with_columns(turn=(place >= part).cast(pl.Int32), order=order, place=place)
    kept = ranked.sort("turn", "order", "place").head(limit)
    return kept.sort("order", "place").drop("turn", "order", "place")
