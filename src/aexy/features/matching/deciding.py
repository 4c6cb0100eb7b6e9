"""What came of an answer: a human says who took it, and who did not."""

from uuid import UUID

from aexy.context import Context
from aexy.features.analytics.schemas import Person
from aexy.features.insights.looking import look
from aexy.features.matching import rows
from aexy.features.matching.schemas import MatchOutcome, OutcomeSaid
from aexy.features.routing import Viewer
from aexy.kernel.errors import Unknown
from aexy.kernel.metric import Audience
from aexy.kernel.privacy import withheld_of
from aexy.kernel.text import plain


async def decide(
    context: Context, viewer: Viewer, match_id: UUID, developer_id: UUID, verdict: MatchOutcome | None
) -> OutcomeSaid:
    """Write down what was decided about a candidate; Unknown when there is none whom whoever asks may see."""
    view = await look(context, viewer, subject="workspace", start=None, end=None)
    async with context.database.workspace(viewer.workspace_id) as connection:
        who = await rows.candidate(connection, match_id, developer_id)
        if who is None or withheld_of(Audience.TEAM, who["key"], view.onlooker) is not None:
            raise Unknown(
                f"There is no candidate {developer_id} in a match {match_id}.",
                next_step="Ask again with POST /matching, and decide about one of its candidates.",
                field="match_id",
            )
        said = await rows.decide(
            connection, match_id, developer_id, verdict=verdict, by=viewer.account_id, now=context.now
        )
    return OutcomeSaid(
        match_id=match_id,
        developer=Person(id=developer_id, name=plain(who["name"])),
        place=said["place"],
        score=said["score"],
        verdict=MatchOutcome(said["verdict"]) if said["verdict"] else None,
        said_at=said["said_at"],
    )
