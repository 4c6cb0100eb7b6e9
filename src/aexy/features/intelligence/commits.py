"""The analysis of commits: what kinds of work somebody's commits are, and how well their messages say so."""

import polars as pl
from pydantic import Field

from aexy.features.intelligence.analysis import Analysis, Settings
from aexy.features.intelligence.frames import Frames
from aexy.features.paging import Shape
from aexy.kernel.analyses.commit_messages import PARTS, TAGS
from aexy.kernel.analyses.commit_types import TYPES
from aexy.kernel.analyses.commits import TOP_TAGS, described, summed
from aexy.kernel.metric import Audience
from aexy.store.analysis_facts.commits import read_commits

CAUTION = (
    "Where no prefix says it, the type is guessed from the words of the first line and the paths: of hidden prefixes "
    "six in ten are found. The quality is that of the form, not of the thought."
)
SAYS = (
    "The type is that of the conventional prefix, or the likeliest by declared weights of words, paths "
    "and lines, where what is rare is chosen a little sooner; "
    "quality is 0 to 100: length 25, substance 30, why 25, form 20."
)


class TagCount(Shape):
    """How many commits have a tag."""

    tag: str
    n: int


class CommitSummary(Shape):
    """What somebody's counted commits come to, of all time."""

    n: int
    commits_analyzed: int
    type_distribution: dict[str, int] = Field(description="Commits by type, `unknown` among them.")
    top_tags: list[TagCount]
    average_quality_score: float | None = Field(description="0 to 100, the mean over commits.")
    quality_parts: dict[str, float | None] = Field(description="What the score is made of, each a mean of its points.")
    breaking_changes_count: int = Field(description="By a `!` before the colon, or a BREAKING CHANGE footer.")
    unread_messages: int = Field(description="Commits of whose messages only the first line was read so far.")
    share_by_prefix: float = Field(description="Whose type a conventional prefix says; the others are guessed.")


def count(frames: Frames, settings: Settings) -> pl.DataFrame:
    """A row for everybody with a counted commit."""
    del settings
    found = summed(described(frames.of(read_commits)), ["developer"])
    return found.select(
        "developer",
        "n",
        _top_tags(found),
        commits_analyzed="n",
        type_distribution=pl.struct(TYPES),
        average_quality_score="quality",
        quality_parts=pl.struct(pl.col(f"part {name}").alias(name) for name in PARTS),
        breaking_changes_count="breaking",
        unread_messages="unread",
        share_by_prefix=pl.col("by_prefix") / pl.col("n"),
    )


def _top_tags(found: pl.DataFrame) -> pl.Series:
    rows = found.select(f"tag {tag}" for tag in TAGS).iter_rows()
    listed = [
        sorted(((tag, n) for tag, n in zip(TAGS, row, strict=True) if n), key=lambda one: -one[1]) for row in rows
    ]
    return pl.Series(
        "top_tags",
        [[{"tag": tag, "n": n} for tag, n in row[:TOP_TAGS]] for row in listed],
        dtype=pl.List(pl.Struct({"tag": pl.String, "n": pl.Int64})),
    )


ANALYSIS = Analysis(
    key="commits",
    version=3,
    title="Commits",
    caution=CAUTION,
    audience=Audience.TEAM,
    count=count,
    shape=CommitSummary,
)
