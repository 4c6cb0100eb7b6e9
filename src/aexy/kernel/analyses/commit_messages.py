"""What a commit is about, in tags of a declared list, and how good its message is, in four parts that add up to 100.

    length      25 for 10 to 72 characters of the first line without its prefix and reference, 10 for 73 to 100, else 0
    substance   30 for three words or more, 10 for two; 0 for less, or for "wip", "update", "fix bug" alone
    why         25 for a body of 40 characters or more, or where the change is small (20 lines) and explains itself; 10
                for a shorter body; 0 without one
    form        20, less 10 for a full stop at the end, and less 10 for what is to be folded away (fixup!, squash!) or
                does not say what it does: "Added …", "Fixing …"

A part that cannot be known (the body of a message that was read before bodies were) is left out, and the rest is put
to 100. Of a revert only the body is looked at: git writes the first line.
"""

import numpy as np
import polars as pl

from aexy.kernel.analyses.commit_paths import CI, LOCK, MANIFESTS, STYLES, TESTS
from aexy.kernel.analyses.commit_weights import forms_of

TAGS: dict[str, tuple[str, ...]] = {
    "security": ("security", "vulnerability", "cve", "xss", "csrf", "injection", "sanitize", "secret"),
    "authentication": ("auth", "authentication", "authorization", "login", "oauth", "sso", "permission", "passkey"),
    "api": ("api", "endpoint", "graphql", "rest", "grpc", "openapi", "webhook"),
    "database": ("database", "sql", "postgres", "mysql", "sqlite", "query"),
    "migration": ("migration", "migrate"),
    "i18n": ("i18n", "l10n", "translation", "translate", "locale", "localization"),
    "accessibility": ("a11y", "accessibility", "aria"),
    "interface": ("ui", "ux", "css", "layout", "button", "dialog", "theme"),
    "dependency": ("dependency", "deps", "bump", "lockfile"),
    "tests": ("test", "spec", "coverage", "flaky"),
    "ci": ("ci", "workflow", "pipeline"),
    "observability": ("logging", "metrics", "tracing", "telemetry", "log"),
    "performance": ("performance", "perf", "latency", "cache", "speed"),
    "deployment": ("deploy", "deployment", "docker", "kubernetes", "helm", "terraform"),
    "configuration": ("config", "configuration", "setting", "flag"),
    "typo": ("typo", "spelling", "grammar"),
}
"""Each tag and the words that give it; the paths in `TAGS_OF_PATHS` do so as well."""
TAGS_OF_PATHS = {"dependency": LOCK | MANIFESTS, "tests": TESTS, "ci": CI, "interface": STYLES}

PARTS = {"length": 25, "substance": 30, "why": 25, "form": 20}
MOST = 100
EMPTY = (
    "wip", "update", "updates", "fix", "fixes", "fixed", "changes", "change", "misc", "minor", "stuff", "cleanup",
    "tmp", "temp", "test", "more", "oops", "bug", "bugs", "bugfix", "hotfix", "refactor", "review", "feedback",
    "commit", "save", "done", "a", "an", "the", "some", "small", "and", "code", "work", "in", "progress",
)  # fmt: skip
"""A first line made of these alone says nothing."""
_LONGEST, _TOO_LONG, _SHORTEST = 72, 100, 10
_BODY = 40
_SMALL = 20
_FEW_WORDS = 2
_HALF = 10
_REFERENCE = r"\s*\(?[#!]\d+\)?\s*$"
_FOLDED = r"(?i)^\s*(fixup!|squash!|amend!|wip\b)"
# Words that end like a past or a present participle and are none.
_NO_PARTICIPLE = (
    "embed", "feed", "need", "seed", "speed", "bring", "string", "ping", "ring", "spring", "shed", "red",
)  # fmt: skip


