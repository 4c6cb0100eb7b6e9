"""What kind of change a commit is, as far as its first line and the paths it touches say.

A conventional prefix decides (`fix(api): …`: probability 1), and so does being a revert. Else each word of a declared
list, what the touched paths are and what the line looks like add to or take from the score of every type
(`commit_words.py`); a softmax makes probabilities of the scores. Words are matched as words: "Fix address parsing" has
no "add" in it. Where nothing speaks, or nothing loud enough, the type is `unknown`.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from aexy.kernel.analyses.commit_paths import SOURCE, TESTS, said
from aexy.kernel.analyses.commit_weights import (
    GUESSED,
    Scores,
    lexicon,
    path_signs,
    prior,
    shape_signs,
    words_of,
)

UNKNOWN = "unknown"
TYPES = (*GUESSED, "revert", UNKNOWN)
TYPE = pl.Enum(TYPES)
ALIASES = {
    "feature": "feat", "features": "feat", "bug": "fix", "bugfix": "fix", "hotfix": "fix", "fixes": "fix",
    "fixed": "fix", "doc": "docs", "documentation": "docs", "tests": "test", "testing": "test", "refact": "refactor",
    "performance": "perf", "styles": "style", "chores": "chore", "deps": "build", "dep": "build",
}  # fmt: skip
"""What some write for one of the types."""
SURE_ENOUGH = 0.25
"""The least probability a guess needs; bench/commits.py prints how often guesses are right."""

_PREFIX = r"^\s*(?:(?:fixup|squash|amend)! *)*([A-Za-z]+)(?:\(([^()]*)\))?(!)?:\s*(.*)$"
_PREFIXES = {name: name for name in (*GUESSED, "revert")} | ALIASES
_VERSION = r"[0-9]+\.[0-9]+"
_SHORT = 20
# Most commits touch source, so that alone says nothing.
_SILENT = SOURCE | TESTS
_EVERY_KIND = SOURCE << 1


class Reason(NamedTuple):
    """What spoke for or against a type, and how much it added to its score."""

    sign: str
    weight: float


def prefixed(commits: pl.DataFrame) -> pl.DataFrame:
    """What stands before the colon of a `subject`: `prefix` (a type), `scope`, `is_marked` (by !); the rest is `text`.

    A word before a colon that is no type is no prefix ("net/http: …", "Payments: …").
    """
    parts = pl.col("subject").str.extract_groups(_PREFIX).struct
    named = parts.field("1").str.to_lowercase().replace_strict(_PREFIXES, default=None, return_dtype=pl.String)
    is_named, scope = named.is_not_null(), parts.field("2").str.strip_chars()
    return commits.select(
        prefix=named,
        scope=pl.when(is_named & (scope != "")).then(scope),
        is_marked=is_named & parts.field("3").is_not_null(),
        text=pl.when(is_named).then(parts.field("4")).otherwise("subject"),
    )


def typed(
    prefix: pl.Series, text: pl.Series, words: pl.DataFrame, kinds: pl.Series, is_revert: pl.Series
) -> pl.DataFrame:
    """`type` (`TYPE`), `probability` (null where unknown) and `by_prefix` of commits, all given in one order.

    `words` are those of `text`; `kinds` the bits of `commit_paths.KINDS` a commit touches, 0 where no path is known.
    """
    scores, speaks = _scores(text, words, kinds)
    best = scores.argmax(axis=1) if len(scores) else np.zeros(0, np.int64)
    probability = 1 / np.exp(scores - scores.max(axis=1, keepdims=True, initial=-np.inf)).sum(axis=1)
    is_known = speaks & (probability >= SURE_ENOUGH)
    guessed = pl.DataFrame({
        "prefix": prefix,
        "is_revert": is_revert,
        "guess": pl.Series(np.where(is_known, best, TYPES.index(UNKNOWN)), dtype=pl.UInt32),
        "probability": probability,
        "is_known": is_known,
    })  # fmt: skip
    names = dict(enumerate(TYPES))
    decided = pl.when(pl.col("prefix").is_not_null()).then("prefix").when("is_revert").then(pl.lit("revert"))
    is_decided = pl.col("prefix").is_not_null() | pl.col("is_revert")
    return guessed.select(
        type=decided.otherwise(pl.col("guess").replace_strict(names, return_dtype=pl.String)).cast(TYPE),
        probability=pl.when(is_decided).then(1.0).when("is_known").then("probability"),
        by_prefix=pl.col("prefix").is_not_null(),
    )


def reasons(text: str, kinds: int, type_: str) -> list[Reason]:
    """What spoke for and against a guessed type, loudest first; what says nothing about it is left out."""
    if type_ not in GUESSED:
        return []
    column, known = GUESSED.index(type_), lexicon()
    found = words_of(pl.Series([text])).unique("word", keep="first", maintain_order=True).join(known.forms, on="word")
    of_words = [
        Reason(word, known.anywhere[sign, column] + (known.first[sign, column] if is_first else 0))
        for word, is_first, sign in found.sort("is_first", descending=True)
        .unique("sign", keep="first")
        .select("word", "is_first", "sign")
        .iter_rows()
    ]
    shapes = pl.DataFrame({"text": [text]}).select(**_shapes()).row(0, named=True)
    of_shape = [Reason(name, weights[column]) for name, weights in shape_signs().items() if shapes[name]]
    of_paths = [Reason(name, path_signs()[name][column]) for name in said(kinds) if name in path_signs()]
    return sorted((one for one in of_words + of_paths + of_shape if one.weight), key=lambda one: -abs(one.weight))


def _shapes() -> dict[str, pl.Expr]:
    """What a line's `text` looks like, by the names of `commit_words.SHAPES`."""
    text = pl.col("text")
    return {
        "code in backticks": text.str.contains("`", literal=True),
        "fewer than 20 characters": text.str.len_chars() < _SHORT,
        "a version": text.str.contains(_VERSION),
    }


def _scores(text: pl.Series, words: pl.DataFrame, kinds: pl.Series) -> tuple[Scores, NDArray[np.bool_]]:
    """The score of every type of each commit, and whether anything speaks: a word, or paths out of the usual."""
    known = lexicon()
    bits = kinds.to_numpy()
    scores = prior() + _of_kinds()[bits]
    shapes = pl.DataFrame({"text": text}).select(**_shapes())
    for name, weights in shape_signs().items():
        scores[shapes[name].to_numpy()] += weights
    speaking = words.lazy().join(known.forms.lazy(), on="word")
    once = speaking.group_by("row", "sign").agg(pl.col("is_first").any()).collect()
    rows, signs = once["row"].to_numpy(), once["sign"].to_numpy()
    added = known.anywhere[signs] + known.first[signs] * once["is_first"].to_numpy()[:, None]
    for column in range(len(GUESSED)):
        scores[:, column] += np.bincount(rows, added[:, column], minlength=len(scores))
    speaks = (bits & ~_SILENT) != 0
    speaks[rows] = True
    return scores, speaks


@cache
def _of_kinds() -> Scores:
    """What every combination of kinds adds."""
    signs, nothing = path_signs(), np.zeros(len(GUESSED))
    return np.array([sum((signs.get(name, nothing) for name in said(kinds)), nothing) for kinds in range(_EVERY_KIND)])
