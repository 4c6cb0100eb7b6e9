"""What the identity engine is given: identities, maps, links, decisions and rules of one workspace."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import orjson

from aexy.kernel.addresses import Hosts
from aexy.kernel.automata import Patterns
from aexy.kernel.identity import Identity, Resolved, Rules, SameAs, resolve
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.mailmap import Mailmap
from aexy.kernel.verdicts import Action, Verdict, Will, replay
from aexy.store.postgres import Connection


@dataclass(frozen=True, slots=True)
class Owned:
    """A developer that somebody who signs in said is them, with the identities it had when they did."""

    account_id: UUID
    developer_id: UUID
    keys: frozenset[int]


@dataclass(frozen=True, slots=True)
class Folk:
    """Everything that decides who is who in a workspace. `developers` are those identities have so far, by key."""

    identities: Sequence[Identity]
    developers: dict[int, UUID | None]
    mailmaps: Sequence[Mailmap]
    said: Sequence[SameAs]
    verdicts: Sequence[tuple[UUID, Verdict]]
    rules: Rules
    owned: Sequence[Owned]

    @property
    def will(self) -> Will:
        """What was decided, as constraints."""
        return replay(verdict for _, verdict in self.verdicts)

    def resolve(self) -> Resolved:
        """Everybody there is."""
        will = self.will
        owners = {key: at for at, one in enumerate(self.owned) for key in one.keys - will.alone}
        known = [one._replace(owner=owners.get(one.key)) for one in self.identities]
        return resolve(known, self.mailmaps, said=self.said, will=will, rules=self.rules)

    def with_verdict(self, verdict: Verdict) -> "Folk":
        """As it would be with one decision more."""
        return replace(self, verdicts=[*self.verdicts, (UUID(int=0), verdict)])

    def without(self, decision_id: UUID) -> "Folk":
        """As it would be with that decision taken back."""
        return replace(self, verdicts=[each for each in self.verdicts if each[0] != decision_id])


async def read_folk(connection: Connection, workspace_id: WorkspaceId) -> Folk:
    """The workspace as it is now, with how often identities were used as far as that decides anything."""
    folk = await _read(connection, workspace_id)
    shared = [key for person in folk.resolve().people if len(person.identities) > 1 for key in person.identities]
    if not shared:
        return folk
    counts = await _uses(connection, workspace_id, shared)
    return replace(folk, identities=[one._replace(commits=counts.get(one.key, 0)) for one in folk.identities])


async def _read(connection: Connection, workspace_id: WorkspaceId) -> Folk:
    records = await connection.fetch(
        """
        select key, name, email, username, provider, external_id, verified, account_type, developer_id
        from developer_identities
        where workspace_id = $1
        order by key
        """,
        workspace_id,
    )
    identities = [
        Identity(
            r["key"], r["name"] or "", r["email"] or "", r["username"], 0,
            r["provider"], r["external_id"], r["verified"], r["account_type"],
        )
        for r in records
    ]  # fmt: skip
    return Folk(
        identities,
        {record["key"]: record["developer_id"] for record in records},
        await _mailmaps(connection, workspace_id),
        await _said(connection, workspace_id),
        [*await read_verdicts(connection, workspace_id), *await _erased(connection, workspace_id)],
        await _rules(connection, workspace_id),
        await _owned(connection, workspace_id),
    )


async def _uses(connection: Connection, workspace_id: WorkspaceId, keys: Iterable[int]) -> dict[int, int]:
    return dict(
        await connection.fetch(
            """
            select author_key, count(*)
            from commits
            where workspace_id = $1
              and author_key = any($2::integer[])
            group by author_key
            """,
            workspace_id,
            list(keys),
        )
    )


async def _mailmaps(connection: Connection, workspace_id: WorkspaceId) -> list[Mailmap]:
    rows = await connection.fetch(
        "select body from repository_rules where workspace_id = $1 and name = '.mailmap' and body <> ''", workspace_id
    )
    return [Mailmap.parse(row[0]) for row in rows]


async def _said(connection: Connection, workspace_id: WorkspaceId) -> list[SameAs]:
    rows = await connection.fetch(
        "select identity_key, same_as_key, source, detail from identity_links where workspace_id = $1", workspace_id
    )
    return [SameAs(*row) for row in rows]


async def read_verdicts(connection: Connection, workspace_id: WorkspaceId) -> list[tuple[UUID, Verdict]]:
    """Decisions in force, in the order they took effect, by the id of each."""
    rows = await connection.fetch(
        """
        select id, action, left_keys, right_keys, kind
        from identity_decisions
        where workspace_id = $1
          and state = 'in_force'
          and action <> 'undo'
        order by effect
        """,
        workspace_id,
    )
    return [
        (row["id"], Verdict(_ACTIONS[row["action"]], tuple(row["left_keys"]), tuple(row["right_keys"]), row["kind"]))
        for row in rows
    ]


async def _erased(connection: Connection, workspace_id: WorkspaceId) -> list[tuple[UUID, Verdict]]:
    """Somebody erased stays one person: nothing is left to see that by, and nobody can decide otherwise."""
    rows = await connection.fetch(
        """
        select name, array_agg(key order by key) as keys
        from developer_identities
        where workspace_id = $1
          and external_id like 'erased:%'
        group by name
        having count(*) > 1
        """,
        workspace_id,
    )
    return [(UUID(int=0), Verdict("merge", tuple(row["keys"]))) for row in rows]


_ACTIONS: dict[str, Action] = {
    "accept": "merge",
    "merge": "merge",
    "reject": "reject",
    "split": "split",
    "kind": "kind",
}


async def _rules(connection: Connection, workspace_id: WorkspaceId) -> Rules:
    row = await connection.fetchrow(
        "select patterns, github_hosts, gitlab_hosts from identity_rules where workspace_id = $1", workspace_id
    )
    if row is None:
        return Rules()
    patterns = Patterns((each["pattern"], each["kind"]) for each in orjson.loads(row["patterns"]))
    return Rules(Hosts().plus(row["github_hosts"], row["gitlab_hosts"]), patterns)


async def _owned(connection: Connection, workspace_id: WorkspaceId) -> list[Owned]:
    rows = await connection.fetch(
        """
        select account_id, developer_id, identity_keys
        from account_developers
        where workspace_id = $1
        order by account_id
        """,
        workspace_id,
    )
    return [Owned(row["account_id"], row["developer_id"], frozenset(row["identity_keys"])) for row in rows]
