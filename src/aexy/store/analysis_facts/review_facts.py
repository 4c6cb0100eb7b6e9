"""What people said in reviews and what came of it: what `kernel.analyses.reviewing` is counted from.

The catalogue's numbers about reviewing come from the catalogue's own count of the same days, so that they agree.
"""

from datetime import timedelta

import polars as pl

from aexy.kernel.analyses.remarks import has_words, traits
from aexy.kernel.analyses.reviewing import GIVEN, SAID, TOUCHED
from aexy.kernel.enrich import Enriched, enrich
from aexy.kernel.facts import Fact
from aexy.kernel.measuring import measure
from aexy.kernel.metric import Level
from aexy.kernel.metrics import find
from aexy.kernel.periods import Clock, Window, recent_weeks
from aexy.store.analysis_facts.reading import Reading
from aexy.store.analysis_facts.work_times import THEIRS
from aexy.store.facts import Scope, read_facts, read_people
from aexy.store.pull_facts import COMMITS_KNOWN, read_sizes

NUMBERS = (
    "review_given_count",
    "avg_review_depth",
    "review_participation_rate",
    "review_turnaround_hours",
    "unanswered_review_requests",
)
"""What the catalogue says about reviewing."""

_MARGIN = timedelta(hours=3)  # which rows are in a window is decided by their day
_YEAR = 52  # weeks
_CHOSEN = """
with chosen as materialized (
    select c.key, c.pull_key, c.external_id, c.reviewer_key, c.submitted_at, c.state, c.comments_count, c.body,
           d.key as developer
    from reviews c
    join developer_identities i on i.key = c.reviewer_key
    join developers d on d.id = i.developer_id and d.kind = 'human'
    join pull_requests p on p.key = c.pull_key and p.gone_at is null
    left join developer_identities j on j.key = p.author_key
    where j.developer_id is distinct from d.id
        and c.submitted_at >= $1::text::timestamptz
        and c.submitted_at < $2::text::timestamptz
        and c.state <> 'pending'{theirs}
)"""
# Of a pull request `p`, as COMMITS_KNOWN wants it; `here`: those of its commits that git gave us as well.
_INSIDE = """,
pulls as materialized (
    select distinct pull_key
    from chosen
),
inside as materialized (
    select m.pull_key, count(*) as commits, count(m.authored_at) as dated, count(k.key) as here
    from pulls w
    join pull_requests p on p.key = w.pull_key
    join pull_request_commits m on m.pull_key = p.key
    left join commits k on k.repository_key = p.repository_key and k.sha = m.sha
    group by m.pull_key
),
approved as materialized (
    select r.pull_key, max(r.submitted_at) as at
    from pulls w
    join reviews r on r.pull_key = w.pull_key and r.state = 'approved'
    group by r.pull_key
)"""
_GIVEN = f"""
select c.developer,
       c.key as review,
       c.pull_key as pull,
       c.submitted_at as at,
       c.state,
       c.comments_count as comments,
       c.body,
       a.at as approved,
       coalesce(p.merged_at, p.closed_at) as ended,
       {COMMITS_KNOWN} and i.here = i.commits as commits_here
from chosen c
join pull_requests p on p.key = c.pull_key
left join inside i on i.pull_key = c.pull_key
left join approved a on a.pull_key = c.pull_key"""  # noqa: S608 - made of declared snippets
# A path by its hash: policies keep the index of paths by digest from being used, and text is long.
_SAID = """
select c.key as review, c.pull_key as pull, null::bigint as path, c.submitted_at as at, c.body
from chosen c
where c.body ~ '\\S'
union all
select c.key, c.pull_key, hashtextextended(k.path, 0), k.commented_at, k.body
from chosen c
join review_comments k on k.pull_key = c.pull_key
    and k.review_external_id = c.external_id
    and k.author_key = c.reviewer_key"""
_TOUCHED = """
select distinct m.pull_key as pull, hashtextextended(t.path, 0) as path, m.committed_at as at
from (select distinct pull_key from chosen) w
join pull_requests p on p.key = w.pull_key
join pull_request_commits m on m.pull_key = p.key and m.committed_at is not null
join commits k on k.repository_key = p.repository_key and k.sha = m.sha
join commit_files f on f.commit_key = k.key
join paths t on t.key = f.path_key
where p.key in (select c.pull_key from review_comments c where c.path is not null)"""


def year(clock: Clock) -> Window:
    """The days quality is told of: 52 whole weeks and the open one."""
    return recent_weeks(clock, _YEAR)


def read_given(reading: Reading) -> pl.DataFrame:
    """Reviews of others' pull requests in a year (GIVEN)."""
    found = _asked(reading, _INSIDE + _GIVEN).with_columns(pl.col("pull").cast(pl.Int64))
    sized = found.join(read_sizes(reading.session, found["pull"].unique()), on="pull", how="left").with_columns(
        has_words(pl.col("body")).alias("says"), pl.col("commits_here").fill_null(value=False)
    )
    return sized.select(pl.col(name).cast(dtype) for name, dtype in GIVEN.items())


def read_said(reading: Reading) -> pl.DataFrame:
    """What those reviews say, by what it does (SAID): no text leaves this function."""
    found = _asked(reading, _SAID)
    told = found.select("review", "pull", "path", "at", *traits(pl.col("body")))
    return told.select(pl.col(name).cast(dtype) for name, dtype in SAID.items())


def read_touched(reading: Reading) -> pl.DataFrame:
    """When commits of those pull requests touched which file (TOUCHED), where git gave us the commits."""
    return _asked(reading, _TOUCHED).cast(pl.Schema(TOUCHED))


def read_numbers(reading: Reading) -> pl.DataFrame:
    """The catalogue's numbers about reviewing of a year, by `developer`, as `measure` names them."""
    window = year(reading.clock)
    return _measured(_enriched(reading, window), window)


def answers_of(reading: Reading, window: Window) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The same of other days, and the answers themselves: `developer`, `hours`."""
    enriched = _enriched(reading, window)
    inside = pl.col("day").is_between(window.start, window.end, closed="left")
    answers = enriched.of(Fact.ANSWERS).filter(inside).select("hours", developer="author")
    return _measured(enriched, window), answers


def _enriched(reading: Reading, window: Window) -> Enriched:
    clock, session = reading.clock, reading.session
    span = (clock.midnight(window.start) - _MARGIN, clock.midnight(window.end) + _MARGIN)
    whose = reading.whose or frozenset()
    scope = Scope(Level.DEVELOPER, next(iter(whose)), (span,)) if len(whose) == 1 else Scope(spans=(span,))
    return enrich(read_facts(session, scope, read_people(session), has_teams=False, has_owned=False), clock)


def _measured(enriched: Enriched, window: Window) -> pl.DataFrame:
    metrics = [find(key) for key in NUMBERS]
    counted = measure(metrics, enriched, by=Level.DEVELOPER, buckets=window, clock=enriched.clock)
    numbers = counted.rename({"subject": "developer"}).drop("period_start", "people")
    return numbers.with_columns(pl.col("developer").cast(pl.Int32))


def _asked(reading: Reading, statement: str) -> pl.DataFrame:
    clock, window = reading.clock, year(reading.clock)
    span = tuple(clock.midnight(day).isoformat() for day in (window.start, window.end))
    if reading.chosen is None:
        return reading.session.frame(_CHOSEN.format(theirs="") + statement, span)
    chosen = _CHOSEN.format(theirs=THEIRS.format(column="reviewer_key"))
    return reading.session.frame(chosen + statement, (*span, reading.chosen))
