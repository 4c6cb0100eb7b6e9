"""How issues look in a terminal: how they stand, a list, and what happened to one."""

from datetime import datetime
from typing import Any

from aexy.cli.figures import NOTHING, bar, figure, plural
from aexy.cli.report import Column, footnotes, heading, show_rows

Answer = dict[str, Any]
_DAY_SECONDS = 86_400
_WEEK = 7
_STATES = {"todo": "to do", "in_progress": "in progress", "done": "done", "cancelled": "given up"}
_REASONS = {"blocked": "blocked", "quiet": "quiet", "overdue": "past its day"}
_FIELDS = {
    "status": "Status", "assignee": "Assigned to", "sprint": "Sprint", "story_points": "Points",
    "priority": "Priority", "kind": "Kind", "project": "Project",
}  # fmt: skip


def show_standing(workspace: Answer, answer: Answer) -> None:
    """Four figures, ages, reasons and whose they are."""
    heading("How open issues stand", f"{workspace['name']} · as of {answer['as_of'][:16].replace('T', ' ')} UTC")
    if answer["withheld"] or not answer["has_any"]:
        none = "No issues are known yet. A tracker brings them: `aexy connect`, or a file: `aexy import`."
        return footnotes([answer["withheld"] or none])
    figures = [("In progress", "in_progress"), ("To do", "todo"), ("Nobody's", "unassigned"), ("Stuck", "stuck")]
    show_rows("", [Column(title, is_number=True) for title, _ in figures], [[f"{answer[key]:,}" for _, key in figures]])
    most = max((one["todo"] + one["in_progress"] for one in answer["ages"]), default=0) or 1
    numbers = [Column(title, is_number=True) for title in ("To do", "In progress")]
    show_rows("How old they are", [Column("Opened"), *numbers, Column("")], [
        [
            _age_band(one["from_days"], one["to_days"]), f"{one['todo']:,}", f"{one['in_progress']:,}",
            bar((one["todo"] + one["in_progress"]) / most),
        ]
        for one in answer["ages"]
    ])  # fmt: skip
    show_rows("Why they are stuck", [Column(""), Column("Issues", is_number=True), Column("", gives_way=True)], [
        [_REASONS[one["by"]], f"{one['issues']:,}", one["says"]] for one in answer["reasons"]
    ])  # fmt: skip
    if answer["people"]:
        titles = [Column(title, is_number=True) for title in ("To do", "In progress", "Stuck")]
        show_rows("Whose they are: issues, not effort", [Column("Person"), *titles], [
            [one["developer"]["name"], *(f"{one[key]:,}" for key in ("todo", "in_progress", "stuck"))]
            for one in answer["people"]
        ])  # fmt: skip
    hidden, unread = answer["people_withheld"], answer["changes_unread"]
    people = "1 person" if hidden == 1 else f"{hidden:,} people"
    return footnotes([
        f"{people} more: {answer['people_reason']}" if hidden else "",
        f"Changes of {plural(unread, 'issue')} were not read: nobody knows whether they move." if unread else "",
    ])  # fmt: skip


def show_list(workspace: Answer, answer: Answer, now: datetime) -> None:
    """Issues in a table; how many more there are."""
    heading(f"{answer['total']:,} issues fit" if answer["total"] != 1 else "1 issue fits", workspace["name"])
    if answer["withheld"] or not answer["items"]:
        return footnotes([answer["withheld"] or "No issue fits. See `aexy issues list --help` for what narrows them."])
    numbers = [Column(title, is_number=True) for title in ("Open for", "Last change", "Pulls")]
    columns = [Column("Issue", gives_way=True), Column("Status"), Column("Whose"), *numbers, Column("Stuck")]
    show_rows("", columns, [
        [
            f"{one['issue_key']} {one['title']}", one["status"], _whose(one),
            _between(one["opened_at"], one["closed_at"] or now), _between(one["touched_at"], now),
            str(one["pull_requests"] or ""), ", ".join(_REASONS[each] for each in one["stuck_by"]),
        ]
        for one in answer["items"]
    ])  # fmt: skip
    left = answer["total"] - len(answer["items"])
    return footnotes([
        f"{left:,} more; --limit shows more of them." if left > 0 else "",
        "`aexy issues show KEY` tells what happened to one.",
    ])  # fmt: skip


