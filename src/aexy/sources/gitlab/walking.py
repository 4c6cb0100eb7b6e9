"""Walking through merge requests, issues and pipelines, page by page, from where it stopped the last time.

The cursor of a walk: `since` is what was asked for, `after` how far it came, `newest` the latest change seen, `n` the
number of its pages. When it ends, the next walk begins a little before `newest`: instants are GitLab's own, so it does
not matter what our clock says, and what changed within the same moment is not missed.
"""

import re
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from aexy.sources.contract import Cursor, Page, Scope
from aexy.sources.gitlab import queries
from aexy.sources.gitlab.asking import SIZES, Asking, Node
from aexy.sources.gitlab.discovering import instant, rows_of
from aexy.sources.gitlab.fields import Fields
from aexy.sources.gitlab.manners import REST
from aexy.sources.gitlab.queries import Walked
from aexy.sources.http import Http

OVERLAP: Final = timedelta(minutes=5)
# How many single things are asked for beside each other.
_BESIDE = 4
_LABEL_NUMBER = re.compile(r"~(\d+)")


async def walk(
    http: Http, scope: Scope, walked: Walked, cursor: Cursor | None, now: datetime
) -> AsyncIterator[Page]:  # fmt: skip
    """All pages from the cursor on."""
    at = dict(cursor or {})
    asking = _asking(http, scope, at)
    since, number, done = at.get("since"), int(at.get("n") or 0), int(at.get("done") or 0)
    while True:
        found = await asking.sized(walked, queries.page_query, {"since": since, "after": at.get("after")})
        listed = _listed(found)
        nodes = await _whole(asking, walked, _nodes(listed))
        number, done = number + 1, done + len(nodes)
        newest = max([at.get("newest") or "", *(_changed(walked, each) for each in nodes)])
        info = listed.get("page_info") or {}
        after = info.get("end_cursor") if info.get("has_next_page") else None
        # What was learned of the project goes along.
        at = {"path": asking.path, "size": asking.size, "licensed": asking.licensed}
        if after:
            at |= {"since": since, "after": after, "newest": newest, "n": number, "done": done}
        else:
            at |= {"since": _before(newest) if newest else since, "read_at": instant(now)}
        name = f"{since or 'all'}/{number}" if nodes else None
        yield Page(walked.stream, name, nodes, at, done, listed.get("count"), tuple(asking.skipped))
        asking.skipped.clear()
        if after is None:
            return


async def items(
    http: Http, scope: Scope, walked: Walked, numbers: Sequence[str], now: datetime
) -> AsyncIterator[Page]:  # fmt: skip
    """Single things; those that are not there come as rows that say so."""
    asking, wanted = _asking(http, scope, {}), [each for each in dict.fromkeys(numbers) if each.isdecimal()]
    while wanted:
        asked = wanted[: _BESIDE if walked.by_iid is None else SIZES[asking.size][0]]
        found = await _found(asking, walked, asked)
        # A page may have become smaller while it was asked for: what it left out is asked for again.
        if walked.by_iid is not None:
            asked = asked[: SIZES[asking.size][0]]
            found = [each for each in found if str(each.get("iid")) in asked]
        here = {str(each.get("iid")) for each in found}
        gone: list[Node] = [{"iid": int(each), "gone_at": instant(now)} for each in asked if each not in here]
        # A pipeline that is gone leaves its facts as they are.
        if rows := found if walked.by_iid is None else [*found, *gone]:
            yield Page(walked.stream, f"items/{instant(now)}/{asked[0]}", rows, {}, skipped=tuple(asking.skipped))
        asking.skipped.clear()
        wanted = [each for each in wanted if each not in asked]


async def _found(asking: Asking, walked: Walked, asked: Sequence[str]) -> list[Node]:
    if walked.by_iid is not None:
        answer = await asking.sized(walked, queries.items_query, {"iids": list(asked)})
        return await _whole(asking, walked, _nodes(_listed(answer)))
    named = {f"iid{place}": each for place, each in enumerate(asked)}
    answer = await asking.project(queries.each_query(walked, len(asked)), {"inner": SIZES[asking.size][1], **named})
    found = [answer.get(f"row{place}") for place in range(len(asked))]
    return await _whole(asking, walked, [each for each in found if isinstance(each, dict)])


def _asking(http: Http, scope: Scope, at: Mapping[str, Any]) -> Asking:
    size = min(int(at.get("size") or 0), len(SIZES) - 1)
    return Asking(http, scope, at.get("path") or "", size, bool(at.get("licensed", True)))


def _listed(found: Mapping[str, Any]) -> Mapping[str, Any]:
    listed = found.get("rows")
    # A project whose issues or pipelines are switched off has no such list.
    return listed if isinstance(listed, dict) else {}


def _nodes(listed: Mapping[str, Any]) -> list[Node]:
    return [each for each in listed.get("nodes") or [] if isinstance(each, dict)]


def _changed(walked: Walked, node: Mapping[str, Any]) -> str:
    return instant(Fields(node, walked.stream).at("updated_at"))


def _before(newest: str) -> str:
    return instant(datetime.fromisoformat(newest) - OVERLAP)


async def _whole(asking: Asking, walked: Walked, nodes: list[Node]) -> list[Node]:
    """Things with all that belongs to them, and what GraphQL does not say of them."""
    await asking.complete(walked, nodes)
    if walked is queries.MERGE_REQUESTS:
        await _squashed(asking, nodes)
    elif walked is queries.ISSUES:
        await _label_names(asking, nodes)
    return nodes


async def _squashed(asking: Asking, nodes: Iterable[Node]) -> None:
    """The commit a merge request was squashed to, where no merge commit stands beside it: only REST names it."""
    asked = [
        str(each.get("iid")) for each in nodes
        if each.get("merged_at") and each.get("squash_on_merge") and not each.get("merge_commit_sha")
    ]  # fmt: skip
    if not asked:
        return
    path = f"{REST}/projects/{asking.scope.external_id}/merge_requests"
    answer = await asking.http.get(path, {"iids[]": asked, "per_page": 100, "state": "merged"})
    made = {str(each.get("iid")): each.get("squash_commit_sha") for each in rows_of(answer.json(), path)}
    for each in nodes:
        if str(each.get("iid")) in made:
            each["squash_commit_sha"] = made[str(each.get("iid"))]


async def _label_names(asking: Asking, nodes: Iterable[Node]) -> None:
    """Sentences about labels name them by number: what they are called is put beside them."""
    mentioned = {id(each): _mentioned(each) for each in nodes}
    if not any(mentioned.values()):
        return
    names = await asking.labels()
    for each in nodes:
        each["label_names"] = {word: names[word] for word in sorted(mentioned[id(each)]) if word in names}


def _mentioned(node: Mapping[str, Any]) -> set[str]:
    return {
        number
        for discussion in Fields(node, "issues").many("discussions")
        for note in discussion.many("notes")
        if note.flag_or("system")
        for number in _LABEL_NUMBER.findall(note.text("body"))
    }
