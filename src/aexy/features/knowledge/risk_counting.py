"""What change risk rests on, read and counted for a whole workspace at once."""

from datetime import datetime, timedelta

import polars as pl

from aexy.kernel.analyses.renames import follow, renamed
from aexy.kernel.analyses.risk import parts_of
from aexy.kernel.analyses.suspects import FIXES, suspects
from aexy.store.analysis_facts import pull_risks as facts
from aexy.store.analysis_facts.fixes import read_fixes
from aexy.store.analysis_facts.line_lives import read_commits, read_removed_by
from aexy.store.facts import read_people
from aexy.store.session import Session

REMEMBERED = timedelta(days=730)
"""Merged pull requests of before are not looked at."""

MOST_CHANGES = 3
"""A failed deployment of more changes says nothing of any one of them."""


def count_risks(opened: Session, now: datetime) -> pl.DataFrame:
    """Open pull requests and those merged in two years, no bots': what they are, their parts, and `regretted`."""
    since = now - REMEMBERED
    people = read_people(opened).with_columns(pl.col("identity").cast(pl.Int32))
    bots = people.filter(kind="bot")["identity"]
    pulls = facts.read_pulls(opened, since).filter(~pl.col("identity").is_in(bots.implode()).fill_null(value=False))
    pulls = _named(pulls, people, "author")
    complexity = facts.read_totals(opened)
    now_called = follow(facts.read_all_renames(opened), complexity["path"])
    files = renamed(facts.read_pull_files(opened, since), now_called).unique()
    files = files.join(facts.read_kinds(opened), on="path").join(pulls.select("pull"), on="pull", how="semi")
    touched = renamed(facts.read_touches(opened), now_called).join(files.select("path").unique(), on="path", how="semi")
    fixes = _fixes(opened, pulls["repository"].unique().sort().to_list())
    touched = _named(touched, people, "author").with_columns(is_fix=pl.col("commit").is_in(fixes["fix"].implode()))
    reviewers = _named(facts.read_reviewers(opened), people, "reviewer").drop_nulls("reviewer")
    parts = parts_of(
        pulls.select("pull", "author", "opened", "added", "removed"),
        files,
        touched.select("path", "author", "at", "is_fix"),
        reviewers.select("pull", "reviewer").unique(),
        complexity,
    )
    regretted = _regretted(opened, fixes)
    return pulls.drop("added", "removed").join(parts, on="pull").with_columns(
        regretted=pl.col("pull").is_in(regretted.implode())
    )  # fmt: skip


def _named(frame: pl.DataFrame, people: pl.DataFrame, column: str) -> pl.DataFrame:
    """The same rows with who it was, null where nobody is known."""
    who = people.select("identity", pl.col("developer").cast(pl.Int32).alias(column))
    return frame.with_columns(pl.col("identity").cast(pl.Int32)).join(who, on="identity", how="left")


def _fixes(opened: Session, repositories: list[int]) -> pl.DataFrame:
    found = [read_fixes(opened, key).rename({"commit": "fix"}) for key in repositories]
    return pl.concat(found) if found else pl.DataFrame(schema={**FIXES, "known_by": pl.String()})


def _regretted(opened: Session, fixes: pl.DataFrame) -> pl.Series:
    """Pull requests that were taken back, went live with a failure of few changes, or that a fix points to."""
    removed = read_removed_by(opened, fixes["fix"].to_list())
    origins = read_commits(opened, removed["origin"].drop_nulls().unique().to_list()).rename({"commit": "origin"})
    pointed = suspects(fixes, removed, origins).pairs.select(commit="origin")
    by_fix = facts.read_links(opened).join(pointed, on="commit", how="semi").select("pull")
    all_of = [facts.read_taken_back(opened), facts.read_failed(opened, MOST_CHANGES), by_fix]
    return pl.concat([one.select(pl.col("pull").cast(pl.Int64)) for one in all_of])["pull"].unique()
