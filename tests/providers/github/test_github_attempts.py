"""A run that was run again: GitHub keeps its last attempt, and the jobs of all of them."""

from copy import deepcopy
from datetime import UTC, datetime

from tests.providers.github.fake import FakeGitHub
from tests.providers.scenario import scenario
from tests.providers.serving import Hours
from tests.providers.walking import Walk

from aexy.kernel.activity import Job
from aexy.sources.contract import Auth, Level, Scope
from aexy.sources.dialect import Silence
from aexy.sources.github import GITHUB

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
NAME = "acme/payments-api"


async def test_jobs_of_earlier_attempts_are_read_so_that_what_failed_first_is_known() -> None:
    hours, told = Hours(NOW), deepcopy(scenario())
    run = told.repositories[NAME].pipelines[-1]
    last = run["jobs"][-1]
    first = last | {"id": 987_654_321, "status": "failure", "finished_at": last["started_at"]}
    run["jobs"] = [first, *run["jobs"]]
    async with FakeGitHub(told, hours) as fake:
        way = GITHUB.http(
            fake.url, Auth("token", ("secret",)), {}, clock=hours.clock(), watcher=Silence(), allow_private=True
        )
        scope = Scope(
            level=Level.REPOSITORY, external_id=str(told.repositories[NAME].id), name=NAME, origin="github.com"
        )
        async with way as http:
            pages = await Walk(GITHUB, scope, "runs", hours).go(http)
    read = [one for page in pages for row in page.rows for one in GITHUB.read(page.stream, row, scope)]
    jobs = [one for one in read if isinstance(one, Job) and one.pipeline == str(run["id"])]
    assert len(jobs) == len(run["jobs"])
    assert [one.status for one in jobs if one.name == last["name"]] == ["failure", last["status"]]
