"""Erasing people: who may ask, who decides, what would go, and that a restored copy brings nobody back."""

from datetime import datetime
from uuid import UUID

from aexy.context import Context
from aexy.features.audit import service as audit
from aexy.features.ingest import service as ingest
from aexy.features.ingest.schemas import JobKind
from aexy.features.privacy import erasing, erasing_rows, ledger, rows
from aexy.features.privacy.ledger import Ledger
from aexy.features.privacy.rows import Kept
from aexy.features.privacy.schemas import Erased, Erasure, ErasureState, ErasureWish
from aexy.features.routing import Role, Viewer
from aexy.jobs.job import ErasePeople
from aexy.kernel.erasing import nameless
from aexy.kernel.errors import Conflict, Forbidden, Unknown, Unusable
from aexy.kernel.ids import WorkspaceId

KEPT = [
    "Counts and totals: what they did stays counted, as the work of somebody nobody can name.",
    "File names, branch names and addresses of repositories: delete a repository that is their own.",
    "Titles and first lines of work, without their name in them.",
    "Their sign-in account, which is theirs and no workspace's: they delete it themselves.",
]
BACKUPS = (
    "Copies made before hold them until they are deleted. Erasures are kept in the data folder too, so whoever "
    "restores such a copy has them carried out again at the next start."
)


async def erase(context: Context, viewer: Viewer, developer_id: UUID, wish: ErasureWish) -> Erasure:
    """Erase somebody, or say what would go. The person asks and an admin confirms; an admin does both at once."""
    _check(viewer, developer_id)
    async with context.database.workspace(viewer.workspace_id) as connection:
        found = await rows.developer(connection, viewer.workspace_id, developer_id)
        if found is None:
            raise Unknown(
                f"There is nobody {developer_id} in this workspace.",
                next_step="Look the id up in the list; who was erased is nobody any more.",
                field="developer_id",
            )
        whose, kind = found
        if kind != "human":
            raise Unusable("Only people are erased; this is a program.", next_step="Leave it.", field="developer_id")
        if not wish.dry_run:
            state = ErasureState.CONFIRMED if viewer.role.includes(Role.ADMIN) else ErasureState.ASKED
            made = await rows.add(connection, viewer.workspace_id, whose, state, viewer.account_id, context.now)
            await audit.record(
                connection, viewer.workspace_id, by=viewer.account_id, action=f"privacy.erasure_{state}",
                subject=f"developer:{whose}", said={"erasure": str(made)}, now=context.now,
            )  # fmt: skip
    if wish.dry_run:
        return _rehearsed(whose, await erasing.rehearse(context, viewer.workspace_id, whose))
    await _order(context, viewer.workspace_id)
    return await _one(context, viewer.workspace_id, made)


def _check(viewer: Viewer, developer_id: UUID) -> None:
    if viewer.developer_id != developer_id and not viewer.role.includes(Role.ADMIN):
        raise Forbidden(
            "Somebody is erased by an admin, or at their own wish.",
            next_step="Ask an admin, or say who you are with `aexy me --as NAME`.",
        )


async def decide(context: Context, viewer: Viewer, erasure_id: UUID, state: ErasureState) -> Erasure:
    """Confirm what somebody asked for, or refuse it."""
    async with context.database.workspace(viewer.workspace_id) as connection:
        if not await rows.decide(connection, viewer.workspace_id, erasure_id, state, viewer.account_id, context.now):
            if await rows.find(connection, viewer.workspace_id, erasure_id) is None:
                raise Unknown(
                    f"There is no erasure {erasure_id}.",
                    next_step="List them: GET /workspaces/{workspace_id}/erasures.",
                )
            raise Conflict(
                "This erasure waits for no decision.", next_step="List them: GET /workspaces/{workspace_id}/erasures."
            )
        await audit.record(
            connection, viewer.workspace_id, by=viewer.account_id, action=f"privacy.erasure_{state}",
            subject=f"erasure:{erasure_id}", said={}, now=context.now,
        )  # fmt: skip
    await _order(context, viewer.workspace_id)
    return await _one(context, viewer.workspace_id, erasure_id)


async def list_erasures(context: Context, viewer: Viewer) -> list[Erasure]:
    """Those of the workspace, the latest first."""
    async with context.database.workspace(viewer.workspace_id) as connection:
        return [_erasure(one) for one in await rows.latest(connection, viewer.workspace_id)]


async def carry_out(context: Context, order: ErasePeople) -> None:
    """Carry out every erasure that was confirmed; done again, it goes on where it stopped."""
    if not await ingest.begin(context, order.workspace_id, order.job_id, stage="Erasing"):
        return
    async with context.database.workspace(order.workspace_id) as connection:
        waiting = await rows.confirmed(connection, order.workspace_id)
    for number, erasure_id in enumerate(waiting):
        await ingest.show(context, order.workspace_id, order.job_id, stage="Erasing", done=number, total=len(waiting))
        await erasing.erase(context, order.workspace_id, erasure_id)
    await context.cache.drop(order.workspace_id)  # numbers of people, and titles with names, may be in it for a day
    await ingest.finish(context, order.workspace_id, order.job_id, details={"people": len(waiting)})


async def keep_house(context: Context) -> None:
    """Have every erasure carried out again of which the database knows nothing: it is a copy from before."""
    for one in ledger.all_of(context.settings):
        if await _again(context, one):
            await _order(context, one.workspace_id)


async def _again(context: Context, known: Ledger) -> bool:
    async with context.database.workspace(known.workspace_id) as connection:
        if not await rows.workspace_exists(connection, known.workspace_id):
            return False
        lost = [
            entry
            for entry in known.entries
            if await rows.bring_back(
                connection, known.workspace_id, entry.id, entry.developer_id, entry.token,
                datetime.fromisoformat(entry.asked_at),
            )
        ]  # fmt: skip
        if lost:
            await rows.put_key(connection, known.workspace_id, known.key)
        for entry in lost:
            await erasing_rows.put_tombstones(connection, known.workspace_id, entry.id, entry.marks)
    return bool(lost)


async def _order(context: Context, workspace_id: WorkspaceId) -> None:
    async with context.database.workspace(workspace_id) as connection:
        waiting = await rows.confirmed(connection, workspace_id)
    if waiting:
        await ingest.order(context, workspace_id, JobKind.ERASURE, "people", None)


async def _one(context: Context, workspace_id: WorkspaceId, erasure_id: UUID) -> Erasure:
    async with context.database.workspace(workspace_id) as connection:
        found = await rows.find(connection, workspace_id, erasure_id)
    if found is None:
        raise Unknown(f"There is no erasure {erasure_id}.", next_step="List them.", field="erasure_id")
    return _erasure(found)


def _rehearsed(developer_id: UUID, counts: dict[str, int]) -> Erasure:
    return Erasure(
        id=None,
        developer_id=developer_id,
        name=nameless("erased-…"),
        state=None,
        asked_by=None,
        asked_at=None,
        decided_by=None,
        decided_at=None,
        done_at=None,
        erased=[Erased(what=what, rows=count) for what, count in sorted(counts.items())],
        kept=KEPT,
        backups=BACKUPS,
    )


def _erasure(found: Kept) -> Erasure:
    return Erasure(
        id=found.id,
        developer_id=found.developer_id,
        name=nameless(found.token),
        state=found.state,
        asked_by=found.asked_by,
        asked_at=found.asked_at,
        decided_by=found.decided_by,
        decided_at=found.decided_at,
        done_at=found.done_at,
        erased=[Erased(what=what, rows=count) for what, count in sorted(found.erased.items())],
        kept=KEPT,
        backups=BACKUPS,
    )
