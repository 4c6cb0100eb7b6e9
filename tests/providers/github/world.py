"""The scenario as GitHub would hold it: accounts, repositories, and the nodes and objects its two APIs give of them.

GitHub makes an answer to a remark a review of its own, writes a closing into the timeline of what is merged, and has
a test merge as the merge commit of what is not: so does this.
"""

import copy
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.providers.scenario import Scenario, ScenarioRepository

Row = dict[str, Any]
# Reviews that GitHub makes of answers are numbered behind all others.
ANSWERS = 5_000_000


@dataclass
class Hosted:
    """A repository on GitHub. Its rows are the scenario's, copied, and may be changed."""

    told: ScenarioRepository
    is_gone: bool = False
    gone_numbers: set[int] = field(default_factory=set)


class World:
    """Everything a fake GitHub knows. People are looked up by login."""

    def __init__(self, scenario: Scenario) -> None:
        self.people = copy.deepcopy(scenario.people)
        self.repositories = {name: Hosted(copy.deepcopy(each)) for name, each in scenario.repositories.items()}

    def named(self, owner: str, name: str) -> Hosted | None:
        """A repository that is there."""
        found = self.repositories.get(f"{owner}/{name}")
        return None if found is None or found.is_gone else found

    def numbered(self, number: int) -> Hosted | None:
        """The same by its number."""
        return next((each for each in self.repositories.values() if each.told.id == number and not each.is_gone), None)

    def account(self, login: str | None) -> Row | None:
        """Somebody as GraphQL says them; a bot stands there without its brackets."""
        if login is None:
            return None
        person = self.people[login]
        plain = {"__typename": person["type"], "login": login.removesuffix("[bot]"), "databaseId": person["id"]}
        return plain | ({"name": person["name"], "email": person["email"] or ""} if person["type"] == "User" else {})

    def user(self, login: str | None) -> Row | None:
        """Somebody as REST says them."""
        if login is None:
            return None
        person = self.people[login]
        return {"login": login, "id": person["id"], "type": person["type"], "node_id": f"U_{person['id']}"}


def sha_of(*words: object) -> str:
    """A commit's name for what the scenario has none for."""
    return hashlib.sha1(" ".join(map(str, words)).encode(), usedforsecurity=False).hexdigest()


def pulls(hosted: Hosted) -> list[Row]:
    """The pull requests that are there."""
    return [row for row in hosted.told.pull_requests if row["number"] not in hosted.gone_numbers]


def issues(hosted: Hosted) -> list[Row]:
    """The issues that are there."""
    return [row for row in hosted.told.issues if row["number"] not in hosted.gone_numbers]


def reviews_of(hosted: Hosted, number: int) -> Iterator[Row]:
    """A pull request's reviews with their remarks, answers being reviews of who answered."""
    for row in hosted.told.reviews:
        if row["pull_request"] != number:
            continue
        yield {**row, "comments": [each for each in row["comments"] if each["reply_to"] is None]}
        for each in row["comments"]:
            if each["reply_to"] is not None:
                yield {
                    "id": ANSWERS + each["id"], "pull_request": number, "reviewer": each["author"],
                    "state": "COMMENTED", "submitted_at": each["created_at"], "sha": row["sha"], "body": "",
                    "comments": [each],
                }  # fmt: skip


def comments_of(hosted: Hosted, *, pull: int | None = None, issue: int | None = None) -> list[Row]:
    """What was said below it."""
    return [row for row in hosted.told.comments if row["pull_request"] == pull and row["issue"] == issue]


def timeline_of(world: World, hosted: Hosted, row: Row) -> list[Row]:
    """What happened to a pull request, in time."""
    number, items = row["number"], list[Row]()
    author = world.account(row["author"]["login"])

    def add(kind: str, prefix: str, at: str, actor: Row | None, **more: Any) -> None:
        node_id = f"{prefix}_{hosted.told.id}_{number}_{len(items)}"
        items.append({"__typename": kind, "id": node_id, "createdAt": at, "actor": actor, **more})

    if row["ready_for_review_at"]:
        add("ReadyForReviewEvent", "RFRE", row["ready_for_review_at"], author)
    for asked in row["review_requests"]:
        add(
            "ReviewRequestedEvent", "RRE", asked["requested_at"], world.account(asked["requested_by"]),
            requestedReviewer=world.account(asked["reviewer"]),
        )  # fmt: skip
    if row["closed_at"]:
        add("ClosedEvent", "CE", row["closed_at"], world.account(row["merged_by"]) if row["merged_at"] else author)
    for said in comments_of(hosted, pull=number):
        items.append(issue_comment(world, said))
    return sorted(items, key=lambda item: item["createdAt"])


def issue_comment(world: World, said: Row) -> Row:
    """A remark below, as GraphQL gives it."""
    return {
        "__typename": "IssueComment", "id": f"IC_{said['id']}", "fullDatabaseId": str(said["id"]),
        "createdAt": said["created_at"], "updatedAt": said["updated_at"], "body": said["body"],
        "author": world.account(said["author"]),
    }  # fmt: skip


def merge_commit(row: Row) -> Row:
    """The commit it was merged with, or GitHub's attempt at one."""
    last = row["commits"][-1] if row["commits"] else {"authored_at": row["opened_at"]}
    is_merged = row["merged_at"] is not None
    is_rebase = is_merged and row["merge_method"] == "rebase"
    return {
        "oid": row["merge_commit_sha"] if is_merged else sha_of("test merge", row["id"]),
        "authoredDate": last["authored_at"] if is_rebase else row["merged_at"] or row["updated_at"],
        "parents": {"totalCount": 1 if is_merged and row["merge_method"] != "merge" else 2},
    }


def label_rows(names: Iterable[str]) -> list[Row]:
    """Labels as REST gives them."""
    return [{"id": 1, "name": name} for name in names]


def issue_state(row: Row) -> tuple[str, str | None]:
    """Open or closed, and why: all GitHub knows of a status."""
    if row["closed_at"] is None:
        return "open", None
    return "closed", "not_planned" if row["status_category"] == "cancelled" else "completed"


def issue_timeline(world: World, row: Row) -> list[Row]:
    """Closings and openings among an issue's transitions, in time."""
    items = []
    over = ("done", "cancelled")
    for each in row["transitions"]:
        if each["field"] != "status" or (each["from_category"] in over) == (each["to_category"] in over):
            continue
        event = {
            "id": f"E_{each['id']}", "createdAt": each["at"], "actor": world.account(each["actor"]),
        }  # fmt: skip
        if each["to_category"] in over:
            reason = "NOT_PLANNED" if each["to_category"] == "cancelled" else "COMPLETED"
            items.append({"__typename": "ClosedEvent", "stateReason": reason, **event})
        else:
            items.append({"__typename": "ReopenedEvent", **event})
    return items
