"""Finding people by what they are called, what they wrote about themselves, and what they know."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from aexy.context import Context
from aexy.features.insights.looking import View, look
from aexy.features.intelligence import search_rows as rows
from aexy.features.intelligence import service
from aexy.features.intelligence.expertise import EXPERTISE
from aexy.features.intelligence.expertise_schemas import SkillKind
from aexy.features.intelligence.search_rows import Hit
from aexy.features.intelligence.search_schemas import FoundPeople, FoundPerson, SearchMatch
from aexy.features.people.schemas import DeveloperKind
from aexy.features.routing import Role, Viewer
from aexy.kernel.privacy import withheld_of
from aexy.kernel.text import plain

MOST_WORDS = 8
MOST_SHOWN = 5
_LONGEST = 120
CAUTION = "By skills only people are found whose skills you may see, as these were when they were last counted."
_SKILLS = frozenset(SkillKind)


async def search_people(
    context: Context, viewer: Viewer, q: str, *, kind: DeveloperKind | None, limit: int
) -> FoundPeople:
    """People who fit every word of `q`, the best first; with nothing asked for, nobody."""
    words, view = _words(q), await look(context, viewer, subject="workspace", start=None, end=None)
    if words:
        async with context.database.reading(viewer.workspace_id) as connection:
            uncounted = await rows.uncounted(connection)
        if uncounted:
            # Once each; from then on the nightly run and whoever looks at a person keep it.
            await service.of_people(context, view, EXPERTISE, uncounted)
    people = await _people(context, viewer, view, words, kind, limit)
    return FoundPeople(q=q, as_of=context.now, items=people, caution=CAUTION)


async def known_people(
    context: Context, viewer: Viewer, q: str, *, kind: DeveloperKind | None, limit: int
) -> list[FoundPerson]:
    """The same of what is known by now: nothing is counted for somebody who is still typing."""
    view = await look(context, viewer, subject="workspace", start=None, end=None)
    return await _people(context, viewer, view, _words(q), kind, limit)


def _words(q: str) -> list[str]:
    return list(dict.fromkeys(q.lower().split()))[:MOST_WORDS]


async def _people(
    context: Context, viewer: Viewer, view: View, words: Sequence[str], kind: DeveloperKind | None, limit: int
) -> list[FoundPerson]:
    found = await _hits(context, viewer, words, kind) if words else []
    return [_person(words, of) for of in _ranked(words, (hit for hit in found if _may_see(view, hit)))[:limit]]


async def _hits(context: Context, viewer: Viewer, words: Sequence[str], kind: DeveloperKind | None) -> list[Hit]:
    async with context.database.reading(viewer.workspace_id) as connection:
        return await rows.hits(
            connection,
            words,
            sees_addresses=viewer.role.includes(Role.MEMBER),
            teams=viewer.teams,
            kind=kind,
            now=context.now,
        )


def _may_see(view: View, hit: Hit) -> bool:
    """Names are open to the workspace; what somebody knows is for those who may see their expertise."""
    return hit.by not in _SKILLS or withheld_of(EXPERTISE.audience, hit.key, view.onlooker) is None


def _ranked(words: Sequence[str], hits: Iterable[Hit]) -> list[list[Hit]]:
    """The hits of everybody who fits every word, the best of each first, and the best people first."""
    by_person: dict[int, list[Hit]] = defaultdict(list)
    for hit in hits:
        by_person[hit.key].append(hit)
    whole = [of for of in by_person.values() if len({hit.word for hit in of}) == len(words)]
    found = [sorted(of, key=lambda hit: (-hit.fit, hit.by, hit.text)) for of in whole]
    return sorted(found, key=lambda of: (-_rank(words, of), (of[0].name or "").lower(), of[0].id))


def _rank(words: Sequence[str], hits: Sequence[Hit]) -> float:
    name = hits[0].name
    best = {hit.word: hit.fit for hit in reversed(hits)}
    begins = bool(name) and str(name).lower().startswith(" ".join(words))
    return round(sum(best.values()) + (1 if begins else 0), 4)


def _person(words: Sequence[str], hits: Sequence[Hit]) -> FoundPerson:
    first = hits[0]
    shown = list({hit.text: (hit.by, hit.text, hit.depth) for hit in reversed(hits) if hit.text}.values())[::-1]
    return FoundPerson(
        id=first.id,
        kind=DeveloperKind(first.kind),
        name=None if first.name is None else plain(first.name),
        rank=_rank(words, hits),
        matches=[
            SearchMatch(by=by, text=plain(text)[:_LONGEST], depth=depth) for by, text, depth in shown[:MOST_SHOWN]
        ],
    )
