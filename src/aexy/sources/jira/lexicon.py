"""What one Jira calls things: which custom fields hold what, and what its statuses and kinds mean."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from aexy.sources.contract import Options
from aexy.sources.jira.asking import Asking
from aexy.sources.taking import rows, said, text

FIELDS: Final = (
    "summary", "description", "issuetype", "project", "status", "statuscategorychangedate", "priority", "resolution",
    "resolutiondate", "created", "updated", "creator", "reporter", "assignee", "parent", "labels", "duedate",
    "timeoriginalestimate", "timespent", "comment", "worklog", "subtasks", "issuelinks",
)  # fmt: skip

_POINTS: Final = ("com.pyxis.greenhopper.jira:jsw-story-points",)
_POINT_NAMES: Final = ("story points", "story point estimate")
_SPRINT: Final = "com.pyxis.greenhopper.jira:gh-sprint"
_EPIC: Final = "com.pyxis.greenhopper.jira:gh-epic-link"
_DEVELOPMENT: Final = "com.atlassian.jira.plugins.jira-development-integration-plugin:devsummarycf"


class Lexicon(NamedTuple):
    """Field ids by what they hold; the category of each status and the English name of each kind, by their numbers."""

    story_points: tuple[str, ...]
    sprint: tuple[str, ...]
    epic: tuple[str, ...]
    development: tuple[str, ...]
    statuses: Mapping[str, str]
    types: Mapping[str, str]

    @property
    def fields(self) -> list[str]:
        """What to ask of an issue."""
        return [*FIELDS, *self.story_points, *self.sprint, *self.epic, *self.development]

    def said_of(self, issue: Mapping[str, Any], changelog: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """The part of it that a row of this issue needs to be understood by itself."""
        moved = [item for entry in changelog for item in rows(entry, "items") if item.get("field") == "status"]
        numbers = {text(item, end) for item in moved for end in ("from", "to")} | {text(issue, "fields.status.id")}
        kind = text(issue, "fields.issuetype.id") or ""
        return {
            "story_points": list(self.story_points),
            "sprint": list(self.sprint),
            "epic": list(self.epic),
            "statuses": {each: self.statuses[each] for each in sorted(filter(None, numbers)) if each in self.statuses},
            "types": {kind: self.types[kind]} if kind in self.types else {},
        }


async def lexicon(asking: Asking, options: Options) -> Lexicon:
    """Three questions, once per run of a stream."""
    fields = _objects(await asking.get(f"{asking.api}/field"))
    statuses = _objects(await asking.get(f"{asking.api}/status"))
    types = _objects(await asking.get(f"{asking.api}/issuetype"))
    return Lexicon(
        story_points=tuple(_points(fields, options)),
        sprint=_custom(fields, _SPRINT),
        epic=() if asking.is_cloud else _custom(fields, _EPIC),
        development=() if options.get("development") is False else _custom(fields, _DEVELOPMENT),
        statuses={str(each.get("id")): text(each, "statusCategory.key") or "undefined" for each in statuses},
        types={str(each.get("id")): english for each in types if (english := text(each, "untranslatedName"))},
    )


def _points(fields: Sequence[Mapping[str, Any]], options: Options) -> list[str]:
    """The named field; else every field made for story points, then those that are called so and hold numbers."""
    chosen = str(options.get("story_points_field") or "")
    if chosen:
        named = [
            each for each in fields if chosen.lower() in (str(each.get("id")).lower(), str(each.get("name")).lower())
        ]
        return [str(each["id"]) for each in named][:1] or [chosen]
    made = _custom(fields, *_POINTS)
    called = [
        str(each.get("id")) for each in fields
        if str(each.get("name")).lower() in _POINT_NAMES and said(each, "schema.type") == "number"
    ]  # fmt: skip
    return list(dict.fromkeys([*called, *made]))


def _custom(fields: Iterable[Mapping[str, Any]], *kinds: str) -> tuple[str, ...]:
    return tuple(str(each.get("id")) for each in fields if said(each, "schema.custom") in kinds)


def _objects(answer: object) -> list[Mapping[str, Any]]:
    return rows({"all": answer}, "all")
