"""/internal/metrics: who may ask, and that what it says stays small whatever is asked of the API."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from pydantic import SecretStr

from aexy.api.app import create_app
from aexy.context import Context
from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection
from aexy.watch import measures

METRICS = "/internal/metrics"


@asynccontextmanager
async def _asking(
    context: Context, *, peer: str = "127.0.0.1", token: str | None = None
) -> AsyncIterator[httpx.AsyncClient]:
    settings = context.settings.model_copy(
        update={"metrics_token": SecretStr(token) if token else None, "host": "0.0.0.0"}  # noqa: S104 - open to all
    )
    watched = replace(context, settings=settings)

    @asynccontextmanager
    async def opener() -> AsyncIterator[Context]:
        yield watched

    app = create_app(settings, opener, site=Path("nowhere"))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, client=(peer, 40000))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8321") as client:
            yield client


async def test_a_program_on_this_machine_may_ask(context: Context) -> None:
    async with _asking(context) as client:
        answer = await client.get(METRICS)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    assert 'aexy_part_up{part="database"} 1.0' in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"x-forwarded-for": "203.0.113.9"},
        {"forwarded": "for=203.0.113.9"},
        {"via": "1.1 proxy"},
        {"x-real-ip": "203.0.113.9"},
        {"host": "10.0.0.5:8321"},
    ],
)
async def test_what_a_proxy_passes_on_is_turned_away(context: Context, headers: dict[str, str]) -> None:
    async with _asking(context) as client:
        assert (await client.get(METRICS, headers=headers)).status_code == 404


@pytest.mark.parametrize("peer", ["10.0.0.7", "203.0.113.9", "::ffff:10.0.0.7", "testclient"])
async def test_another_machine_finds_nothing_there(context: Context, peer: str) -> None:
    async with _asking(context, peer=peer) as client:
        assert (await client.get(METRICS)).status_code == 404


async def test_with_a_token_whoever_has_it_may_ask_from_anywhere_and_nobody_else(context: Context) -> None:
    async with _asking(context, peer="10.0.0.7", token="let-me-see") as client:
        assert (await client.get(METRICS, headers={"authorization": "Bearer let-me-see"})).status_code == 200
        assert (await client.get(METRICS, headers={"authorization": "Bearer let-me-sea"})).status_code == 404
    async with _asking(context, token="let-me-see") as client:
        assert (await client.get(METRICS)).status_code == 404


async def test_a_thousand_addresses_are_one_route(context: Context) -> None:
    async with _asking(context) as client:
        before = len(measures.exposition().splitlines())
        for _ in range(200):
            await client.get(f"/api/v1/workspaces/{uuid4()}/jobs")
            await client.get(f"/api/v1/{uuid4()}")
            await client.get(f"/{uuid4()}")
            await client.request("BREW", "/api/v1/health/live")
        lines = measures.exposition().decode().splitlines()
    grown = {'route="/api/v1/workspaces/{workspace_id}/jobs"', 'route="unmatched"', 'route="pages"', 'method="OTHER"'}
    assert all(any(each in line for line in lines) for each in grown)
    # A histogram's lines of four routes, and no more of them however often they are called.
    assert len(lines) - before <= 6 * (len(measures._ANSWERS) + 4)


async def test_what_waits_and_what_is_old_is_told_by_queue_and_workspace(
    context: Context, owner: Connection, workspace: WorkspaceId
) -> None:
    put = "insert into jobs (workspace_id, kind, state, created_at, finished_at) values ($1, $2, $3, $4, $4)"
    await owner.execute(put, workspace, "snapshots", "queued", context.now)
    await owner.execute(put, workspace, "sync_connection", "failed", context.now)
    counted = """
        insert into snapshot_state (workspace_id, counted_at) values ($1, now() - interval '2 h')
        on conflict (workspace_id) do update set counted_at = excluded.counted_at"""
    await owner.execute(counted, workspace)
    async with _asking(context) as client:
        told = (await client.get(METRICS)).text
    assert 'aexy_jobs{queue="ANALYSIS",state="queued"} 1.0' in told
    assert 'aexy_jobs_failed_last_day{queue="SYNC"} 1.0' in told
    age = next(line for line in told.splitlines() if f'aexy_snapshot_age_seconds{{workspace="{workspace}"}}' in line)
    assert float(age.split()[1]) == pytest.approx(7200, abs=120)


async def test_no_label_is_anything_somebody_chose(context: Context) -> None:
    async with _asking(context) as client:
        await client.get(METRICS)
    allowed = {
        "method", "route", "status", "le", "outcome", "part", "queue", "state", "pool", "activity", "provider",
        "channel", "route_class", "workspace", "version",
    }  # fmt: skip
    labels = {name for family in measures.REGISTRY.collect() for one in family.samples for name in one.labels}
    assert labels <= allowed
