"""Putting a row together: an issue, and what its answer cut short or left to be asked for."""

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import orjson

from aexy.kernel.errors import Forbidden, Unknown
from aexy.sources.jira.asking import Asking
from aexy.sources.jira.lexicon import Lexicon
from aexy.sources.taking import rows, said, text, whole

_SUMMARY: Final = re.compile(r"\bjson=(?=\{)")


class Made(NamedTuple):
    """A row, and in words what could not be had for it."""

    row: dict[str, Any]
    skipped: tuple[str, ...] = ()


async def made(asking: Asking, lexicon: Lexicon, issues: Sequence[Mapping[str, Any]]) -> list[Made]:
    """A row for each issue, asking for what is missing side by side."""
    found = list(await asyncio.gather(*(_made(asking, lexicon, issue) for issue in issues)))
    epics = await _epics(asking, lexicon, issues)
    for each in found:
        each.row["known"]["epics"] = {key: epics[key] for key in _epic_keys(lexicon, each.row["issue"]) if key in epics}
    return found


async def _made(asking: Asking, lexicon: Lexicon, issue: Mapping[str, Any]) -> Made:
    bare = {name: value for name, value in issue.items() if name not in ("changelog", "expand")}
    bare["fields"] = {
        name: value for name, value in (said(issue, "fields") or {}).items()
        if name not in ("comment", "worklog", *lexicon.development)
    }  # fmt: skip
    changelog = await _changelog(asking, issue)
    row = {
        "issue": bare,
        "changelog": changelog,
        "comments": await _all(asking, issue, "comment", "comments"),
        "work_logs": await _all(asking, issue, "worklog", "worklogs"),
        "remote_links": await _remote_links(asking, issue, changelog),
        "known": lexicon.said_of(issue, changelog),
    }
    try:
        row["pull_requests"] = await _pull_requests(asking, lexicon, issue)
    except (Forbidden, Unknown) as error:
        return Made(row, (f"the development panel of {text(issue, 'key')}: {error.detail}",))
    return Made(row)


async def _changelog(asking: Asking, issue: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """All entries. The search gives the latest ones; a server gives all when asked for the issue alone."""
    held, total = rows(issue, "changelog.histories"), whole(issue, "changelog.total")
    if total is not None and len(held) >= total:
        return held
    path = f"{asking.api}/issue/{text(issue, 'id')}"
    if asking.is_cloud:
        return await asking.listed(f"{path}/changelog", "values")
    return rows(await asking.get(path, {"expand": "changelog", "fields": "id"}), "changelog.histories")


async def _all(asking: Asking, issue: Mapping[str, Any], field: str, name: str) -> list[Mapping[str, Any]]:
    held, total = rows(issue, f"fields.{field}.{name}"), whole(issue, f"fields.{field}.total")
    if total is not None and len(held) >= total:
        return held
    return await asking.listed(f"{asking.api}/issue/{text(issue, 'id')}/{field}", name)


async def _remote_links(
    asking: Asking, issue: Mapping[str, Any], changelog: Iterable[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Asked for where the change log says that there ever were any: most issues have none."""
    named = (text(item, "field") or "" for entry in changelog for item in rows(entry, "items"))
    if not any(name.startswith("Remote") for name in named):
        return []
    return rows({"all": await asking.get(f"{asking.api}/issue/{text(issue, 'id')}/remotelink")}, "all")


async def _pull_requests(asking: Asking, lexicon: Lexicon, issue: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What the development panel names, where the issue says that it names any."""
    fields = said(issue, "fields") or {}
    found: list[Mapping[str, Any]] = []
    for host in sorted({host for name in lexicon.development for host in _hosts(fields.get(name))}):
        asked = {"issueId": text(issue, "id"), "applicationType": host, "dataType": "pullrequest"}
        answer = await asking.get("/rest/dev-status/latest/issue/detail", asked)
        found += [pull for detail in rows(answer, "detail") for pull in rows(detail, "pullRequests")]
    return found


def _hosts(summary: object) -> list[str]:
    """The kinds of hosts (GitHub, GitLab …) whose pull requests the panel's summary counts."""
    start = _SUMMARY.search(summary) if isinstance(summary, str) else None
    if start is None or not isinstance(summary, str):
        return []
    try:
        told = orjson.loads(summary[start.end() : summary.rindex("}")])
    except (ValueError, orjson.JSONDecodeError):
        return []
    hosts = said(told, "cachedValue.summary.pullrequest.byInstanceType")
    return sorted(str(each) for each in hosts) if isinstance(hosts, Mapping) else []


async def _epics(asking: Asking, lexicon: Lexicon, issues: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The numbers of the epics that issues name by their keys."""
    keys = sorted({key for issue in issues for key in _epic_keys(lexicon, issue)})
    if not keys:
        return {}
    named = ", ".join(orjson.dumps(key).decode() for key in keys)
    found = await asking.search(f"key in ({named})", ["id"], size=len(keys), whole_=False)
    return {text(each, "key") or "": text(each, "id") or "" for each in found.issues}


def _epic_keys(lexicon: Lexicon, issue: Mapping[str, Any]) -> list[str]:
    fields = said(issue, "fields") or {}
    return [key for name in lexicon.epic if isinstance(key := fields.get(name), str)]
