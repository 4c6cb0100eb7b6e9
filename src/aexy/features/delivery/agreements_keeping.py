"""How far working agreements are kept: judged by the version in force when each clock began, week by week.

Of kinds that are for a team's eyes (`agreements_words.AUDIENCES`) somebody who may not see everybody gets the numbers
of five people or more, weeks only where each is of so many, and rows of those within sight unless that leaves a few.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import polars as pl

from aexy.context import Context
from aexy.features.delivery import agreements_rows as rows
from aexy.features.delivery.agreements_rows import KeptAgreement
from aexy.features.delivery.agreements_schemas import (
    AgreementVerdict,
    Keeping,
    KeepingRow,
    Keepings,
    KeepingShort,
    KeepingWeek,
    Kept,
)
from aexy.features.delivery.agreements_service import find, shape
from aexy.features.delivery.agreements_words import AUDIENCES, CAUTIONS
from aexy.features.delivery.flow_looking import (
    MOST_SHOWN,
    Asked,
    look_at_flow,
    named,
    visible,
    within_sight,
    working_of,
)
from aexy.features.insights.flow_reading import Flow, read_flow_of
from aexy.features.insights.looking import View, standing
from aexy.features.insights.per_person import names
from aexy.features.policies import Role
from aexy.features.routing import Account, Viewer
from aexy.kernel.delivery.agreements import Evidence, Kind, Terms, judge, limit_hours
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.kernel.localtime import days_of
from aexy.kernel.metric import Audience
from aexy.kernel.periods import Period, PeriodType, periods_between
from aexy.kernel.privacy import QUORUM, TOO_FEW
from aexy.store.pull_facts import read_lines
from aexy.store.session import session

_MOST = 200  # agreements that are judged together
_WEEK = timedelta(weeks=1)
_TIMED = {Kind.FIRST_REVIEW, Kind.MERGE_AFTER_APPROVAL, Kind.AGE}
_OF_WEEKS = Kind.OPEN_PER_AUTHOR
_LATELY = timedelta(weeks=6)
_HOUSE = Account(AccountId(UUID(int=0)), "the house", None, is_local_owner=False)
_NOTHING = Kept(n=0, kept=0, broken=0, undecided=0, left_out=0, rate=None, at_least=None, at_most=None)


@dataclass(frozen=True, slots=True, eq=False)
class _Court:
    """What agreements are held against in a window, and who asks."""

    view: View
    flow: Flow
    evidence: Evidence
    weeks: Sequence[Period]


async def keeping(
    context: Context,
    viewer: Viewer,
    agreement_id: UUID,
    asked: Asked,
    *,
    verdict: AgreementVerdict = AgreementVerdict.BROKEN,
) -> Keeping:
    """One agreement in a window, and the rows of one verdict: those that broke it, unless others are asked for."""
    async with context.database.reading(viewer.workspace_id) as connection:
        agreement = await find(connection, viewer, agreement_id)
    court = await _read(context, viewer, asked, [agreement])
    judged = _judged(agreement, court)
    short = _short(viewer, agreement, judged, court)
    wanted = judged.filter(pl.col("verdict") == verdict.value).sort("at", "pull", descending=True)
    shown = wanted.clear() if short.withheld else _listed(court.view, agreement.kind, wanted, judged)
    terms = Terms(agreement.kind, agreement.latest.limit, agreement.latest.unit)
    view = court.view
    return Keeping(
        **{name: getattr(short, name) for name in KeepingShort.model_fields},
        as_of=context.now,
        time_zone=view.clock.zone.key,
        start=view.window.start,
        end=view.window.end,
        verdict=verdict,
        rows=await _rows(context, view, shown.head(MOST_SHOWN)),
        total_rows=shown.height,
        rows_withheld=0 if short.withheld else wanted.height - shown.height,
        limit_hours=limit_hours(terms, court.flow.hours) if agreement.kind in _TIMED else None,
        working=working_of(court.flow, view),
    )


async def keepings(context: Context, viewer: Viewer, asked: Asked) -> Keepings:
    """All agreements within the viewer's reach, by name; the facts are read once for all of them."""
    async with context.database.reading(viewer.workspace_id) as connection:
        found = await rows.by_name(connection, viewer, after=None, limit=_MOST)
    court = await _read(context, viewer, asked, found)
    view = court.view
    return Keepings(
        as_of=context.now,
        time_zone=view.clock.zone.key,
        start=view.window.start,
        end=view.window.end,
        items=[_short(viewer, one, _judged(one, court), court) for one in found],
        working=working_of(court.flow, view),
    )


