"""The snapshot columns that follow from the catalogue, and the migration a new metric needs.

    python -m aexy.store.columns commits_count lines_added      prints the migration that adds these two

A metric is stored as two typed columns, `<key>` and `<key>_n`, a duration's quantiles beside them; the documented
JSONB categories are views over them. Who reads those is not known here, so they hold what anybody in the workspace
may see of anybody: no number that is for the person or their team alone, and none of a group that needs a quorum.
"""

import sys
from collections.abc import Iterable

import polars as pl

from aexy.kernel.metric import Audience, Family, Level, Metric
from aexy.kernel.metrics import CATALOGUE, find
from aexy.kernel.privacy import is_guarded

CATEGORIES = (
    Family.VELOCITY,
    Family.EFFICIENCY,
    Family.QUALITY,
    Family.SUSTAINABILITY,
    Family.COLLABORATION,
)
_PERIOD_END = """case s.period_type
           when 'daily' then s.period_start + 1
           when 'weekly' then s.period_start + 7
           when 'biweekly' then s.period_start + 14
           when 'monthly' then (s.period_start + interval '1 month')::date
           when 'quarterly' then (s.period_start + interval '3 months')::date
       end"""


def stored_columns(metric: Metric) -> dict[str, str]:
    """The columns of one metric and their types in SQL."""
    value = "bigint" if metric.dtype == pl.Int64() else "double precision"
    own = {metric.key: value, f"{metric.key}_n": "bigint"}
    return {name: own.get(name, "double precision") for name in metric.stored_keys}


def migration_for(metrics: Iterable[Metric]) -> str:
    """SQL that makes room for these metrics and tells the reporting views of the whole catalogue."""
    added = [f"add column {name} {kind}" for metric in metrics for name, kind in stored_columns(metric).items()]
    table = "alter table metric_snapshots\n    " + ",\n    ".join(added) + ";\n"
    return "\n".join([table, *reporting_views(CATALOGUE), "select admit_readers();\n"])


def reporting_views(catalogue: Iterable[Metric]) -> list[str]:
    """The documented tables of snapshots, one JSONB object per category, for other people's SQL."""
    metrics = list(catalogue)
    return [_view(metrics, Level.DEVELOPER, "developers"), _view(metrics, Level.TEAM, "teams")]


def _view(metrics: list[Metric], level: Level, table: str) -> str:
    categories = ",\n".join(f"       {_category(metrics, family, level)} as {family}_metrics" for family in CATEGORIES)
    return f"""create or replace view reporting.{level}_metrics_snapshots with (security_invoker = true) as
select o.id as {level}_id,
       s.workspace_id,
       s.period_type::text as period_type,
       s.period_start,
       {_PERIOD_END} as period_end,
{categories},
       s.as_of as created_at
from metric_snapshots s
join {table} o on o.key = s.subject_key and o.workspace_id = s.workspace_id
where s.subject_kind = '{level}';
"""  # noqa: S608 - put together from the catalogue's own words


def _category(metrics: list[Metric], family: Family, level: Level) -> str:
    keys = [name for m in metrics if m.family is family and _is_open(m, level) for name in stored_columns(m)]
    pairs = ",\n           ".join(f"'{key}', s.{key}" for key in keys)
    return f"jsonb_build_object(\n           {pairs}\n       )" if keys else "'{}'::jsonb"


def _is_open(metric: Metric, level: Level) -> bool:
    if level is Level.DEVELOPER:
        return level in metric.levels and metric.audience is Audience.OPEN
    return level in metric.levels and not is_guarded(metric, level)


if __name__ == "__main__":
    sys.stdout.write(migration_for([find(key) for key in sys.argv[1:]] or CATALOGUE))
