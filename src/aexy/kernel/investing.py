"""What work is spent on: each merged pull request in one category, by rule, else as suggested, and why.

Rules are looked at in order and the first that fits decides. A rule fits by any of what it names: a label, the kind of
an issue the pull request belongs to, the type its title begins with (`fix: …`), its branch, or the files it touches, of
which at least half have to lie there. Where none fits, the category whose words the title has most of is suggested, if
one is ahead of all others. A correction by hand wins over everything, and is laid on top by whoever asks.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import polars as pl

from aexy.kernel.delivery.globs import matching, paths_matching
from aexy.kernel.facts import Schema

# Merged pull requests; `kinds` are those of the issues they belong to.
CHANGES: Schema = {
    "pull": pl.Int64(),
    "title": pl.String(),
    "branch": pl.String(),
    "labels": pl.List(pl.String()),
    "kinds": pl.List(pl.String()),
}
# The files each touched, where they are known.
TOUCHES: Schema = {"pull": pl.Int64(), "path": pl.String()}

SORTED: Mapping[str, pl.DataType] = {
    "pull": pl.Int64(), "category": pl.String(), "how": pl.String(), "why": pl.String(),
}  # fmt: skip
"""What came of it: null category where nothing is known, `how` it came, and why in a few words."""

MOST_OF = 0.5
_TYPE = r"^\s*([A-Za-z]+)(?:\([^)]*\))?!?:"
_WORD = r"[\p{L}]{3,}"


class How(StrEnum):
    """By what a pull request is in its category."""

    RULE = "rule"
    SUGGESTION = "suggestion"
    CORRECTION = "correction"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Any one of these is enough; patterns are globs without regard to case."""

    category: str
    labels: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """Rules in order, and the words of each category that suggestions go by."""

    rules: Sequence[Rule]
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def wants_paths(self) -> bool:
        """Whether files have to be looked at."""
        return any(rule.paths for rule in self.rules)


def sort_out(changes: pl.DataFrame, touches: pl.DataFrame, book: Rulebook) -> pl.DataFrame:
    """SORTED of CHANGES and TOUCHES, in the order they came."""
    asked = changes.with_columns(
        pl.col("title").str.extract(_TYPE).str.to_lowercase().alias("type"),
        pl.col("title").str.to_lowercase().str.extract_all(_WORD).list.unique().alias("tokens"),
    )
    reasons = [_reason(rule, asked, touches).alias(f"rule {place}") for place, rule in enumerate(book.rules)]
    told = asked.with_columns(reasons)
    fits = [
        pl.when(pl.col(f"rule {place}").is_not_null()).then(
            pl.struct(pl.lit(rule.category).alias("category"), pl.col(f"rule {place}").alias("why"))
        )
        for place, rule in enumerate(book.rules)
    ]
    ruled = pl.coalesce(*fits, pl.lit(None, _FOUND)) if fits else pl.lit(None, _FOUND)
    found = told.with_columns(ruled.alias("ruled"), _suggested(book).alias("suggested"))
    how = (
        pl.when(pl.col("ruled").is_not_null())
        .then(pl.lit(How.RULE.value))
        .when(pl.col("suggested").is_not_null())
        .then(pl.lit(How.SUGGESTION.value))
        .otherwise(pl.lit(How.NONE.value))
    )
    best = pl.coalesce("ruled", "suggested")
    return found.select(
        "pull",
        best.struct.field("category").alias("category"),
        how.alias("how"),
        best.struct.field("why").alias("why"),
    ).cast(pl.Schema(SORTED))


_FOUND = pl.Struct({"category": pl.String(), "why": pl.String()})


def _reason(rule: Rule, changes: pl.DataFrame, touches: pl.DataFrame) -> pl.Series:
    """Why a rule fits each of these, null where it does not."""
    there = _touching(rule.paths, touches)
    label, kind, type_, branch = (
        _Looked(patterns) for patterns in (rule.labels, rule.kinds, rule.types, rule.branches)
    )
    columns = ("pull", "labels", "kinds", "type", "branch")
    found = [
        label.among("label", labels)
        or kind.among("issue", kinds)
        or type_.among("type", (of_title,))
        or branch.among("branch", (of_branch,))
        or there.get(pull)
        for pull, labels, kinds, of_title, of_branch in changes.select(columns).iter_rows()
    ]
    return pl.Series(found, dtype=pl.String)


@dataclass(slots=True)
class _Looked:
    """Patterns, and which texts were found to match them: the same few come again and again."""

    patterns: tuple[str, ...]
    known: dict[str, bool] = field(default_factory=dict)

    def among(self, what: str, texts: Iterable[str | None] | None) -> str | None:
        """The first of these that matches, and what it is."""
        if self.patterns:
            for text in texts or ():
                if text is not None and self._matches(text):
                    return f"{what} {text}"
        return None

    def _matches(self, text: str) -> bool:
        if text not in self.known:
            self.known[text] = matching(self.patterns, text) is not None
        return self.known[text]


def _touching(patterns: tuple[str, ...], touches: pl.DataFrame) -> Mapping[int, str]:
    """Which pull requests have at least half of their files there, and why that is said."""
    if not patterns or not touches.height:
        return {}
    paths = touches.select(pl.col("path").unique()).with_row_index("key")
    inside = paths_matching(patterns, paths.select("key", "path").iter_rows())
    is_inside = pl.col("path").is_in(paths.filter(pl.col("key").is_in(inside))["path"].implode())
    shares = touches.group_by("pull").agg(is_inside.mean().alias("share"))
    most = shares.filter(pl.col("share") >= MOST_OF)
    return {pull: f"{100 * share:.0f} % of its files" for pull, share in most.iter_rows()}


def _suggested(book: Rulebook) -> pl.Expr:
    """The category with most of the title's words, if it is ahead of all others."""
    if not book.words:
        return pl.lit(None, _FOUND)
    hits = {name: pl.col("tokens").list.set_intersection(list(words)) for name, words in book.words.items()}
    counts = {name: hit.list.len() for name, hit in hits.items()}
    suggested = pl.lit(None, _FOUND)
    for name, count in counts.items():
        others = [other for each, other in counts.items() if each != name]
        ahead = (count > 0) if not others else (count > pl.max_horizontal(others)) & (count > 0)
        why = pl.concat_str(pl.lit("words: "), hits[name].list.sort().list.join(", "))
        found = pl.struct(pl.lit(name).alias("category"), why.alias("why"))
        suggested = pl.when(ahead).then(found).otherwise(suggested)
    return suggested
