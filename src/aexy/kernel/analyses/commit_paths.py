"""What kind of file a path is, as far as it says what kind of change touched it: tests, documentation, CI, manifests.

Finer than the class of a path (source, test, lock …), which says whose lines count. The patterns are written so that
Polars and PostgreSQL read them alike; they are matched with the path in lower case, and the first kind wins.
"""

from typing import NamedTuple

import polars as pl


class PathKind(NamedTuple):
    """One kind: its bit in a commit's `kinds`, what it is called, and its paths, by their class or a pattern."""

    bit: int
    name: str
    classes: tuple[str, ...]
    pattern: str | None


_BEGIN = r"(^|/)"
KINDS = (
    PathKind(1, "lock files", ("lock",), None),
    PathKind(2, "generated and vendored files", ("generated", "vendored"), None),
    PathKind(
        4,
        "CI",
        (),
        r"^\.github/(workflows|actions)/|^\.circleci/|^\.gitlab-ci|^\.gitlab/ci/|^\.buildkite/|^\.travis|^ci/"
        rf"|^\.drone\.|^\.woodpecker|^azure-pipelines|^bitbucket-pipelines|{_BEGIN}appveyor|{_BEGIN}jenkinsfile",
    ),
    PathKind(
        8,
        "change logs",
        (),
        rf"{_BEGIN}(changelog|changes|history|release[-_]?notes|news)(\.[a-z]+)?$|^\.changes?(et)?s?/",
    ),
    PathKind(
        16,
        "manifests",
        (),
        rf"{_BEGIN}(package\.json|pyproject\.toml|setup\.(py|cfg)|requirements[^/]*\.(txt|in)|cargo\.toml|go\.mod|pom\.xml"
        r"|build\.gradle(\.kts)?|gemfile|composer\.json|mix\.exs|pubspec\.yaml|deps|lerna\.json|[^/]+\.(csproj|gemspec))$",
    ),
    PathKind(
        32,
        "tests",
        ("test",),
        rf"{_BEGIN}(tests?|__tests__|specs?|spec-main|e2e|testdata|fixtures|__snapshots__|cypress)/|[._-](tests?|specs?|e2e)\.[a-z]+$"
        rf"|{_BEGIN}test_[^/]+$",
    ),
    PathKind(
        64,
        "documentation",
        ("documentation",),
        rf"\.(md|mdx|rst|adoc|textile)$|^(docs?|website|www)/|{_BEGIN}(licen[cs]e|authors|contributors|codeowners|readme)[^/]*$",
    ),
    PathKind(
        128,
        "build files",
        (),
        rf"{_BEGIN}(makefile|gnumakefile|cmakelists\.txt|dockerfile[^/]*|docker-compose[^/]*|rakefile|gulpfile[^/]*|gruntfile[^/]*"
        r"|build\.(bazel|gn)|workspace(\.bazel)?|tsconfig[^/]*\.json|(webpack|rollup|vite|vitest|babel|jest|karma|rspack|esbuild"
        rf"|metro|turbo)[^/]*\.(config|conf)?[^/]*\.(js|cjs|mjs|ts|json))$|\.(gni|gn|bzl|cmake|mk)$|{_BEGIN}\.?goreleaser[^/]*$"
        r"|^(build|script|scripts|tools?)/",
    ),
    PathKind(
        256,
        "tool settings",
        (),
        rf"{_BEGIN}(\.[^/]+|renovate\.json5?|lint[^/]*\.json|biome\.json|deny\.toml|cliff\.toml)$|^\.(github|vscode|husky|idea)/",
    ),
    PathKind(512, "style sheets", (), r"\.(css|scss|sass|less|styl)$"),
)
"""In the order in which they are tried; what is none of them is `SOURCE`."""
SOURCE = 1024
NAMES = {kind.bit: kind.name for kind in KINDS} | {SOURCE: "source"}


def kind_of() -> pl.Expr:
    """The bit of each row's `path` of the class `class`."""
    lower = pl.col("path").str.to_lowercase()
    found = pl.lit(SOURCE, pl.Int32)
    for kind in reversed(KINDS):
        matches = pl.col("class").is_in(kind.classes)
        if kind.pattern is not None:
            matches |= lower.str.contains(kind.pattern)
        found = pl.when(matches).then(pl.lit(kind.bit, pl.Int32)).otherwise(found)
    return found


def named(kinds: int) -> list[str]:
    """What the bits of a commit are called."""
    return [name for bit, name in NAMES.items() if kinds & bit]


LOCK, WRITTEN, CI, CHANGES, MANIFESTS, TESTS, DOCUMENTATION, BUILD, TOOLS, STYLES = (kind.bit for kind in KINDS)
_ONLY = (
    ("only manifests", LOCK | MANIFESTS | CHANGES | WRITTEN),
    ("only documentation", DOCUMENTATION | CHANGES),
    ("only tests", TESTS | WRITTEN),
    ("only CI", CI),
    ("only build files", BUILD | MANIFESTS | LOCK),
    ("only tool settings", TOOLS | MANIFESTS | LOCK | BUILD | CI | CHANGES),
    ("only style sheets", STYLES),
)


def said(kinds: int) -> tuple[str, ...]:
    """What the kinds a commit touches say about it: the first of the `only`s that is true, what holds beside, each."""
    if not kinds:
        return ("no files",)
    only = next((name for name, allowed in _ONLY if not kinds & ~allowed), None)
    holds = (
        (only or "", only is not None),
        ("source", kinds & SOURCE),
        ("source and tests", kinds & SOURCE and kinds & TESTS),
        ("source and documentation", kinds & SOURCE and kinds & DOCUMENTATION),
        ("no source", not kinds & SOURCE),
        ("CI", kinds & CI),
        ("manifests or lock files", kinds & (MANIFESTS | LOCK)),
    )
    each = (name for bit, name in NAMES.items() if kinds & bit and bit not in {SOURCE, CI})
    return (*(name for name, is_so in holds if is_so), *each)


def context(kinds: int) -> str:
    """The one of `CONTEXTS` that tells most about the paths a commit touches, beside the word that begins its line."""
    return next((name for name in said(kinds) if name in CONTEXTS), "")


CONTEXTS = ("", *(name for name, _ in _ONLY), "source and tests", "no source")
