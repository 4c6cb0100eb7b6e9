"""The table of snapshots is the catalogue's, column by column, and the reporting views have the documented shape."""

from aexy.kernel.ids import WorkspaceId
from aexy.kernel.metrics import CATALOGUE, find
from aexy.store.columns import migration_for, reporting_views, stored_columns
from aexy.store.postgres import Connection

OWN = {"workspace_id", "period_type", "subject_kind", "period_start", "subject_key", "as_of", "data_version", "people"}
COLUMNS = """
select column_name, data_type
from information_schema.columns
where table_schema = $1 and table_name = $2"""


async def columns(owner: Connection, schema: str, table: str) -> dict[str, str]:
    return {row["column_name"]: row["data_type"] for row in await owner.fetch(COLUMNS, schema, table)}


async def test_every_metric_has_its_two_columns_and_no_column_lacks_a_metric(owner: Connection) -> None:
    stored = await columns(owner, "public", "metric_snapshots")
    declared = {name: kind for metric in CATALOGUE for name, kind in stored_columns(metric).items()}
    assert {name: kind for name, kind in stored.items() if name not in OWN} == declared


async def test_the_reporting_views_have_the_documented_columns(owner: Connection) -> None:
    categories = {
        f"{c}_metrics": "jsonb" for c in ("velocity", "efficiency", "quality", "sustainability", "collaboration")
    }
    for level in ("developer", "team"):
        found = await columns(owner, "reporting", f"{level}_metrics_snapshots")
        assert {name: kind for name, kind in found.items() if kind == "jsonb"} == categories
        assert {f"{level}_id", "workspace_id", "period_type", "period_start", "period_end"} <= found.keys()


async def test_the_views_in_the_database_are_those_the_catalogue_asks_for(owner: Connection) -> None:
    shown = "select pg_get_viewdef('reporting.developer_metrics_snapshots'::regclass)"
    before = await owner.fetchval(shown)
    await owner.execute("\n".join(reporting_views(CATALOGUE)))
    assert await owner.fetchval(shown) == before


async def test_a_new_metric_is_given_its_migration(owner: Connection) -> None:
    async with owner.transaction():
        await owner.execute("drop schema reporting cascade; create schema reporting")
        await owner.execute("alter table metric_snapshots drop column focus_score, drop column focus_score_n")
        await owner.execute(migration_for([find("focus_score")]))
        assert "focus_score_n" in await columns(owner, "public", "metric_snapshots")


async def test_a_report_reads_a_developers_week(owner: Connection, workspace: WorkspaceId) -> None:
    who = await owner.fetchrow(
        "insert into developers (workspace_id, name) values ($1, 'Ann') returning id, key", workspace
    )
    await owner.execute(
        "insert into metric_snapshots (workspace_id, period_type, subject_kind, period_start, subject_key, as_of,"
        " data_version, people, commits_count, commits_count_n)"
        " values ($1, 'weekly', 'developer', '2026-01-05', $2, now(), 1, 1, 7, 7)",
        workspace,
        who["key"],
    )
    row = await owner.fetchrow(
        "select period_end::text, velocity_metrics ->> 'commits_count' as commits, efficiency_metrics::text as none"
        " from reporting.developer_metrics_snapshots where developer_id = $1",
        who["id"],
    )
    assert tuple(row) == ("2026-01-12", "7", "{}")
