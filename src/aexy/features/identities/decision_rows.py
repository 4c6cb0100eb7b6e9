"""Decisions and consents as they are kept: nothing is ever taken away."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from aexy.features.identities import rows
from aexy.features.identities.schemas import Action, Consent, Decision, DecisionState, Who
from aexy.kernel.ids import AccountId
from aexy.kernel.verdicts import Verdict
from aexy.store.postgres import Connection, Record

LIST = """
select d.id, d.number, d.action, d.left_keys, d.right_keys, d.kind, d.note, d.undoes, d.state, d.decided_at,
    d.undone_at,
    d.decided_by, a.name as decider, d.undone_by, u.name as undoer,
    (select count(*) from identity_consents c where c.decision_id = d.id and c.answer is null) as open_consents
from identity_decisions d
left join accounts a on a.id = d.decided_by
left join accounts u on u.id = d.undone_by
where d.workspace_id = current_workspace()
    and ($1::uuid[] is null or d.id = any($1))
    and ($2::bigint is null or d.number < $2)
order by d.number desc
limit $3"""

ADD = """
insert into identity_decisions (workspace_id, action, left_keys, right_keys, kind, note, undoes, state, effect,
    decided_by, decided_at)
values (current_workspace(), $1, $2, $3, $4, $5, $6, $7,
    case when $7 = 'in_force' then nextval('identity_effects') end, $8, $9)
returning id"""

IN_FORCE = """
update identity_decisions
set state = 'in_force', effect = nextval('identity_effects')
where workspace_id = current_workspace()
    and id = $1"""

END = """
update identity_decisions
set state = $2, undone_by = $3, undone_at = $4
where workspace_id = current_workspace()
    and id = $1"""

KINDS_OF = """
select id
from identity_decisions
where workspace_id = current_workspace()
    and state = 'in_force'
    and action = 'kind'
    and left_keys && $1::integer[]
order by number"""

REANCHOR = """
update developers d
set anchor_key = $2
where d.workspace_id = current_workspace()
    and d.anchor_key = any($1::integer[])
    and exists (select from developer_identities i where i.developer_id = d.id and i.key = $2)"""

ASK = """
insert into identity_consents (workspace_id, decision_id, account_id, asked_at)
select current_workspace(), $1, who, $3
from unnest($2::uuid[]) as who"""

CONSENTS = """
select c.id, c.account_id, c.decision_id, c.asked_at, c.answered_at, c.answer
from identity_consents c
where c.workspace_id = current_workspace()
    and ($1::uuid is null or c.account_id = $1)
    and ($2::uuid is null or c.id = $2)
    and ($3::timestamptz is null or (c.asked_at, c.id) < ($3, $4::uuid))
order by c.asked_at desc, c.id desc
limit $5"""

ANSWER = """
update identity_consents
set answer = $2, answered_at = $3
where workspace_id = current_workspace()
    and id = $1"""

GROWN = """
update workspaces
set data_version = data_version + 1
where id = current_workspace()"""


async def newest(connection: Connection, *, before: int | None, limit: int) -> tuple[list[Decision], list[int]]:
    """At most `limit` decisions, the latest first, and the number of each."""
    records = await connection.fetch(LIST, None, before, limit)
    return await _decisions(connection, records), [record["number"] for record in records]


async def find(connection: Connection, decision_id: UUID) -> Decision | None:
    """One of them."""
    found = await _decisions(connection, await connection.fetch(LIST, [decision_id], None, 1))
    return found[0] if found else None


async def _decisions(connection: Connection, records: Sequence[Record]) -> list[Decision]:
    keys = {key for record in records for key in (*record["left_keys"], *record["right_keys"])}
    known = await rows.named(connection, sorted(keys))
    return [
        Decision(
            id=record["id"],
            action=record["action"],
            state=record["state"],
            left=[known[key] for key in record["left_keys"] if key in known],
            right=[known[key] for key in record["right_keys"] if key in known],
            kind=record["kind"],
            note=record["note"],
            undoes=record["undoes"],
            decided_by=_who(record["decided_by"], record["decider"]),
            decided_at=record["decided_at"],
            undone_by=_who(record["undone_by"], record["undoer"]),
            undone_at=record["undone_at"],
            waiting_for=record["open_consents"] if record["state"] == "waiting" else 0,
            can_undo=record["state"] in {"waiting", "in_force"} and record["action"] != "undo",
        )
        for record in records
    ]


def _who(account_id: UUID | None, name: str | None) -> Who | None:
    return Who(id=account_id, name=name) if account_id and name else None


async def add(
    connection: Connection,
    action: Action,
    verdict: Verdict,
    *,
    state: DecisionState,
    note: str | None = None,
    undoes: UUID | None = None,
    decided_by: AccountId,
    now: datetime,
) -> UUID:
    """Write a decision down."""
    made: UUID = await connection.fetchval(
        ADD, action, list(verdict.left), list(verdict.right), verdict.kind, note, undoes, state, decided_by, now
    )
    return made


async def put_in_force(connection: Connection, decision_id: UUID) -> None:
    """It takes effect after all others that have."""
    await connection.execute(IN_FORCE, decision_id)


async def end(
    connection: Connection, decision_id: UUID, state: DecisionState, account_id: AccountId, now: datetime
) -> None:
    """It was taken back, or refused."""
    await connection.execute(END, decision_id, state, account_id, now)


async def kinds_of(connection: Connection, keys: Sequence[int]) -> list[UUID]:
    """Decisions in force about what those with these identities are."""
    return [row["id"] for row in await connection.fetch(KINDS_OF, list(keys))]


async def anchor_elsewhere(connection: Connection, keys: Sequence[int], rest: Sequence[int]) -> None:
    """A developer who loses the identity it was made for stays who it is: with the rest."""
    await connection.execute(REANCHOR, list(keys), min(rest))


async def ask(connection: Connection, decision_id: UUID, account_ids: Sequence[UUID], now: datetime) -> None:
    """Ask these people for their consent."""
    await connection.execute(ASK, decision_id, list(account_ids), now)


async def consents(
    connection: Connection, account_id: AccountId, *, before: tuple[datetime, UUID] | None, limit: int
) -> list[Consent]:
    """What somebody was asked, the latest first."""
    at, place = before or (None, None)
    return await _consents(connection, await connection.fetch(CONSENTS, account_id, None, at, place, limit))


async def find_consent(connection: Connection, consent_id: UUID) -> tuple[UUID, Consent] | None:
    """A question, and who is asked."""
    records = await connection.fetch(CONSENTS, None, consent_id, None, None, 1)
    return (records[0]["account_id"], (await _consents(connection, records))[0]) if records else None


async def _consents(connection: Connection, records: Sequence[Record]) -> list[Consent]:
    ids = [record["decision_id"] for record in records]
    decisions = await _decisions(connection, await connection.fetch(LIST, ids, None, len(ids)))
    known = {one.id: one for one in decisions}
    return [
        Consent(
            id=record["id"],
            decision=known[record["decision_id"]],
            asked_at=record["asked_at"],
            answered_at=record["answered_at"],
            answer=record["answer"],
        )
        for record in records
    ]


async def answer(connection: Connection, consent_id: UUID, said: bool, now: datetime) -> None:  # noqa: FBT001 - the answer
    """What they said."""
    await connection.execute(ANSWER, consent_id, said, now)


async def grow(connection: Connection) -> None:
    """Answers given before are no longer good."""
    await connection.execute(GROWN)
