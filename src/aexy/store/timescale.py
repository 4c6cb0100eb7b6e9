"""Whether TimescaleDB serves here, and if not, why not: it makes the documented sums faster and changes no number.

Where it is not, the same reports are plain views (docs/decisions/0016).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import asyncpg

from aexy.kernel.errors import Unavailable
from aexy.store.postgres import Connection

MIGRATION: Final = "migrate_0065_time_series.timescale.sql"
# What pg_dump leaves out where there is a series: all of it, and the reports that read it, which are views elsewhere.
LEFT_BEHIND: Final = (
    "--exclude-extension=timescaledb",
    "--exclude-schema=timescale",
    "--exclude-schema=_timescaledb_*",
    "--exclude-schema=timescaledb*",
    "--exclude-table=reporting.daily_commit_stats",
    "--exclude-table=reporting.weekly_dora_metrics",
    "--exclude-table=reporting.monthly_developer_activity",
    "--exclude-table=reporting.pull_request_events",
)

_PRESENT = """
select exists (select from pg_available_extensions a where a.name = 'timescaledb') as is_installed,
       exists (select from pg_settings s where s.name = 'timescaledb.max_background_workers') as is_loaded,
       exists (select from pg_extension x where x.extname = 'timescaledb') as is_created,
       (select pg_has_role(d.datdba, 'usage') from pg_database d where d.datname = current_database()) as is_owner,
       has_database_privilege(current_database(), 'create') and exists (
           select
           from pg_available_extension_versions v
           where v.name = 'timescaledb'
             and (v.trusted or not v.superuser or (select r.rolsuper from pg_roles r where r.rolname = current_user))
       ) as may_create"""

_STANDING = """
select (select x.extversion from pg_extension x where x.extname = 'timescaledb') as version,
       (
           select m.skipped_because
           from schema_migrations m
           where m.name = $1
       ) as why_not,
       coalesce((
           select m.skipped_because is null
           from schema_migrations m
           where m.name = $1
       ), false) as serves"""

_JOBS = """
select (
           select max(s.last_successful_finish)
           from timescaledb_information.jobs j
           join timescaledb_information.job_stats s on s.job_id = j.job_id
           where j.proc_schema = 'timescale'
             and isfinite(s.last_successful_finish)
       ) as last_at,
       (
           select count(*)
           from timescaledb_information.jobs j
           join timescaledb_information.job_stats s on s.job_id = j.job_id
           where j.owner = (select c.relowner::regrole from pg_class c where c.oid = 'commits'::regclass)
             and s.last_run_status = 'Failed'
       ) as failing"""


@dataclass(frozen=True, slots=True)
class Timescale:
    """How it stands in one database.

    `serves` says whether the series are kept; `why_not` is for where they are not. `last_at` is when a job last ended
    well, null before the first; `failing` how many jobs failed the last time.
    """

    version: str | None
    serves: bool
    is_loaded: bool
    why_not: str | None
    last_at: datetime | None = None
    failing: int = 0


async def why_not(connection: Connection) -> str | None:
    """Why what needs TimescaleDB cannot run here for whom this connection works; None when it can."""
    found = await connection.fetchrow(_PRESENT)
    if not found["is_installed"]:
        return "TimescaleDB is not installed on this server"
    if not found["is_loaded"]:
        return "TimescaleDB is installed and not loaded; it belongs into shared_preload_libraries"
    if not found["is_owner"]:
        return "whoever migrates does not own the database, and its telemetry could not be switched off"
    if not (found["is_created"] or found["may_create"]):
        return "whoever migrates may not create the extension timescaledb; a superuser may"
    return None


async def look(url: str) -> Timescale:
    """How it stands, for `aexy doctor`. Unavailable when the database does not answer."""
    try:
        connection = await asyncpg.connect(url, timeout=10, server_settings={"application_name": "aexy doctor"})
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise Unavailable(
            f"The database does not answer: {error}.", next_step="Look whether it runs with `aexy status`."
        ) from error
    try:
        return await _standing(connection)
    finally:
        await connection.close()


async def _standing(connection: Connection) -> Timescale:
    reason = await why_not(connection)
    is_loaded = bool((await connection.fetchrow(_PRESENT))["is_loaded"])
    if await connection.fetchval("select to_regclass('public.schema_migrations') is null"):
        return Timescale(None, serves=False, is_loaded=is_loaded, why_not=reason)
    found = await connection.fetchrow(_STANDING, MIGRATION)
    if not found["serves"]:
        return Timescale(found["version"], serves=False, is_loaded=is_loaded, why_not=reason or found["why_not"])
    if not is_loaded:
        return Timescale(found["version"], serves=True, is_loaded=False, why_not=reason)
    jobs = await connection.fetchrow(_JOBS)
    return Timescale(
        found["version"], serves=True, is_loaded=True, why_not=None, last_at=jobs["last_at"], failing=jobs["failing"]
    )


__all__ = ["LEFT_BEHIND", "MIGRATION", "Timescale", "look", "why_not"]
