"""`/workspaces/{workspace_id}/audit`, and `/auth/audit` for what was done with one's own account."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from fastapi.responses import StreamingResponse
from pydantic import AfterValidator, AwareDatetime

from aexy.features.attachments import Lines
from aexy.features.audit import service, verifying
from aexy.features.audit.rows import Sought
from aexy.features.audit.schemas import AccountEvent, AuditEvent, AuditPlace, AuditVerdict
from aexy.features.paging import USUAL_PAGE, Cursor, Limit, Page
from aexy.features.routing import Asking, InContext, Policy, Routes, SignedIn

routes = Routes("/workspaces/{workspace_id}/audit", tag="audit")
own_routes = Routes("/auth/audit", tag="audit")


def _in_reach(instant: datetime) -> datetime:
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise ValueError(f"Nothing was written down in {instant.year}.")
    return instant


FIRST_YEAR, LAST_YEAR = 1970, 9000
Instant = Annotated[AwareDatetime, AfterValidator(_in_reach)]
Action = Annotated[
    str | None, Query(description="connection.added, or connection for all below it.", pattern="^[a-z_.]{1,100}$")
]
KnownSeq = Annotated[int | None, Query(ge=1, le=2**62, description="A place you kept, to ask whether it holds.")]
KnownHash = Annotated[str | None, Query(pattern="^[0-9a-f]{64}$", description="The hash that stood there.")]


@routes.get("", policy=Policy.ADMIN)
async def list_audit_events(
    context: InContext,
    viewer: Asking,
    action: Action = None,
    by: Annotated[UUID | None, Query(description="Only what this account did.")] = None,
    since: Annotated[Instant | None, Query(description="From this instant on.")] = None,
    until: Annotated[Instant | None, Query(description="Before this instant.")] = None,
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> Page[AuditEvent]:
    """Who changed what may be seen or done, the latest first."""
    return await service.list_events(context, viewer, Sought(action, by, since, until), cursor=cursor, limit=limit)


@routes.get("/export", policy=Policy.ADMIN, answers=Lines)
async def export_audit_log(context: InContext, viewer: Asking) -> StreamingResponse:
    """The whole chain as lines of JSON with its hashes, for keeping elsewhere and for walking without us."""
    headers = {"content-disposition": f'attachment; filename="audit-{viewer.workspace_id}.ndjson"'}
    return StreamingResponse(service.export(context, viewer), media_type="application/x-ndjson", headers=headers)


@routes.get("/verify", policy=Policy.ADMIN)
async def verify_audit_log(
    context: InContext,
    viewer: Asking,
    known_seq: Annotated[
        int | None, Query(ge=1, le=2**62, description="A place you kept, to ask whether it holds.")
    ] = None,
    known_hash: Annotated[str | None, Query(pattern="^[0-9a-f]{64}$", description="The hash that stood there.")] = None,
) -> AuditVerdict:
    """Walk the chain, and name the first place that is not what was written."""
    known = AuditPlace(seq=known_seq, hash=known_hash) if known_seq and known_hash else None
    return await verifying.verify(context, viewer.workspace_id, known=known)


@own_routes.get("", policy=Policy.SIGNED_IN)
async def list_own_audit_events(
    context: InContext, account: SignedIn, cursor: Cursor = None, limit: Limit = USUAL_PAGE
) -> Page[AccountEvent]:
    """What was done with your own account, the latest first."""
    return await service.list_own(context, account.id, cursor=cursor, limit=limit)
