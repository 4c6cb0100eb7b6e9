"""Who owns a file or a folder: recency-weighted changes and reviews, beside the degree of authorship.

A change counts 2^(-age ÷ 180 days), a review of a change to the file half of that. Somebody's share of a file or a
folder is what theirs come to, of what everybody's come to; only files that stand, with their history across renames.
Who is an author of what is decided by the degree of authorship alone, and the truck factor with it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from aexy.kernel.analyses.authorship import authorship
from aexy.kernel.analyses.decay import decayed
from aexy.kernel.analyses.file_lives import Changes, microseconds
from aexy.kernel.facts import UTC_INSTANT, Schema

REVIEW_COUNTS = 0.5
# One row for each review and file of what was reviewed; reviews of one's own pull requests are none.
REVIEWS: Schema = {
    "review": pl.Int64(),
    "path": pl.Int32(),
    "developer": pl.Int32(),
    "at": UTC_INSTANT,
}
# One row for each file that stands and everybody who changed or reviewed it.
HANDS: Schema = {
    "path": pl.Int32(),
    "developer": pl.Int32(),
    "made": pl.Boolean(),
    "changes": pl.Int64(),
    "accepted": pl.Int64(),
    "degree": pl.Float64(),
    "relative": pl.Float64(),
    "is_author": pl.Boolean(),
    "authored": pl.Float64(),
    "reviews": pl.Int64(),
    "reviewed": pl.Float64(),
    "known": pl.Float64(),
    "last": UTC_INSTANT,
}
_DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Loss:
    """What is without an author when some people go: `files` (paths) that had one of them and no other author.

    `heirs` says who knows most of each of those files among all others: `path`, `developer`, `known`.
    """

    files: pl.DataFrame
    heirs: pl.DataFrame


def hands(changes: Changes, reviews: pl.DataFrame, *, now: datetime) -> pl.DataFrame:
    """Everybody's part in every file that stands, as `HANDS` says, by path and person."""
    degrees = authorship(changes).rename({"share": "relative"})
    files = changes.standing()
    worked = _faded(
        pl.DataFrame({
            "file": changes.files,
            "developer": changes.developers,
            "at": pl.Series(changes.at).cast(pl.Datetime("us", "UTC")),
        }).filter(pl.col("developer") >= 0),
        now,
        "authored",
    )  # fmt: skip
    looked = _faded(_of_files(changes, reviews), now, "reviewed").rename({"n": "reviews", "last": "last_review"})
    pairs = pl.concat([worked.select("file", "developer"), looked.select("file", "developer")]).unique()
    found = (
        files.join(pairs, on="file")
        .join(worked.rename({"n": "changes"}), on=["file", "developer"], how="left")
        .join(looked, on=["file", "developer"], how="left")
        .join(degrees.drop("file"), on=["path", "developer"], how="left")
    )
    nothing = {"changes": 0, "reviews": 0, "authored": 0.0, "reviewed": 0.0, "made": False, "is_author": False}
    filled = found.with_columns(pl.col(name).fill_null(value) for name, value in nothing.items()).with_columns(
        last=pl.max_horizontal("last", "last_review"),
        known=pl.col("authored") + REVIEW_COUNTS * pl.col("reviewed"),
    )
    return filled.select(pl.col(name).cast(kind) for name, kind in HANDS.items()).sort("path", "developer")


def _of_files(changes: Changes, reviews: pl.DataFrame) -> pl.DataFrame:
    """Reviews by the file a path was then."""
    places, known = changes.lives.place(reviews["path"])
    there = reviews.filter(pl.Series(known))
    files, begun = changes.file_at(places[known], microseconds(there["at"]) + 1)
    found = there.select("review", "developer", "at").with_columns(file=pl.Series(files, dtype=pl.Int64))
    return found.filter(pl.Series(begun)).unique(["review", "file"], maintain_order=True)


def _faded(acts: pl.DataFrame, now: datetime, name: str) -> pl.DataFrame:
    """What acts on a file still count: `file`, `developer`, `n`, the sum under `name`, and `last`."""
    age = (pl.lit(now, UTC_INSTANT) - pl.col("at")).dt.total_seconds() / _DAY_SECONDS
    # One after another in one order: a sum of fractions depends on the order it is made in.
    ordered = acts.cast({"developer": pl.Int32}).sort("file", "developer", "at").with_columns(left=decayed(age))
    return ordered.group_by("file", "developer", maintain_order=True).agg(
        n=pl.len().cast(pl.Int64), last=pl.col("at").max(), **{name: pl.col("left").sum()}
    )


def shares(hands_of: pl.DataFrame, by: str | None = None) -> pl.DataFrame:
    """Whose a set of files is, or each set (`by`): a row a person with `files`, `changes`, …, and `share`, most first.

    `authored_files` are those they are an author of. `share` is their part of what everybody knows of the set.
    """
    keys = [by] if by else []
    summed = (
        hands_of.sort(*keys, "developer", "path")
        .group_by(*keys, "developer", maintain_order=True)
        .agg(
            files=pl.len().cast(pl.Int64),
            authored_files=pl.col("is_author").sum().cast(pl.Int64),
            made_files=pl.col("made").sum().cast(pl.Int64),
            changes=pl.col("changes").sum(),
            authored=pl.col("authored").sum(),
            reviews=pl.col("reviews").sum(),
            reviewed=pl.col("reviewed").sum(),
            known=pl.col("known").sum(),
            last=pl.col("last").max(),
        )
    )
    whole_of = pl.col("known").sum().over(by) if by else pl.col("known").sum()
    ranked = summed.with_columns(share=pl.when(whole_of > 0).then(pl.col("known") / whole_of))
    return ranked.sort(
        *keys, "share", "authored_files", "developer", descending=[*([False] * len(keys)), True, True, False],
        nulls_last=True,
    )  # fmt: skip


def loss(hands_of: pl.DataFrame, gone: Collection[int]) -> Loss:
    """What these people would leave without an author, and who knows most of it then."""
    authors = hands_of.filter("is_author")
    is_gone = pl.col("developer").is_in(list(gone))
    left = authors.filter(~is_gone)["path"].unique()
    files = authors.filter(is_gone & ~pl.col("path").is_in(left.implode())).select("path").unique().sort("path")
    others = hands_of.filter(~is_gone, pl.col("known") > 0).join(files, on="path", how="semi")
    best = others.sort("path", "known", "developer", descending=[False, True, False]).unique(
        "path", keep="first", maintain_order=True
    )
    return Loss(files, best.select("path", "developer", "known"))


def active_parts(found: pl.DataFrame, files: int) -> pl.DataFrame:
    """The parts who knows best is told by, 0 to 1 each, of `shares`: and `score`, their mean with reviews once.

    authorship  of how many of the files somebody is an author
    recency     their part of all changes as these still count
    reviewing   their part of all reviews likewise; null where no reviews are known, and then it has no part
    """
    authored, reviewed = found["authored"].sum(), found["reviewed"].sum()
    parts = found.with_columns(
        authorship=pl.col("authored_files") / max(files, 1),
        recency=pl.col("authored") / authored if authored else pl.lit(0.0),
        reviewing=pl.col("reviewed") / reviewed if reviewed else pl.lit(None, pl.Float64),
    )
    score = (2 * pl.col("authorship") + 2 * pl.col("recency") + pl.col("reviewing").fill_null(0)) / (
        5 if reviewed else 4
    )
    return parts.with_columns(score=score).sort("score", "known", "developer", descending=[True, True, False])
