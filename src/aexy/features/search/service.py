"""One question over people, teams, repositories, projects, metrics, and what is tracked and kept in folders.

People are found as `features/intelligence` finds them: by every name, by what they wrote about themselves and by what
they know, as far as that is for the viewer. Everything else has a name and is compared here, for there are hundreds of
it, not millions. Where nothing fits, what was typed is taken for a slip, and names near it are found.
Issues are found by their keys and folders by their paths (`places`).
"""

from collections.abc import Callable, Iterable

from aexy.context import Context
from aexy.features.intelligence import search_service as people_search
from aexy.features.intelligence.search_schemas import FoundPerson
from aexy.features.people.schemas import DeveloperKind
from aexy.features.routing import Viewer
from aexy.features.search import places, rows
from aexy.features.search.rows import Named
from aexy.features.search.schemas import Found, FoundAll, FoundKind
from aexy.kernel.likeness import fit, near
from aexy.kernel.metrics import CATALOGUE
from aexy.kernel.text import plain

METRICS = tuple(Named("metric", metric.key, metric.name, None) for metric in CATALOGUE)
# Beside a name that fits as well, whoever was found by something else than their name.
_BY_ANOTHER = 1.0


async def search(context: Context, viewer: Viewer, q: str, *, limit: int) -> FoundAll:
    """Whatever fits, at most `limit` of each kind, the best first; with nothing asked for, nothing."""
    if not q.strip():
        return FoundAll(q=q, is_near=False, items=[])
    known = await people_search.known_people(context, viewer, q, kind=DeveloperKind.HUMAN, limit=limit)
    placed = [
        *await places.issues_called(context, viewer, q, limit=limit),
        *await places.folders_called(context, viewer, q, limit=limit),
    ]
    async with context.database.reading(viewer.workspace_id) as connection:
        things = [*await rows.things(connection, viewer), *METRICS]
        found = [*(_person(q, one) for one in known), *_fitting(q, things, fit), *placed]
        is_near = not found
        if is_near:
            found = list(_fitting(q, [*await rows.people(connection), *things], near))
    return FoundAll(q=q, is_near=is_near, items=_best(found, limit))


def _fitting(q: str, known: Iterable[Named], how: Callable[[str, str], float]) -> Iterable[Found]:
    for one in known:
        key = one.id if one.kind == FoundKind.METRIC else ""
        whole = f"{one.detail}/{one.name}" if one.detail else one.name
        prefix = one.detail if one.kind == FoundKind.TRACKER else None
        rank = max(how(q, name) for name in {one.name, whole, key, prefix} if name)
        if rank > 0:
            yield Found(
                kind=FoundKind(one.kind), id=one.id, name=plain(one.name), detail=key or one.detail, rank=round(rank, 4)
            )


def _person(q: str, one: FoundPerson) -> Found:
    by = ", ".join(
        f"{match.text} · {match.depth}" if match.depth else match.text
        for match in one.matches
        if match.by != "name" and match.text != one.name
    )
    rank = fit(q, one.name or "") or min(_BY_ANOTHER, one.rank)
    return Found(kind=FoundKind.PERSON, id=str(one.id), name=one.name, detail=by or None, rank=round(rank, 4))


def _best(found: Iterable[Found], limit: int) -> list[Found]:
    ordered = sorted(found, key=lambda one: (-one.rank, tuple(FoundKind).index(one.kind), one.name or "", one.id))
    taken = dict.fromkeys(FoundKind, 0)
    kept = []
    for one in ordered:
        taken[one.kind] += 1
        if taken[one.kind] <= limit:
            kept.append(one)
    return kept
