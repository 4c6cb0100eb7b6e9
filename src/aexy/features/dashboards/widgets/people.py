"""Whoever asks, by their own clock and beside those in the same role; and days on which something was done."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from aexy.features.analytics import service as analytics
from aexy.features.dashboards.drawings import Link, WidgetFigure, WidgetFigures, WidgetHeat
from aexy.features.dashboards.oneself import WHO_ARE_YOU, nobody_known
from aexy.features.dashboards.telling import about, column, read
from aexy.features.dashboards.widget import FROM_MEDIUM, Asked, Nothing, Persona, Told, Widget, WidgetSize
from aexy.features.insights import standing
from aexy.features.insights.comparing_schemas import Benchmark, Benchmarks, Within
from aexy.features.insights.executive import figure as spoken
from aexy.features.insights.schemas import Bucket
from aexy.features.insights.service import Asked as Question
from aexy.kernel.errors import Unknown
from aexy.kernel.metric import Unit

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOURS_A_BLOCK = 3
# What of one's own work may stand beside others', with no rank made of it.
PEERS = (
    "commits_count",
    "prs_merged",
    "review_given_count",
    "avg_pr_size",
    "avg_pr_cycle_time_hours",
    "review_turnaround_hours",
)
_NO_COMMITS = Nothing(
    "Nothing of this was counted in this time. It comes from commits and reviews in what is read.",
    Link(label="Add a repository", href="/repositories"),
)
_NO_ROLE = Nothing(
    "You are in no team here, so there is nobody of your role to stand beside.", Link(label="Teams", href="/teams")
)


async def work_patterns(asked: Asked) -> Told:
    """One's own weekdays and hours, in blocks of three hours; nobody else's are ever asked for."""
    me = asked.viewer.developer_id
    if me is None:
        return Told(empty=WHO_ARE_YOU)
    found = await analytics.activity_heatmap(asked.context, asked.viewer, me, start=asked.start, end=asked.end)
    blocks = range(0, len(found.hours.cells[0]), HOURS_A_BLOCK)
    drawing = WidgetHeat(
        title="What you did, by your own clock",
        unit=Unit.COUNT,
        rows=list(WEEKDAYS),
        columns=[f"{hour:02}–{hour + HOURS_A_BLOCK:02}" for hour in blocks],  # noqa: RUF001 - from, to
        values=[[float(sum(day[hour : hour + HOURS_A_BLOCK])) for hour in blocks] for day in found.hours.cells],
    )
    return Told(
        [drawing] if found.hours.n else (),
        n=found.hours.n,
        start=found.start,
        end=found.end,
        as_of=found.as_of,
        caution=f"{found.caution} Only you see this.",
        withheld=found.hours.withheld,
    )


async def peer_benchmark(asked: Asked) -> Told:
    """One's own numbers, each with the middle of those in the same role, where that may be said."""
    me = asked.viewer.developer_id
    if me is None:
        return Told(empty=WHO_ARE_YOU)
    question = Question(metrics=",".join(PEERS), start=asked.start, end=asked.end)
    try:
        found = await standing.benchmarks(asked.context, asked.viewer, me, standing.Wish(within=Within.ROLE), question)
    except Unknown:
        return Told(empty=_NO_ROLE)
    shown = [one for one in found.benchmarks if one.metric in PEERS]
    return Told(
        [WidgetFigures(figures=[_beside(one, found) for one in shown])] if any(one.n for one in shown) else (),
        n=found.among.people,
        start=found.start,
        end=found.end,
        as_of=found.as_of,
        caution=f"{found.among.name}, active in this time: {found.among.people}. {found.caution}",
    )


def _beside(one: Benchmark, found: Benchmarks) -> WidgetFigure:
    return WidgetFigure(
        label=column(one.metric).title,
        value=one.value,
        unit=one.unit,
        better=one.better,
        n=one.n,
        says=_middle(one),
        about=about(one.metric, found.subject),
    )


