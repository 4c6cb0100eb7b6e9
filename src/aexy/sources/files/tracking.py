"""Tables of tracked work: issues, their way, sprints, time."""

from aexy.kernel.activity import (
    InSprint,
    Issue,
    IssueKind,
    Sprint,
    StatusCategory,
    Transition,
    TransitionField,
    WorkLog,
)  # fmt: skip
from aexy.sources.files.columns import Column, Kind
from aexy.sources.files.declaring import (
    BODY,
    ID,
    ISSUE,
    LONG,
    REPOSITORY,
    UPDATED,
    URL,
    FileTable,
    Values,
    made_of,
    needed,
    nothing,
    words,
)  # fmt: skip


def _issue(values: Values) -> Values:
    if "status_category" not in values:
        begun = "in_progress" if values.get("started_at") else "todo"
        values["status_category"] = "done" if values.get("closed_at") else begun
    return {"external_id": values["issue_key"]} | values


def _transition(values: Values) -> Values:
    return {"external_id": made_of(values["at"], values["field"])} | values


def _work_log(values: Values) -> Values:
    who = values["author"].external_id if values.get("author") else "nobody"
    return {"external_id": made_of(who, values["started_at"])} | values


ISSUES = FileTable(
    "issues", "issues", Issue, (
        needed("key", Kind.TEXT, "What people call it", "PAY-12", field="issue_key"), ID,
        needed("title", Kind.TEXT, "Its title", "Payouts are sent twice", longest=LONG),
        needed("status", Kind.TEXT, "Where it is, in your words", "In review"),
        Column("status_category", Kind.TEXT, "The same in ours; made of its times without one", "in_progress",
               choices=words(StatusCategory)),
        needed("opened_at", Kind.INSTANT, "When it was filed", "2026-01-20T10:00:00Z"),
        Column("started_at", Kind.INSTANT, "When work on it began", "2026-01-28T10:00:00Z"),
        Column("closed_at", Kind.INSTANT, "When it was finished or given up", ""),
        Column("due_at", Kind.INSTANT, "When it is to be done", "2026-02-28T17:00:00Z"),
        Column("project", Kind.TEXT, "The tracker project it belongs to", "PAY"),
        Column("kind", Kind.TEXT, "What it is", "bug", choices=words(IssueKind)), BODY, URL,
        Column("priority", Kind.TEXT, "How urgent", "High"), Column("resolution", Kind.TEXT, "How it ended", ""),
        Column("author", Kind.PERSON, "Who filed it", "grace@example.org"),
        Column("assignee", Kind.PERSON, "Who has it", "ada@example.org"),
        Column("parent", Kind.TEXT, "The id of what it is a part of", ""),
        Column("labels", Kind.WORDS, "Its labels, with ; between them", "payouts"),
        Column("story_points", Kind.NUMBER, "How large it is", "3"),
        Column("estimate_minutes", Kind.WHOLE, "How long it was thought to take", ""),
        Column("spent_minutes", Kind.WHOLE, "How long it took", ""), UPDATED, REPOSITORY,
    ), _issue, of_repository=False,
)  # fmt: skip

ISSUE_TRANSITIONS = FileTable(
    "issue_transitions", "changes of issues", Transition, (
        ISSUE, ID, needed("at", Kind.INSTANT, "When", "2026-01-28T10:00:00Z"),
        needed("field", Kind.TEXT, "What changed", "status", choices=words(TransitionField)),
        Column("from", Kind.TEXT, "What it was", "To do", field="from_value"),
        Column("to", Kind.TEXT, "What it became", "In progress", field="to_value"),
        Column("from_category", Kind.TEXT, "Of a status: what it was in our words", "todo",
               choices=words(StatusCategory)),
        Column("to_category", Kind.TEXT, "Of a status: what it became", "in_progress", choices=words(StatusCategory)),
        Column("actor", Kind.PERSON, "Who changed it", "ada@example.org"),
    ), _transition, of_repository=False, is_versioned=False,
)  # fmt: skip

SPRINTS = FileTable(
    "sprints", "sprints", Sprint, (
        needed("id", Kind.TEXT, "Its id", "31", field="external_id"),
        needed("name", Kind.TEXT, "Its name", "Payments 31"),
        needed("state", Kind.TEXT, "Where it is", "closed", choices=("future", "active", "closed")),
        Column("project", Kind.TEXT, "The tracker project it belongs to", "PAY"),
        Column("board", Kind.TEXT, "The board it is shown on", "Payments board"),
        Column("goal", Kind.TEXT, "What it is for", "", longest=LONG),
        Column("starts_at", Kind.INSTANT, "When it begins", "2026-01-19T09:00:00Z"),
        Column("ends_at", Kind.INSTANT, "When it is to end", "2026-02-02T09:00:00Z"),
        Column("completed_at", Kind.INSTANT, "When it ended", ""), UPDATED,
    ), nothing, of_repository=False,
)  # fmt: skip

ISSUE_SPRINTS = FileTable(
    "issue_sprints", "issues in sprints", InSprint, (
        ISSUE, needed("sprint", Kind.TEXT, "The sprint's id", "31"),
        Column("added_at", Kind.INSTANT, "When it was put into the sprint", "2026-01-19T08:00:00Z"),
        Column("removed_at", Kind.INSTANT, "When it was taken out", ""),
    ), nothing, of_repository=False, is_versioned=False,
)  # fmt: skip

WORK_LOGS = FileTable(
    "work_logs", "work logs", WorkLog, (
        ISSUE, ID, needed("started_at", Kind.INSTANT, "When the work began", "2026-01-28T10:00:00Z"),
        needed("seconds", Kind.WHOLE, "How long it took", "5400"),
        Column("author", Kind.PERSON, "Whose work", "ada@example.org"),
        Column("comment", Kind.TEXT, "What was done", "", longest=LONG), UPDATED,
    ), _work_log, of_repository=False,
)  # fmt: skip
