"""Writing down who is who: one developer per person the identity engine finds, its identities, and the evidence.

A developer is anchored at one of its identities. Merging leaves a developer empty and says into whom it went; a split
that takes its anchor out again gives it back, with its id, its teams and its past.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID, uuid4

from aexy.kernel.identity import Person
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.resemblance import suggest
from aexy.store import folk_writing
from aexy.store.folk_rows import Folk, read_folk
from aexy.store.postgres import Connection


class Anchored(NamedTuple):
    """A developer, by how it is chosen among several: somebody's own before others, then the oldest."""

    is_nobodys: bool
    developer_key: int
    id: UUID


async def settle_people(connection: Connection, workspace_id: WorkspaceId) -> bool:
    """Bring developers in line with all that is known and decided in the workspace; whether anybody changed.

    May be called in any transaction of the workspace: after commits were placed, a provider was read or somebody
    decided. Days of commits that changed hands are marked by the tables themselves.
    """
    await connection.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", f"aexy settle {workspace_id}")
    await folk_writing.give_anchors(connection, workspace_id)
    folk = await read_folk(connection, workspace_id)
    resolved = folk.resolve()
    chosen = keep_ids(resolved.people, await _anchors(connection, workspace_id, folk))
    is_told = await folk_writing.write_developers(connection, workspace_id, resolved.people, chosen)
    touched = await folk_writing.point(connection, workspace_id, resolved.people, chosen)
    if touched:
        await folk_writing.retire(connection, workspace_id)
        await folk_writing.move_teams(connection, workspace_id)
    await folk_writing.write_evidence(connection, workspace_id, resolved.people)
    found = suggest(folk.identities, resolved.people, resolved.held, will=folk.will, rules=folk.rules)
    await folk_writing.write_suggestions(connection, workspace_id, found)
    await folk_writing.write_activity(connection, workspace_id, touched)
    if touched or is_told:
        await folk_writing.renew(connection, workspace_id)
    return bool(touched)


async def _anchors(connection: Connection, workspace_id: WorkspaceId, folk: Folk) -> dict[int, list[Anchored]]:
    """Developers by the identity they are anchored at."""
    owned = {one.developer_id for one in folk.owned}
    rows = await connection.fetch(
        "select id, key, anchor_key from developers where workspace_id = $1 and anchor_key is not null", workspace_id
    )
    anchors: dict[int, list[Anchored]] = defaultdict(list)
    for row in rows:
        anchors[row["anchor_key"]].append(Anchored(row["id"] not in owned, row["key"], row["id"]))
    return anchors


def keep_ids(people: Sequence[Person], anchors: dict[int, list[Anchored]]) -> list[UUID]:
    """An id for each person: of the developers anchored in it the first, or a new one."""
    chosen: list[UUID] = []
    for person in people:
        had = [each for key in person.identities for each in anchors.get(key, ())]
        chosen.append(min(had).id if had else uuid4())
    return chosen
