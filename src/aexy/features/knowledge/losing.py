"""What would be without an author if somebody left, and what a team loses with each of its people."""

from collections.abc import Collection
from uuid import UUID

import polars as pl

from aexy.context import Context
from aexy.features.insights.looking import View, look
from aexy.features.insights.schemas import SubjectName
from aexy.features.knowledge import rows
from aexy.features.knowledge.keeping import Known
from aexy.features.knowledge.naming import Folk, folk_of
from aexy.features.knowledge.rows import Place
from aexy.features.knowledge.schemas import (
    Heir,
    KnowledgeLoss,
    LostFile,
    LostFolder,
    LostIn,
    Rotation,
    RotationImpact,
)
from aexy.features.knowledge.service import CAUTION, known_to, of_people, of_team
from aexy.features.routing import Viewer
from aexy.kernel.analyses.ownership import Loss, loss
from aexy.kernel.analyses.truck_factor import TruckFactor, truck_factor
from aexy.kernel.metric import Audience, Level
from aexy.kernel.privacy import withheld_of
from aexy.kernel.text import plain

DEFINITION = (
    "Lost is a file that stands, that they are an author of, and nobody else is. Who is named as next knows most of "
    "what would be lost by recency-weighted changes and reviews; of a file that nobody else ever touched nobody is."
)
TEAM_DEFINITION = (
    "Over the files that somebody in the team is an author of: lost to the team is a file nobody else in it is an "
    "author of, lost to all one that nobody else at all is an author of. The one is what a change of team costs, the "
    "other what leaving does."
)
_MOST_FILES = 100
_MOST_FOLDERS = 12
_MOST_HEIRS = 10
_FOLDER_STEPS = 2


async def knowledge_loss(
    context: Context, viewer: Viewer, developer_id: UUID, repository_id: UUID | None
) -> KnowledgeLoss:
    """What nobody would be author of if this person left: everywhere they worked, or in one repository."""
    view = await look(context, viewer, subject=f"developer:{developer_id}", start=None, end=None)
    gone = view.subject.key
    if reason := withheld_of(Audience.TEAM, gone, view.onlooker):
        return _answer(context, view, reason, None, [], [])
    known = await known_to(context, view, [gone])
    places = await _places(context, view)
    chosen = {key: one for key, one in known.items() if repository_id is None or places[key].id == repository_id}
    lost = {key: loss(_counted(one), [gone]) for key, one in chosen.items()}
    heirs = _heirs(list(lost.values()))
    files = [file for one in lost.values() for file in one.heirs["developer"].unique()]
    folk = await folk_of(context, view, {*heirs["developer"], *files}, Audience.TEAM)
    found = [_lost_in(places[key], chosen[key], one, gone, folk) for key, one in lost.items()]
    ordered = sorted((one for one in found if one.authored), key=lambda one: (-one.lost, one.subject.name))
    return _answer(context, view, None, sum(one.lost for one in found), _named_heirs(heirs, folk), ordered)


def _answer(
    context: Context, view: View, reason: str | None, lost: int | None, heirs: list[Heir], places: list[LostIn]
) -> KnowledgeLoss:
    return KnowledgeLoss(
        as_of=context.now,
        subject=view.name,
        withheld=reason,
        lost=lost,
        heirs=heirs,
        repositories=places,
        definition=DEFINITION,
        caution=CAUTION,
    )


async def _places(context: Context, view: View) -> dict[int, Place]:
    async with context.database.reading(view.workspace_id) as connection:
        return {place.key: place for place in await rows.repositories(connection)}


def _counted(known: Known) -> pl.DataFrame:
    """Everybody's part in the files a truck factor is counted over."""
    return known.hands.join(known.counted.select("path"), on="path", how="semi")


def _heirs(lost: list[Loss]) -> pl.DataFrame:
    """Who knows most of how many of the files that would be lost: `developer`, `files`, `share`."""
    every = pl.concat([pl.DataFrame(schema={"developer": pl.Int32}), *(one.heirs.select("developer") for one in lost)])
    files = sum(one.files.height for one in lost)
    counted = every.group_by("developer").agg(files=pl.len()).sort("files", "developer", descending=[True, False])
    return counted.with_columns(share=pl.col("files") / max(files, 1))


