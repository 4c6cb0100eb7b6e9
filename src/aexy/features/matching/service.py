"""Who could take a piece of work: read by rules, scored in parts, filtered, put in order; every reason is shown."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import polars as pl

from aexy.context import Context
from aexy.features.analytics import loads
from aexy.features.analytics import service as analytics
from aexy.features.analytics.groups import Group, find_group, person_of
from aexy.features.analytics.rows import Human
from aexy.features.analytics.schemas import GroupWish
from aexy.features.matching import rows
from aexy.features.matching.filtering import filtered
from aexy.features.matching.judging import HAND, Facts, Judged, parts_of
from aexy.features.matching.owning import ownership_of
from aexy.features.matching.reading import read, read_task, words_here
from aexy.features.matching.schemas import CandidateRow, Match, MatchPart, MatchWish
from aexy.features.matching.telling import CAUTION, DEFINITIONS, IDLE, NOBODY_LEFT, NOTHING_KNOWN, signals_of
from aexy.features.routing import Viewer
from aexy.features.schedules.leave import capacity
from aexy.kernel.analyses.task_candidates import ABOUT_THE_WORK, Candidate, Placed, applying, place
from aexy.kernel.errors import Unknown
from aexy.kernel.metric import Audience
from aexy.kernel.periods import Period
from aexy.kernel.privacy import withheld_of
from aexy.store.postgres import Connection

AHEAD: Final = timedelta(weeks=2)
TAKEN_FOR: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Said:
    """What people said: who took how many tasks lately, and who wishes to learn what."""

    taken: Mapping[int, int]
    wishes: Mapping[int, Sequence[str]]


async def match(context: Context, viewer: Viewer, wish: MatchWish) -> Match:
    """Candidates among those whom whoever asks may see; the others are left out, and counted. The answer is kept."""
    group = await find_group(context, viewer, GroupWish(team_id=wish.team_id))
    known, _ = await analytics.known_skills(context, group, frameworks=True)
    vocabulary = await words_here(context, group.view, known)
    # One connection at a time: whoever waits for a second one while holding the first may wait for ever.
    async with context.database.reading(viewer.workspace_id) as connection:
        await _check_excluded(context, connection, wish.exclude)
        found = await read(connection, await read_task(connection, wish), vocabulary, wanted=wish.paths)
        active = await rows.active(connection, context.now - timedelta(days=wish.active_days))
        said = Said(await rows.taken(connection, context.now - TAKEN_FOR), await rows.wishes(connection))
    seen, withheld, reason = _seen(group, active)
    owned = await ownership_of(context, viewer, found.touched, found.ids)
    facts = await _facts(context, group, seen, known, said, owned)
    people, removed = filtered(seen, wish, facts, active)
    judged = parts_of(found, facts, people)
    abstained = _abstained(judged, people)
    placed = [] if abstained else _placed(wish, facts, people, judged)
    shown = placed[: wish.limit]
    ids = {human.key: human.id for human in people}
    async with context.database.workspace(viewer.workspace_id) as connection:
        kept = await rows.keep(
            connection, by=viewer.account_id, now=context.now, question=_question(wish),
            weights=wish.weights.model_dump(),
            candidates=[(ids[one.candidate.key], one.place, one.score) for one in shown],
        )  # fmt: skip
    by = applying([one.candidate for one in placed])
    return Match(
        id=kept,
        as_of=context.now,
        subject=group.view.name,
        signals=signals_of(found, {human.key for human in seen}, is_limited=viewer.teams is not None),
        weights=wish.weights.model_dump(),
        definitions=dict(DEFINITIONS),
        is_fair=wish.fair,
        n=len(people),
        candidates=_rows(shown, {human.key: human for human in people}, judged, facts, _shares(wish, by)),
        filters=removed,
        withheld_people=withheld,
        withheld=reason,
        abstained=abstained,
        caution=CAUTION,
    )


async def _check_excluded(context: Context, connection: Connection, excluded: Sequence[UUID]) -> None:
    if not excluded:
        return
    known = {human.id for human in await analytics.people_named(connection, excluded, context.now)}
    unknown = sorted(set(excluded) - known)
    if unknown:
        raise Unknown(
            f"There is no person {unknown[0]} in this workspace.", next_step="List the developers.", field="exclude"
        )


def _seen(group: Group, active: Collection[int]) -> tuple[list[Human], int, str | None]:
    """Whom whoever asks may see, how many active ones they may not, and why."""
    reasons = {human.key: withheld_of(Audience.TEAM, human.key, group.view.onlooker) for human in group.people}
    seen = [human for human in group.people if reasons[human.key] is None]
    hidden = [reasons[human.key] for human in group.people if reasons[human.key] and human.key in active]
    return seen, len(hidden), hidden[0] if hidden else None


async def _facts(
    context: Context,
    group: Group,
    people: Sequence[Human],
    known: pl.DataFrame,
    said: Said,
    owned: Mapping[UUID, float] | None,
) -> Facts:
    counted = await loads.counted(context, group.view)
    today = group.view.clock.today
    ids = [human.id for human in people]
    days = await capacity(context, group.view.workspace_id, ids, Period(today, today + AHEAD))
    keys = {human.id: human.key for human in people}
    skills: dict[int, dict[str, float]] = {}
    wanted = known.filter(pl.col("developer").is_in(list(keys.values())))
    for developer, skill, proficiency in wanted.select("developer", "skill", "proficiency").iter_rows():
        skills.setdefault(developer, {})[skill] = proficiency
    return Facts(
        skills=skills,
        hand={row["developer"]: row for row in counted.iter_rows(named=True)},
        taken=said.taken,
        wishes=said.wishes,
        days={keys[one.developer_id]: one for one in days},
        ownership=None if owned is None else {keys[who]: share for who, share in owned.items() if who in keys},
        knows=frozenset(part for part in HAND if counted[part].count()),
    )


def _abstained(judged: Mapping[int, Mapping[str, Judged]], people: Sequence[Human]) -> str | None:
    """Why nobody is named: nobody is left, nothing is known of the work, or nobody has anything to do with it."""
    if not people:
        return NOBODY_LEFT
    about = [judged[human.key][part][0] for human in people for part in ABOUT_THE_WORK]
    if all(value is None for value in about):
        return NOTHING_KNOWN
    return None if any(about) else IDLE


def _placed(
    wish: MatchWish, facts: Facts, people: Sequence[Human], judged: Mapping[int, Mapping[str, Judged]]
) -> list[Placed]:
    candidates = [
        Candidate(
            human.key,
            human.name,
            {part: value for part, (value, _) in judged[human.key].items()},
            facts.in_hand(human.key) or 0,
        )
        for human in people
    ]
    return place(candidates, wish.weights.model_dump(), fair=wish.fair)


def _shares(wish: MatchWish, by: Sequence[str]) -> dict[str, float]:
    """What each part that says something counts for, of 1."""
    weights = {part: weight for part, weight in wish.weights.model_dump().items() if part in by}
    whole = sum(weights.values())
    return {part: weight / whole for part, weight in weights.items()} if whole else {}


def _rows(
    placed: Sequence[Placed],
    people: Mapping[int, Human],
    judged: Mapping[int, Mapping[str, Judged]],
    facts: Facts,
    shares: Mapping[str, float],
) -> list[CandidateRow]:
    return [
        CandidateRow(
            developer=person_of(people[one.candidate.key]),
            place=one.place,
            score=one.score,
            place_without_fairness=one.before,
            in_hand=facts.in_hand(one.candidate.key),
            parts={
                part: MatchPart(value=value, weight=shares.get(part, 0.0), says=says)
                for part, (value, says) in judged[one.candidate.key].items()
            },
        )
        for one in placed
    ]


def _question(wish: MatchWish) -> dict[str, Any]:
    """As it was asked; whom somebody wanted left out is not written down."""
    return wish.model_dump(mode="json", exclude={"exclude", "weights"})


__all__ = ["match"]
