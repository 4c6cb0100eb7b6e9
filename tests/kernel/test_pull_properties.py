"""What must hold of the numbers of pull requests, whatever happened to them."""

from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from aexy.kernel.enrich import enrich
from aexy.kernel.facts import SCHEMAS, Fact, Facts
from aexy.kernel.measuring import measure
from aexy.kernel.metric import Level, Unit, sources
from aexy.kernel.metrics import CATALOGUE
from aexy.kernel.periods import Clock, PeriodType

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
CLOCK = Clock(MONDAY + timedelta(days=60), ZoneInfo("Asia/Kolkata"))
OF_PULLS = [metric for metric in CATALOGUE if "pulls" in sources(metric.facts)]
HEADLINES = ("prs_merged", "avg_pr_cycle_time_hours__median", "avg_time_to_first_review_hours")
ADD_UP = ("prs_merged", "review_given_count", "review_received_count", "unanswered_review_requests")
seeds = st.integers(0, 10_000).map(Random)
few = settings(max_examples=12)


def made_up(random: Random, *, people: int = 5, repositories: int = 2, pulls: int = 25) -> Facts:
    """Pull requests with everything that can happen to them, some of it out of order."""
    rows: dict[str, list[tuple[object, ...]]] = {
        name: [] for name in ("pulls", "reviews", "remarks", "requests", "pull_commits")
    }

    def at(since: datetime, hours: float) -> datetime:
        return since + timedelta(hours=random.uniform(-2, hours))

    for pull in range(pulls):
        author, where = random.choice([None, *range(1, people + 1)]), random.randint(1, repositories)
        opened = at(MONDAY, 24 * 35)
        ready = random.choice([None, opened, at(opened, 20)])
        merged = random.choice([None, at(opened, 90), at(opened, 90)])
        closed = merged or random.choice([None, at(opened, 90)])
        by, lines = random.choice([None, author, 1]), random.choice([None, random.randint(0, 900)])
        is_known = random.random() < 0.7
        rows["pulls"].append((pull, where, author, opened, ready, closed, merged, by, lines, lines, is_known, None))
        for _ in range(random.randint(0, 3)):
            state = random.choice(["approved", "commented", "changes_requested"])
            said = random.choice([None, 0, 4])
            rows["reviews"].append((len(rows["reviews"]), pull, random.randint(1, people), at(opened, 80), state, said))
            rows["remarks"].append((pull, random.randint(1, people), at(opened, 80), random.random() < 0.5))
            rows["requests"].append(
                (pull, random.randint(1, people), at(opened, 80), random.choice([None, at(opened, 9)]))
            )
        if is_known:
            rows["pull_commits"] += [(pull, at(opened, 5), at(opened, 80)) for _ in range(random.randint(1, 3))]
    tables = {name: pl.DataFrame(found, schema=dict(SCHEMAS[name]), orient="row") for name, found in rows.items()}
    teams = pl.DataFrame([(1, 9), (2, 9), (3, 8)], schema={"developer": pl.Int32, "team": pl.Int32}, orient="row")
    places = tables["reviews"].join(tables["pulls"].select("pull", "repository"), on="pull")
    owners = pl.DataFrame({"repository": [1, 2], "team": [9, 8]})
    return Facts.of(**tables, memberships=teams, owners=owners, presence=places.rename({"reviewer": "author"}))


def counted(facts: Facts, by: Level = Level.DEVELOPER, kind: PeriodType = PeriodType.WEEKLY) -> pl.DataFrame:
    return measure(OF_PULLS, facts, by=by, buckets=kind, clock=CLOCK)


def shuffled(facts: Facts, random: Random) -> Facts:
    tables = {name: getattr(facts, name) for name in SCHEMAS}
    return Facts.of(
        **{name: t.sample(fraction=1, shuffle=True, seed=random.randrange(99)) for name, t in tables.items()}
    )


