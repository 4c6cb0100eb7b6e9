"""Whom to ask about a path, and what to read first."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import polars as pl

from aexy.context import Context
from aexy.features.insights.looking import View, look
from aexy.features.insights.schemas import SubjectName
from aexy.features.knowledge import rows
from aexy.features.knowledge.keeping import Known, known_of
from aexy.features.knowledge.naming import Folk, folk_of
from aexy.features.knowledge.rows import Place
from aexy.features.knowledge.schemas import Knower, KnownIn, ReadingList, ToRead, WhoKnows
from aexy.features.knowledge.service import CAUTION, of_repository
from aexy.features.routing import Viewer
from aexy.kernel.analyses.new_paths import folders_above, instead_of
from aexy.kernel.analyses.ownership import active_parts, shares
from aexy.kernel.analyses.reading import means, reading_list
from aexy.kernel.analyses.truck_factor import truck_factor
from aexy.kernel.errors import Unknown, Unusable, did_you_mean
from aexy.kernel.metric import Audience, Level
from aexy.kernel.text import plain
from aexy.store.postgres import Connection

DEFINITION = (
    "Score = 0.4 · authorship + 0.4 · recency + 0.2 · reviewing; without any reviews the first two count half each. "
    "Authorship: of which part of the files somebody is an author by degree of authorship. Recency: their part of all "
    "changes, each counting half after 180 days. Reviewing: their part of all reviews of changes to these files."
)
READING_DEFINITION = (
    "First what explains (readme, contributing, architecture), then where programs begin, then what is changed "
    "together with most other files, then what was changed most often lately. Whom to ask is who knows most of each "
    "file and is still around."
)
_MOST_REPOSITORIES = 5
_MOST_PEOPLE = 20
_PARTS = ("score", "authorship", "recency", "reviewing", "files", "changes", "reviews")
_GLOB = frozenset("*?[")


async def who_knows(context: Context, viewer: Viewer, path: str, repository: str | None) -> WhoKnows:
    """Who knows a file, a folder or a pattern: in one repository, or in those that have it."""
    view = await look(context, viewer, subject="workspace", start=None, end=None)
    wanted = path.strip().strip("/")
    places = await _places_of(context, view, wanted, repository)
    found = [await _known_in(context, view, place, wanted) for place in places]
    standing = [one for one in found if one.files and one.instead is None]
    told = standing or [one for one in found if one.files]
    if not told:
        raise Unknown(
            f"Nothing of the path {wanted!r} stands in {_among(places)}, nor does a folder above it.",
            next_step="Write it as it stands in the repository: a file, a folder, or a pattern like src/**/*.py.",
            field="path",
        )
    return WhoKnows(as_of=context.now, path=wanted, repositories=told, definition=DEFINITION, caution=CAUTION)


def _among(places: Sequence[Place]) -> str:
    return plain(places[0].name) if len(places) == 1 else "any repository here"


async def _places_of(context: Context, view: View, path: str, repository: str | None) -> list[Place]:
    async with context.database.reading(view.workspace_id) as connection:
        every = await rows.repositories(connection)
        if repository is not None:
            return [_place_called(every, repository)]
        if _GLOB & set(path):
            raise Unusable(
                "A pattern needs a repository.", next_step="Add `repository=` with a name or an id.", field="repository"
            )
        having = await rows.with_path(connection, path, _MOST_REPOSITORIES) or await _having_above(connection, path)
    return [place for place in every if place.key in having]


async def _having_above(connection: Connection, path: str) -> list[int]:
    """Which repositories have the nearest folder of a path that none has; one that too many have says nothing."""
    for folder in folders_above(path):
        having = await rows.with_path(connection, folder, _MOST_REPOSITORIES + 1)
        if having:
            return having if len(having) <= _MOST_REPOSITORIES else []
    return []


def _place_called(places: Sequence[Place], said: str) -> Place:
    """A repository by its id, its name with or without its owner's, or its address."""
    names = {
        name: place
        for place in places
        for name in (place.url, place.name.rpartition("/")[2], place.name, str(place.id))
    }
    if said not in names:
        raise Unknown(
            f"There is no repository {said!r} in this workspace.",
            next_step=did_you_mean(said, [place.name for place in places]),
            field="repository",
        )
    return names[said]


