"""One made-up repository into the database, by the same path as a real one; done in a child process."""

import asyncio
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from aexy.features.ingest.chunk import load_records
from aexy.features.ingest.demo_code import Standing
from aexy.features.ingest.demo_facts import tell_repository
from aexy.features.ingest.demo_manifests import MadeWith, tell_made_with
from aexy.features.ingest.placing import settle_at
from aexy.features.ingest.schemas import DemoReading, Telling
from aexy.kernel.commits import Classify, CommitRecord
from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.sources.classes import classifier, rules_digest
from aexy.sources.demo.clerk import Clerk
from aexy.sources.demo.history import history
from aexy.sources.demo.organization import DAYS, Organization, Repository, Size, found, mailmap
from aexy.sources.demo.pages import Pages, RawPage
from aexy.store.postgres import Database
from aexy.store.settling import Settlement


class Story:
    """A repository's history as commits; the pages beside it, its code and every commit's name are kept for after."""

    def __init__(self, organization: Organization, repository: Repository, classify: Classify) -> None:
        self._organization = organization
        self._repository = repository
        self.mailmap = mailmap(organization)
        self.pages: list[RawPage] = []
        self.shas: list[bytes] = []
        self.standing = Standing(organization, repository, classify)
        ends = int(datetime.combine(organization.size.ends_on, time(), UTC).timestamp())
        self.made_with = MadeWith(repository, ends - DAYS * 86_400, ends)

    def tell(self) -> Iterator[CommitRecord]:
        """The commits, oldest first."""
        pages, clerk = Pages(), Clerk(self._organization, self._repository)
        for delivery in history(self._organization, self._repository):
            self.pages.extend(pages.add(clerk.after(delivery)))
            for commit in delivery.commits:
                self.shas.append(commit.sha)
                self.standing.after(commit)
                self.made_with.hear(commit)
                yield commit
        self.pages.extend(pages.add(clerk.finish()))
        self.pages.extend(pages.finish())


def load_demo(reading: DemoReading, tell: Telling) -> dict[str, Any]:
    """Make and load the repository that `reading` names: the answer is a ChunkTally."""
    size = Size(
        ends_on=date.fromisoformat(reading.ends_on),
        developers=reading.developers,
        commits=reading.commits,
        seed=reading.seed,
    )
    organization = found(size)
    classify = classifier()
    story = Story(organization, organization.repositories[reading.repository], classify)

    tally = load_records(
        reading.database_url,
        reading.workspace_id,
        reading.repository_key,
        story.tell(),
        classify,
        tell,
        ("Making up history", None),
    )
    asyncio.run(_keep(reading, story, classify))
    return asdict(tally)


async def _keep(reading: DemoReading, story: Story, classify: Classify) -> None:
    workspace_id, repository_key = WorkspaceId(UUID(reading.workspace_id)), RepositoryKey(reading.repository_key)
    now = datetime.fromisoformat(reading.now)
    database = await Database.connect(reading.database_url, size=1, patience=None)
    try:
        await tell_repository(database, workspace_id, repository_key, story.pages, now=now)
        await story.standing.keep(database, workspace_id, repository_key, now=now)
        await tell_made_with(database, workspace_id, repository_key, story.made_with, story.shas, now=now)
    finally:
        await database.close()
    # A demo made anew replaces the one before: what is not in this history any more cannot be reached.
    settlement = Settlement(
        counted=story.shas,
        others=(),
        is_whole=True,
        refs={"refs/heads/main": story.shas[-1].hex()} if story.shas else {},
        default_ref="refs/heads/main",
        mailmap=story.mailmap,
        attributes="",
        rules_digest=rules_digest(""),
        classify=classify,
        now=now,
    )
    await settle_at(reading.database_url, reading.workspace_id, reading.repository_key, settlement)
