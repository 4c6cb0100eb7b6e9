"""When people work, and when they say they do: what `kernel.analyses.burnout` is counted from."""

from datetime import timedelta

import polars as pl

from aexy.kernel.analyses.burnout import span
from aexy.kernel.analyses.burnout_days import COMMITTED, REVIEWED
from aexy.kernel.delivery.working_hours import HOURS
from aexy.kernel.facts import DAYS_OFF, SCHEDULES
from aexy.store.analysis_facts.reading import Reading
from aexy.store.around import read
from aexy.store.calendar_facts import CALENDAR, calendars
from aexy.store.flow_facts import OWN_HOURS

# As an array the few are found by an index; people are joined outside (store/facts.py says why).
THEIRS = """
    and c.{column} = any(array(
        select i.key
        from developer_identities i
        join developers d on d.id = i.developer_id
        where d.key = any($3::text::integer[])
    ))"""
_HUMANS = """
select i.key as identity, d.key as developer
from developer_identities i
join developers d on d.id = i.developer_id
where d.kind = 'human'"""
_COMMITTED = """
select c.author_key as identity,
       c.placed_at as at,
       c.author_offset_minutes as offset_minutes,
       c.hour_is_known as hour_known
from commits c
where c.placed_at >= $1::text::timestamptz
    and c.placed_at < $2::text::timestamptz
    and c.standing = 'counted'
    and not c.is_merge"""
_REVIEWED = """
select d.key as developer, c.submitted_at as at, c.comments_count as comments
from reviews c
join developer_identities i on i.key = c.reviewer_key
join developers d on d.id = i.developer_id and d.kind = 'human'
join pull_requests p on p.key = c.pull_key and p.gone_at is null
left join developer_identities j on j.key = p.author_key
where j.developer_id is distinct from d.id
    and c.submitted_at >= $1::text::timestamptz
    and c.submitted_at < $2::text::timestamptz
    and c.state <> 'pending'"""
# No two clocks are further apart.
_AROUND = timedelta(days=1)


def read_committed(reading: Reading) -> pl.DataFrame:
    """Counted commits of the weeks the signs are about (COMMITTED)."""
    found = _asked(reading, _COMMITTED, "author_key")
    people = reading.session.frame(_HUMANS)
    named = found.join(people.with_columns(pl.col("identity").cast(found.schema["identity"])), on="identity")
    return named.select(pl.col(name).cast(dtype) for name, dtype in COMMITTED.items())


def read_reviewed(reading: Reading) -> pl.DataFrame:
    """Reviews of others' pull requests in these weeks (REVIEWED)."""
    found = _asked(reading, _REVIEWED, "reviewer_key")
    return found.select(pl.col(name).cast(dtype) for name, dtype in REVIEWED.items())


def read_schedules(reading: Reading) -> pl.DataFrame:
    """Everybody's own week and zone (SCHEDULES)."""
    return _calendars(reading)["schedules"].cast(pl.Schema(SCHEDULES))


def read_days_off(reading: Reading) -> pl.DataFrame:
    """Holidays and leave in these weeks (DAYS_OFF)."""
    return _calendars(reading)["days_off"].cast(pl.Schema(DAYS_OFF))


def read_own_hours(reading: Reading) -> pl.DataFrame:
    """Everybody's own hours and zone (HOURS)."""
    return reading.session.frame(OWN_HOURS).cast(pl.Schema(HOURS))


def _asked(reading: Reading, statement: str, column: str) -> pl.DataFrame:
    clock, days = reading.clock, span(reading.clock)
    since, until = clock.midnight(days.start) - _AROUND, clock.midnight(days.end) + _AROUND
    parameters = (since.isoformat(), until.isoformat())
    if reading.chosen is None:
        return reading.session.frame(statement, parameters)
    return reading.session.frame(statement + THEIRS.format(column=column), (*parameters, reading.chosen))


def _calendars(reading: Reading) -> dict[str, pl.DataFrame]:
    days = span(reading.clock)
    midnights = (reading.clock.midnight(days.start), reading.clock.midnight(days.end))
    return calendars(read(reading.session, CALENDAR), (midnights,))
