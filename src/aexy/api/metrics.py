"""`/internal/metrics`, as Prometheus reads it. Never open by accident.

With AEXY_METRICS_TOKEN whoever sends it as a bearer token may ask, from anywhere. Without one only a program on this
very machine that asks directly, by a name of loopback. A proxy on the same machine makes everybody look like that, so
what was passed on (it says so in a header) is turned away. For whom it is not meant the address does not exist.
"""

from collections.abc import Sequence
from hmac import compare_digest
from ipaddress import ip_address

from fastapi import Request, Response

from aexy.api.limits import Names
from aexy.features.attachments import Text
from aexy.features.routing import InContext, Policy, Routes
from aexy.features.system import service
from aexy.features.system.probing import probe
from aexy.kernel.errors import Unknown
from aexy.settings import Settings
from aexy.store.postgres import Record
from aexy.watch import measures

routes = Routes("/internal", tag="internal")
PASSED_ON = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")


@routes.get("/metrics", policy=Policy.PUBLIC, answers=Text)
async def get_metrics(request: Request, context: InContext) -> Response:
    """Every measure, in Prometheus's text format."""
    if not may_ask(request, context.settings):
        raise Unknown("There is nothing at this address.", next_step="GET /api/v1/openapi.json lists what there is.")
    for found in await probe(context):
        measures.PART_UP.labels(found.part).set(found.is_up)
        measures.PART_SECONDS.labels(found.part).set(found.seconds)
    _take_over(await service.figures(context))
    for pool in service.pools(context):
        for state, number in (("open", pool.open), ("idle", pool.idle), ("most", pool.most)):
            measures.POOL.labels(pool.name, state).set(number)
    measures.DISK_FREE.set(service.room(context.settings.home).free)
    return Response(measures.exposition(), media_type=measures.CONTENT_TYPE)


def may_ask(request: Request, settings: Settings) -> bool:
    """Whether this scraper is one of ours."""
    if settings.metrics_token is not None:
        sent = request.headers.get("authorization", "")
        wanted = f"Bearer {settings.metrics_token.get_secret_value()}"
        return compare_digest(sent.encode(), wanted.encode())
    if any(name in request.headers for name in PASSED_ON):
        return False
    is_near = _is_here(request.client.host if request.client else "")
    return is_near and Names.of("127.0.0.1").include(request.headers.get("host", "").encode())


def _take_over(told: Sequence[Record]) -> None:
    """Put what the database said into the measures; what is not there any more is taken away first."""
    for gauge in (measures.JOBS, measures.JOBS_FAILED, measures.SYNC_AGE, measures.SNAPSHOT_AGE):
        gauge.clear()
    for row in told:
        label, value = row["label"], row["value"]
        match row["what"]:
            case "jobs":
                kind, _, state = label.partition(" ")
                measures.JOBS.labels(service.queue_of(kind), state).inc(value)
            case "failed":
                measures.JOBS_FAILED.labels(service.queue_of(label)).inc(value)
            case "inbox":
                measures.INBOX.labels(label).set(value)
            case "sync":
                measures.SYNC_AGE.labels(str(row["workspace_id"])).set(value)
            case "snapshots":
                measures.SNAPSHOT_AGE.labels(str(row["workspace_id"])).set(value)
            case what:
                _ALONE[what].set(value)


_ALONE = {
    "oldest": measures.OLDEST_JOB,
    "deliveries": measures.DELIVERIES_WAITING,
    "workspaces": measures.WORKSPACES,
}


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