@few
@given(seeds)
def test_the_order_of_rows_never_matters_and_counting_twice_is_counting_once(random: Random) -> None:
    facts = made_up(random)
    for by in (Level.DEVELOPER, Level.TEAM, Level.REPOSITORY, Level.WORKSPACE):
        found = counted(facts, by)
        assert_frame_equal(found, counted(facts, by), check_exact=True)
        assert_frame_equal(found, counted(shuffled(facts, random), by), check_exact=True)


@few
@given(seeds)
def test_splitting_a_pull_requests_commits_changes_no_headline(random: Random) -> None:
    facts = made_up(random)
    commits = facts.pull_commits
    halves = commits.with_columns(pl.col("authored") + timedelta(minutes=1))
    split = Facts.of(**{n: getattr(facts, n) for n in SCHEMAS} | {"pull_commits": pl.concat([commits, halves])})
    columns = ("subject", "period_start", *HEADLINES)
    assert_frame_equal(counted(facts).select(columns), counted(split).select(columns), check_exact=True)


@few
@given(seeds)
def test_reformatting_changes_no_duration(random: Random) -> None:
    facts = made_up(random)
    longer = facts.pulls.with_columns(pl.col("lines") * 100 + 7, pl.col("provider_lines") * 100 + 7)
    again = Facts.of(**{n: getattr(facts, n) for n in SCHEMAS} | {"pulls": longer})
    columns = ["subject", "period_start", *(m.key for m in OF_PULLS if m.unit is not Unit.LINES)]
    assert_frame_equal(counted(facts).select(columns), counted(again).select(columns), check_exact=True)


@few
@given(seeds)
def test_a_stranger_in_another_repository_changes_nobodys_number(random: Random) -> None:
    facts = made_up(random)
    theirs = facts.pulls.head(3).with_columns(
        pl.col("pull") + 900,
        repository=pl.lit(7, pl.Int32),
        author=pl.lit(77, pl.Int32),
        merged_by=pl.lit(77, pl.Int32),
    )
    more = Facts.of(**{n: getattr(facts, n) for n in SCHEMAS} | {"pulls": pl.concat([facts.pulls, theirs])})
    assert_frame_equal(counted(facts), counted(more).filter(pl.col("subject") != 77), check_exact=True)


@few
@given(seeds)
def test_the_stages_add_up_to_the_time_from_the_beginning_to_the_merge(random: Random) -> None:
    merged = enrich(made_up(random), CLOCK).of(Fact.MERGED).filter(pl.col("coding_hours").is_not_null())
    stages = merged.select(pl.sum_horizontal("coding_hours", "pickup_hours", "review_hours", "merge_hours")).to_series()
    whole = merged.select(
        pl.max_horizontal("first_commit_hours", (pl.col("at") - pl.col("opened")).dt.total_microseconds() / 3.6e9)
    )
    assert ((stages - whole.to_series()).abs() < 1e-6).all()


@few
@given(seeds)
def test_days_add_up_to_the_month(random: Random) -> None:
    facts = made_up(random)
    days, months = counted(facts, kind=PeriodType.DAILY), counted(facts, kind=PeriodType.MONTHLY)
    summed = days.group_by("subject", pl.col("period_start").dt.truncate("1mo")).agg(pl.col(ADD_UP).sum())
    order = ["subject", "period_start"]
    assert_frame_equal(summed.sort(order), months.select(*order, *ADD_UP).sort(order))


@few
@given(seeds)
def test_no_span_is_negative_and_no_share_beyond_one(random: Random) -> None:
    found = counted(made_up(random))
    for metric in OF_PULLS:
        values = found[metric.key].drop_nulls()
        assert (values >= 0).all(), metric.key
        assert metric.unit is not Unit.SHARE or (values <= 1).all(), metric.key
        assert (found.filter(pl.col(metric.n_key) == 0)[metric.key].fill_null(0) == 0).all(), metric.key
