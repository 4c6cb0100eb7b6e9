"""The demo's story brought as files gives the facts that every other way of telling it gives."""

from collections.abc import Iterable
from itertools import cycle
from typing import Any

from tests.features.importing.conftest import NOON, Importing
from tests.features.importing.story import WRITERS, as_files
from tests.providers.scenario import Row, Scenario, ScenarioRepository, scenario

from aexy.kernel.activity import Record
from aexy.sources.demo.reading import ORIGIN, PROVIDER, read
from aexy.sources.files.tables import TABLES
from aexy.store.activity import Place, load

# What a file does not say: whose rows they are, what only a provider's listing knows (`…_as_of`, whether it is whole),
# and the counts and words for which files have no column.
_OTHERWISE = {
    "provider", "origin", "is_complete", "is_cross_repository", "comments_count", "review_comments_count",
    "author_offset_minutes", "provider_kind",
}  # fmt: skip
_OF_LISTS = {"issue_sprints": {"version"}}
_TABLES = (
    "pull_requests", "pull_request_events", "pull_request_commits", "reviews", "review_comments", "review_requests",
    "conversation_comments", "issues", "issue_transitions", "issue_sprints", "sprints", "work_logs", "pipelines",
    "pipeline_jobs", "releases", "deployments", "incidents", "issue_references",
)  # fmt: skip


async def test_the_story_as_files_gives_the_facts_of_the_demo(importing: Importing) -> None:
    story = scenario(developers=4, commits=100)
    keys = {name: await _add(importing, each) for name, each in story.repositories.items()}
    async with importing.context.database.workspace(importing.workspace) as connection:
        for name, repository in story.repositories.items():
            place = Place(PROVIDER, ORIGIN, keys[name])
            await load(connection, importing.workspace, place, list(_told(story, repository)), now=NOON)
    demo = _plain(await importing.facts())
    await _forget(importing)

    # Children come before what they belong to, each table in another format.
    files, formats = as_files(story), cycle(WRITERS)
    for table in reversed(list(TABLES)):
        if table in files:
            kind = next(formats)
            job = await importing.bring(table, WRITERS[kind](files[table]), format=kind)
            assert job.state == "done", (table, job.error)
            assert (job.details["rows"], job.details["new"]) == (len(files[table]), len(files[table])), table
    brought = await importing.facts()
    found = _plain(brought)
    for table in _TABLES:
        assert len(demo[table]) > 0, table
        assert found[table] == demo[table], table
    assert {row["account_type"] for row in brought["developer_identities"] if row["provider"] == "files"} == {
        "User", "Bot",
    }  # fmt: skip

    for table, rows in files.items():
        kind = next(formats)
        job = await importing.bring(table, WRITERS[kind](rows), format=kind)
        assert (job.details["new"], job.details["changed"]) == (0, 0), table
    assert await importing.facts() == brought


async def _add(importing: Importing, repository: ScenarioRepository) -> int:
    key: int = await importing.owner.fetchval(
        """
        insert into repositories (workspace_id, owner, name, provider, provider_id, url, is_local)
        values ($1, $2, $3, 'git', $2 || '/' || $3, 'https://git.example.org/' || $2 || '/' || $3, false)
        returning key
        """,
        importing.workspace,
        repository.owner,
        repository.name,
    )
    return key


def _told(story: Scenario, repository: ScenarioRepository) -> Iterable[Record]:
    """The story's rows as the demo reads them."""
    for stream, rows in (("people", list(story.people.values())), ("sprints", story.sprints)):
        yield from (record for row in rows for record in read(stream, row))
    for pull in repository.pull_requests:
        mine = [one for one in repository.reviews if one["pull_request"] == pull["number"]]
        said = [one for one in repository.comments if one["pull_request"] == pull["number"]]
        yield from read("pull_requests", pull | {"reviews": mine, "comments": said})
    for issue in repository.issues:
        said = [one for one in repository.comments if one["issue"] == issue["number"]]
        yield from read("issues", issue | {"comments": said})
    for stream in ("pipelines", "releases", "deployments", "incidents"):
        told: list[Row] = getattr(repository, stream)
        yield from (record for row in told for record in read(stream, row))


def _plain(facts: dict[str, list[dict[str, Any]]]) -> dict[str, list[str]]:
    return {table: sorted(repr(_row(table, row)) for row in facts[table]) for table in _TABLES}


def _row(table: str, row: dict[str, Any]) -> list[tuple[str, Any]]:
    left_out = _OTHERWISE | _OF_LISTS.get(table, set())
    return sorted(
        (name, _value(value))
        for name, value in row.items()
        if name not in left_out and not name.startswith("said_") and not name.endswith("_as_of")
    )


def _value(value: object) -> object:
    """An empty text is none; people are who they are, whoever tells of them."""
    if isinstance(value, str):
        return value.removeprefix("demo:").removeprefix("files:") or None
    return value or None if isinstance(value, list) else value


async def _forget(importing: Importing) -> None:
    for table in (*_TABLES, "tracker_projects", "identity_links", "developer_identities"):
        await importing.owner.execute(
            f"delete from {table} where workspace_id = $1",  # noqa: S608 - our own names
            importing.workspace,
        )
