"""What commits import: told by the pass that reads their lines, and made good for histories read before."""

from collections import Counter
from collections.abc import Iterable

from aexy.features.ingest.repository_pass import RepositoryPass
from aexy.sources.catalogue import technology_of
from aexy.sources.git import classifier
from aexy.sources.git.lines import imports_of
from aexy.sources.git.patches import read_changes
from aexy.sources.imports import Import, import_rules
from aexy.store import import_rows, line_rows
from aexy.store.import_rows import Imported
from aexy.store.manifest_rows import Named

STAGE = "Reading imports"
_AT_ONCE = 1_000


def imported(found: Iterable[tuple[bytes, str, Import]]) -> list[Imported]:
    """Lines that import something, counted by commit, path and package."""
    added: Counter[tuple[bytes, str, Named]] = Counter()
    removed: Counter[tuple[bytes, str, Named]] = Counter()
    for sha, path, one in found:
        counted = added if one.has_come else removed
        counted[sha, path, _named(one)] += 1
    return [Imported(*place, added[place], removed[place]) for place in {**added, **removed}]


async def read_imports(one: RepositoryPass) -> int:
    """Read the imports of all commits where they were read by other rules or not at all; of how many commits."""
    async with one.tenant() as connection:
        known = await line_rows.find_reading(connection, one.workspace_id, one.key)
        if known is None or known.imports == import_rules():
            return 0
        left = await import_rows.list_commits(connection, one.workspace_id, one.key)
    classify = classifier(one.opened.attributes)
    for start in range(0, len(left), _AT_ONCE):
        shas = left[start : start + _AT_ONCE]
        found = [
            each
            for commit in read_changes(one.git, one.opened, shas)
            for each in imports_of(commit.sha, commit.changes, classify)
        ]
        async with one.tenant() as connection:
            await import_rows.put_imports(connection, one.workspace_id, one.key, shas, imported(found))
        one.tell(STAGE, start + len(shas), len(left))
    async with one.tenant() as connection:
        await import_rows.put_rules(connection, one.workspace_id, one.key, import_rules())
    return len(left)


def _named(one: Import) -> Named:
    technology = technology_of(*one.package)
    return Named(*one.package, *(technology or (None, None)))
