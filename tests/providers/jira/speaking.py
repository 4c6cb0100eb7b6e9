"""The demo's rows as Jira would put them: in the cloud's words, and in those of a server of one's own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from tests.providers.scenario import Scenario

Row = dict[str, Any]
# Jira writes instants by the clock of whoever asks.
ZONE = timezone(timedelta(hours=5, minutes=30))
POINTS, SPRINT, EPIC, DEVELOPMENT = "customfield_10016", "customfield_10020", "customfield_10014", "customfield_10000"
STATUSES = {
    "To Do": ("10000", "new"), "In Progress": ("3", "indeterminate"), "In Review": ("10001", "indeterminate"),
    "Done": ("10002", "done"), "Won't Do": ("10003", "done"),
}  # fmt: skip
CATEGORIES = {"new": (2, "To Do"), "indeterminate": (4, "In Progress"), "done": (3, "Done")}
KINDS = {"story": "10100", "bug": "10101", "task": "10102", "epic": "10103", "incident": "10104"}
RESOLUTIONS = {"Done": "10200", "Won't Do": "10201"}


def shown(text: str | None) -> str | None:
    """An instant as Jira writes it: 2026-03-02T15:30:00.000+0530."""
    if text is None:
        return None
    at = datetime.fromisoformat(text).astimezone(ZONE)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}{at:%z}"


def document(text: str) -> Row:
    """Plain text as the cloud's editor keeps it."""
    return {"type": "doc", "version": 1, "content": [
        {"type": "paragraph", "content": list(_lines(paragraph))} for paragraph in text.split("\n\n")
    ]}  # fmt: skip


