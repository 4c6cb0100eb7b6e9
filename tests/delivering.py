"""What was deployed and what broke, written straight into the tables of delivery as rules would have it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from tests.seeding import Seeded

from aexy.store.postgres import Connection

SERVICE = """
insert into services (id, workspace_id, name, repository_key)
values ($1, $2, $3, $4)
returning key"""
PART = """
insert into service_repositories (workspace_id, service_key, repository_key, paths)
values ($1, $2, $3, $4)"""
DEPLOYMENT = """
insert into counted_deployments (workspace_id, service_key, source, source_id, repository_key, commit_key, environment,
                                 is_production, status, created_at, finished_at, is_first, is_rollback, is_unplanned,
                                 failed_by, restored_at)
values ($1, $2, 'deployment', $3, $4, $5, $6, $6 = 'production', $7, $8, $8, $9, $10, $11, $12, $13)
returning key"""
BROUGHT = """
insert into deliveries (workspace_id, service_key, deployment_key, pull_key, commit_key)
select $1, service_key, key, $3, $4
from counted_deployments
where key = $2"""
WAITS = """
insert into deliveries (workspace_id, service_key, pull_key)
values ($1, $2, $3)"""
INCIDENT = """
insert into counted_incidents (workspace_id, service_key, source, source_id, title, started_at, resolved_at,
                               deployment_key)
values ($1, $2, 'incident', $3, 'Down', $4, $5, $6)"""
STATE = """
insert into delivery_state (workspace_id, rules_version, counted_at)
values ($1, 0, $2)
on conflict do nothing"""


@dataclass
class Delivered:
    """Services of a seeded workspace, by name."""

    made: Seeded
    owner: Connection
    services: dict[str, tuple[UUID, int]] = field(default_factory=dict)
    count: int = 0

    async def service(self, name: str, *repositories: str, paths: tuple[str, ...] = ()) -> int:
        """A service of these repositories; of the one with its name where none are named."""
        names = repositories or (name,)
        own = self.made.repositories[names[0]][1] if not repositories else None
        id_ = uuid4()
        key: int = await self.owner.fetchval(SERVICE, id_, self.made.workspace, name, own)
        for each in names:
            await self.owner.execute(PART, self.made.workspace, key, self.made.repositories[each][1], list(paths))
        self.services[name] = (id_, key)
        return key

    async def deploy(self, service: str, at: datetime, **more: Any) -> int:
        """`more`: `repository`, `status`, `environment`, `is_first`, `failed_by`, `restored`, `commit` and so on."""
        self.count += 1
        await self.owner.execute(STATE, self.made.workspace, at)
        where = more.get("repository", service if service in self.made.repositories else None)
        key: int = await self.owner.fetchval(
            DEPLOYMENT, self.made.workspace, self.services[service][1], f"D{self.count}",
            self.made.repositories[where][1] if where else None, more.get("commit", 1),
            more.get("environment", "production"), more.get("status", "success"), at, more.get("is_first", False),
            more.get("is_rollback", False), more.get("is_unplanned", False), more.get("failed_by"),
            more.get("restored"),
        )  # fmt: skip
        return key

    async def bring(self, deployment: int, *pulls: int, pushed: tuple[int, ...] = ()) -> None:
        """Say that these pull requests, and these commits without one, went live with it."""
        for pull in pulls:
            await self.owner.execute(BROUGHT, self.made.workspace, deployment, pull, None)
        for commit in pushed:
            await self.owner.execute(BROUGHT, self.made.workspace, deployment, None, commit)

    async def wait(self, service: str, *pulls: int) -> None:
        """Say that these pull requests are to go live with it, and have not yet."""
        for pull in pulls:
            await self.owner.execute(WAITS, self.made.workspace, self.services[service][1], pull)

    async def incident(
        self, service: str | None, started: datetime, resolved: datetime | None = None, deployment: int | None = None
    ) -> None:
        """Something broke."""
        self.count += 1
        key = self.services[service][1] if service else None
        await self.owner.execute(INCIDENT, self.made.workspace, key, f"I{self.count}", started, resolved, deployment)
