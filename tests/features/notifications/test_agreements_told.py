"""A working agreement that was missed is told once, to the author and to whoever was asked and has not looked."""

from datetime import timedelta

from tests.features.flow.conftest import DAY, HOUR, NOW, Asker, asker, context, pulls, seeded
from tests.pulling import Pulls
from tests.seeding import Seeded

from aexy.context import Context
from aexy.features.delivery import agreements_service
from aexy.features.delivery.agreements_keeping import note_misses
from aexy.features.delivery.agreements_schemas import AgreementWish
from aexy.features.notifications.schemas import Notification, NotificationKind, PreferenceWish
from aexy.features.notifications.service import count_unread, list_notifications, read, set_preferences
from aexy.features.routing import Role, Viewer
from aexy.kernel.delivery.agreements import Kind, LimitUnit
from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection

__all__ = ["asker", "context", "pulls", "seeded"]

FIRST = AgreementWish(name="First look", kind=Kind.FIRST_REVIEW, limit=1, unit=LimitUnit.WORKING_DAYS)
EARLIER = NOW - 12 * DAY


async def _told(context: Context, viewer: Viewer) -> list[Notification]:
    return (await list_notifications(context, viewer, unread=False, cursor=None, limit=50)).items


async def _waiting(owner: Connection, workspace: WorkspaceId) -> int:
    asked = "select key from pull_requests where title = 'Waiting' and workspace_id = $1"
    found: int = await owner.fetchval(asked, workspace)
    return found


async def test_a_missed_agreement_is_told_once_to_whom_it_concerns(
    context: Context, asker: Asker, pulls: Pulls, seeded: Seeded, workspace: WorkspaceId
) -> None:
    assert pulls.count
    made = await agreements_service.add_agreement(context.at(EARLIER), asker(), FIRST)
    people = {name: asker(role=Role.MEMBER, developer=seeded.developers[name]) for name in ("Ann", "Ben", "Cal", "Dee")}
    for days in (0, 1):
        await note_misses(context.at(NOW + days * HOUR), workspace)
    (one,) = await _told(context, people["Ann"])
    assert (one.kind, one.title, one.object_id) == (NotificationKind.AGREEMENT, "First look", made.id)
    assert one.says is not None
    assert one.says.startswith("Waited longer for a first look than was agreed: api#")
    assert one.says.endswith(" Waiting")
    # Ben was asked and has not looked; Cal was asked no more; managers who wrote nothing of it are not told.
    assert [one.id for one in await _told(context, people["Ben"])] == [one.id]
    assert await _told(context, people["Cal"]) == []
    assert await _told(context, people["Dee"]) == []
    assert await _told(context, asker()) == []
    await read(context, people["Ann"], [one.id])
    await note_misses(context.at(NOW + DAY), workspace)
    assert (await count_unread(context.at(NOW + DAY), people["Ann"])).unread == 0


async def test_whoever_looked_too_late_is_told_no_more_and_the_author_still_is(
    context: Context, asker: Asker, pulls: Pulls, seeded: Seeded, workspace: WorkspaceId, owner: Connection
) -> None:
    await agreements_service.add_agreement(context.at(EARLIER), asker(), FIRST)
    await note_misses(context, workspace)
    waiting = await owner.fetchval(
        "select key from pull_requests where title = 'Waiting' and workspace_id = $1", workspace
    )
    await pulls.review(waiting, "Ben", NOW - HOUR)
    ann, ben = (asker(role=Role.MEMBER, developer=seeded.developers[name]) for name in ("Ann", "Ben"))
    assert (len(await _told(context, ann)), await _told(context, ben)) == (1, [])


async def test_what_began_before_it_was_agreed_on_is_not_told(
    context: Context, asker: Asker, pulls: Pulls, seeded: Seeded, workspace: WorkspaceId
) -> None:
    assert pulls.count
    await agreements_service.add_agreement(context, asker(), FIRST)
    await note_misses(context, workspace)
    assert await _told(context, asker(developer=seeded.developers["Ann"])) == []


async def test_facts_that_come_late_take_a_miss_back_and_so_does_the_end_of_an_agreement(
    context: Context, asker: Asker, pulls: Pulls, seeded: Seeded, workspace: WorkspaceId, owner: Connection
) -> None:
    made = await agreements_service.add_agreement(context.at(EARLIER), asker(), FIRST)
    old = await agreements_service.add_agreement(
        context.at(EARLIER), asker(), AgreementWish(name="Not old", kind=Kind.AGE, limit=2, unit=LimitUnit.DAYS)
    )
    await note_misses(context, workspace)
    ann = asker(developer=seeded.developers["Ann"])
    assert {one.title for one in await _told(context, ann)} == {"First look", "Not old"}
    waiting = await owner.fetchval(
        "select key from pull_requests where title = 'Waiting' and workspace_id = $1", workspace
    )
    await pulls.review(waiting, "Eve", NOW - 9 * DAY + timedelta(minutes=30))
    await note_misses(context, workspace)
    assert {one.title for one in await _told(context, ann)} == {"Not old"}
    await agreements_service.end_agreement(context, asker(), old.id)
    assert await _told(context, ann) == []
    assert made.id != old.id


async def test_it_can_be_turned_off(
    context: Context, asker: Asker, pulls: Pulls, seeded: Seeded, workspace: WorkspaceId
) -> None:
    assert pulls.count
    await agreements_service.add_agreement(context.at(EARLIER), asker(), FIRST)
    await note_misses(context, workspace)
    ann = asker(developer=seeded.developers["Ann"])
    await set_preferences(context, ann, PreferenceWish(muted=[NotificationKind.AGREEMENT]))
    assert (await _told(context, ann), (await count_unread(context, ann)).unread) == ([], 0)
