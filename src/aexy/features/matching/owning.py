"""Whose the files are that a piece of work touches: as `features/knowledge` says of each, and not counted here."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from aexy.context import Context
from aexy.features.knowledge.service import owners_of
from aexy.features.matching.reading import Touch
from aexy.features.routing import Viewer

MOST_REPOSITORIES: Final = 4


async def ownership_of(
    context: Context, viewer: Viewer, touched: Sequence[Touch], repositories: Mapping[int, UUID]
) -> dict[UUID, float] | None:
    """Of each person the share of what is touched that is theirs; None where no file of it stands.

    Looked at are the repositories most of it lies in.
    """
    paths: dict[int, dict[str, float]] = defaultdict(dict)
    for one in touched:
        if one.repository in repositories:
            paths[one.repository][one.path] = one.weight
    most = sorted(paths, key=lambda key: (-sum(paths[key].values()), key))[:MOST_REPOSITORIES]
    shares: dict[UUID, float] = defaultdict(float)
    whole = 0.0
    for key in most:
        found = await owners_of(context, viewer, repositories[key], list(paths[key]))
        for path, owners in found.items():
            whole += paths[key][path]
            for owner in owners.owners:
                shares[owner.developer.id] += paths[key][path] * (owner.share or 0.0)
    return {who: share / whole for who, share in shares.items()} if whole else None
