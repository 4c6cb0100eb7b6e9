"""Tables of what runs, and of anything else that is counted: pipelines, releases, deployments, incidents, tickets."""

from aexy.kernel.activity import (
    AssistantUsage,
    Deployment,
    DeploymentStatus,
    EnvironmentKind,
    Incident,
    Job,
    Pipeline,
    Release,
    RunStatus,
    WorkRecord,
)  # fmt: skip
from aexy.sources.environments import environment_kind
from aexy.sources.files.columns import Column, Kind
from aexy.sources.files.declaring import (
    AT,
    BODY,
    ID,
    LONG,
    REPOSITORY,
    SHA,
    UPDATED,
    URL,
    FileTable,
    Values,
    made_of,
    needed,
    nothing,
    words,
)  # fmt: skip


def _job(values: Values) -> Values:
    return {"external_id": made_of(values["pipeline"], values["name"])} | values


def _release(values: Values) -> Values:
    return {"external_id": values["tag"]} | values


def _deployment(values: Values) -> Values:
    made: Values = {"environment_kind": environment_kind(values["environment"])} | values
    made["created_at"] = made.get("created_at") or made.get("started_at") or made.get("finished_at")
    if made["created_at"] is None:
        raise ValueError("says neither created_at, started_at nor finished_at; one of them is needed")
    return made


_STATUS = needed("status", Kind.TEXT, "How it went", "success", choices=words(RunStatus))
PIPELINES = FileTable(
    "pipelines", "pipelines", Pipeline, (
        needed("id", Kind.TEXT, "Its id", "9001", field="external_id"), _STATUS,
        needed("created_at", Kind.INSTANT, "When it was asked for", AT),
        Column("name", Kind.TEXT, "Its name", "build"), Column("ref", Kind.TEXT, "The branch", "main"),
        Column("sha", Kind.SHA, "The commit", SHA), Column("event", Kind.TEXT, "What set it off", "push"),
        Column("provider_status", Kind.TEXT, "How it went, in its own words", ""),
        Column("started_at", Kind.INSTANT, "When it began", AT),
        Column("finished_at", Kind.INSTANT, "When it was over", "2026-01-31T09:41:00Z"),
        Column("attempt", Kind.WHOLE, "Which attempt", "1"), Column("actor", Kind.PERSON, "Who set it off", ""), URL,
        UPDATED, REPOSITORY,
    ), nothing, of_repository=True,
)  # fmt: skip

PIPELINE_JOBS = FileTable(
    "pipeline_jobs", "jobs of pipelines", Job, (
        needed("pipeline", Kind.TEXT, "The pipeline's id", "9001"), ID,
        needed("name", Kind.TEXT, "Its name", "test"), _STATUS,
        Column("stage", Kind.TEXT, "The stage it belongs to", "check"),
        Column("provider_status", Kind.TEXT, "How it went, in its own words", ""),
        Column("environment", Kind.TEXT, "Where it deploys to", ""),
        Column("created_at", Kind.INSTANT, "When it was asked for", AT),
        Column("started_at", Kind.INSTANT, "When it began", AT),
        Column("finished_at", Kind.INSTANT, "When it was over", "2026-01-31T09:41:00Z"), UPDATED, REPOSITORY,
    ), _job, of_repository=True,
)  # fmt: skip

RELEASES = FileTable(
    "releases", "releases", Release, (
        needed("tag", Kind.TEXT, "The tag", "v1.4.0"), ID, Column("name", Kind.TEXT, "Its name", "1.4"), BODY,
        Column("sha", Kind.SHA, "The commit", SHA),
        Column("author", Kind.PERSON, "Who published it", "ada@example.org"),
        Column("is_draft", Kind.YES_NO, "Whether it is a draft", "false"),
        Column("is_prerelease", Kind.YES_NO, "Whether it is a first look", "false"),
        Column("created_at", Kind.INSTANT, "When it was made", AT),
        needed("published_at", Kind.INSTANT, "When it was published", AT), URL, UPDATED, REPOSITORY,
    ), _release, of_repository=True,
)  # fmt: skip