async def _known_in(context: Context, view: View, place: Place, path: str) -> KnownIn:
    known = await known_of(context, view, place.key)
    meant = [path] if _GLOB & set(path) else [path, *instead_of(path)]
    # Nothing stands there yet: what lies beside it is the nearest to it there is.
    told = next((each for each in meant if not _of(known, each).is_empty()), path)
    files = _of(known, told)
    ranked = ranked_in(known, files)
    folk = await folk_of(context, view, ranked["developer"], Audience.OPEN)
    counted = files.filter("counts").select("path")
    authors = known.authors.join(counted, on="path", how="semi").select("developer", file="path")
    return KnownIn(
        subject=SubjectName(kind=Level.REPOSITORY, id=place.id, name=plain(place.name)),
        instead=None if told == path else plain(told),
        files=files.height,
        truck_factor=truck_factor(authors, files=counted.height).value,
        people=knowers(ranked, folk)[:_MOST_PEOPLE],
        **folk.withheld(ranked["developer"]),
    )


def _of(known: Known, path: str) -> pl.DataFrame:
    return known.files.filter(means(pl.col("name"), path))


def ranked_in(known: Known, files: pl.DataFrame) -> pl.DataFrame:
    """Everybody with a part in these files, those first who know most."""
    return active_parts(shares(known.hands.join(files.select("path"), on="path", how="semi")), files.height)


def knowers(ranked: pl.DataFrame, folk: Folk) -> list[Knower]:
    """Those who may be named."""
    shown = set(folk.shown(ranked["developer"]))
    return [
        Knower(
            developer=folk.person(row["developer"]),
            state=folk.state(row["developer"]),
            last_at=row["last"],
            **{
                name: row[name]
                for name in ("score", "authorship", "recency", "reviewing", "files", "changes", "reviews")
            },
        )
        for row in ranked.iter_rows(named=True)
        if row["developer"] in shown
    ]


async def reading_list_of(
    context: Context, viewer: Viewer, repository_id: UUID, path: str, *, limit: int
) -> ReadingList:
    """What to read first in a repository or one of its folders, why, and whom to ask."""
    view = await of_repository(context, viewer, repository_id)
    known = await known_of(context, view, view.subject.key)
    folder = path.strip("/")
    files = known.files.filter(means(pl.col("name"), folder))
    chosen = reading_list(files, within=folder, limit=limit)
    ranked = ranked_in(known, files)
    hands = known.hands.join(chosen.select("path", "name"), on="path")
    owners = shares(hands, "name")
    folk = await folk_of(context, view, {*ranked["developer"], *owners["developer"]}, Audience.OPEN)
    ask = {name: part["developer"].to_list() for (name,), part in owners.partition_by("name", as_dict=True).items()}
    return ReadingList(
        as_of=context.now,
        subject=view.name,
        path=folder,
        files=[_reading(row, ask.get(row["name"], []), folk) for row in chosen.iter_rows(named=True)],
        ask=[one for one in knowers(ranked, folk) if one.state != "gone"][:5],
        **folk.withheld(ranked["developer"]),
        definition=READING_DEFINITION,
        caution=CAUTION,
    )


def _reading(row: dict[str, Any], owners: Sequence[int], folk: Folk) -> ToRead:
    around = [key for key in folk.shown(owners) if folk.state(key) != "gone"]
    return ToRead(
        path=row["name"], why=row["why"], kind=row["kind"], changes=row["changes"], together=row["together"],
        last_at=row["last"], ask=[folk.person(key) for key in around[:2]],
    )  # fmt: skip