def show_issue(one: Answer) -> None:
    """One issue: what it is, each change, its pull requests and sprints."""
    state = _STATES.get(one["status_category"], one["status_category"])
    stuck = ", ".join(_REASONS[each] for each in one["stuck_by"])
    heading(
        f"{one['issue_key']} {one['title']}",
        " · ".join(part for part in (one["place"], f"{one['status']} ({state})", stuck and f"stuck: {stuck}") if part),
        one["url"] or "",
    )
    show_rows("", [Column("", is_dim=True), Column("")], [row for row in _told(one) if row[1]])
    _changes(one)
    if one["pulls"]:
        show_rows("Pull requests", [Column("", gives_way=True), Column("State"), Column("Known by")], [
            [f"{each['repository']}#{each['number']} {each['title']}", each["state"], ", ".join(each["evidence"])]
            for each in one["pulls"]
        ])  # fmt: skip
    if one["sprints"]:
        show_rows("Sprints", [Column("Sprint"), Column("Put in"), Column("Taken out")], [
            [each["name"], (each["added_at"] or NOTHING)[:10], (each["removed_at"] or NOTHING)[:10]]
            for each in one["sprints"]
        ])  # fmt: skip
    withheld = dict.fromkeys(each["withheld"] for each in one["changes"] if each["withheld"])
    footnotes([one["assignee_withheld"] or "", *withheld])


def _told(one: Answer) -> list[tuple[str, str]]:
    closed, points = one["closed_at"], one["points"]
    return [
        ("Opened", one["opened_at"][:10]),
        ("Closed", (closed or "")[:10]),
        ("Due", (one["due_at"] or "")[:10]),
        ("From opened to closed" if closed else "Open for", _between(one["opened_at"], closed or one["as_of"])),
        ("Was to do", _days(one["todo_days"])),
        ("In progress", _days(one["in_progress_days"])),
        ("Whose", _whose(one)),
        ("Kind", one["kind"]),
        ("Priority", one["priority"] or ""),
        ("Labels", ", ".join(one["labels"])),
        ("Points", "" if points is None else f"{points:g}"),
    ]


def _changes(one: Answer) -> None:
    if not one["changes"]:
        unread = "Its changes were not read from its tracker, so only what it is today is known."
        return footnotes(["Nothing but that it was opened." if one["changes_known"] else unread])
    columns = [Column("At (UTC)"), Column("What"), Column("Was"), Column("Became", gives_way=True), Column("By")]
    return show_rows("What happened to it", columns, [
        [
            each["at"][:16].replace("T", " "), _FIELDS.get(each["field"], each["field"]), each["before"] or NOTHING,
            each["after"] or NOTHING, (each["by"] or {}).get("name") or NOTHING,
        ]
        for each in one["changes"]
    ])  # fmt: skip


def _whose(one: Answer) -> str:
    """The name, or that it is nobody's, or that it is not for whoever asks."""
    if one["assignee"]:
        return str(one["assignee"]["name"])
    return "not shown to you" if one["is_assigned"] else "nobody's"


def _age_band(youngest: int, oldest: int | None) -> str:
    if oldest is None:
        return f"over {plural(youngest // _WEEK, 'week')} ago"
    if youngest == 0:
        return f"under {plural(oldest // _WEEK, 'week')} ago"
    return f"{youngest // _WEEK} to {plural(oldest // _WEEK, 'week')} ago"


def _between(start: str | None, end: datetime | str) -> str:
    if start is None:
        return NOTHING
    until = datetime.fromisoformat(end) if isinstance(end, str) else end
    return _days((until - datetime.fromisoformat(start)).total_seconds() / _DAY_SECONDS)


def _days(days: float | None) -> str:
    return "" if days is None else figure(days, "days")
