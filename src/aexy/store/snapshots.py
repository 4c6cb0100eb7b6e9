"""Snapshots as they are kept: what has to be counted again, and the writing of what was counted.

The number of statements does not depend on how many people there are: a range is deleted, and what replaces it comes by
COPY through a temporary table, since a table with row-level security takes no COPY from who does not own it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl

from aexy.kernel.metric import Level, Metric
from aexy.kernel.metrics import CATALOGUE
from aexy.kernel.ordering import in_order
from aexy.kernel.periods import Clock, PeriodType
from aexy.store.session import Session

_KINDS = tuple(PeriodType)
_LEVELS = tuple(Level)
_OWN_COLUMNS = ("subject", "period_start", "people")
_MANY = 10_000  # rows: fewer are sent as they are sooner than anything is gained by looking at them

# Also the lock: two runs for one workspace come one after the other.
_STATE = """
insert into snapshot_state (workspace_id)
values (current_workspace())
on conflict (workspace_id) do update set workspace_id = excluded.workspace_id
returning counted_until, catalogue, is_stale, is_team_stale"""

# What is marked while we count is not seen here, and stays for the next run: no mark is lost.
_TAKE_DIRTY_DAYS = """
with gone as (
    delete from dirty_days
    where workspace_id = current_workspace() and $1::bool
    returning day, reaches
)
select w.time_zone,
       array_to_string(w.working_days, ',') as working_days,
       w.late_from,
       w.late_until,
       w.data_version,
       (select string_agg(distinct g.day::text, ',') from gone g where g.reaches) as reaching,
       (select string_agg(distinct g.day::text, ',') from gone g where not g.reaches) as days
from workspaces w
where w.id = current_workspace()"""

_DELETE_ALL = """
delete from metric_snapshots
where workspace_id = current_workspace()"""

_DELETE_PERIODS = """
delete from metric_snapshots s
using unnest($1::text::period_type[], $2::text::date[]) p (period_type, period_start)
where s.workspace_id = current_workspace()
    and s.period_type = p.period_type
    and s.period_start = p.period_start"""

_NOTE = """
update snapshot_state
set counted_until = $1::text::date,
    catalogue = $2,
    is_stale = false,
    is_team_stale = false,
    counted_at = $3::text::timestamptz
where workspace_id = current_workspace()"""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a run finds: how far the last one came, what has changed since, and the workspace's clock.

    `dirty` are days whose own numbers have changed, `reaching` those that may have changed later days' as well.
    """

    counted_until: date | None
    is_stale: bool
    dirty: tuple[date, ...]
    reaching: tuple[date, ...]
    clock: Clock
    data_version: int


def catalogue_version() -> str:
    """Which metrics, in which versions: numbers counted with others are counted again."""
    return " ".join(f"{metric.key}:{metric.version}" for metric in CATALOGUE)


def take_standing(session: Session, now: datetime) -> Standing:
    """Lock the workspace's snapshots, and take its dirty days: they are gone when the transaction commits."""
    state = session.frame(_STATE).row(0, named=True)
    found = session.frame(_TAKE_DIRTY_DAYS, (True,)).row(0, named=True)
    clock = Clock(
        now,
        ZoneInfo(found["time_zone"]),
        frozenset(int(day) for day in found["working_days"].split(",") if day),
        found["late_from"],
        found["late_until"],
    )
    has_changed = state["is_stale"] or state["is_team_stale"] or state["catalogue"] != catalogue_version()
    return Standing(
        state["counted_until"],
        has_changed,
        _dates(found["days"]),
        _dates(found["reaching"]),
        clock,
        found["data_version"],
    )


def _dates(text: str | None) -> tuple[date, ...]:
    return tuple(sorted(date.fromisoformat(day) for day in (text or "").split(",") if day))


def delete_periods(session: Session, periods: Iterable[tuple[PeriodType, date]] | None) -> None:
    """Take away the snapshots of these periods (by their starts), or all of them."""
    if periods is None:
        session.run(_DELETE_ALL)
        return
    kinds, starts = zip(*periods, strict=True)
    session.run(_DELETE_PERIODS, ("{" + ",".join(kinds) + "}", "{" + ",".join(map(str, starts)) + "}"))


def write_snapshots(
    session: Session, counted: Sequence[tuple[PeriodType, Level, pl.DataFrame]], standing: Standing, *, batch: str
) -> int:
    """Add what `measure` counted; the periods must have been taken away before. Returns how many rows."""
    rows = pl.concat([_to_keep(kind, level, frame) for kind, level, frame in counted], how="diagonal")
    if rows.height:
        table = f"counted_{batch}"
        sent = _sent_as(rows)
        session.copy(rows.select(sorted(set(sent.values()))), table)
        session.run(_insert(table, sent), (standing.clock.now.isoformat(), standing.data_version))
    return rows.height


def note_counted(session: Session, clock: Clock) -> None:
    """Write down that every period that is over has its snapshots."""
    session.run(_NOTE, (clock.today.isoformat(), catalogue_version(), clock.now.isoformat()))


def _to_keep(kind: PeriodType, level: Level, frame: pl.DataFrame) -> pl.DataFrame:
    """Many in the order in which the table's key finds them, which is how they are added quickest."""
    renamed = {there: kept for m in CATALOGUE if level in m.levels for kept, there in m.stored_keys.items()}
    place = [
        pl.lit(_KINDS.index(kind) + 1, pl.Int32).alias("period_type"),
        pl.lit(_LEVELS.index(level) + 1, pl.Int32).alias("subject_kind"),
    ]
    ordered = frame if frame.height < _MANY else in_order(frame, frame["period_start"], frame["subject"])
    return ordered.select(
        *place, *_OWN_COLUMNS, pl.exclude(*_OWN_COLUMNS).name.map(lambda name: renamed.get(name, name))
    )


def _sent_as(rows: pl.DataFrame) -> dict[str, str]:
    """For each column the first that holds the same: many metrics rest on the same rows, and it is sent once."""
    if rows.height < _MANY:
        return {name: name for name in rows.columns}
    sent: dict[str, str] = {}
    for column in rows:
        known = (rows[name] for name in dict.fromkeys(sent.values()))
        sent[column.name] = next((one for one in known if one.equals(column, check_dtypes=True)), column).name
    return sent


def _insert(table: str, sent: Mapping[str, str]) -> str:
    known = [name for metric in CATALOGUE for name in metric.stored_keys if name in sent]
    kinds = ", ".join(f"'{kind}'" for kind in _KINDS)
    levels = ", ".join(f"'{level}'" for level in _LEVELS)
    return f"""
insert into metric_snapshots (
    workspace_id, period_type, subject_kind, period_start, subject_key, as_of, data_version, people, {", ".join(known)}
)
select (select current_workspace()),
       (array[{kinds}]::period_type[])[c.{sent["period_type"]}],
       (array[{levels}]::subject_kind[])[c.{sent["subject_kind"]}],
       c.period_start,
       c.{sent["subject"]},
       $1::text::timestamptz,
       $2::bigint,
       c.{sent["people"]},
       {", ".join(f"c.{sent[name]}" for name in known)}
from {table} c"""  # noqa: S608 - put together from the catalogue's own words


def columns_of(metrics: Iterable[Metric]) -> str:
    """The stored columns of these metrics, for a select."""
    return ", ".join(f"s.{name}" for metric in metrics for name in metric.stored_keys)
