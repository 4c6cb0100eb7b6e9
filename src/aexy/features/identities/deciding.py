"""Carrying out decisions: whom to ask first, what takes effect at once, and how it is taken back.

Whether somebody has to be asked is found by trying: when a decision would change which identities belong to the
developer somebody said they are, it waits for them, unless they made it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from aexy.features.identities import decision_rows
from aexy.features.identities.schemas import Action, Decision, DecisionState
from aexy.features.routing import Viewer
from aexy.kernel.errors import Conflict
from aexy.kernel.ids import AccountId
from aexy.kernel.verdicts import Verdict
from aexy.store.folk import settle_people
from aexy.store.folk_rows import Folk, read_folk
from aexy.store.postgres import Connection


class Done(NamedTuple):
    """A decision, and whether numbers follow from it now."""

    decision_id: UUID
    is_change: bool


async def decide(
    connection: Connection,
    viewer: Viewer,
    now: datetime,
    action: Action,
    verdict: Verdict,
    *,
    note: str | None = None,
) -> Done:
    """Write a decision down, and carry it out unless somebody has to be asked first."""
    await _bring_up_to_date(connection, viewer)
    folk = await read_folk(connection, viewer.workspace_id)
    _refuse_two_owners(folk, verdict)
    asked = _concerned(folk, folk.with_verdict(verdict), viewer.account_id)
    state = DecisionState.WAITING if asked else DecisionState.IN_FORCE
    decision_id = await decision_rows.add(
        connection, action, verdict, state=state, note=note, decided_by=viewer.account_id, now=now
    )
    if asked:
        await decision_rows.ask(connection, decision_id, asked, now)
        return Done(decision_id, is_change=False)
    await _settle(connection, viewer, action, verdict)
    return Done(decision_id, is_change=True)


async def undo(connection: Connection, viewer: Viewer, now: datetime, decision: Decision) -> Done:
    """Take a decision back; who has to be asked for that is asked. One that waits is withdrawn at once."""
    verdict = _verdict(decision)
    if decision.state is DecisionState.WAITING:
        await decision_rows.end(connection, decision.id, DecisionState.UNDONE, viewer.account_id, now)
        made = await _add_undo(connection, viewer, now, decision, verdict, DecisionState.IN_FORCE)
        return Done(made, is_change=False)
    await _bring_up_to_date(connection, viewer)
    folk = await read_folk(connection, viewer.workspace_id)
    asked = _concerned(folk, folk.without(decision.id), viewer.account_id)
    state = DecisionState.WAITING if asked else DecisionState.IN_FORCE
    made = await _add_undo(connection, viewer, now, decision, verdict, state)
    if asked:
        await decision_rows.ask(connection, made, asked, now)
        return Done(made, is_change=False)
    await _take_back(connection, viewer, now, decision.id)
    return Done(made, is_change=True)


async def consented(connection: Connection, viewer: Viewer, now: datetime, decision: Decision) -> Done:
    """Everybody who was asked said yes: carry it out now."""
    await decision_rows.put_in_force(connection, decision.id)
    if decision.undoes is not None:
        await _take_back(connection, viewer, now, decision.undoes)
    else:
        folk = await read_folk(connection, viewer.workspace_id)
        _refuse_two_owners(folk, _verdict(decision))
        await _settle(connection, viewer, decision.action, _verdict(decision))
    return Done(decision.id, is_change=True)


async def _bring_up_to_date(connection: Connection, viewer: Viewer) -> None:
    """What came in since people were last settled is no part of the decision."""
    if await settle_people(connection, viewer.workspace_id):
        await decision_rows.grow(connection)


async def _add_undo(
    connection: Connection, viewer: Viewer, now: datetime, decision: Decision, verdict: Verdict, state: DecisionState
) -> UUID:
    return await decision_rows.add(
        connection, Action.UNDO, verdict, state=state, undoes=decision.id, decided_by=viewer.account_id, now=now
    )


async def _take_back(connection: Connection, viewer: Viewer, now: datetime, decision_id: UUID) -> None:
    await decision_rows.end(connection, decision_id, DecisionState.UNDONE, viewer.account_id, now)
    await settle_people(connection, viewer.workspace_id)
    await decision_rows.grow(connection)


async def _settle(connection: Connection, viewer: Viewer, action: Action, verdict: Verdict) -> None:
    if action is Action.SPLIT:
        await decision_rows.anchor_elsewhere(connection, verdict.left, verdict.right)
    await settle_people(connection, viewer.workspace_id)
    await decision_rows.grow(connection)


def _verdict(decision: Decision) -> Verdict:
    action = "merge" if decision.action is Action.ACCEPT else decision.action.value
    left, right = (tuple(each.id for each in side) for side in (decision.left, decision.right))
    return Verdict(action, left, right, decision.kind.value if decision.kind else None)  # type: ignore[arg-type]  # an undo is written down with whom it is about, and never replayed


def _refuse_two_owners(folk: Folk, verdict: Verdict) -> None:
    if verdict.action != "merge":
        return
    concerned = {folk.developers.get(key) for key in (*verdict.left, *verdict.right)}
    if sum(one.developer_id in concerned for one in folk.owned) > 1:
        raise Conflict(
            "Two people who sign in here said that these are theirs.",
            next_step="One of them has to say first that they are nobody, with `aexy me --nobody`.",
        )


def _concerned(before: Folk, after: Folk, decider: AccountId) -> list[UUID]:
    """Accounts whose developer would gain or lose an identity."""
    if all(one.account_id == decider for one in before.owned):
        return []
    would_be = {frozenset(person.identities) for person in after.resolve().people}
    return [
        one.account_id
        for one in before.owned
        if one.account_id != decider and (mine := frozenset(_has(before, one.developer_id))) and mine not in would_be
    ]


def _has(folk: Folk, developer_id: UUID) -> Iterable[int]:
    return (key for key, one in folk.developers.items() if one == developer_id)
