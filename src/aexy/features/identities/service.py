"""Looking at who is who and deciding about it. Numbers follow: what a decision touches is counted again."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from uuid import UUID

from aexy.context import Context
from aexy.features.audit import service as audit
from aexy.features.identities import deciding, decision_rows, rows
from aexy.features.identities.deciding import Done
from aexy.features.identities.schemas import (
    Action,
    Consent,
    Decision,
    DecisionState,
    IdentityRules,
    KnownIdentity,
    MergeWish,
    SplitWish,
    Suggestion,
)
from aexy.features.ingest import service as ingest
from aexy.features.paging import Page, read_cursor, write_cursor
from aexy.features.people.schemas import DeveloperKind
from aexy.features.people.service import no_developer
from aexy.features.routing import Viewer
from aexy.kernel.errors import Conflict, Forbidden, Unknown, Unusable
from aexy.kernel.ids import DeveloperId
from aexy.kernel.verdicts import Verdict
from aexy.store.folk import settle_people
from aexy.store.postgres import Connection

LIST = "identities"
QUEUE = "identity suggestions"
HISTORY = "identity decisions"
CONSENTS = "identity consents"
DONE = {
    Action.MERGE: "identity.merged",
    Action.SPLIT: "identity.split",
    Action.ACCEPT: "identity.suggestion_accepted",
    Action.REJECT: "identity.suggestion_rejected",
    Action.KIND: "identity.kind_set",
    Action.UNDO: "identity.decision_undone",
}


async def list_identities(
    context: Context,
    viewer: Viewer,
    *,
    wanted: str | None,
    provider: str | None,
    developer_id: UUID | None,
    cursor: str | None,
    limit: int,
) -> Page[KnownIdentity]:
    """Identities in the order they were first seen, each with whose it is and why."""
    place = read_cursor(LIST, cursor, (int,))
    async with context.database.reading(viewer.workspace_id) as connection:
        found = await rows.by_key(
            connection,
            after=place[0] if place else 0,
            wanted=wanted,
            provider=provider,
            developer_id=developer_id,
            limit=limit + 1,
        )
    more = len(found) > limit
    return Page(items=found[:limit], next_cursor=write_cursor(LIST, found[limit - 1].id) if more else None)


async def list_suggestions(context: Context, viewer: Viewer, *, cursor: str | None, limit: int) -> Page[Suggestion]:
    """Those who may be one person, the likeliest first."""
    place = read_cursor(QUEUE, cursor, (str, UUID))
    after = (float(place[0]), place[1]) if place else None
    async with context.database.reading(viewer.workspace_id) as connection:
        found = await rows.queue(connection, after=after, limit=limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    return Page(items=found[:limit], next_cursor=write_cursor(QUEUE, repr(last.score), last.id) if last else None)


async def list_decisions(context: Context, viewer: Viewer, *, cursor: str | None, limit: int) -> Page[Decision]:
    """What was decided, the latest first."""
    place = read_cursor(HISTORY, cursor, (int,))
    async with context.database.reading(viewer.workspace_id) as connection:
        found, numbers = await decision_rows.newest(connection, before=place[0] if place else None, limit=limit + 1)
    more = len(found) > limit
    return Page(items=found[:limit], next_cursor=write_cursor(HISTORY, numbers[limit - 1]) if more else None)


async def answer_suggestion(context: Context, viewer: Viewer, suggestion_id: UUID, *, is_right: bool) -> Decision:
    """They are one person, or they are not."""

    async def act(connection: Connection, now: datetime) -> Done:
        found = await rows.find_suggestion(connection, suggestion_id)
        if found is None:
            raise Unknown(
                "This suggestion is no longer there.", next_step="Look at the queue again.", field="suggestion_id"
            )
        left, right = (tuple(each.id for each in side.identities) for side in (found.left, found.right))
        verdict = Verdict("merge" if is_right else "reject", left, right)
        action = Action.ACCEPT if is_right else Action.REJECT
        return await deciding.decide(connection, viewer, now, action, verdict)

    return await _carry_out(context, viewer, act)


async def merge(context: Context, viewer: Viewer, wish: MergeWish) -> Decision:
    """All these developers are one person."""

    async def act(connection: Connection, now: datetime) -> Done:
        owners = await _owners(connection, wish.identity_ids)
        developer_ids = list(dict.fromkeys([*wish.developer_ids, *owners]))
        if len(developer_ids) < 2:  # noqa: PLR2004 - it takes two
            raise Unusable("Merging takes two developers.", next_step="Name two of them, or identities of two.")
        known = await rows.keys_of(connection, developer_ids)
        for each in developer_ids:
            if each not in known:
                raise no_developer(DeveloperId(each))
        first, *others = (tuple(known[each]) for each in developer_ids)
        verdict = Verdict("merge", first, tuple(key for keys in others for key in keys))
        return await deciding.decide(connection, viewer, now, Action.MERGE, verdict, note=wish.note)

    return await _carry_out(context, viewer, act)


async def split(context: Context, viewer: Viewer, wish: SplitWish) -> Decision:
    """These identities are a person of their own."""

    async def act(connection: Connection, now: datetime) -> Done:
        owners = await _owners(connection, wish.identity_ids)
        if len(owners) != 1:
            raise Unusable(
                "These identities belong to several developers.", next_step="Split one at a time.", field="identity_ids"
            )
        left = tuple(sorted(set(wish.identity_ids)))
        rest = tuple(key for key in (await rows.keys_of(connection, owners))[owners[0]] if key not in left)
        if not rest:
            raise Conflict("That is all of the developer.", next_step="Leave at least one identity with them.")
        verdict = Verdict("split", left, rest)
        return await deciding.decide(connection, viewer, now, Action.SPLIT, verdict, note=wish.note)

    return await _carry_out(context, viewer, act)


async def set_kind(context: Context, viewer: Viewer, developer_id: DeveloperId, kind: DeveloperKind | None) -> Decision:
    """What a developer is, whatever the rules say; None leaves it to the rules again."""

    async def act(connection: Connection, now: datetime) -> Done:
        keys = (await rows.keys_of(connection, [developer_id])).get(developer_id)
        if not keys:
            raise no_developer(developer_id)
        if kind is None:
            return await _forget_kinds(connection, viewer, now, keys)
        verdict = Verdict("kind", tuple(keys), kind=kind.value)
        return await deciding.decide(connection, viewer, now, Action.KIND, verdict)

    return await _carry_out(context, viewer, act)


async def _forget_kinds(connection: Connection, viewer: Viewer, now: datetime, keys: Sequence[int]) -> Done:
    done: Done | None = None
    for decision_id in await decision_rows.kinds_of(connection, keys):
        done = await deciding.undo(connection, viewer, now, await _found(connection, decision_id))
    if done is None:
        raise Conflict("Nobody said what they are.", next_step="The rules decide already.")
    return done


async def undo(context: Context, viewer: Viewer, decision_id: UUID) -> Decision:
    """Take a decision back: everything is as if it had never been made."""

    async def act(connection: Connection, now: datetime) -> Done:
        decision = await _found(connection, decision_id)
        if not decision.can_undo:
            raise Conflict(
                "There is nothing to take back.",
                next_step="Decide anew."
                if decision.action is Action.UNDO
                else f"It is {decision.state.value} already.",
            )
        return await deciding.undo(connection, viewer, now, decision)

    return await _carry_out(context, viewer, act)


async def get_rules(context: Context, viewer: Viewer) -> IdentityRules:
    """What the workspace says for itself."""
    async with context.database.reading(viewer.workspace_id) as connection:
        return await rows.rules(connection)


async def set_rules(context: Context, viewer: Viewer, wish: IdentityRules) -> IdentityRules:
    """Say exactly this from now on; people are settled anew."""
    async with context.database.workspace(viewer.workspace_id) as connection:
        await rows.set_rules(connection, wish)
        await settle_people(connection, viewer.workspace_id)
        await decision_rows.grow(connection)
        answer = await rows.rules(connection)
        await audit.record(
            connection, viewer.workspace_id, by=viewer.account_id, action="identity.rules_changed",
            subject="workspace", said={"changed": sorted(wish.model_fields_set)}, now=context.now,
        )  # fmt: skip
    await _count(context, viewer)
    return answer


async def list_consents(context: Context, viewer: Viewer, *, cursor: str | None, limit: int) -> Page[Consent]:
    """What the viewer was asked, the latest first."""
    place = read_cursor(CONSENTS, cursor, (datetime, UUID))
    before = (place[0], place[1]) if place else None
    async with context.database.reading(viewer.workspace_id) as connection:
        found = await decision_rows.consents(connection, viewer.account_id, before=before, limit=limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    return Page(items=found[:limit], next_cursor=write_cursor(CONSENTS, last.asked_at, last.id) if last else None)


async def answer_consent(context: Context, viewer: Viewer, consent_id: UUID, *, answer: bool) -> Consent:
    """Yes carries the decision out when everybody asked agrees; no refuses it."""
    is_change = False
    async with context.database.workspace(viewer.workspace_id) as connection:
        consent = await _own_consent(connection, viewer, consent_id)
        await decision_rows.answer(connection, consent_id, answer, context.now)
        if not answer:
            await decision_rows.end(
                connection, consent.decision.id, DecisionState.REFUSED, viewer.account_id, context.now
            )
        elif consent.decision.waiting_for == 1:
            is_change = (await deciding.consented(connection, viewer, context.now, consent.decision)).is_change
        told = await decision_rows.find_consent(connection, consent_id)
        await audit.record(
            connection, viewer.workspace_id, by=viewer.account_id, subject=f"decision:{consent.decision.id}",
            action="identity.consent_given" if answer else "identity.consent_refused",
            said={"is_in_force": is_change}, now=context.now,
        )  # fmt: skip
    if is_change:
        await _count(context, viewer)
    if told is None:
        raise Unknown("This question is gone.", next_step="Look at your questions again.")
    return told[1]


async def _own_consent(connection: Connection, viewer: Viewer, consent_id: UUID) -> Consent:
    found = await decision_rows.find_consent(connection, consent_id)
    if found is None:
        raise Unknown(f"There is no question {consent_id}.", next_step="List your own.", field="consent_id")
    account_id, consent = found
    if account_id != viewer.account_id:
        raise Forbidden("Somebody else was asked.", next_step="Only they can answer.")
    if consent.answer is not None or consent.decision.state is not DecisionState.WAITING:
        raise Conflict("This was answered already, or taken back.", next_step="There is nothing left to answer.")
    return consent


async def _owners(connection: Connection, keys: Sequence[int]) -> list[UUID]:
    known = await rows.developers_of(connection, keys)
    for key in keys:
        if known.get(key) is None:
            raise Unknown(f"There is no identity {key}.", next_step="List the identities.", field="identity_ids")
    return list(dict.fromkeys(one for one in known.values() if one is not None))


async def _found(connection: Connection, decision_id: UUID) -> Decision:
    decision = await decision_rows.find(connection, decision_id)
    if decision is None:
        raise Unknown(f"There is no decision {decision_id}.", next_step="List them.", field="decision_id")
    return decision


async def _carry_out(
    context: Context, viewer: Viewer, act: Callable[[Connection, datetime], Awaitable[Done]]
) -> Decision:
    """Decide in one transaction; then what it touched is counted again."""
    async with context.database.workspace(viewer.workspace_id) as connection:
        done = await act(connection, context.now)
        decision = await _found(connection, done.decision_id)
        await audit.record(
            connection, viewer.workspace_id, by=viewer.account_id, action=DONE[decision.action],
            subject=f"decision:{decision.id}", now=context.now,
            said={
                "state": decision.state, "kind": decision.kind, "undoes": decision.undoes,
                "left": [each.id for each in decision.left], "right": [each.id for each in decision.right],
            },
        )  # fmt: skip
    if done.is_change:
        await _count(context, viewer)
    return decision


async def _count(context: Context, viewer: Viewer) -> None:
    await ingest.generate_snapshots(context, viewer.workspace_id, requested_by=viewer.account_id)