def _middle(one: Benchmark) -> str:
    if one.withheld or one.median is None or one.p25 is None or one.p75 is None:
        return f"Not beside others: {one.withheld or 'nobody has a number.'}"
    low, middle, high = (spoken(value, one.unit) for value in (one.p25, one.median, one.p75))
    return f"The middle of {one.people} is {middle}; half have {low} to {high}."


async def activity_heatmap(asked: Asked) -> Told:
    """A year day by day: of whoever asks; of a team the dashboard is narrowed to, or of everybody where nobody asks."""
    return await (_own_days(asked) if asked.team is None and not nobody_known(asked) else _days_of_group(asked))


async def _own_days(asked: Asked) -> Told:
    me = asked.viewer.developer_id
    assert me is not None  # noqa: S101 - whoever is not known has no own days
    found = await analytics.activity_heatmap(asked.context, asked.viewer, me, start=asked.start, end=asked.end)
    done = {one.day: float(one.commits + one.reviews + one.remarks) for one in found.days}
    drawing = _calendar("Commits, reviews and remarks of yours", done, found.start, found.end)
    return Told(
        [drawing] if any(done.values()) else (),
        n=int(sum(done.values())),
        start=found.start,
        end=found.end,
        as_of=found.as_of,
        caution=found.caution,
    )


async def _days_of_group(asked: Asked) -> Told:
    found = await read(asked, ["commits_count"], bucket=Bucket.DAILY)
    done = {one.period.start: one.value for one in found.readings if one.metric == "commits_count"}
    drawing = _calendar(f"Commits of {found.subject.name}", done, found.start, found.end)
    return Told(
        [drawing] if any(done.values()) else (),
        n=int(sum(value or 0 for value in done.values())),
        start=found.start,
        end=found.end,
        as_of=found.as_of,
    )


def _calendar(title: str, done: Mapping[date, float | None], start: date, end: date) -> WidgetHeat:
    """Weeks beside each other, Monday first; days before and after the window are not known."""
    first = start - timedelta(days=start.weekday())
    weeks = [first + timedelta(weeks=n) for n in range((end - first).days // 7 + bool((end - first).days % 7))]
    return WidgetHeat(
        title=title,
        unit=Unit.COUNT,
        rows=list(WEEKDAYS),
        columns=[week.isoformat() for week in weeks],
        values=[_weekday(done, weeks, day) for day in range(len(WEEKDAYS))],
    )


def _weekday(done: Mapping[date, float | None], weeks: Sequence[date], day: int) -> list[float | None]:
    return [done.get(week + timedelta(days=day)) for week in weeks]


WIDGETS = (
    Widget(
        key="workPatterns",
        title="When you work",
        says="Commits, reviews and remarks of yours by weekday and hour of your own clock. Nobody else sees it.",
        categories=("analytics",),
        size=WidgetSize.SMALL,
        answer=work_patterns,
        empty=_NO_COMMITS,
        rows=Link(label="Your days and hours", href="/analytics?tab=activity"),
        personas=(Persona.DEVELOPER,),
        of_me=True,
        takes_team=False,
    ),
    Widget(
        key="peerBenchmark",
        title="Beside your role",
        says=(
            "Your own numbers, each with the middle of everybody who has your role in a team. Nobody is ranked, and "
            "there is no middle of fewer than five people, or of anybody you may not see."
        ),
        categories=("analytics",),
        size=WidgetSize.MEDIUM,
        sizes=FROM_MEDIUM,
        answer=peer_benchmark,
        empty=_NO_COMMITS,
        rows=Link(label="Your own numbers", href="/me"),
        personas=(Persona.DEVELOPER, Persona.MANAGER),
        metrics=PEERS,
        of_me=True,
        takes_team=False,
    ),
    Widget(
        key="activityHeatmap",
        title="Days",
        says="What you did, day by day; the commits of a team that is chosen, or of all where you are not known.",
        categories=("analytics",),
        size=WidgetSize.MEDIUM,
        sizes=FROM_MEDIUM,
        answer=activity_heatmap,
        empty=_NO_COMMITS,
        rows=Link(label="Days and hours", href="/analytics?tab=activity"),
        personas=(Persona.DEVELOPER, Persona.MANAGER),
        metrics=("commits_count",),
    ),
)
