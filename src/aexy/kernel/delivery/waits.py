"""Who waits for whom over open pull requests at an instant, since when, and what for.

- *review*: the author waits for each person who was asked and has not reviewed since.
- *team_review*: the author waits for a team that was asked; which of its people will answer nobody knows.
- *changes*: whoever asked for changes waits for the author, until the author commits.
- *another_look*: then the author waits for whoever asked for changes.
- *anybody*: nobody in particular is asked, nobody objects and nobody has approved.
- *merge*: it is approved and waits for the author, or for whoever merges here.

A draft waits for nobody but its author and is not here. Of one who was asked again after asking for changes only the
request counts. Whatever is open and no draft is here at least once.
"""

import polars as pl

from aexy.kernel.delivery.stays import PullStage, at_instant, in_columns_of, previous, standing_verdicts
from aexy.kernel.facts import UTC_INSTANT, Schema

WAIT = pl.Enum(["review", "team_review", "changes", "another_look", "anybody", "merge"])
# Who was asked; `reviewer` is null where a team was.
ASKED: Schema = {
    "pull": pl.Int64(),
    "reviewer": pl.Int32(),
    "team": pl.String(),
    "at": UTC_INSTANT,
    "withdrawn": UTC_INSTANT,
}
# `waiter` and `awaited` are null where it is nobody in particular.
WAITS: Schema = {
    "pull": pl.Int64(),
    "kind": WAIT,
    "waiter": pl.Int32(),
    "awaited": pl.Int32(),
    "team": pl.String(),
    "since": UTC_INSTANT,
}


def waits(
    pulls: pl.DataFrame,
    stays: pl.DataFrame,
    responses: pl.DataFrame,
    asked: pl.DataFrame,
    commits: pl.DataFrame,
    instant: pl.Expr,
) -> pl.DataFrame:
    """The table WAITS at an instant, from ALIVE, STAYS, RESPONSES, ASKED and COMMITTED."""
    now = at_instant(stays, instant).filter(pl.col("stage") != PullStage.DRAFT.value)
    here = now.join(pulls.select("pull", "author"), on="pull").join(_begun(stays), on=["pull", "since"])
    pending = _pending(here, responses, asked, instant)
    objections = _objections(here, responses, pending, commits, instant)
    is_approved = pl.col("stage") == PullStage.APPROVED.value
    merging = here.filter(is_approved).select(
        "pull", kind=pl.lit("merge"), waiter=None, awaited="author", team=None, since="since"
    )
    spoken_for = pl.concat([pending.select("pull"), objections.select("pull")])
    rest = here.filter(~is_approved).join(spoken_for, on="pull", how="anti")
    anybody = rest.select("pull", kind=pl.lit("anybody"), waiter="author", awaited=None, team=None, since="since")
    return pl.concat(in_columns_of(one, WAITS) for one in (pending, objections, merging, anybody)).sort("since", "pull")


def _begun(stays: pl.DataFrame) -> pl.DataFrame:
    """Of each stay that is no draft since when it has been none without a break: nobody could be waited for before."""
    ready = stays.filter(pl.col("stage") != PullStage.DRAFT.value).sort("pull", "since")
    breaks = pl.col("since").ne_missing(previous("until"))
    begun = pl.when(breaks).then("since").forward_fill()
    return ready.select("pull", "since", begun=begun)


def _pending(here: pl.DataFrame, responses: pl.DataFrame, asked: pl.DataFrame, instant: pl.Expr) -> pl.DataFrame:
    """Requests nobody has answered: the earliest of each person or team."""
    open_ = asked.filter(
        (pl.col("at") <= instant) & (pl.col("withdrawn").is_null() | (pl.col("withdrawn") > instant))
    ).join(here.select("pull", "author", "begun"), on="pull")
    given = (
        responses.filter(pl.col("state").is_not_null() & (pl.col("at") <= instant))
        .group_by("pull", reviewer="who")
        .agg(answered=pl.col("at").max())
    )
    of_people = (
        open_.drop_nulls("reviewer")
        .filter(pl.col("author").is_null() | (pl.col("reviewer") != pl.col("author")))
        .join(given, on=["pull", "reviewer"], how="left")
        .filter(pl.col("answered").is_null() | (pl.col("answered") < pl.col("at")))
    )
    anyone = given.group_by("pull").agg(answered=pl.col("answered").max())
    of_teams = (
        open_.filter(pl.col("reviewer").is_null())
        .join(anyone, on="pull", how="left")
        .filter(pl.col("answered").is_null() | (pl.col("answered") < pl.col("at")))
    )
    return pl.concat(
        one.group_by("pull", "author", "reviewer", "team", "begun").agg(pl.col("at").min()).select(
            "pull", kind=pl.lit(kind), waiter="author", awaited="reviewer", team="team",
            since=pl.max_horizontal("at", "begun"),
        )
        for one, kind in ((of_people.with_columns(team=pl.lit(None, pl.String)), "review"), (of_teams, "team_review"))
    )  # fmt: skip


def _objections(
    here: pl.DataFrame, responses: pl.DataFrame, pending: pl.DataFrame, commits: pl.DataFrame, instant: pl.Expr
) -> pl.DataFrame:
    """Who asked for changes and was not asked again: they wait for commits, then the author for them."""
    held = standing_verdicts(here, responses, instant).filter(pl.col("state") == "changes_requested")
    held = held.join(pending.select("pull", who="awaited"), on=["pull", "who"], how="anti", nulls_equal=False)
    held = held.join(here.select("pull", "author", "begun"), on="pull")
    made = commits.filter(pl.col("at") <= instant).join(here.select("pull", "author"), on="pull")
    own = made.filter(pl.col("who").is_null() | pl.col("author").is_null() | (pl.col("who") == pl.col("author")))
    latest = own.group_by("pull").agg(committed=pl.col("at").max())
    held = held.join(latest, on="pull", how="left").with_columns(
        has_moved=(pl.col("committed") > pl.col("at")).fill_null(value=False)
    )
    moved = pl.col("has_moved")
    return held.select(
        "pull",
        kind=pl.when(moved).then(pl.lit("another_look")).otherwise(pl.lit("changes")),
        waiter=pl.when(moved).then("author").otherwise("who"),
        awaited=pl.when(moved).then("who").otherwise("author"),
        team=None,
        since=pl.max_horizontal("begun", pl.when(moved).then("committed").otherwise("at")),
    )


__all__ = ["ASKED", "WAIT", "WAITS", "waits"]