def _named_heirs(heirs: pl.DataFrame, folk: Folk) -> list[Heir]:
    shown = set(folk.shown(heirs["developer"]))
    return [
        Heir(developer=folk.person(key), state=folk.state(key), files=files, share=share)
        for key, files, share in heirs.iter_rows()
        if key in shown
    ][:_MOST_HEIRS]


def _lost_in(place: Place, known: Known, one: Loss, gone: int, folk: Folk) -> LostIn:
    counted = known.counted
    authors = known.authors.select("developer", file="path")
    before = truck_factor(authors, files=counted.height)
    after = truck_factor(authors.filter(pl.col("developer") != gone), files=counted.height)
    named = one.files.join(known.files.select("path", "name"), on="path").sort("name")
    heirs = dict(one.heirs.select("path", "developer").iter_rows())
    shown = set(folk.shown(heirs.values()))
    return LostIn(
        subject=SubjectName(kind=Level.REPOSITORY, id=place.id, name=plain(place.name)),
        counted=counted.height,
        authored=authors.filter(developer=gone).height,
        lost=named.height,
        truck_factor=before.value,
        truck_factor_after=after.value if after.authors else 0 if counted.height else None,
        covered_share=_share(before),
        covered_share_after=_share(after),
        folders=_lost_folders(named, counted),
        files=[
            LostFile(path=name, heir=folk.person(heirs[path]) if heirs.get(path) in shown else None)
            for path, name in named.head(_MOST_FILES).iter_rows()
        ],
        more_files=max(named.height - _MOST_FILES, 0),
    )


def _share(factor: TruckFactor) -> float | None:
    return factor.covered / factor.files if factor.files else None


def _lost_folders(lost: pl.DataFrame, counted: pl.DataFrame) -> list[LostFolder]:
    """Folders by their first steps, those first that lose most."""
    steps = pl.col("name").str.split("/").list
    folder = steps.slice(0, pl.min_horizontal(steps.len() - 1, pl.lit(_FOLDER_STEPS))).list.join("/").alias("folder")
    many = counted.group_by(folder).agg(counted=pl.len())
    found = lost.group_by(folder).agg(lost=pl.len()).join(many, on="folder")
    ordered = found.sort("lost", "folder", descending=[True, False]).head(_MOST_FOLDERS)
    return [LostFolder(path=row["folder"], lost=row["lost"], counted=row["counted"]) for row in ordered.to_dicts()]


async def rotation_impact(context: Context, viewer: Viewer, team_id: UUID) -> RotationImpact:
    """What a team would lose with each of its people; those who may not be named are left out, and counted."""
    view = await look(context, viewer, subject=f"team:{team_id}", start=None, end=None)
    members, known = await of_team(context, view)
    folk = await folk_of(context, view, members, Audience.TEAM)
    theirs = of_people(known.values(), members)
    counted = [_counted(one) for one in known.values()]
    of_all = pl.concat(
        [pl.DataFrame(schema=theirs.schema), *(one.authors.select("path", "developer") for one in known.values())]
    )
    people = [_rotation(key, theirs, of_all, counted, members, folk) for key in folk.shown(members)]
    return RotationImpact(
        as_of=context.now,
        subject=view.name,
        n=theirs["path"].n_unique(),
        people=sorted(people, key=lambda one: (-one.lost_to_team, -one.authored, one.developer.name)),
        **folk.withheld(members),
        definition=TEAM_DEFINITION,
        caution=CAUTION,
    )


def _rotation(
    key: int,
    theirs: pl.DataFrame,
    of_all: pl.DataFrame,
    counted: list[pl.DataFrame],
    members: Collection[int],
    folk: Folk,
) -> Rotation:
    own = theirs.filter(developer=key).select("path")
    in_team = own.join(theirs.filter(pl.col("developer") != key), on="path", how="anti")
    at_all = own.join(of_all.filter(pl.col("developer") != key), on="path", how="anti")
    others = [each for each in members if each != key]
    within = [hands.filter(pl.col("developer").is_in([*others, key])) for hands in counted]
    heirs = _heirs([loss(hands, [key]) for hands in within])
    return Rotation(
        developer=folk.person(key),
        state=folk.state(key),
        authored=own.height,
        lost_to_team=in_team.height,
        lost_to_all=at_all.height,
        heirs=_named_heirs(heirs, folk),
    )
