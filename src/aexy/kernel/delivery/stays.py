"""In which stage each pull request was from when until when, as it follows from what happened to it.

One table answers for now and for any past instant: what is open at an instant are the stays that hold it, since when it
waits there is where the stay begins, and the stages of one instant add up to what was open then.

- It is open from its opening to its closing or merge, but for the times between a closing and the reopening after it.
- It is a draft, and again, as the events of becoming one and ready say; what it is now, its row says, whatever the
  last event was. Where there are no events: until it became ready, where that is known.
- Of each reviewer the latest verdict counts. It is approved while somebody else than the author approves and nobody
  objects. It is in review once somebody else has reviewed it or remarked on its lines.
- A review that was dismissed afterwards is a response and no verdict, also before that: what it said is not kept.
"""

from enum import StrEnum

import polars as pl

from aexy.kernel.facts import STATE, UTC_INSTANT, Schema


class PullStage(StrEnum):
    """What an open pull request waits for: its author, a first review, the rest of the review, or the merge."""

    DRAFT = "draft"
    WAITING = "waiting_for_first_review"
    REVIEW = "in_review"
    APPROVED = "approved"


STAGE = pl.Enum([stage.value for stage in PullStage])
CHANGE = pl.Enum(["ready", "converted_to_draft", "closed", "reopened"])

# One row per pull request. `ended` is its merge, else its closing; null while it is open. `author` is null where
# nobody is known; `is_draft` is what it is now, or was at its end.
ALIVE: Schema = {
    "pull": pl.Int64(),
    "repository": pl.Int32(),
    "author": pl.Int32(),
    "opened": UTC_INSTANT,
    "ready": UTC_INSTANT,
    "merged": UTC_INSTANT,
    "ended": UTC_INSTANT,
    "is_draft": pl.Boolean(),
}
CHANGES: Schema = {"pull": pl.Int64(), "at": UTC_INSTANT, "kind": CHANGE}
# Reviews and remarks on lines, by persons. `state` is null for a remark.
RESPONSES: Schema = {"pull": pl.Int64(), "who": pl.Int32(), "at": UTC_INSTANT, "state": STATE}
STAYS: Schema = {"pull": pl.Int64(), "stage": STAGE, "since": UTC_INSTANT, "until": UTC_INSTANT}

_STEPS = ("open", "draft", "heard", "yes", "no")


def stays(pulls: pl.DataFrame, changes: pl.DataFrame, responses: pl.DataFrame) -> pl.DataFrame:
    """The table STAYS of these pull requests (ALIVE, CHANGES, RESPONSES); `until` is null for what still lasts."""
    ours = responses.join(pulls.select("pull", "author"), on="pull").filter(
        pl.col("author").is_null() | (pl.col("who") != pl.col("author"))
    )
    steps = pl.concat([*_open(pulls, changes), *_draft(pulls, changes), _heard(ours), _verdicts(ours)])
    state = (
        steps.group_by("pull", "at")
        .agg(pl.col(_STEPS).sum())
        .sort("pull", "at")
        .with_columns(_summed(name) for name in _STEPS)
        .select("pull", "at", stage=_stage())
    )
    turns = state.filter(pl.col("stage").ne_missing(pl.col("stage").shift()) | _is_first())
    is_followed = pl.col("pull") == pl.col("pull").shift(-1)
    found = turns.select("pull", "stage", since="at", until=pl.when(is_followed).then(pl.col("at").shift(-1)))
    return in_columns_of(found.drop_nulls("stage"), STAYS)


def in_columns_of(rows: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    """The rows with exactly the columns of a schema."""
    return rows.select(pl.col(name).cast(dtype) for name, dtype in schema.items())


def at_instant(table: pl.DataFrame, instant: pl.Expr) -> pl.DataFrame:
    """The stays that hold an instant: what was open then."""
    return table.filter((pl.col("since") <= instant) & (pl.col("until").is_null() | (pl.col("until") > instant)))


def standing_verdicts(pulls: pl.DataFrame, responses: pl.DataFrame, instant: pl.Expr) -> pl.DataFrame:
    """Of each pull request and reviewer the verdict that held at an instant: `pull`, `who`, `at`, `state`."""
    ours = responses.join(pulls.select("pull", "author"), on="pull").filter(
        pl.col("author").is_null() | (pl.col("who") != pl.col("author"))
    )
    return (
        ours.filter(_is_verdict() & (pl.col("at") <= instant))
        .sort("at", maintain_order=True)
        .group_by("pull", "who", maintain_order=True)
        .agg(pl.col("at").last(), pl.col("state").last())
    )


# Rows lie sorted by what they belong to, so the one before is a shift away: windows over many small groups take longer
# than all the rest.
def _is_first(*also: str) -> pl.Expr:
    return pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift()) for name in ("pull", *also))


def previous(column: str, *also: str) -> pl.Expr:
    """The value of the row before, of the same pull request; null of the first."""
    return pl.when(~_is_first(*also)).then(pl.col(column).shift())


