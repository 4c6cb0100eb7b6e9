"""Ann and Ben know Go and wrote the refunds, Cal knows Python, Dee is new; Zoe, of another team, knows Go as well."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.features.analytics.conftest import DAY, NOW, context, files
from tests.pulling import Pulls
from tests.seeding import Seeded

from aexy.features.matching.schemas import MatchWish
from aexy.features.routing import Account, Role, Viewer
from aexy.kernel.ids import AccountId, DeveloperId, WorkspaceId
from aexy.store.postgres import Connection

__all__ = ["DAY", "NOW", "context"]

Asker = Callable[..., Viewer]


@pytest.fixture
def viewer(workspace: WorkspaceId, account: AccountId) -> Asker:
    def make(*, role: Role = Role.OWNER, developer: UUID | None = None) -> Viewer:
        who = Account(account, "Somebody", None, is_local_owner=True)
        return Viewer(who, workspace, role, DeveloperId(developer) if developer else None)

    return make


@dataclass
class Shop:
    """What the fixture made, and how to add to it."""

    made: Seeded
    pulls: Pulls
    owner: Connection

    def id(self, name: str) -> UUID:
        """Somebody's."""
        return self.made.developers[name]

    async def work(self, who: str, path: str, language: str, days: range) -> int:
        """A commit to one file on each of these days ago; the last one's key."""
        commit = 0
        for ago in days:
            commit = await self.made.commit(self.owner, who, NOW - ago * DAY - timedelta(hours=1), "api")
            await files(self.owner, self.made, commit, (path, language, "source"))
        return commit

    async def merged(self, who: str, title: str, path: str, language: str = "Go") -> int:
        """A merged pull request of one commit to one file."""
        commit = await self.work(who, path, language, range(20, 21))
        pull = await self.pulls.pull(who, NOW - 21 * DAY, title=title, merged=NOW - 20 * DAY)
        await self.owner.execute(
            "insert into commit_pull_requests (workspace_id, commit_key, pull_key, evidence)"
            " values ($1, $2, $3, 'squash')",
            self.made.workspace, commit, pull,
        )  # fmt: skip
        return pull

    async def issue(self, key: str, title: str, **more: Any) -> int:
        """`more`: body, labels, assignee, category, pull (linked)."""
        made: int = await self.owner.fetchval(
            "insert into issues (workspace_id, provider, origin, external_id, version, issue_key, title, body, labels,"
            " status, status_category, assignee_key, opened_at)"
            " values ($1, 'jira', 'here', $2, $3, $2, $4, $5, $6, 'Some', $7, $8, $3) returning key",
            self.made.workspace, key, NOW - 30 * DAY, title, more.get("body"), more.get("labels", []),
            more.get("category", "todo"),
            self.made.identities[more["assignee"]] if "assignee" in more else None,
        )  # fmt: skip
        if "pull" in more:
            await self.owner.execute(
                "insert into pull_request_issues (workspace_id, pull_key, issue_key, evidence)"
                " values ($1, $2, $3, 'title')",
                self.made.workspace, more["pull"], made,
            )  # fmt: skip
        await self.made.touch(self.owner, NOW)
        return made

    async def leave(self, who: str, first: date, last: date) -> None:
        """Somebody is away."""
        await self.owner.execute(
            "insert into leave (workspace_id, developer_id, first_day, last_day, kind)"
            " values ($1, $2, $3, $4, 'leave')",
            self.made.workspace, self.id(who), first, last,
        )  # fmt: skip

    async def wish(self, who: str, *skills: str) -> None:
        """Somebody wishes to learn something."""
        await self.owner.execute(
            "insert into growth_wishes (developer_id, workspace_id, skills, updated_at) values ($1, $2, $3, $4)",
            self.id(who), self.made.workspace, list(skills), NOW,
        )  # fmt: skip


def wish(text: str | None = None, **more: Any) -> MatchWish:
    """A question."""
    return MatchWish.model_validate({"text": text, **more})


@pytest.fixture
async def shop(owner: Connection, workspace: WorkspaceId) -> Shop:
    made = Seeded(workspace)
    async with owner.transaction():
        for name in ("Ann", "Ben", "Cal", "Dee", "Zoe"):
            await made.developer(owner, name)
        await made.repository(owner, "api")
        await made.team(owner, "Core", [(name, None, None) for name in ("Ann", "Ben", "Cal", "Dee")])
        await made.team(owner, "Edge", [("Zoe", None, None)])
        shop = Shop(made, Pulls(made, owner), owner)
        await shop.work("Ann", "internal/refund/store.go", "Go", range(60))
        await shop.work("Ben", "internal/refund/view.go", "Go", range(60))
        await shop.work("Cal", "jobs/report/daily.py", "Python", range(60))
        await shop.work("Dee", "README.md", "Markdown", range(1))
        await shop.work("Zoe", "internal/basket/store.go", "Go", range(30))
    return shop
