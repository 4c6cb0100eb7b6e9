"""Making the demo organization: its repositories side by side, then its teams, then its numbers."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta

from aexy.context import Context
from aexy.features.ingest import demo_rows, job_rows, rows
from aexy.features.ingest.demo_desk import tell_desk
from aexy.features.ingest.demo_facts import tell_organization
from aexy.features.ingest.demo_plans import plans_of, put_plans
from aexy.features.ingest.demo_projects import groups_of, put_owners, put_projects
from aexy.features.ingest.jobs import count_in_child, tally_details
from aexy.features.ingest.readers import Readers
from aexy.features.ingest.schemas import ChunkTally, DemoReading
from aexy.features.jobs.schemas import JobState
from aexy.jobs.job import MakeDemo
from aexy.sources.demo.organization import Organization, Size, found
from aexy.store.folk import settle_people


async def make_demo(context: Context, readers: Readers, order: MakeDemo) -> None:
    """A whole order. Unusable when it is too large or too small; done again it makes the same and changes nothing."""
    plan = await _plan(context, order)
    if plan is None:
        return
    ends_on = date.fromisoformat(plan["ends_on"])
    size = Size(ends_on=ends_on, developers=order.developers, commits=order.commits, seed=order.seed)
    organization = await asyncio.to_thread(found, size)
    await tell_organization(context.database, order.workspace_id, organization, now=context.now)
    await _make_repositories(context, readers, order, organization)
    async with context.database.workspace(order.workspace_id) as connection:
        await settle_people(connection, order.workspace_id)
        await job_rows.begin(connection, order.workspace_id, order.job_id, stage="Forming teams")
        await demo_rows.put_teams(
            connection, order.workspace_id, [(each.slug, each.name) for each in organization.teams]
        )
        await demo_rows.put_stays(connection, order.workspace_id, _stays(organization))
        groups = groups_of(organization)
        await put_owners(connection, order.workspace_id, groups)
        await put_projects(connection, order.workspace_id, groups, now=context.now)
        await put_plans(connection, order.workspace_id, plans_of(organization), now=context.now)
    await tell_desk(context.database, order.workspace_id, organization, now=context.now)
    async with context.database.workspace(order.workspace_id) as connection:
        await job_rows.begin(connection, order.workspace_id, order.job_id, stage="Counting")
    counted = await count_in_child(context, readers, order)
    await _finish(context, order, counted)


async def _plan(context: Context, order: MakeDemo) -> dict[str, str] | None:
    """The day the story ends, the same however often the order is begun; None when it is over."""
    async with context.database.workspace(order.workspace_id) as connection:
        if not await job_rows.begin(connection, order.workspace_id, order.job_id, stage="Making up history"):
            return None
        written = await rows.find_plan(connection, order.workspace_id, order.job_id)
        if written is not None:
            return written[0]
        plan = {"ends_on": context.now.date().isoformat()}
        await rows.put_plan(connection, order.workspace_id, order.job_id, plan)
        return plan


async def _make_repositories(context: Context, readers: Readers, order: MakeDemo, organization: Organization) -> None:
    repositories = organization.repositories
    async with context.database.workspace(order.workspace_id) as connection:
        keys = await demo_rows.put_repositories(
            connection,
            order.workspace_id,
            owners=[each.owner for each in repositories],
            names=[each.name for each in repositories],
            urls=[each.url for each in repositories],
            begun=[_midnight(organization, each.begins) for each in repositories],
        )
        await demo_rows.drop_other_repositories(connection, order.workspace_id, keys)
        chunks = [({"repository_key": key}, each.commits) for key, each in zip(keys, repositories, strict=True)]
        await rows.put_chunks(
            connection, order.workspace_id, order.job_id, chunks, total=sum(each.commits for each in repositories)
        )
    async with asyncio.TaskGroup() as group:
        for number, _ in enumerate(repositories):
            group.create_task(_make_repository(context, readers, order, organization, number))


async def _make_repository(
    context: Context, readers: Readers, order: MakeDemo, organization: Organization, number: int
) -> None:
    async with context.database.workspace(order.workspace_id) as connection:
        spec = await rows.find_chunk(connection, order.workspace_id, order.job_id, number)
    if spec is None:
        return

    async def show(_: str, done: int, __: int | None) -> None:
        async with context.database.workspace(order.workspace_id) as connection:
            await rows.show_chunk(connection, order.workspace_id, order.job_id, number, done=done)

    reading = DemoReading(
        database_url=context.database.url,
        workspace_id=str(order.workspace_id),
        repository_key=spec["repository_key"],
        repository=number,
        ends_on=organization.size.ends_on.isoformat(),
        developers=order.developers,
        commits=order.commits,
        seed=order.seed,
        now=context.now.isoformat(),
    )
    tally = ChunkTally(**await readers.ask("demo", order.job_id, reading, show))
    async with context.database.workspace(order.workspace_id) as connection:
        await rows.show_chunk(connection, order.workspace_id, order.job_id, number, done=tally.read, tally=tally)


def _stays(organization: Organization) -> list[demo_rows.Stay]:
    """Who was in which team from when to when; what began with the story began before it, what ends with it goes on."""
    last = (organization.size.ends_on - organization.size.first_day).days
    return [
        (
            organization.teams[stint.team].slug,
            person.email,
            _midnight(organization, stint.since) if stint.since else None,
            _midnight(organization, stint.until) if stint.until < last else None,
        )
        for person in organization.people
        for stint in person.stints
    ]


def _midnight(organization: Organization, day: int) -> datetime:
    return datetime.combine(organization.size.first_day + timedelta(days=day), time(), UTC)


async def _finish(context: Context, order: MakeDemo, counted: dict[str, int]) -> None:
    async with context.database.workspace(order.workspace_id) as connection:
        tally = await rows.tally(connection, order.workspace_id, order.job_id)
        people = await rows.count_people(connection, order.workspace_id)
        await job_rows.end(
            connection,
            order.workspace_id,
            order.job_id,
            state=JobState.DONE,
            stage="Done",
            details=tally_details(tally) | {"people": people} | counted,
        )
