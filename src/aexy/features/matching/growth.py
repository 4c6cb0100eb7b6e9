"""What somebody wishes to learn: said by themselves, shown to whoever may see their skills."""

from uuid import UUID

from aexy.context import Context
from aexy.features.matching import rows
from aexy.features.matching.schemas import Growth, GrowthWish
from aexy.features.routing import Viewer
from aexy.features.schedules import service as schedules
from aexy.kernel.errors import Unusable
from aexy.store.postgres import Connection


async def get_growth(context: Context, viewer: Viewer) -> Growth:
    """What whoever asks said they wish to learn."""
    async with context.database.reading(viewer.workspace_id) as connection:
        return await _growth(connection, await _me(connection, viewer))


async def put_growth(context: Context, viewer: Viewer, wish: GrowthWish) -> Growth:
    """They wish exactly this from now on; each once, as it was written first."""
    skills = list({skill.lower(): skill for skill in reversed(wish.skills)}.values())[::-1]
    async with context.database.workspace(viewer.workspace_id) as connection:
        who = await _me(connection, viewer)
        await rows.put_growth(connection, who, skills, context.now)
        return await _growth(connection, who)


async def _me(connection: Connection, viewer: Viewer) -> UUID:
    who = await schedules.own_id(connection, viewer)
    if who is None:
        raise Unusable(
            "It is not known which developer you are.",
            next_step="Say so on the page Me, or with `aexy me --as NAME`.",
            field="developer_id",
        )
    return who


async def _growth(connection: Connection, who: UUID) -> Growth:
    found = await rows.growth(connection, who)
    return Growth(
        developer_id=who,
        skills=list(found["skills"]) if found else [],
        updated_at=found["updated_at"] if found else None,
    )
