"""Facts of any provider in the story's own names: what is left is what happened, to whom and when.

Numbers, addresses and words that are the provider's own are dropped; what a row points at is told by what that is:
people by login, issues by key, sprints by name, a review by who gave it when. So facts read through two providers can
be compared row for row.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from tests.providers.case import Unsaid
from tests.providers.facts import Facts, Row
from tests.providers.scenario import Scenario

# A provider's own: numbers, addresses, words, clocks.
_OWN = frozenset({"external_id", "provider", "origin", "url", "version", "provider_status", "provider_kind"})
_PEOPLE = (
    "author_key", "merged_by_key", "reviewer_key", "requested_by_key", "actor_key", "subject_key", "assignee_key",
    "deployed_by_key", "identity_key", "same_as_key",
)  # fmt: skip


def canonical(found: Facts, told: Scenario) -> Facts:
    """Every table's rows in the story's names."""
    names = _Names(found, told)
    return {table: [names.plain(table, row) for row in rows] for table, rows in found.items()}


class _Names:
    """What the story calls things."""

    def __init__(self, found: Facts, told: Scenario) -> None:
        self.people = _people(found["developer_identities"], told)
        keys = {f"{each.id}#{row['number']}": row["key"] for each in told.repositories.values() for row in each.issues}
        own = {row["external_id"]: row["issue_key"] for row in found["issues"]}
        self.issues = own | {each: keys[each] for each in own if each in keys} | keys
        self.sprints = {row["external_id"]: row["name"] for row in found["sprints"]}
        self.reviews = {
            (row["pull_key"], row["external_id"]): f"{self.person(row['reviewer_key'])} {row['submitted_at']}"
            for row in found["reviews"]
        }
        self.remarks = {
            (row["pull_key"], row["external_id"]): f"{self.person(row['author_key'])} {row['commented_at']}"
            for row in found["review_comments"]
        }
        self.authors = {f"{row['repository_key']}#{row['number']}": row["author_key"] for row in found["pull_requests"]}
        self.pipelines = {
            (row["repository_key"], row["external_id"]): f"{row['sha']} {row['created_at']}"
            for row in found["pipelines"]
        }

    def person(self, key: str | None) -> str | None:
        return None if key is None else self.people.get(key, key)

    def plain(self, table: str, row: Row) -> Row:
        """The row as the story would tell it."""
        plain = {name: value for name, value in row.items() if name not in _OWN}
        plain |= {name: self.person(plain[name]) for name in _PEOPLE if name in plain}
        if "body" in plain:
            # An empty text and none are the same.
            plain["body"] = plain["body"] or None
        if table == "issues":
            plain["issue_key"] = self.issues[row["external_id"]]
            parent = row["parent_external_id"]
            plain["parent_external_id"] = self.issues.get(parent, parent)
        elif "issue_key" in plain and row["issue_key"] is not None:
            plain["issue_key"] = self.issues[row["issue_key"]]
        pull, place = row.get("pull_key"), row.get("repository_key")
        for name, known in (
            ("reference", self.issues), ("sprint_external_id", self.sprints),
            ("review_external_id", _of(pull, self.reviews)), ("reply_to", _of(pull, self.remarks)),
            ("pipeline_external_id", _of(place, self.pipelines)),
        ):  # fmt: skip
            if name in plain:
                plain[name] = known.get(plain[name], plain[name])
        if table == "pull_request_events":
            # Which of two people in it somebody is, for rules that speak of authors.
            plain["is_by_author"] = row["actor_key"] == self.authors[row["pull_key"]]
        if table == "developer_identities":
            plain["who"] = self.person(f"{row['provider']}:{row['external_id']}")
        return plain


def _of(parent: Any, known: Mapping[tuple[Any, Any], str]) -> Mapping[Any, str]:  # noqa: ANN401 - a key of any kind
    return {own: name for (of, own), name in known.items() if of == parent}


def _people(identities: Iterable[Row], told: Scenario) -> Mapping[str, str]:
    """Logins of accounts; signatures of commits stay what they are."""
    by_name = {row["name"]: login for login, row in told.people.items()}
    found = {}
    for row in identities:
        if row["provider"] != "git":
            login = row["username"] if row["username"] in told.people else by_name.get(row["name"])
            found[f"{row['provider']}:{row['external_id']}"] = (
                login or f"{row['username']}, whom the story does not know"
            )
    return found


def compared(one: Facts, other: Facts, unsaid: Iterable[Unsaid]) -> dict[str, tuple[list[Row], list[Row]]]:
    """The rows that only one of them has, table by table, after what is unsaid was left out of both."""
    rules = list(unsaid)
    found = {}
    for table in one:
        own = [each for each in rules if each.table == table]
        left, right = (Counter(_said(rows[table], own)) for rows in (one, other))
        if left != right:
            found[table] = (_rows(left - right), _rows(right - left))
    return found


def _said(rows: Iterable[Row], rules: list[Unsaid]) -> Iterable[bytes]:
    for row in rows:
        meant = [each for each in rules if each.of is None or each.of(row)]
        if all(each.columns for each in meant):
            hidden = {name for each in meant for name in each.columns}
            shown = {name: value for name, value in row.items() if name not in hidden}
            yield orjson.dumps(shown, option=orjson.OPT_SORT_KEYS)


def _rows(counted: Counter[bytes]) -> list[Row]:
    return [orjson.loads(each) for each in sorted(counted.elements())]
