"""Which files stand on the counted branch, and did at each quarter's end: read when everything else counts."""

from collections.abc import Iterable

from aexy.features.ingest.repository_pass import RepositoryPass
from aexy.sources.git import classifier
from aexy.sources.git.tree_changes import TreeChange, continues, read_trees
from aexy.store import path_stays
from aexy.store.path_stays import Stay


async def read_stays(one: RepositoryPass) -> bool:
    """Go on where it was left off, or begin anew where history was rewritten; whether there was anything to read."""
    tip = one.opened.default_sha
    if tip is None:
        return False
    async with one.tenant() as connection:
        last = await path_stays.find_tip(connection, one.workspace_id, one.key)
    if last == tip:
        return False
    after = last if last and continues(one.git, one.opened, last) else None
    came, went = _stays(read_trees(one.git, one.opened, after=after))
    async with one.tenant() as connection:
        if after is None:
            await path_stays.forget(connection, one.workspace_id, one.key)
        classify = classifier(one.opened.attributes)
        await path_stays.put(connection, one.workspace_id, one.key, came=came, went=went, classify=classify)
        await path_stays.put_tip(connection, one.workspace_id, one.key, tip=tip, now=one.now)
    return True


def _stays(changes: Iterable[TreeChange]) -> tuple[list[Stay], list[tuple[str, int]]]:
    """Stays that began, and the ends of those that had begun before."""
    begun: dict[str, int] = {}
    stays: list[Stay] = []
    ends: list[tuple[str, int]] = []
    for change in changes:
        for path in change.went:
            since = begun.pop(path, None)
            if since is None:
                ends.append((path, change.at))
            else:
                stays.append(Stay(path, since, change.at))
        begun |= dict.fromkeys(change.came, change.at)
    return [*stays, *(Stay(path, since, None) for path, since in begun.items())], ends