def _lines(paragraph: str) -> Iterable[Row]:
    for position, line in enumerate(paragraph.split("\n")):
        if position:
            yield {"type": "hardBreak"}
        if line:
            yield {"type": "text", "text": line}


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says a scenario's rows. `base` is the site's address."""

    told: Scenario
    base: str
    is_cloud: bool

    def user(self, login: str | None) -> Row | None:
        """Somebody. In the cloud every other person hides their e-mail; on a server it is seen."""
        if login is None:
            return None
        person = self.told.people[login]
        about = {"displayName": person["name"], "active": True, "timeZone": "Asia/Kolkata"}
        if not self.is_cloud:
            return about | {"key": f"JIRAUSER{person['id']}", "name": login, "emailAddress": person["email"] or ""}
        mail = {"emailAddress": person["email"]} if person["email"] and person["id"] % 2 else {}
        kind = "app" if person["type"] == "Bot" else "atlassian"
        return about | mail | {"accountId": f"712020:{person['id']}", "accountType": kind}

    def project(self, prefix: str) -> Row:
        """A project."""
        row = self.told.projects[prefix]
        url = f"{self.base}/rest/api/{3 if self.is_cloud else 2}/project/{row['id']}"
        return {"self": url, "id": str(row["id"]), "key": prefix, "name": row["name"], "projectTypeKey": "software"}

    def status(self, name: str) -> Row:
        """A status with its category."""
        number, category = STATUSES[name]
        place, called = CATEGORIES[category]
        return {"id": number, "name": name, "statusCategory": {"id": place, "key": category, "name": called}}

    def sprint(self, row: Mapping[str, Any]) -> Row:
        """A sprint of a board."""
        dates = {"startDate": row["starts_at"], "endDate": row["ends_at"], "completeDate": row["completed_at"]}
        return {
            "id": row["id"], "name": row["name"], "state": row["state"], "goal": row["goal"] or "",
            "originBoardId": self.board(row["project"])["id"],
            "createdDate": row["starts_at"] if row["state"] != "future" else row["updated_at"],
            **{name: at for name, at in dates.items() if at},
        }  # fmt: skip

    def board(self, prefix: str) -> Row:
        """A project's one board."""
        project = self.told.projects[prefix]
        called = next((row["board"] for row in self.told.sprints if row["project"] == prefix), f"{prefix} board")
        place = {"projectId": project["id"], "projectKey": prefix}
        return {"id": project["id"] + 500, "name": called, "type": "scrum", "location": place}

    def issue(self, row: Mapping[str, Any], comments: Iterable[Mapping[str, Any]]) -> Row:
        """A whole issue: the fake cuts it to what was asked."""
        url = f"{self.base}/rest/api/{3 if self.is_cloud else 2}/issue/{row['id']}"
        return {
            "id": str(row["id"]), "self": url, "key": row["key"], "fields": self._fields(row, comments),
            "changelog": {"histories": [self._history(row, *each) for each in self._moves(row)][::-1]},
        }  # fmt: skip

    def _fields(self, row: Mapping[str, Any], comments: Iterable[Mapping[str, Any]]) -> Row:
        logs = [self._work_log(each) for each in row["work_logs"]]
        said = [self._comment(each) for each in comments]
        return {
            "summary": row["title"], "description": self._prose(row["body"]), "project": self.project(row["project"]),
            "issuetype": {
                "id": KINDS[row["kind"]], "name": row["kind"].capitalize(), "subtask": False,
                **({"hierarchyLevel": int(row["kind"] == "epic")} if self.is_cloud else {}),
            },
            "status": self.status(row["status"]), "labels": row["labels"], "priority": {"name": row["priority"]},
            "resolution": self._resolution(row["resolution"]), "resolutiondate": shown(row["closed_at"]),
            "created": shown(row["created_at"]), "updated": shown(row["updated_at"]),
            "creator": self.user(row["reporter"]), "reporter": self.user(row["reporter"]),
            "assignee": self.user(row["assignee"]), "duedate": None, "timeoriginalestimate": None,
            "timespent": sum(each["timeSpentSeconds"] for each in logs) or None,
            "comment": {"comments": said, "total": len(said)}, "worklog": {"worklogs": logs, "total": len(logs)},
            POINTS: row["story_points"], SPRINT: self._sprints(row), **self._epic(row["parent"]),
        }  # fmt: skip

    def _epic(self, key: str | None) -> Row:
        if key is None:
            return {}
        if not self.is_cloud:
            return {EPIC: key}
        found = next(each for each in self.told.issues(key.partition("-")[0]) if each["key"] == key)
        return {"parent": {"id": str(found["id"]), "key": key}}

    def _sprints(self, row: Mapping[str, Any]) -> list[Any] | None:
        known = {each["id"]: self.sprint(each) for each in self.told.sprints}
        held = [known[each["id"]] for each in row["sprints"]]
        if self.is_cloud:
            return [{**each, "boardId": each["originBoardId"]} for each in held] or None
        return [_legacy(each) for each in held] or None

    def _moves(self, row: Mapping[str, Any]) -> Iterable[tuple[Mapping[str, Any], list[int], list[int]]]:
        """Transitions in time, each with the sprints before and after it."""
        within: list[int] = []
        entered = {each["added_at"]: each["id"] for each in row["sprints"]}
        for each in sorted(row["transitions"], key=lambda one: (one["at"], one["id"])):
            before = list(within)
            if each["field"] == "sprint":
                within.append(entered[each["at"]])
            yield each, before, list(within)

    def _history(self, row: Mapping[str, Any], move: Mapping[str, Any], before: list[int], after: list[int]) -> Row:
        items = [self._item(move, before, after)]
        if move["field"] == "status" and move["to_category"] in ("done", "cancelled"):
            name = row["resolution"]
            items.insert(0, {"field": "resolution", "fieldId": "resolution", "from": None, "fromString": None,
                             "to": RESOLUTIONS.get(name), "toString": name})  # fmt: skip
        return {
            "id": str(move["id"]), "author": self.user(move["actor"]), "created": shown(move["at"]),
            "items": items if self.is_cloud else [{k: v for k, v in each.items() if k != "fieldId"} for each in items],
        }  # fmt: skip

    def _item(self, move: Mapping[str, Any], before: list[int], after: list[int]) -> Row:
        names = {each["id"]: each["name"] for each in self.told.sprints}
        said: Row = {
            "field": move["field"],
            "fieldId": move["field"],
            "fromString": move["from"],
            "toString": move["to"],
        }
        if move["field"] == "status":
            said |= {"from": STATUSES[move["from"]][0], "to": STATUSES[move["to"]][0]}
        elif move["field"] == "assignee":
            said |= {f"{end}String": (self.user(move[end]) or {}).get("displayName") for end in ("from", "to")}
        elif move["field"] == "story_points":
            said |= {"field": "Story Points", "fieldId": POINTS}
        elif move["field"] == "sprint":
            said |= {"field": "Sprint", "fieldId": SPRINT}
            for end, held in (("from", before), ("to", after)):
                said |= {end: ", ".join(map(str, held)), f"{end}String": ", ".join(names[each] for each in held)}
        return said

    def _comment(self, row: Mapping[str, Any]) -> Row:
        return {
            "id": str(row["id"]), "author": self.user(row["author"]), "body": self._prose(row["body"]),
            "created": shown(row["created_at"]), "updated": shown(row["updated_at"]),
        }  # fmt: skip

    def _work_log(self, row: Mapping[str, Any]) -> Row:
        return {
            "id": str(row["id"]), "author": self.user(row["author"]), "comment": self._prose(row["comment"]),
            "started": shown(row["started_at"]), "created": shown(row["created_at"]),
            "updated": shown(row["created_at"]), "timeSpentSeconds": row["seconds"],
        }  # fmt: skip

    def _prose(self, text: str | None) -> Row | str | None:
        return document(text) if text and self.is_cloud else text

    def _resolution(self, name: str | None) -> Row | None:
        return {"id": RESOLUTIONS[name], "name": name} if name else None


def _legacy(sprint: Row) -> str:
    """As a server's sprint field holds it."""
    names = {"id": "id", "rapidViewId": "originBoardId", "state": "state", "name": "name", "startDate": "startDate",
             "endDate": "endDate", "completeDate": "completeDate", "goal": "goal"}  # fmt: skip
    said = {name: sprint.get(of) for name, of in names.items()}
    said["state"] = sprint["state"].upper()
    inside = ",".join(f"{name}={'<null>' if value is None else value}" for name, value in said.items())
    return f"com.atlassian.greenhopper.service.sprint.Sprint@1f0c[{inside},sequence={sprint['id']}]"