def tags_of(words: pl.DataFrame, kinds: pl.Series) -> pl.Series:
    """The tags of each commit as bits, in the order of `TAGS`: of its words, and of the paths it touches."""
    bits = kinds.to_numpy()
    found = np.zeros(len(bits), np.int32)
    for number, tag in enumerate(TAGS):
        if paths := TAGS_OF_PATHS.get(tag):
            found |= np.where(bits & paths, 1 << number, 0).astype(np.int32)
    spoken = words.lazy().select("row", "word").join(forms_of(TAGS).lazy(), on="word").select("row", "sign").collect()
    bits_of_tags = np.array([1 << number for number in range(len(TAGS))], np.int32)
    np.bitwise_or.at(found, spoken["row"].to_numpy(), bits_of_tags[spoken["sign"].to_numpy()])
    return pl.Series("tags", found, dtype=pl.Int32)


def named_tags(bits: int) -> list[str]:
    """The tags that bits stand for."""
    return [tag for number, tag in enumerate(TAGS) if bits >> number & 1]


def quality_parts() -> dict[str, pl.Expr]:
    """Each part of a message's quality; of `COMMITS`, the `text` of the first line, and what `of_words` gives."""
    length = pl.col("text").str.replace(_REFERENCE, "").str.len_chars()
    body = pl.col("body_characters")
    explains = (body >= _BODY) | (pl.col("lines") <= _SMALL)
    parts = {
        "length": pl.when(length.is_between(_SHORTEST, _LONGEST))
        .then(PARTS["length"])
        .when(length.is_between(_LONGEST + 1, _TOO_LONG))
        .then(_HALF)
        .otherwise(0),
        "substance": pl.when(pl.col("is_empty"))
        .then(0)
        .when(pl.col("words") > _FEW_WORDS)
        .then(PARTS["substance"])
        .when(pl.col("words") == _FEW_WORDS)
        .then(_HALF)
        .otherwise(0),
        "form": PARTS["form"]
        - _HALF * pl.col("text").str.contains(r"[^.]\.$").cast(pl.Int32)
        - _HALF * (pl.col("subject").str.contains(_FOLDED) | pl.col("is_participle")).cast(pl.Int32),
    }
    own = {name: pl.when(~pl.col("is_revert")).then(part) for name, part in parts.items()}
    why = pl.when(explains.fill_null(value=False)).then(PARTS["why"]).when(body > 0).then(_HALF)
    why = why.when((body == 0) & pl.col("lines").is_not_null()).then(0)
    return {**{name: part.cast(pl.Int32) for name, part in own.items()}, "why": why.cast(pl.Int32)}


def quality() -> pl.Expr:
    """0 to 100, of the parts that are known as columns of their names; null where none is."""
    known = pl.sum_horizontal(
        pl.when(pl.col(name).is_not_null()).then(most).otherwise(0) for name, most in PARTS.items()
    )
    reached = pl.sum_horizontal(pl.col(name).fill_null(0) for name in PARTS)
    return pl.when(known > 0).then((reached * MOST / known).round()).cast(pl.Int32)


def of_words(words: pl.DataFrame, rows: int) -> pl.DataFrame:
    """Of each line: how many `words`, whether it `is_empty` of meaning, and begins with what `is_participle`."""
    word = pl.col("word")
    ends = word.str.ends_with("ed") | word.str.ends_with("ing")
    counted = (
        words.lazy()
        .group_by("row")
        .agg(
            words=word.is_not_null().sum().cast(pl.Int32),
            is_empty=word.is_in(EMPTY).fill_null(value=True).all(),
            is_participle=(pl.col("is_first") & ends & ~word.is_in(_NO_PARTICIPLE)).any(),
        )
        .collect()
    )
    every = pl.DataFrame({"row": np.arange(rows, dtype=np.uint32)}).join(
        counted, on="row", how="left", maintain_order="left"
    )
    return every.select(
        pl.col("words").fill_null(0),
        pl.col("is_empty").fill_null(value=True),
        pl.col("is_participle").fill_null(value=False),
    )
