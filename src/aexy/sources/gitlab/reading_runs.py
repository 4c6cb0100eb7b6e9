"""What rows of pipelines, jobs, deployments, releases, pushes and teams say."""

from collections.abc import Iterator

from aexy.kernel.activity import Deployment, Gone, Job, Known, Pipeline, PushReceipt, Record, Release, Team
from aexy.sources.contract import Scope
from aexy.sources.gitlab import people
from aexy.sources.gitlab.fields import Fields
from aexy.sources.gitlab.people import person
from aexy.sources.gitlab.words import deployment_status, run_event, run_status, tier_kind

_OVER = frozenset({"success", "failure", "cancelled"})


def pipeline(row: Fields, scope: Scope) -> Iterator[Record]:
    """A pipeline and, by GraphQL, its jobs."""
    said, url = row.text_or("status"), row.filled("web_url")
    external_id = str(row.number("id"))
    if url is None and (path := row.filled("path")):
        url = f"https://{scope.origin}{path}"
    yield Pipeline(
        external_id, row.at("updated_at"), run_status(said), row.at("created_at"), row.filled("name"),
        row.filled("ref"), row.sha_or("sha"), run_event(row.filled("source")), said.lower() if said else None,
        row.at_or("started_at"), row.at_or("finished_at"), None, person(row.one("user"), people.prefix(scope)), url,
    )  # fmt: skip
    for each in row.many("jobs"):
        yield _job(each, external_id)


def job(row: Fields, scope: Scope) -> Iterator[Record]:
    """A job that came by itself, with its pipeline's number."""
    del scope
    parent = row.one("pipeline")
    if parent is None:
        row.fail("pipeline", "the job's pipeline")
    yield _job(row, str(parent.number("id")))


def _job(row: Fields, parent: str) -> Job:
    said, created_at = row.text_or("status"), row.at("created_at")
    finished_at, started_at = row.at_or("finished_at"), row.at_or("started_at")
    stage = row.one("stage") if isinstance(row.row.get("stage"), dict) else None
    return Job(
        parent, str(row.number("id")), finished_at or started_at or created_at, row.text("name"), run_status(said),
        stage.text_or("name") if stage else row.filled("stage"), said.lower() if said else None, None, created_at,
        started_at, finished_at,
    )  # fmt: skip


def deployment(row: Fields, scope: Scope) -> Iterator[Record]:
    """A deployment as REST says it; its environment's tier is put in when it is asked for."""
    if row.has("gone_at"):
        yield Gone("deployment", str(row.number("id")), row.at("gone_at"))
        return
    said, environment, made_by = row.text_or("status"), row.one("environment"), row.one("deployable")
    if environment is None:
        row.fail("environment", "the deployment's environment")
    status, name = deployment_status(said), environment.text("name")
    ended_at = made_by.at_or("finished_at") if made_by else None
    # Before GitLab 12.10 a deployment did not say when it was last changed.
    version = row.at_or("updated_at") or ended_at or row.at("created_at")
    yield Deployment(
        str(row.number("id")), version, name, tier_kind(environment.text_or("tier"), name), status,
        row.at("created_at"), None, row.sha_or("sha"), row.filled("ref"), said.lower() if said else None,
        made_by.at_or("started_at") if made_by else None,
        # One that no job made was last changed when it ended.
        (ended_at or row.at_or("updated_at")) if status in _OVER else None,
        person(row.one("user"), people.prefix(scope)), None, None,
        made_by.filled("web_url") if made_by else None,
    )  # fmt: skip


def release(row: Fields, scope: Scope) -> Iterator[Record]:
    """A release; a project knows it by its tag."""
    tag = row.text("tag_name")
    if row.has("gone_at"):
        yield Gone("release", tag, row.at("gone_at"))
        return
    created_at, commit, links = row.at("created_at"), row.one("commit"), row.one("_links")
    published_at = row.at_or("released_at")
    yield Release(
        tag, published_at or created_at, tag, row.filled("name"), row.text_or("description") or "",
        commit.sha_or("id") if commit else None, person(row.one("author"), people.prefix(scope)),
        False, False, created_at, published_at, links.text_or("self") if links else None,  # noqa: FBT003 - GitLab has neither drafts nor prereleases
    )  # fmt: skip


def push(row: Fields, scope: Scope) -> Iterator[Record]:
    """A push as a web hook told it; a branch that was deleted leaves no receipt."""
    after = row.sha_or("after")
    if after is not None:
        username = row.filled("user_username")
        who = {"id": row.row.get("user_id"), "username": username, "name": row.row.get("user_name")}
        pusher = person(Fields(who, row.path), people.prefix(scope)) if username else None
        yield PushReceipt(row.text("ref"), after, row.at("pushed_at"), row.sha_or("before"), pusher)


def team(row: Fields, scope: Scope) -> Iterator[Record]:
    """A group and its members, those of its parents among them."""
    before = people.prefix(scope)
    members = {who.external_id: who for each in row.many("members") if (who := person(each, before))}
    yield from (Known(who) for who in members.values())
    yield Team(
        f"{before}{row.number('id')}", row.text("full_path"), row.text("name"), tuple(members.values()),
        row.filled("description"),
    )  # fmt: skip
