"""Commits read for what they say: type, scope, breaking, tags, quality of the message; and what many come to."""

from collections.abc import Sequence

import polars as pl

from aexy.kernel.analyses.commit_messages import PARTS, TAGS, of_words, quality, quality_parts, tags_of
from aexy.kernel.analyses.commit_types import TYPES, prefixed, typed
from aexy.kernel.analyses.commit_weights import words_of
from aexy.kernel.facts import Schema

COMMITS: Schema = {
    "developer": pl.Int32(),
    "subject": pl.String(),
    "is_revert": pl.Boolean(),
    "kinds": pl.Int32(),
    "says_breaking": pl.Boolean(),
    "body_characters": pl.Int32(),
    "lines": pl.Int32(),
    "added": pl.Int32(),
}
"""One row per counted commit. `kinds` are the bits of `commit_paths.KINDS` it touches, 0 where no path is known.

`says_breaking` and `body_characters` are null where the message was read before anybody asked; `lines` (added and
removed by hand) and `added` (those of them that were added) where they cannot be known.
"""

TOP_TAGS = 5
_AT_ONCE = 250_000


def described(commits: pl.DataFrame) -> pl.DataFrame:
    """What each of `COMMITS` says, a row each in their order, beside its other columns.

    `type`, `probability` (null where unknown), `by_prefix`, `scope`, `is_breaking`, `tags` (bits of
    `commit_messages.TAGS`), `quality` (0 to 100) and its parts, a column each of `commit_messages.PARTS`.
    """
    parts = [_described(commits.slice(start, _AT_ONCE)) for start in range(0, max(len(commits), 1), _AT_ONCE)]
    return pl.concat(parts)


def _described(commits: pl.DataFrame) -> pl.DataFrame:
    read = prefixed(commits)
    words = words_of(read["text"])
    types = typed(read["prefix"], read["text"], words, commits, commits["is_revert"])
    is_marked = read["is_marked"] | commits["says_breaking"].fill_null(value=False)
    return (
        pl.concat([commits, types, of_words(words, len(commits))], how="horizontal")
        .with_columns(read["scope"], read["text"], tags_of(words, commits["kinds"]), is_marked.alias("is_breaking"))
        .with_columns(**quality_parts())
        .with_columns(quality=quality())
        .drop("words", "is_empty", "is_participle", "text")
    )


def summed(said: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """What commits (`described`) come to by these columns: `n`, counts of `TYPES` and `TAGS`, and so on.

    `quality` is the mean; `n_quality` of how many; `breaking`, `by_prefix`: how many; `unread`: of how many nobody
    knows whether a footer says that they break something.
    """
    return (
        said.lazy()
        .group_by(by)
        .agg(
            pl.len().cast(pl.Int64).alias("n"),
            *((pl.col("type") == type_).sum().cast(pl.Int64).alias(type_) for type_ in TYPES),
            *(
                (pl.col("tags") // (1 << bit) % 2 == 1).sum().cast(pl.Int64).alias(f"tag {tag}")
                for bit, tag in enumerate(TAGS)
            ),
            pl.col("quality").mean().alias("quality"),
            pl.col("quality").count().cast(pl.Int64).alias("n_quality"),
            *(pl.col(name).mean().alias(f"part {name}") for name in PARTS),
            pl.col("is_breaking").sum().cast(pl.Int64).alias("breaking"),
            pl.col("by_prefix").sum().cast(pl.Int64).alias("by_prefix"),
            pl.col("says_breaking").is_null().sum().cast(pl.Int64).alias("unread"),
        )
        .collect()
        .sort(by)
    )
