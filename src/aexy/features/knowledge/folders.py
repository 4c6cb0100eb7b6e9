"""Ownership as a tree: a folder, and one level of what is in it, asked for level by level."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import polars as pl

from aexy.context import Context
from aexy.features.knowledge.keeping import known_of
from aexy.features.knowledge.naming import Folk, called, nameless
from aexy.features.knowledge.schemas import CodeFolder, Ownership
from aexy.features.knowledge.service import CAUTION, of_repository
from aexy.features.routing import Viewer
from aexy.kernel.analyses.ownership import shares
from aexy.kernel.analyses.truck_factor import truck_factor
from aexy.kernel.errors import Unknown
from aexy.kernel.metric import Audience

DEFINITION = (
    "Somebody's share is what their changes and reviews come to, of what everybody's come to: a change counts half "
    "after 180 days, a review half of a change. Concentration is the share of whoever has most. Files are those at "
    "the tip, with their history across renames; the truck factor is that of the repository, over what is inside."
)
MOST_OWNERS = 50
_SHOWN = 3
_CHILD = "child"


async def ownership(context: Context, viewer: Viewer, repository_id: UUID, path: str, *, limit: int) -> Ownership:
    """A folder or file of a repository and what is directly in it; Unknown where nothing of that path stands."""
    view = await of_repository(context, viewer, repository_id)
    known = await known_of(context, view, view.subject.key)
    folder = path.strip("/")
    files = below(known.files, folder)
    if folder and not files.height:
        raise Unknown(
            f"There is no file or folder {folder!r} at the tip of {view.name.name}.",
            next_step="Write it as it stands in the repository, without its own name in front.",
            field="path",
        )
    here = known.hands.join(files.select("path", _CHILD), on="path")
    everybody = shares(here)
    is_file = _is_file(files, folder)
    listed = [] if is_file else _listed(files)[:limit]
    ranked = shares(here, _CHILD)
    known_as = nameless(context, view, everybody["developer"], Audience.OPEN)
    first = known_as.open_among(everybody["developer"])[:MOST_OWNERS]
    folk = await called(context, view, known_as, [*first, *_first_of_each(ranked, known_as)])
    whole = files.with_columns(pl.lit(folder).alias(_CHILD)), here.with_columns(pl.lit(folder).alias(_CHILD))
    of_whole = everybody.with_columns(pl.lit(folder).alias(_CHILD))
    owners = everybody.filter(pl.col("developer").is_in(first))
    return Ownership(
        as_of=context.now,
        subject=view.name,
        path=folder,
        folder=_folders(*whole, of_whole, [folder], folk, "")[0].model_copy(update={"is_file": is_file}),
        owners=[folk.owner(row) for row in owners.iter_rows(named=True)],
        children=_folders(files, here, ranked, listed, folk, f"{folder}/" if folder else ""),
        more=0 if is_file else files[_CHILD].n_unique() - len(listed),
        definition=DEFINITION,
        caution=CAUTION,
    )


def below(files: pl.DataFrame, folder: str) -> pl.DataFrame:
    """The files of a folder, or the file of that path, with what each is in it at the next level (`child`)."""
    if not folder:
        return files.with_columns(pl.col("name").str.split("/").list.first().alias(_CHILD))
    inside = files.filter(pl.col("name").str.starts_with(f"{folder}/") | (pl.col("name") == folder))
    rest = pl.col("name").str.slice(len(folder) + 1)
    return inside.with_columns(rest.str.split("/").list.first().alias(_CHILD))


def _first_of_each(ranked: pl.DataFrame, folk: Folk) -> pl.Series:
    """Those who are shown at each folder or file of the level."""
    may = folk.open_among(ranked["developer"].unique())
    return ranked.filter(pl.col("developer").is_in(may)).group_by(_CHILD).head(_SHOWN)["developer"]


def _is_file(files: pl.DataFrame, path: str) -> bool:
    return files.height == 1 and bool(files["name"][0] == path)


def _listed(files: pl.DataFrame) -> list[str]:
    """What is directly in a folder, with most files first, folders before files, by name."""
    counted = files.group_by(_CHILD).agg(n=pl.len())
    return counted.sort("n", _CHILD, descending=[True, False])[_CHILD].to_list()


def _folders(
    files: pl.DataFrame, hands: pl.DataFrame, ranked: pl.DataFrame, listed: Sequence[str], folk: Folk, above: str
) -> list[CodeFolder]:
    """These folders or files, in their order, each counted from everything in it."""
    counted = files.filter("counts").select("path")
    authors = hands.filter("is_author").join(counted, on="path", how="semi")
    authored = {child: part for (child,), part in authors.partition_by(_CHILD, as_dict=True).items()}
    by_share = {child: part for (child,), part in ranked.partition_by(_CHILD, as_dict=True).items()}
    sums = files.group_by(_CHILD).agg(
        pl.len().alias("files"),
        pl.col("counts").sum().alias("counted"),
        pl.col("changes").sum(),
        pl.col("last").max().alias("last_at"),
        (pl.col("name") == above + pl.col(_CHILD)).all().alias("is_file"),
    )
    by_child = {row.pop(_CHILD): row for row in sums.iter_rows(named=True)}
    nothing = {"files": 0, "counted": 0, "changes": 0, "last_at": None, "is_file": False}
    return [
        _folder(
            above + child, by_child.get(child, nothing), authored.get(child, authors.clear()), by_share.get(child), folk
        )
        for child in listed
    ]


def _folder(
    path: str, sums: dict[str, Any], authors: pl.DataFrame, ranked: pl.DataFrame | None, folk: Folk
) -> CodeFolder:
    factor = truck_factor(authors.select("developer", file="path"), files=sums["counted"])
    keys = [] if ranked is None else ranked["developer"].to_list()
    first = folk.open_among(keys)[:_SHOWN]
    rows = [] if ranked is None else ranked.filter(pl.col("developer").is_in(first)).to_dicts()
    return CodeFolder(
        name=path.rpartition("/")[2],
        path=path,
        **sums,
        without_author=sums["counted"] - factor.covered,
        people=len(keys),
        truck_factor=factor.value,
        concentration=None if ranked is None else ranked["share"][0],
        owners=[folk.owner(row) for row in rows],
        **folk.withheld(keys),
    )