DEPLOYMENTS = FileTable(
    "deployments", "deployments", Deployment, (
        needed("id", Kind.TEXT, "Its id", "d-201", field="external_id"),
        needed("environment", Kind.TEXT, "Where it went", "production"),
        Column("environment_kind", Kind.TEXT, "What sort of place that is; by its name without one", "production",
               choices=words(EnvironmentKind)),
        needed("status", Kind.TEXT, "How it went", "success", choices=words(DeploymentStatus)),
        Column("created_at", Kind.INSTANT, "When it was asked for", AT),
        Column("started_at", Kind.INSTANT, "When it began", AT),
        Column("finished_at", Kind.INSTANT, "When it was over", "2026-01-31T09:41:00Z"),
        Column("service", Kind.TEXT, "The service, where a repository has several", "payouts"),
        Column("sha", Kind.SHA, "The commit that went out", SHA),
        Column("ref", Kind.TEXT, "The branch or tag", "main"),
        Column("provider_status", Kind.TEXT, "How it went, in its own words", ""),
        Column("deployed_by", Kind.PERSON, "Who deployed", "ada@example.org"),
        Column("is_rollback", Kind.YES_NO, "Whether an earlier version was brought back", "false"),
        Column("fixes_incident", Kind.TEXT, "The id of the incident it mends", ""), URL, UPDATED, REPOSITORY,
    ), _deployment, of_repository=False,
)  # fmt: skip

INCIDENTS = FileTable(
    "incidents", "incidents", Incident, (
        needed("id", Kind.TEXT, "Its id", "i-17", field="external_id"),
        needed("title", Kind.TEXT, "What happened", "Payouts were sent twice", longest=LONG),
        needed("started_at", Kind.INSTANT, "When it began", "2026-01-31T11:00:00Z"),
        Column("resolved_at", Kind.INSTANT, "When it was over", "2026-01-31T12:10:00Z"),
        Column("severity", Kind.TEXT, "How bad", "major"), Column("status", Kind.TEXT, "Where it is", "resolved"),
        Column("service", Kind.TEXT, "The service", "payouts"),
        Column("deployment", Kind.TEXT, "The id of the deployment that caused it", "d-201"),
        Column("fixed_by", Kind.WHOLE, "The number of the pull request that mended it", "13"),
        Column("issue", Kind.TEXT, "The id of the issue that was filed", ""), URL, UPDATED, REPOSITORY,
    ), nothing, of_repository=False,
)  # fmt: skip

WORK_RECORDS = FileTable(
    "work_records", "work records", WorkRecord, (
        needed("kind", Kind.TEXT, "What it is: a lower-case word such as ticket, deal, candidate", "ticket"),
        needed("id", Kind.TEXT, "Its id", "T-100", field="external_id"),
        needed("title", Kind.TEXT, "Its title", "Cannot sign in", longest=LONG),
        Column("status", Kind.TEXT, "Where it is", "open"), Column("stage", Kind.TEXT, "Its stage", "new"),
        Column("owner", Kind.PERSON, "Who has it", "ada@example.org"),
        Column("amount", Kind.MONEY, "What it is worth", "1200.50"),
        Column("currency", Kind.TEXT, "In which currency", "EUR"),
        URL, Column("opened_at", Kind.INSTANT, "When it began", AT),
        Column("due_at", Kind.INSTANT, "When it is due", ""),
        Column("closed_at", Kind.INSTANT, "When it ended", ""),
        Column("attributes", Kind.OBJECT, "Anything else, as a JSON object", '{"product": "web"}'), UPDATED,
    ), nothing, of_repository=False,
)  # fmt: skip

ASSISTANT_USAGE = FileTable(
    "assistant_usage", "use of assistants", AssistantUsage, (
        needed("assistant", Kind.TEXT, "Which", "copilot"), needed("day", Kind.DAY, "On which day", "2026-01-31"),
        Column("who", Kind.PERSON, "Who used it; empty: everybody together", "ada@example.org"),
        Column("active_people", Kind.WHOLE, "How many had it on", ""),
        Column("engaged_people", Kind.WHOLE, "How many took something from it", ""),
        Column("suggestions", Kind.WHOLE, "Suggestions made", "120"),
        Column("acceptances", Kind.WHOLE, "Suggestions taken", "31"),
        Column("lines_suggested", Kind.WHOLE, "Lines in suggestions made", ""),
        Column("lines_accepted", Kind.WHOLE, "Lines in suggestions taken", ""),
        Column("chats", Kind.WHOLE, "Conversations with it", "4"), UPDATED,
    ), nothing, of_repository=False,
)  # fmt: skip