async def note_misses(context: Context, workspace_id: WorkspaceId) -> None:
    """After a count: write down which pull requests missed an agreement that was there when their clock began.

    Nobody is shown anything here, so it is judged with the eyes of the house; who is told decides whoever tells.
    An author's week is no pull request, and is not written down.
    """
    async with context.database.reading(workspace_id) as connection:
        agreements = [one for one in await rows.every(connection, workspace_id) if one.kind is not _OF_WEEKS]
        clock, _ = await standing(connection, workspace_id, context.now)
    if not agreements:
        return
    asked = Asked(start=clock.today - _LATELY, end=clock.today + timedelta(days=1))
    court = await _read(context, Viewer(_HOUSE, workspace_id, Role.OWNER, None), asked, agreements)
    for agreement in agreements:
        judged = _judged(agreement, court).filter(pl.col("at") >= agreement.created_at).drop_nulls("pull")
        is_broken = pl.col("verdict") == AgreementVerdict.BROKEN.value
        missed = dict(judged.filter(is_broken).select("pull", "at").iter_rows())
        others = judged.filter(~is_broken)["pull"].to_list()
        async with context.database.workspace(workspace_id) as connection:
            await rows.note_misses(
                connection, workspace_id, agreement.id, missed=missed, others=others, now=context.now
            )


async def _read(context: Context, viewer: Viewer, asked: Asked, agreements: Sequence[KeptAgreement]) -> _Court:
    view = await look_at_flow(context, viewer, Asked(start=asked.start, end=asked.end))
    clock, window = view.clock, view.window
    weeks = periods_between(PeriodType.WEEKLY, window.start, window.end)
    # Whole weeks: an author's week begins before a window that begins on a Wednesday.
    span = clock.midnight(weeks[0].start), clock.midnight(weeks[-1].end)
    flow = await read_flow_of(context, view, *span)
    pulls = flow.mine.with_columns(lines=pl.lit(None, pl.Int64))
    if any(one.kind is Kind.SIZE for one in agreements):
        lines = await asyncio.to_thread(_lines, context.database.url, view, span)
        pulls = pulls.drop("lines").join(lines, on="pull", how="left")
    edges = [*(clock.midnight(week.start) for week in weeks), span[1]]
    evidence = Evidence(pulls, flow.stays, flow.facts.responses, flow.hours, context.now, edges)
    return _Court(view, flow, evidence, weeks)


def _lines(url: str, view: View, span: tuple[datetime, datetime]) -> pl.DataFrame:
    with session(url, view.workspace_id) as opened:
        return read_lines(opened, *span)


def _judged(agreement: KeptAgreement, court: _Court) -> pl.DataFrame:
    """JUDGED of the window and the agreement's team, each row by the `version` in force when its clock began."""
    starts = [None, *(one.since for one in agreement.versions[1:]), None]
    parts = []
    for version, (since, until) in zip(agreement.versions, pairwise(starts), strict=True):
        found = judge(Terms(agreement.kind, version.limit, version.unit), court.evidence)
        after = pl.lit(value=True) if since is None else pl.col("at") >= since
        before = pl.lit(value=True) if until is None else pl.col("at") < until
        parts.append(found.filter(after & before).with_columns(version=pl.lit(version.version)))
    judged = pl.concat(parts)
    judged = judged.with_columns(days_of(judged["at"], court.view.clock.zone))
    window = court.view.window
    is_week = pl.col("pull").is_null()
    within = pl.col("day").is_between(window.start, window.end, closed="left")
    judged = judged.filter(within | (is_week & (pl.col("day") < window.end)))
    return _of_team(judged, agreement, court).with_columns(week=pl.col("day").dt.truncate("1w"))


def _of_team(judged: pl.DataFrame, agreement: KeptAgreement, court: _Court) -> pl.DataFrame:
    """Of those who were in the team when the clock began; for an author's week, at its end or now."""
    members = court.flow.facts.members(agreement.team_key)
    if members is None:
        return judged
    now = pl.lit(court.evidence.as_of).cast(pl.Datetime("us", "UTC"))
    ends = pl.min_horizontal(pl.col("at") + _WEEK - timedelta(microseconds=1), now)
    numbered = judged.with_row_index("row").with_columns(
        when=pl.when(pl.col("pull").is_null()).then(ends).otherwise(pl.col("at"))
    )
    there = numbered.join(members, left_on="author", right_on="developer").filter(
        (pl.col("joined").is_null() | (pl.col("joined") <= pl.col("when")))
        & (pl.col("left").is_null() | (pl.col("left") > pl.col("when")))
    )
    return numbered.join(there.select("row"), on="row", how="semi").drop("row", "when")


