"""Pull requests written straight into the tables, beside what `tests.seeding` makes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.seeding import Seeded

from aexy.store.postgres import Connection


@dataclass
class Pulls:
    """Makes pull requests, reviews and requests of seeded people in seeded repositories."""

    made: Seeded
    owner: Connection
    count: int = 0

    async def pull(self, author: str | None, opened: datetime, repository: str = "api", **more: Any) -> int:
        """`more`: merged, closed, ready, merged_by, size (added and removed), is_draft, title, gone, commits (n)."""
        self.count += 1
        added, removed = more.get("size") or (None, None)
        merged = more.get("merged")
        return await self._add(
            "pull_requests",
            repository_key=self.made.repositories[repository][1],
            number=self.count,
            external_id=f"P{self.count}",
            version=opened,
            title=more.get("title", f"Pull {self.count}"),
            url=f"https://example.org/pull/{self.count}",
            author_key=self.made.identities[author] if author else None,
            opened_at=opened,
            ready_at=None if more.get("is_draft") else more.get("ready", opened),
            is_draft=more.get("is_draft", False),
            merged_at=merged,
            closed_at=merged or more.get("closed"),
            merged_by_key=self.made.identities[more["merged_by"]] if "merged_by" in more else None,
            additions=added,
            deletions=removed,
            gone_at=more.get("gone"),
            commits_count=more.get("commits"),
        )

    async def review(self, pull: int, reviewer: str, at: datetime, state: str = "approved", **more: Any) -> int:
        """`more`: comments, the remarks on lines it came with."""
        self.count += 1
        return await self._add(
            "reviews",
            pull_key=pull,
            external_id=f"R{self.count}",
            version=at,
            reviewer_key=self.made.identities[reviewer],
            state=state,
            submitted_at=at,
            comments_count=more.get("comments"),
        )

    async def request(self, pull: int, reviewer: str, at: datetime, removed: datetime | None = None) -> None:
        self.count += 1
        await self._add(
            "review_requests",
            returning="pull_key",
            pull_key=pull,
            external_id=f"Q{self.count}",
            requested_at=at,
            reviewer_key=self.made.identities[reviewer],
            removed_at=removed,
        )

    async def event(self, pull: int, kind: str, at: datetime) -> None:
        self.count += 1
        await self._add(
            "pull_request_events", returning="pull_key", pull_key=pull, external_id=f"E{self.count}", at=at, kind=kind
        )

    async def remark(self, pull: int, author: str, at: datetime) -> None:
        self.count += 1
        await self._add(
            "review_comments", returning="pull_key", pull_key=pull, external_id=f"C{self.count}", version=at,
            author_key=self.made.identities[author], commented_at=at,
        )  # fmt: skip

    async def commit(self, pull: int, at: datetime, author: str | None = None) -> None:
        self.count += 1
        await self._add(
            "pull_request_commits",
            returning="pull_key",
            pull_key=pull,
            sha=self.count.to_bytes(20, "big"),
            position=self.count,
            authored_at=at,
            committed_at=at,
            author_key=self.made.identities[author] if author else None,
        )

    async def _add(self, table: str, *, returning: str = "key", **values: Any) -> int:
        names = ["workspace_id", *values]
        places = ", ".join(f"${place}" for place in range(1, len(names) + 1))
        statement = f"insert into {table} ({', '.join(names)}) values ({places}) returning {returning}"  # noqa: S608 - names of our own
        key: int = await self.owner.fetchval(statement, self.made.workspace, *values.values())
        return key
