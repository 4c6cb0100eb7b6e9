"""What a person works with, what all repositories are made with, and how one technology's versions came and went."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from aexy.context import Context
from aexy.features.insights.looking import View, look
from aexy.features.intelligence import service
from aexy.features.intelligence import technology_rows as rows
from aexy.features.intelligence.frames import Frames
from aexy.features.intelligence.technology import CAUTION, DEFINITION, TECHNOLOGY, counts_of, use_of
from aexy.features.intelligence.technology_schemas import (
    PersonTechnologyAnswer,
    RepositoryTechnology,
    TeamTechnology,
    Technology,
    TechnologyHistory,
    TechnologyInUse,
    TechnologyStay,
    TechnologyUse,
    UnreadManifest,
    UpgradeSuggestion,
)
from aexy.features.routing import Viewer
from aexy.kernel.analyses.technology import Use, suggestions, uses, worst
from aexy.kernel.errors import Unknown, did_you_mean
from aexy.kernel.lifecycles import judge
from aexy.sources.lifecycles import known_on, lifecycles
from aexy.store.analysis_facts.packages import read_versions_in_use
from aexy.store.session import session


async def person_technology(
    context: Context, viewer: Viewer, developer_id: UUID | None = None, *, fresh: bool = False
) -> PersonTechnologyAnswer:
    """What somebody works with; of whoever asks where nobody is named."""
    found = await service.of_person(context, viewer, TECHNOLOGY, developer_id, fresh=fresh)
    return PersonTechnologyAnswer(
        developer=found.developer,
        as_of=found.as_of,
        definition=DEFINITION,
        caution=CAUTION,
        withheld=found.withheld,
        failure=found.failure,
        result=Technology(**found.result) if found.result else None,
    )


async def team_technology(context: Context, viewer: Viewer) -> TeamTechnology:
    """What the workspace's repositories are made with."""
    view = await look(context, viewer, subject="workspace", start=None, end=None)
    found = await asyncio.to_thread(_in_use, context, view)
    async with context.database.reading(view.workspace_id) as connection:
        unread = await rows.unread(connection)
        manifests = await rows.count_manifests(connection)
    return TeamTechnology(
        as_of=context.now,
        definition=DEFINITION,
        caution=CAUTION,
        known_on=known_on(),
        technologies=_by_technology(found),
        repositories=_by_repository(found),
        upgrade_suggestions=[UpgradeSuggestion(**one) for one in suggestions(found)],
        unread=[UnreadManifest(**dict(row)) for row in unread],
        manifests=manifests,
        **counts_of(found),
    )


async def technology_history(context: Context, viewer: Viewer, technology: str) -> TechnologyHistory:
    """Every version of a technology the counted branches had. Unknown with the nearest name there is."""
    view = await look(context, viewer, subject="workspace", start=None, end=None)
    async with context.database.reading(view.workspace_id) as connection:
        found = await rows.history(connection, technology)
        names = [] if found else await rows.skills(connection)
    if not found:
        raise Unknown(
            f"No manifest here names {technology!r}.",
            next_step=did_you_mean(technology, sorted(names)) if names else "Sync a repository that has manifests.",
            field="technology",
        )
    known = lifecycles().get(technology)
    today = view.clock.today
    stays = []
    for row in found:
        judged = judge(known, row["ecosystem"], row["version"], today)
        about = {key: value for key, value in row.items() if key != "ecosystem"}
        stays.append(
            TechnologyStay(**about, status=judged.status, supported_until=judged.cycle.ends if judged.cycle else None)
        )
    return TechnologyHistory(
        technology=technology,
        as_of=context.now,
        known_on=known_on(),
        source=known.source if known else None,
        caution=CAUTION,
        n=len(stays),
        stays=stays,
    )


def _in_use(context: Context, view: View) -> list[Use]:
    with session(context.database.url, view.workspace_id) as opened:
        frames = Frames.about(opened, None, now=context.now, clock=view.clock)
        return uses(frames.of(read_versions_in_use), lifecycles(), view.clock.today)


def _by_technology(found: Iterable[Use]) -> list[TechnologyInUse]:
    by_name: dict[str, list[Use]] = defaultdict(list)
    for use in found:
        by_name[use.technology].append(use)
    return [
        TechnologyInUse(
            name=name,
            domain=listed[0].domain,
            status=worst(use.judged.status for use in listed),
            uses=[TechnologyUse(**use_of(use)) for use in listed],
            **_counts(listed),
        )
        for name, listed in sorted(by_name.items(), key=lambda one: (-len(one[1]), one[0]))
    ]


def _by_repository(found: Iterable[Use]) -> list[RepositoryTechnology]:
    by_repository: dict[tuple[str, str], list[Use]] = defaultdict(list)
    for use in found:
        by_repository[use.repository_name, use.repository_id].append(use)
    return [
        RepositoryTechnology(repository=name, repository_id=UUID(id_), **_counts(listed))
        for (name, id_), listed in sorted(by_repository.items())
    ]


def _counts(found: Sequence[Use]) -> dict[str, Any]:
    return counts_of(found)
