"""How work in hand lies on people: open pull requests, reviews that are waited for, issues; each part by itself."""

from collections.abc import Mapping
from datetime import timedelta

import polars as pl

from aexy.context import Context
from aexy.features.analytics import rows
from aexy.features.analytics.far_above import HOW, sentence, stands_out
from aexy.features.analytics.groups import find_group, kept_frame, person_of, seen
from aexy.features.analytics.schemas import Load, WorkloadPart, WorkloadRow, WorkloadTable, WorkloadWish
from aexy.features.insights.looking import View
from aexy.features.routing import Viewer
from aexy.features.schedules.leave import capacity
from aexy.kernel.analyses.workload import PARTS, highest_usual, relative_workload, reviews_waiting
from aexy.kernel.metric import Audience
from aexy.kernel.periods import Period
from aexy.store.analysis_facts.meetings import reviews_within
from aexy.store.session import Session

CAUTION = "Counts of what is known here, not of effort: parts do not add up, and no part is a person's worth."
_WORDS = {
    "open_pull_requests": ("Open pull requests", "Pull requests of theirs that are neither merged nor closed."),
    "waiting_review_requests": (
        "Reviews waited for",
        "Open pull requests, no drafts, that they were asked to review and have not since.",
    ),
    "review_given_count": ("Reviews given", "Reviews of others' pull requests submitted in the window."),
    "open_issues": ("Open issues", "Issues assigned to them that are to do or in progress."),
    "open_points": ("Open points", "Story points of those issues, where they have any."),
    "issues_in_progress": ("In progress", "Issues assigned to them that somebody is said to work on."),
}
AHEAD = timedelta(weeks=2)


async def workload(context: Context, viewer: Viewer, wish: WorkloadWish) -> WorkloadTable:
    """Work in hand of those of a group whom whoever asks may see, beside the median and the whole of these."""
    group = await find_group(context, viewer, wish, start=wish.start, end=wish.end)
    view = group.view
    everybody = await counted(context, view)
    ours = everybody.filter(pl.col("developer").is_in(group.keys))
    busy = ours.filter(pl.sum_horizontal(PARTS) > 0)
    there = seen(group, Audience.TEAM, busy["developer"])
    shown = there.people[: wish.limit]
    compared = relative_workload(_everybody(ours, [human.key for human in there.people]))
    by_person = compared.partition_by("developer", as_dict=True)
    usual = highest_usual(compared)
    ahead = Period(view.clock.today, view.clock.today + AHEAD)
    free = await capacity(context, view.workspace_id, [human.id for human in shown], ahead)
    left = {one.developer_id: one.left for one in free}
    return WorkloadTable(
        **there.says(group, context.now, CAUTION),
        start=view.window.start,
        end=view.window.end,
        says=sentence(there.people, compared, usual, {key: name for key, (name, _) in _WORDS.items()}),
        how=HOW,
        parts=_parts(compared, usual),
        rows=[
            WorkloadRow(
                developer=person_of(human),
                parts=_loads(by_person[(human.key,)], usual),
                days_ahead=left.get(human.id, 0),
            )
            for human in shown
        ],
    )


async def counted(context: Context, view: View) -> pl.DataFrame:
    """A row for everybody with anything in hand, seen or not, and a column per part; null where it is not known."""
    question = ("workload", view.window.start, view.window.end)
    return await kept_frame(context, view, question, lambda opened: _count(opened, view))


def _count(opened: Session, view: View) -> pl.DataFrame:
    """Everybody with anything in hand, a column per part; null throughout where nothing of the kind is known."""
    hand = rows.in_hand(opened)
    span = view.clock.midnight(view.window.start), view.clock.midnight(view.window.end)
    given = reviews_within(opened, span).group_by(developer="reviewer").agg(review_given_count=pl.len())
    waiting = reviews_waiting(hand.requests, hand.reviews, hand.pulls.filter(~pl.col("is_draft")))
    parts = [
        hand.pulls.drop_nulls("author").group_by(developer="author").agg(open_pull_requests=pl.len()),
        waiting.group_by("developer").agg(waiting_review_requests=pl.len()),
        given,
        hand.issues,
    ]
    everybody = pl.concat([part.select(pl.col("developer").cast(pl.Int32)) for part in parts]).unique()
    for part in parts:
        everybody = everybody.join(part.with_columns(pl.col("developer").cast(pl.Int32)), on="developer", how="left")
    known = {
        "open_pull_requests": hand.knows_pulls,
        "waiting_review_requests": hand.knows_pulls,
        "review_given_count": hand.knows_pulls,
        "open_issues": hand.knows_issues,
        "open_points": hand.knows_points,
        "issues_in_progress": hand.knows_issues,
    }
    return everybody.select("developer", *(_part(name, is_known=known[name]) for name in PARTS))


def _part(name: str, *, is_known: bool) -> pl.Expr:
    """Nothing is 0, but issues that nobody put points on have no known number of them."""
    counted = pl.col(name).cast(pl.Float64)
    if not is_known:
        return pl.lit(None, pl.Float64).alias(name)
    unknown = pl.col("open_issues").is_not_null() if name == "open_points" else pl.lit(value=False)
    return pl.when(counted.is_null() & ~unknown).then(0.0).otherwise(counted).alias(name)


def _everybody(counted: pl.DataFrame, keys: list[int]) -> pl.DataFrame:
    """A row for everybody shown; who has nothing at all has 0 of what is known of anybody."""
    idle = pl.DataFrame({"developer": sorted(set(keys) - set(counted["developer"]))}, schema={"developer": pl.Int32})
    nothing = (pl.lit(0.0 if counted[name].count() else None, pl.Float64).alias(name) for name in PARTS)
    busy = counted.filter(pl.col("developer").is_in(keys))
    return pl.concat([busy, idle.with_columns(*nothing).select(busy.columns)])


def _loads(parts: pl.DataFrame, usual: Mapping[str, float]) -> dict[str, Load]:
    return {
        row["part"]: Load(
            value=row["value"],
            relative=row["relative"],
            share=row["share"],
            stands_out=stands_out(row["value"], usual.get(row["part"])),
        )
        for row in parts.iter_rows(named=True)
    }


def _parts(compared: pl.DataFrame, usual: Mapping[str, float]) -> list[WorkloadPart]:
    found = []
    for key in PARTS:
        rows_of = compared.filter(pl.col("part") == key)
        values = rows_of["value"].drop_nulls()
        name, says = _WORDS[key]
        total = float(values.sum()) if values.len() else None
        median = rows_of["median"].drop_nulls()
        found.append(
            WorkloadPart(
                key=key,
                name=name,
                says=says,
                n=values.len(),
                median=median[0] if median.len() else None,
                total=total,
                usual_up_to=usual.get(key),
            )
        )
    return found