def _summed(column: str) -> pl.Expr:
    """The running sum of each pull request."""
    so_far = pl.col(column).cum_sum()
    return (so_far - pl.when(_is_first()).then(so_far - pl.col(column)).forward_fill()).alias(column)


def _is_verdict() -> pl.Expr:
    return pl.col("state").is_in(["approved", "changes_requested", "dismissed"])


def _stage() -> pl.Expr:
    return (
        pl.when(pl.col("open") <= 0)
        .then(None)
        .when(pl.col("draft") > 0)
        .then(pl.lit(PullStage.DRAFT.value))
        .when((pl.col("yes") > 0) & (pl.col("no") == 0))
        .then(pl.lit(PullStage.APPROVED.value))
        .when(pl.col("heard") > 0)
        .then(pl.lit(PullStage.REVIEW.value))
        .otherwise(pl.lit(PullStage.WAITING.value))
    )


def _steps(rows: pl.DataFrame, at: str | pl.Expr, **changed: pl.Expr | int) -> pl.DataFrame:
    """Rows as changes of the state; what is not named stays as it is."""
    moves = {name: pl.lit(0) for name in _STEPS} | {
        n: pl.lit(v) if isinstance(v, int) else v for n, v in changed.items()
    }
    when = pl.col(at) if isinstance(at, str) else at
    return rows.select("pull", when.alias("at"), **{name: move.cast(pl.Int32) for name, move in moves.items()})


def _open(pulls: pl.DataFrame, changes: pl.DataFrame) -> list[pl.DataFrame]:
    """From the opening to the end; away between a closing and the reopening after it."""
    ends = changes.filter(pl.col("kind").is_in(["closed", "reopened"])).sort("pull", "at", "kind")
    pairs = ends.with_columns(before=previous("kind").cast(pl.String), gone=previous("at")).filter(
        (pl.col("kind") == "reopened") & (pl.col("before") == "closed")
    )
    gaps = pairs.join(pulls.select("pull", "opened", "ended"), on="pull").filter(
        (pl.col("gone") >= pl.col("opened")) & (pl.col("ended").is_null() | (pl.col("at") <= pl.col("ended")))
    )
    return [
        _steps(pulls, "opened", open=1),
        _steps(pulls.drop_nulls("ended"), pl.max_horizontal("ended", "opened"), open=-1),
        _steps(gaps, "gone", open=-1),
        _steps(gaps, "at", open=1),
    ]


def _draft(pulls: pl.DataFrame, changes: pl.DataFrame) -> list[pl.DataFrame]:
    """Whether it was a draft: as its events say, in the end as its row does."""
    told = (
        changes.filter(pl.col("kind").is_in(["ready", "converted_to_draft"]))
        .sort("pull", "at", "kind")
        .join(pulls.select("pull", "is_draft"), on="pull")
    )
    is_last = pl.col("pull").ne_missing(pl.col("pull").shift(-1))
    told = told.with_columns(
        before=(pl.col("kind") == "ready"),
        after=pl.when(is_last).then(pl.col("is_draft")).otherwise(pl.col("kind") == "converted_to_draft"),
    )
    was = previous("after").fill_null(pl.col("before"))
    turned = told.with_columns(turn=pl.col("after").cast(pl.Int32) - was.cast(pl.Int32))
    silent = pulls.join(told.select("pull").unique(), on="pull", how="anti")
    became_ready = ~pl.col("is_draft") & (pl.col("ready") > pl.col("opened")).fill_null(value=False)
    begun = told.filter(_is_first()).filter("before").join(pulls.select("pull", "opened"), on="pull")
    return [
        _steps(begun, pl.min_horizontal("opened", "at"), draft=1),
        _steps(turned, "at", draft=pl.col("turn")),
        _steps(silent.filter(pl.col("is_draft") | became_ready), "opened", draft=1),
        _steps(silent.filter(became_ready), "ready", draft=-1),
    ]


def _heard(responses: pl.DataFrame) -> pl.DataFrame:
    return _steps(responses, "at", heard=1)


def _verdicts(responses: pl.DataFrame) -> pl.DataFrame:
    """What each verdict changes of how many approve and how many object."""
    said = responses.filter(_is_verdict()).sort("pull", "who", "at", maintain_order=True)
    before = previous("state", "who").cast(pl.String).fill_null("")

    def turn(word: str) -> pl.Expr:
        return (pl.col("state") == word).cast(pl.Int32) - (before == word).cast(pl.Int32)

    turned = said.with_columns(yes=turn("approved"), no=turn("changes_requested"))
    return _steps(turned, "at", yes=pl.col("yes"), no=pl.col("no"))


__all__ = [
    "ALIVE",
    "CHANGE",
    "CHANGES",
    "RESPONSES",
    "STAGE",
    "STAYS",
    "PullStage",
    "at_instant",
    "in_columns_of",
    "previous",
    "standing_verdicts",
    "stays",
]
