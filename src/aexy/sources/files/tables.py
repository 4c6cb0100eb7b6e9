"""The tables a file can fill: the header's words, the template's examples and the reader come from their columns."""

from collections.abc import Mapping

from aexy.sources.files.changes import (
    COMMENTS,
    PULL_REQUEST_COMMITS,
    PULL_REQUEST_EVENTS,
    PULL_REQUEST_ISSUES,
    PULL_REQUESTS,
    REVIEW_COMMENTS,
    REVIEW_REQUESTS,
    REVIEWS,
)  # fmt: skip
from aexy.sources.files.declaring import FileTable
from aexy.sources.files.people import PEOPLE
from aexy.sources.files.running import (
    ASSISTANT_USAGE,
    DEPLOYMENTS,
    INCIDENTS,
    PIPELINE_JOBS,
    PIPELINES,
    RELEASES,
    WORK_RECORDS,
)  # fmt: skip
from aexy.sources.files.tracking import ISSUE_SPRINTS, ISSUE_TRANSITIONS, ISSUES, SPRINTS, WORK_LOGS

TABLES: Mapping[str, FileTable] = {
    table.name: table
    for table in (
        PULL_REQUESTS, PULL_REQUEST_EVENTS, PULL_REQUEST_COMMITS, PULL_REQUEST_ISSUES, REVIEW_REQUESTS, REVIEWS,
        REVIEW_COMMENTS, COMMENTS, ISSUES, ISSUE_TRANSITIONS, SPRINTS, ISSUE_SPRINTS, WORK_LOGS, PIPELINES,
        PIPELINE_JOBS, RELEASES, DEPLOYMENTS, INCIDENTS, WORK_RECORDS, ASSISTANT_USAGE, PEOPLE,
    )
}  # fmt: skip
