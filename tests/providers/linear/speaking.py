"""The demo's rows as Linear would put them: nodes with all their fields, of which a question takes what it names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.providers.scenario import Scenario

Node = dict[str, Any]
TYPES = {"todo": "unstarted", "in_progress": "started", "done": "completed", "cancelled": "canceled"}
PRIORITIES = {"Highest": (1, "Urgent"), "High": (2, "High"), "Medium": (3, "Medium"), "Low": (4, "Low")}
KINDS = {"story": "Feature", "bug": "Bug", "task": "Chore", "epic": "Epic", "incident": "Incident"}
STATES = {
    "To Do": "todo",
    "In Progress": "in_progress",
    "In Review": "in_progress",
    "Done": "done",
    "Won't Do": "cancelled",
}
_SORTS = ("team", "user", "issue", "history", "comment", "cycle", "attachment")


def uuid(sort: str, number: int) -> str:
    """An id like Linear's: the same for the same thing."""
    return f"{_SORTS.index(sort) + 1:08x}-0000-4000-8000-{number:012x}"


def shown(text: str | None) -> str | None:
    """An instant as Linear writes it: 2026-03-02T10:00:00.000Z."""
    return None if text is None else f"{datetime.fromisoformat(text):%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z"


@dataclass(slots=True)
class Speaker:
    """Says a scenario's rows."""

    told: Scenario
    _cycles: dict[int, Node] = field(default_factory=dict)
    _keys: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for row in self.told.sprints:
            self._cycles[row["id"]] = self._cycle(
                row,
                1
                + sum(each["project"] == row["project"] for each in self.told.sprints[: self.told.sprints.index(row)]),
            )
        for repository in self.told.repositories.values():
            self._keys |= {row["key"]: row["id"] for row in repository.issues}

    def cycles(self) -> list[Node]:
        """All of them."""
        return list(self._cycles.values())

    def user(self, login: str | None) -> Node | None:
        """Somebody."""
        if login is None:
            return None
        person = self.told.people[login]
        return {
            "id": uuid("user", person["id"]), "name": person["name"], "displayName": login, "avatarUrl": None,
            "email": person["email"] or f"{login}@linear.linear.app", "app": person["type"] == "Bot",
        }  # fmt: skip

    def team(self, prefix: str) -> Node:
        """A project of the story is a team."""
        row = self.told.projects[prefix]
        return {"id": uuid("team", row["id"]), "key": prefix, "name": row["name"], "archivedAt": None}

    def state(self, name: str | None) -> Node | None:
        """A state of a team's workflow."""
        return None if name is None else {"name": name, "type": TYPES[STATES[name]]}

    def issue(self, row: Mapping[str, Any], comments: Iterable[Mapping[str, Any]]) -> Node:
        """A whole issue."""
        over = {f"{TYPES[row['status_category']]}At": shown(row["closed_at"])}
        parent = self._keys.get(row["parent"] or "")
        last = row["sprints"][-1]["id"] if row["sprints"] else None
        return {
            "id": uuid("issue", row["id"]), "identifier": row["key"], "title": row["title"],
            "description": row["body"] or None, "url": f"https://linear.app/acme/issue/{row['key']}",
            "priorityLabel": PRIORITIES[row["priority"]][1], "estimate": row["story_points"],
            "createdAt": shown(row["created_at"]), "updatedAt": shown(row["updated_at"]),
            "startedAt": shown(row["started_at"]), "completedAt": None, "canceledAt": None, "dueDate": None,
            "archivedAt": None, "trashed": None, **over, "team": self.team(row["project"]),
            "state": self.state(row["status"]), "creator": self.user(row["reporter"]),
            "assignee": self.user(row["assignee"]), "parent": {"id": uuid("issue", parent)} if parent else None,
            "cycle": self._cycles.get(last) if last else None,
            "labels": [{"name": name} for name in (KINDS[row["kind"]], *row["labels"])],
            "history": list(self._history(row)),
            "comments": [self.comment(each, uuid("issue", row["id"])) for each in comments], "attachments": [],
        }  # fmt: skip

    def comment(self, row: Mapping[str, Any], issue: str) -> Node:
        """Something said below an issue."""
        return {
            "id": uuid("comment", row["id"]), "body": row["body"], "createdAt": shown(row["created_at"]),
            "updatedAt": shown(row["updated_at"]), "user": self.user(row["author"]), "issue": {"id": issue},
        }  # fmt: skip

    def _history(self, row: Mapping[str, Any]) -> Iterable[Node]:
        entered = {each["added_at"]: each["id"] for each in row["sprints"]}
        within: int | None = None
        for move in sorted(row["transitions"], key=lambda each: (each["at"], each["id"])):
            entry: Node = dict.fromkeys(
                f"{end}{what}" for end in ("from", "to")
                for what in ("State", "Assignee", "Cycle", "Estimate", "Priority", "Team")
            )  # fmt: skip
            entry |= {
                "id": uuid("history", move["id"]),
                "createdAt": shown(move["at"]),
                "actor": self.user(move["actor"]),
            }
            if move["field"] == "sprint":
                before, within = within, entered[move["at"]]
                entry |= {"fromCycle": self._cycles.get(before or 0), "toCycle": self._cycles[within]}
            for end in ("from", "to"):
                entry |= self._end(end, move["field"], move[end])
            yield entry

    def _end(self, end: str, what: str, value: str | None) -> Node:
        if what == "status":
            return {f"{end}State": self.state(value)}
        if what == "assignee":
            return {f"{end}Assignee": self.user(value)}
        if what == "story_points":
            return {f"{end}Estimate": None if value is None else float(value)}
        if what == "priority":
            return {f"{end}Priority": None if value is None else PRIORITIES[value][0]}
        return {}

    def _cycle(self, row: Mapping[str, Any], number: int) -> Node:
        changed = row["updated_at"]
        return {
            "id": uuid("cycle", row["id"]), "name": row["name"], "number": number, "description": row["goal"],
            "startsAt": shown(row["starts_at"]), "endsAt": shown(row["ends_at"]),
            "completedAt": shown(row["completed_at"]), "createdAt": shown(row["starts_at"]),
            "updatedAt": shown(changed),
            "isFuture": row["state"] == "future", "isPast": row["state"] == "closed", "team": self.team(row["project"]),
        }  # fmt: skip
