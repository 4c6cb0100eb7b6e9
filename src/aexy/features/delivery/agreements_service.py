"""Making working agreements, changing and ending them: managers do, everybody reads them."""

from uuid import UUID

from pydantic import ValidationError

from aexy.context import Context
from aexy.features.audit import service as audit
from aexy.features.delivery import agreements_rows as rows
from aexy.features.delivery.agreements_rows import KeptAgreement
from aexy.features.delivery.agreements_schemas import (
    Agreement,
    AgreementChange,
    AgreementTerms,
    AgreementVersion,
    AgreementWish,
)
from aexy.features.delivery.agreements_words import says
from aexy.features.paging import Page, read_cursor, write_cursor
from aexy.features.routing import Role, Viewer
from aexy.kernel.errors import Forbidden, Unknown, Unusable
from aexy.kernel.text import plain
from aexy.store.postgres import Connection

LIST = "agreements"


async def list_agreements(context: Context, viewer: Viewer, *, cursor: str | None, limit: int) -> Page[Agreement]:
    """By name: those of the workspace, and of the teams within the viewer's reach."""
    place = read_cursor(LIST, cursor, (str, UUID))
    async with context.database.reading(viewer.workspace_id) as connection:
        after = (place[0], place[1]) if place else None
        found = await rows.by_name(connection, viewer, after=after, limit=limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    return Page(
        items=[shape(viewer, one) for one in found[:limit]],
        next_cursor=write_cursor(LIST, last.name.lower(), last.id) if last else None,
    )


async def get_agreement(context: Context, viewer: Viewer, agreement_id: UUID) -> Agreement:
    """One, with all its versions."""
    async with context.database.reading(viewer.workspace_id) as connection:
        return shape(viewer, await find(connection, viewer, agreement_id))


async def add_agreement(context: Context, viewer: Viewer, wish: AgreementWish) -> Agreement:
    """A new one. Forbidden for the workspace or a team that is out of reach."""
    _check_reach(viewer, wish.team_id)
    async with context.database.workspace(viewer.workspace_id) as connection:
        if wish.team_id is not None and not await rows.has_team(connection, viewer.workspace_id, wish.team_id):
            raise Unknown(f"There is no team {wish.team_id}.", next_step="List the teams.", field="team_id")
        made = await rows.add(connection, viewer, wish, context.now)
        said = wish.model_dump(mode="json", exclude_none=True)
        await _record(context, connection, viewer, made, "agreement.created", said)
        return shape(viewer, await find(connection, viewer, made))


async def change_agreement(context: Context, viewer: Viewer, agreement_id: UUID, wish: AgreementChange) -> Agreement:
    """Another name, or another limit from now on. Unusable for a limit that its kind cannot have."""
    async with context.database.workspace(viewer.workspace_id) as connection:
        await rows.lock(connection, viewer, agreement_id)
        found = await find(connection, viewer, agreement_id)
        _check_reach(viewer, found.team_id)
        terms = _terms(found, wish)
        await rows.change(connection, viewer, found, wish.name or found.name, terms, context.now)
        said = wish.model_dump(mode="json", exclude_none=True)
        await _record(context, connection, viewer, agreement_id, "agreement.changed", said)
        return shape(viewer, await find(connection, viewer, agreement_id))


async def end_agreement(context: Context, viewer: Viewer, agreement_id: UUID) -> None:
    """It is agreed on no more."""
    async with context.database.workspace(viewer.workspace_id) as connection:
        found = await find(connection, viewer, agreement_id)
        _check_reach(viewer, found.team_id)
        await rows.delete(connection, viewer, agreement_id)
        await _record(context, connection, viewer, agreement_id, "agreement.deleted", {"name": found.name})


async def find(connection: Connection, viewer: Viewer, agreement_id: UUID) -> KeptAgreement:
    """The row; Unknown for one that is not there, or out of reach."""
    found = await rows.find(connection, viewer, agreement_id)
    if found is None:
        raise Unknown(
            f"There is no agreement {agreement_id}.",
            next_step="GET …/delivery/agreements lists them.",
            field="agreement_id",
        )
    return found


def shape(viewer: Viewer, found: KeptAgreement) -> Agreement:
    """As it is told."""
    return Agreement(
        id=found.id,
        name=plain(found.name),
        kind=found.kind,
        says=says(found.kind, found.latest.limit, found.latest.unit),
        limit=found.latest.limit,
        unit=found.latest.unit,
        team_id=found.team_id,
        team=None if found.team is None else plain(found.team),
        version=found.version,
        versions=[AgreementVersion.model_validate(one) for one in found.versions],
        created_at=found.created_at,
        updated_at=found.updated_at,
        may_change=viewer.role.includes(Role.MANAGER) and _reaches(viewer, found.team_id),
    )


def _terms(found: KeptAgreement, wish: AgreementChange) -> AgreementTerms:
    limit = found.latest.limit if wish.limit is None else wish.limit
    unit = found.latest.unit if wish.unit is None else wish.unit
    try:
        return AgreementTerms(kind=found.kind, limit=limit, unit=unit)
    except ValidationError as error:
        said = str(error.errors()[0]["ctx"]["error"])
        raise Unusable(said, next_step="Look at the templates for what fits its kind.", field="unit") from None


def _reaches(viewer: Viewer, team_id: UUID | None) -> bool:
    return viewer.teams is None or (team_id is not None and viewer.reaches(team_id))


def _check_reach(viewer: Viewer, team_id: UUID | None) -> None:
    if not _reaches(viewer, team_id):
        raise Forbidden(
            "Your role here reaches some teams only; this concerns others.",
            next_step="Name a team of yours, or ask a manager of the whole workspace.",
        )


async def _record(
    context: Context, connection: Connection, viewer: Viewer, agreement_id: UUID, action: str, said: dict[str, object]
) -> None:
    await audit.record(
        connection, viewer.workspace_id, by=viewer.account_id, action=action, subject=f"agreement:{agreement_id}",
        said=said, now=context.now,
    )  # fmt: skip
