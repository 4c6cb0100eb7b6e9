"""What other features ask of knowledge: who owns paths, and the one truck factor there is, of a repository or a team.

`owners_of(context, viewer, repository_id, paths)` and `bus_factor_of_team(context, viewer, team_id)`; the truck factor
of a repository is `truck_factor_of(context, viewer, repository_id)`.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from uuid import UUID

import polars as pl

from aexy.context import Context
from aexy.features.insights.looking import View, look
from aexy.features.knowledge import rows
from aexy.features.knowledge.keeping import FactorAt, Known, factors_of, known_of
from aexy.features.knowledge.naming import Folk, folk_of
from aexy.features.knowledge.schemas import CodeOwners, FactorPoint, Leaver, RepositoryTruckFactor, TeamBusFactor
from aexy.features.routing import Viewer
from aexy.kernel.analyses.ownership import shares
from aexy.kernel.analyses.truck_factor import TruckFactor, truck_factor
from aexy.kernel.metric import Audience

DEFINITION = (
    "A person is an author of a file when their degree of authorship, 3.293 + 1.098 if they made it + 0.164 · their "
    "changes - 0.321 · ln(1 + changes of others), is at least 3.293 and more than 0.75 of the highest anybody has. "
    "The truck factor is how many people, those with most files first, have to leave until under half of the files "
    "that stand have an author. Renames are followed; documentation, vendored, generated and lock files are left out."
)
TEAM_DEFINITION = (
    "The truck factor of the files that somebody in the team is an author of, counting nobody but the team: how many "
    "of them, those with most files first, have to leave until under half of these have an author in the team. "
) + DEFINITION
CAUTION = (
    "Counted from who changed which file: what somebody knows without having changed it is not in it, and a change "
    "counts the same whatever its size."
)


async def of_repository(context: Context, viewer: Viewer, repository_id: UUID) -> View:
    """What a question about a repository begins with."""
    return await look(context, viewer, subject=f"repository:{repository_id}", start=None, end=None)


async def owners_of(
    context: Context, viewer: Viewer, repository_id: UUID, paths: Collection[str]
) -> dict[str, CodeOwners]:
    """Who owns each of these files of a repository, most share first; files that do not stand are left out."""
    view = await of_repository(context, viewer, repository_id)
    known = await known_of(context, view, view.subject.key)
    wanted = known.files.filter(pl.col("name").is_in(list(paths))).select("path", "name")
    found = shares(known.hands.join(wanted, on="path"), "name")
    folk = await folk_of(context, view, found["developer"].unique(), Audience.OPEN)
    by_name = {name: rows_of for (name,), rows_of in found.partition_by("name", as_dict=True).items()}
    return {name: _owners(by_name.get(name), folk) for name in wanted["name"]}


def _owners(found: pl.DataFrame | None, folk: Folk) -> CodeOwners:
    if found is None:
        return CodeOwners(owners=[], withheld_people=0, withheld=None)
    keys = found["developer"].to_list()
    shown = set(folk.shown(keys))
    owners = [folk.owner(row) for row in found.iter_rows(named=True) if row["developer"] in shown]
    return CodeOwners(owners=owners, **folk.withheld(keys))


async def truck_factor_of(context: Context, viewer: Viewer, repository_id: UUID) -> RepositoryTruckFactor:
    """The truck factor of a repository, now and at the end of each quarter; by name where whoever asks may see it."""
    view = await of_repository(context, viewer, repository_id)
    *history, last = await factors_of(context, view, view.subject.key)
    known = await known_of(context, view, view.subject.key)
    async with context.database.reading(view.workspace_id) as connection:
        knows_deletions = await rows.has_trees(connection, view.subject.key)
    everybody = {key for each in (*history, last) for key in each.factor.people}
    folk = await folk_of(context, view, everybody, Audience.TEAM)
    now = last.factor
    return RepositoryTruckFactor(
        as_of=context.now,
        subject=view.name,
        value=now.value,
        n=now.files,
        covered=now.covered,
        authors=now.authors,
        left=now.left,
        people=movers(folk, now, known.authors),
        **folk.withheld(now.people),
        history=[_point(each, folk) for each in history],
        knows_deletions=knows_deletions,
        definition=DEFINITION,
        caution=CAUTION,
    )


def movers(folk: Folk, factor: TruckFactor, authors: pl.DataFrame) -> list[Leaver]:
    """Those whose leaving is counted and who may be named, with how many files they are author of."""
    many = Counter(authors["developer"].to_list())
    return [
        Leaver(
            developer=folk.person(key),
            state=folk.state(key),
            authored_files=many[key],
            share=many[key] / max(factor.files, 1),
        )
        for key in folk.shown(factor.people)
    ]


def _point(each: FactorAt, folk: Folk) -> FactorPoint:
    factor = each.factor
    assert each.at is not None  # noqa: S101 - only the last one, the tip, has no instant
    return FactorPoint(
        at=each.at,
        value=factor.value,
        files=factor.files,
        covered=factor.covered,
        people=[folk.person(key) for key in folk.shown(factor.people)],
        **folk.withheld(factor.people),
    )


async def bus_factor_of_team(context: Context, viewer: Viewer, team_id: UUID) -> TeamBusFactor:
    """The bus factor of a team, by the one definition: of those in it now, over the files they are author of."""
    view = await look(context, viewer, subject=f"team:{team_id}", start=None, end=None)
    members, known = await of_team(context, view)
    authors = of_people(known.values(), members)
    factor = truck_factor(authors.rename({"path": "file"}), files=authors["path"].n_unique())
    folk = await folk_of(context, view, factor.people, Audience.TEAM)
    return TeamBusFactor(
        as_of=context.now,
        subject=view.name,
        value=factor.value,
        n=factor.files,
        people_in_team=len(members),
        authors=factor.authors,
        left=factor.left,
        people=movers(folk, factor, authors),
        **folk.withheld(factor.people),
        repositories=len(known),
        definition=TEAM_DEFINITION,
        caution=CAUTION,
    )


async def of_team(context: Context, view: View) -> tuple[list[int], dict[int, Known]]:
    """Who is in the team of a view now, and what is known of the repositories they worked in."""
    async with context.database.reading(view.workspace_id) as connection:
        members = await rows.members(connection, view.subject.key, context.now)
    return members, await known_to(context, view, members)


async def known_to(context: Context, view: View, people: Collection[int]) -> dict[int, Known]:
    """What is known of the repositories in which these people worked, by key."""
    async with context.database.reading(view.workspace_id) as connection:
        repositories = await rows.worked_in(connection, people)
    return {key: await known_of(context, view, key) for key in repositories}


def of_people(known: Iterable[Known], people: Collection[int]) -> pl.DataFrame:
    """Which counted files these people are author of: `path`, `developer`."""
    empty = pl.DataFrame(schema={"path": pl.Int32, "developer": pl.Int32})
    parts = [one.authors.filter(pl.col("developer").is_in(list(people))).select("path", "developer") for one in known]
    return pl.concat([empty, *parts])


__all__ = ["bus_factor_of_team", "owners_of", "truck_factor_of"]