def _short(viewer: Viewer, agreement: KeptAgreement, judged: pl.DataFrame, court: _Court) -> KeepingShort:
    withheld, weeks_withheld = _withheld(court.view, agreement.kind, judged)
    kept = _NOTHING if withheld else _kept(judged)
    weeks = [] if withheld or weeks_withheld else _weeks(judged, court)
    return KeepingShort(
        **kept.model_dump(),
        agreement=shape(viewer, agreement),
        weeks=weeks,
        withheld=withheld,
        weeks_withheld=weeks_withheld,
        caution=CAUTIONS[agreement.kind],
    )


def _begun(court: _Court) -> list[Period]:
    return [week for week in court.weeks if week.start <= court.view.clock.today]


def _weeks(judged: pl.DataFrame, court: _Court) -> list[KeepingWeek]:
    parts = {week[0]: part for week, part in judged.partition_by("week", as_dict=True).items()}
    return [_week(parts.get(week.start, judged.clear()), week, court.view) for week in _begun(court)]


def _week(found: pl.DataFrame, week: Period, view: View) -> KeepingWeek:
    versions = sorted(found["version"].unique())
    return KeepingWeek(
        **_kept(found).model_dump(), start=week.start, end=week.end, open=week.is_open(view.clock), versions=versions
    )


def _kept(judged: pl.DataFrame) -> Kept:
    counts: dict[str, int] = dict(judged["verdict"].cast(pl.String).value_counts().iter_rows())
    kept, broken, undecided = (
        counts.get(one.value, 0) for one in (AgreementVerdict.KEPT, AgreementVerdict.BROKEN, AgreementVerdict.UNDECIDED)
    )
    n, everything = kept + broken, kept + broken + undecided
    return Kept(
        n=n,
        kept=kept,
        broken=broken,
        undecided=undecided,
        left_out=counts.get(AgreementVerdict.LEFT_OUT.value, 0),
        rate=kept / n if n else None,
        at_least=kept / everything if everything else None,
        at_most=(kept + undecided) / everything if everything else None,
    )


def _hidden(view: View, kind: Kind, judged: pl.DataFrame) -> set[int]:
    authors = judged["author"].unique().to_list()
    return {
        one for one, is_seen in zip(authors, within_sight(view, authors, AUDIENCES[kind]), strict=True) if not is_seen
    }


def _withheld(view: View, kind: Kind, judged: pl.DataFrame) -> tuple[str | None, str | None]:
    """Why there are no numbers at all, and why none of single weeks."""
    if AUDIENCES[kind] is Audience.OPEN or not _hidden(view, kind, judged):
        return None, None
    if judged["author"].n_unique() < QUORUM:
        return TOO_FEW, TOO_FEW
    weekly = judged.group_by("week").agg(people=pl.col("author").n_unique())
    return None, TOO_FEW if weekly.filter(pl.col("people") < QUORUM).height else None


def _listed(view: View, kind: Kind, wanted: pl.DataFrame, judged: pl.DataFrame) -> pl.DataFrame:
    """The rows of those within sight; one's own only, where the rest would be about a few others."""
    hidden = _hidden(view, kind, judged)
    if AUDIENCES[kind] is Audience.TEAM and 0 < len(hidden) < QUORUM:
        return wanted.filter(pl.col("author") == (view.onlooker.developer or 0))
    return visible(view, wanted, AUDIENCES[kind])


async def _rows(context: Context, view: View, table: pl.DataFrame) -> list[KeepingRow]:
    pulls = await named(context, view, table["pull"].drop_nulls().to_list())
    people = await names(context, view, table["author"].unique().to_list())
    found = []
    for row in table.iter_rows(named=True):
        who = people.get(row["author"])
        said: Mapping[str, Any] = pulls.get(row["pull"], _NO_PULL)
        found.append(
            KeepingRow(
                **{**said, "author_id": who.id if who else None, "author": who.name if who else None},
                **{name: row[name] for name in ("at", "value", "hours", "working_hours", "version")},
                verdict=AgreementVerdict(row["verdict"]),
            )
        )
    return found


_NO_PULL = dict.fromkeys(("id", "number", "title", "url", "repository_id", "repository"))

__all__ = ["keeping", "keepings", "note_misses"]
