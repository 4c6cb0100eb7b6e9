"""The crew of the flow tests, and something of every kind that can happen; it is Wednesday, 20 May 2026."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.features.flow.conftest import DAY, NOW, Asker, asker, context, seeded
from tests.pulling import Pulls
from tests.seeding import Seeded

from aexy.store.postgres import Connection

__all__ = ["DAY", "HOUR", "NOW", "Asker", "asker", "context", "seeded"]
HOUR = timedelta(hours=1)


class Happenings(Pulls):
    """Writes what else happens, beside pull requests."""

    async def service(self, name: str, repository: str) -> int:
        """Of a repository by itself."""
        id_, key = self.made.repositories[repository]
        made = await self._add("services", id=id_, name=name, repository_key=key)
        await self._add("service_repositories", returning="service_key", service_key=made, repository_key=key)
        return made

    async def deployment(self, service: int, repository: str, at: datetime, **more: Any) -> None:
        self.count += 1
        values: dict[str, Any] = {
            "is_production": True,
            "environment": "production",
            "status": "success",
            "source": "deployment",
        }
        await self._add(
            "counted_deployments", service_key=service, source_id=f"D{self.count}", created_at=at, finished_at=at,
            repository_key=self.made.repositories[repository][1], **values | more,
        )  # fmt: skip

    async def incident(self, service: int | None, title: str, at: datetime, resolved: datetime | None = None) -> None:
        self.count += 1
        await self._add(
            "counted_incidents", service_key=service, source="incident", source_id=f"N{self.count}", title=title,
            started_at=at, resolved_at=resolved, severity="major",
        )  # fmt: skip

    async def release(self, repository: str, tag: str, at: datetime, **more: Any) -> None:
        await self._add(
            "releases", returning="repository_key", repository_key=self.made.repositories[repository][1],
            external_id=tag, version=at, tag=tag, published_at=at, **more,
        )  # fmt: skip

    async def issue(self, key: str, who: str | None, closed: datetime, repository: str | None = None) -> None:
        await self._add(
            "issues", provider="jira", origin="acme", external_id=key, version=closed, issue_key=key,
            title=f"Issue {key}", status="Done", status_category="done", opened_at=closed - 9 * DAY, closed_at=closed,
            assignee_key=self.made.identities[who] if who else None,
            repository_key=self.made.repositories[repository][1] if repository else None,
        )  # fmt: skip

    async def owns(self, team: str, repository: str) -> None:
        await self._add(
            "repository_teams", returning="team_id", team_id=self.made.teams[team],
            repository_id=self.made.repositories[repository][0],
        )  # fmt: skip

    def id(self, name: str) -> UUID:
        """A person's."""
        return self.made.developers[name]


@pytest.fixture
async def happened(owner: Connection, seeded: Seeded) -> Happenings:
    """Four days: Ann works in api, which Core owns; Gus of Edge in web; a robot and nobody too."""
    told = Happenings(seeded, owner)
    await owner.execute(
        "update repositories set created_at = $2 where workspace_id = $1", seeded.workspace, NOW - 9 * DAY
    )
    one = await told.pull("Ann", NOW - 3 * DAY, merged=NOW - DAY, title="Refunds")
    await told.review(one, "Ben", NOW - 2 * DAY)
    await told.review(one, "Ann", NOW - 2 * DAY + HOUR, "commented")
    await told.review(one, "Cal", NOW - 2 * DAY + HOUR, "pending")
    await told.pull("Gus", NOW - 2 * DAY - HOUR, "web", closed=NOW - HOUR, title="Given up")
    await told.pull("Robot", NOW - HOUR, title="Bump")
    await told.pull("Ann", NOW - HOUR, gone=NOW, title="Gone")
    api, web = await told.service("Api", "api"), await told.service("Web", "web")
    await told.deployment(api, "api", NOW - 20 * HOUR)
    await told.deployment(web, "web", NOW - 10 * HOUR, status="failure")
    await told.deployment(api, "api", NOW - 19 * HOUR, is_production=False, environment="staging")
    await told.incident(web, "Down", NOW - 9 * HOUR, NOW - 8 * HOUR)
    await told.release("api", "v1", NOW - 7 * HOUR)
    await told.release("api", "v2", NOW - 6 * HOUR, is_draft=True)
    await told.issue("PAY-1", "Ann", NOW - 5 * HOUR)
    for minute in range(5):
        await seeded.commit(owner, "Ann", NOW - DAY + timedelta(minutes=minute), "api")
        await seeded.commit(owner, "Gus", NOW - 2 * DAY + timedelta(minutes=minute), "web", is_merge=minute == 4)
        await seeded.commit(owner, "Robot", NOW - DAY + timedelta(minutes=minute), "web")
    return told
