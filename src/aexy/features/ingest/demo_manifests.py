"""What the demo's repositories are made with, by the same path as a real one: texts, read into facts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from aexy.features.ingest.manifest_states import States
from aexy.features.ingest.manifests import rules
from aexy.kernel.commits import CommitRecord
from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.sources.catalogue import technology_of
from aexy.sources.demo.organization import Repository
from aexy.sources.demo.stacks import imports_of_file, manifest_text
from aexy.sources.git.blobs import Content
from aexy.store import import_rows, manifest_rows
from aexy.store.import_rows import Imported
from aexy.store.manifest_rows import Named
from aexy.store.postgres import Database

_AT_ONCE = 1_000


@dataclass(slots=True)
class MadeWith:
    """What the commits of one made-up repository said about it, oldest first."""

    repository: Repository
    begins: int
    ends: int
    contents: list[Content] = field(default_factory=list)
    imports: list[Imported] = field(default_factory=list)
    _known: set[str] = field(default_factory=set)

    def hear(self, commit: CommitRecord) -> None:
        """The next commit."""
        moment = ((commit.committer.at or self.begins) - self.begins) / max(self.ends - self.begins, 1)
        for file in commit.files or ():
            text = manifest_text(self.repository, file.path, moment)
            if text is not None:
                self.contents.append(Content(commit.sha, file.path, b"made up", text.encode()))
            if file.path in self._known or file.old_path is not None:
                continue
            self._known.add(file.path)
            if file.path.endswith(self.repository.kind.extension):
                self.imports += [
                    Imported(commit.sha, file.path, _named(*package), 1, 0)
                    for package in imports_of_file(self.repository, file.path)
                ]


async def tell_made_with(
    database: Database,
    workspace_id: WorkspaceId,
    repository_key: RepositoryKey,
    made: MadeWith,
    shas: Sequence[bytes],
    *,
    now: datetime,
) -> None:
    """Keep it in place of what an earlier demo said; the same again changes nothing."""
    if not shas:
        return
    async with database.workspace(workspace_id) as connection:
        known = await manifest_rows.find_reading(connection, workspace_id, repository_key)
        if known is not None and (known.tip, known.rules) == (shas[-1], rules()):
            return
        await manifest_rows.forget(connection, workspace_id, repository_key)
        await manifest_rows.put_changes(connection, workspace_id, repository_key, States(()).after(made.contents))
        for batch in _batches(made.imports):
            named = list({one.sha: None for one in batch})
            await import_rows.put_imports(connection, workspace_id, repository_key, named, batch)
        await manifest_rows.put_reading(
            connection, workspace_id, repository_key, rules=rules(), tip=shas[-1], is_whole=True, thinned=0, now=now
        )
        await import_rows.tell_planner(connection)


def _batches(imports: Sequence[Imported]) -> Iterable[list[Imported]]:
    """Several commits at a time, each of them whole."""
    batch: list[Imported] = []
    for one in imports:
        if len(batch) >= _AT_ONCE and one.sha != batch[-1].sha:
            yield batch
            batch = []
        batch.append(one)
    if batch:
        yield batch


def _named(ecosystem: str, package: str) -> Named:
    technology = technology_of(ecosystem, package)
    return Named(ecosystem, package, *(technology or (None, None)))
