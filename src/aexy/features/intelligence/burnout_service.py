"""Signs about oneself, and how signs are spread in a group: nobody is told whose they are."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from aexy.context import Context
from aexy.features.insights.looking import View, look
from aexy.features.intelligence import burnout_rows, service
from aexy.features.intelligence.burnout import BURNOUT, CAUTION, SAYS
from aexy.features.intelligence.burnout_schemas import Burnout, Meaning, SignSpread, Spread, TeamBurnout
from aexy.features.intelligence.service import Analysed
from aexy.features.routing import Viewer
from aexy.kernel.analyses.burnout import MODERATE, SIGNS
from aexy.kernel.errors import Forbidden
from aexy.kernel.metric import Better, Level, Unit
from aexy.kernel.privacy import QUORUM, TOO_FEW, TOO_NEAR
from aexy.kernel.showing import groups_to_show

GROUP_SAYS = (
    "How far the last four weeks of these people are from what is usual for each of them: means of five or more, and "
    "how many people's differ, never exactly of fewer than five."
)
_NOTHING: Mapping[str, Any] = {
    "risk_score": None, "risk_level": None, "start": None, "end": None, "active_weeks": 0, "baseline_weeks": 0,
    "indicators": [], "alerts": [], "trend": [],
}  # fmt: skip
_UNKNOWN = "No commit of theirs was seen here in the last year and a half, so there is nothing to hold against it."
_UNITS = {
    "after_hours_share": Unit.SHARE,
    "weekend_share": Unit.SHARE,
    "streak_days": Unit.DAYS,
    "days_since_break": Unit.DAYS,
    "daily_commits": Unit.COUNT,
    "review_depth": Unit.PER_REVIEW,
}
MEANINGS = [
    Meaning(
        key=sign.key,
        says=sign.says,
        unit=_UNITS[sign.key],
        better=Better.LOWER if sign.direction > 0 else Better.NEITHER,
    )
    for sign in SIGNS
]


async def of_person(
    context: Context, viewer: Viewer, developer_id: UUID | None = None, *, fresh: bool = False
) -> Burnout:
    """The signs of a person: for themselves alone, whoever asks."""
    return _told(await service.of_person(context, viewer, BURNOUT, developer_id, fresh=fresh))


def _told(found: Analysed) -> Burnout:
    reason = None if found.withheld else found.failure or _UNKNOWN
    counted = found.result if found.result is not None else {**_NOTHING, "reason": reason}
    return Burnout.model_validate(
        {
            **counted,
            "developer": found.developer,
            "as_of": found.as_of,
            "withheld": found.withheld,
            "says": SAYS,
            "caution": CAUTION,
            "version": BURNOUT.version,
            "signs": MEANINGS,
        }
    )


async def of_group(context: Context, viewer: Viewer, team_id: UUID | None) -> TeamBurnout:
    """How signs are spread in a team, or the workspace. Forbidden of the workspace for whoever reaches some teams."""
    if team_id is None and viewer.teams is not None:
        raise Forbidden(
            "This concerns the whole workspace; your role here reaches some teams only.",
            next_step="Name one of your teams with `team_id=`.",
        )
    subject = f"team:{team_id}" if team_id else "workspace"
    view = await look(context, viewer, subject=subject, start=None, end=None)
    results = await service.of_people(context, view, BURNOUT)
    scored = {who: found for who, found in results.items() if found["risk_score"] is not None}
    async with context.database.reading(view.workspace_id) as connection:
        teams = await burnout_rows.members(connection, context.now)
    whose = set(scored) if team_id is None else teams.get(view.subject.key, set()) & set(scored)
    withheld = _why_not(view, whose, teams, set(scored))
    shown = [] if withheld else [scored[who] for who in sorted(whose)]
    return TeamBurnout(
        as_of=context.now,
        subject=view.name,
        people=len(shown) or None,
        withheld=withheld,
        risk=Spread(**_spread([(one["risk_score"], one["risk_score"] >= MODERATE) for one in shown])),
        indicators=[SignSpread(key=sign.key, says=sign.says, **_spread(_strengths(shown, sign.key))) for sign in SIGNS],
        says=GROUP_SAYS,
        caution=CAUTION,
        version=BURNOUT.version,
    )


def _why_not(view: View, whose: set[int], teams: Mapping[int, set[int]], everybody: set[int]) -> str | None:
    """A quorum, and beside all the other teams nothing that comes down to a few."""
    if len(whose) < QUORUM:
        return TOO_FEW
    if view.subject.level is Level.WORKSPACE:
        return None
    groups = {team: {(who, 0) for who in people & everybody} for team, people in teams.items()}
    shown = groups_to_show(groups, {(who, 0) for who in everybody})
    return None if view.subject.key in shown else TOO_NEAR


def _strengths(shown: Sequence[Mapping[str, Any]], key: str) -> list[tuple[float, bool]]:
    found = [next(sign["strength"] for sign in one["indicators"] if sign["key"] == key) for one in shown]
    return [(strength, strength > 0) for strength in found if strength is not None]


def _spread(known: Sequence[tuple[float, bool]]) -> dict[str, Any]:
    """A mean, and how many differ; nothing where these are few, or where it would be said of each of them."""
    differ = sum(is_so for _, is_so in known)
    if len(known) < QUORUM:
        return {"mean": None, "n": 0, "at_least": None, "at_most": None}
    if differ >= len(known) - 1:
        return {"mean": None, "n": len(known), "at_least": QUORUM - 1, "at_most": len(known)}
    few = differ < QUORUM
    return {
        "mean": round(sum(value for value, _ in known) / len(known), 2),
        "n": len(known),
        "at_least": 0 if few else differ,
        "at_most": QUORUM - 1 if few else differ,
    }
