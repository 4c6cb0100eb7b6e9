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
_LABEL_NUMBER = re.compile(r"~(\d+)")


async def walk(http: Http, scope: Scope, walked: Walked, cursor: Cursor | None) -> AsyncIterator[Page]:
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
        # Pages come one after another: what is known of the project goes along.
        kept = {"path": asking.path, "size": asking.size, "licensed": asking.licensed}
        at = {**kept, "since": since, "after": after, "newest": newest, "n": number, "done": done} if after else {
            **kept, "since": _before(newest) if newest else since,
        }  # fmt: skip
        name = f"{since or 'all'}/{number}" if nodes else None
        yield Page(walked.stream, name, nodes, at, done, listed.get("count"), tuple(asking.skipped))
        asking.skipped.clear()
        if after is None:
            return


async def items(
    http: Http, scope: Scope, walked: Walked, numbers: Sequence[str], now: datetime
) -> AsyncIterator[Page]:  # fmt: skip
    """Single things; those that are not there come as rows that say so."""
    asking = _asking(http, scope, {})
    wanted = list(dict.fromkeys(numbers))
    while wanted:
        if walked.by_iid is None:
            now_asked, wanted = wanted[:1], wanted[1:]
            query, size = queries.item_query(walked), SIZES[asking.size][1]
            row = (await asking.project(query, {"iid": now_asked[0], "inner": size})).get("row")
            nodes = await _whole(asking, walked, [row] if isinstance(row, dict) else [])
            gone: list[Node] = []
        else:
            first = SIZES[asking.size][0]
            now_asked, wanted = wanted[:first], wanted[first:]
            found = await asking.sized(walked, queries.items_query, {"iids": now_asked})
            nodes = await _whole(asking, walked, _nodes(_listed(found)))
            # A page may have become smaller while it was asked for: what it left out is not gone.
            missing = [each for each in now_asked if each not in {str(node.get("iid")) for node in nodes}]
            is_cut = len(now_asked) > SIZES[asking.size][0]
            wanted, missing = (missing + wanted, []) if is_cut else (wanted, missing)
            gone = [{"iid": int(each), "gone_at": instant(now)} for each in missing if each.isdecimal()]
        if rows := [*nodes, *gone]:
            yield Page(walked.stream, f"items/{instant(now)}/{now_asked[0]}", rows, {}, skipped=tuple(asking.skipped))
        asking.skipped.clear()


async def missing(http: Http, scope: Scope, walked: Walked, highest: int) -> tuple[list[int], int]:
    """Numbers up to the highest ever seen that nothing has any more, and the highest there is now."""
    asking, seen, after = Asking(http, scope), set[int](), None
    while True:
        found = await asking.project(queries.numbers_query(walked), {"after": after})
        listed = _listed(found)
        seen |= {Fields(each, walked.stream).number("iid") for each in _nodes(listed)}
        info = listed.get("page_info") or {}
        if not info.get("has_next_page"):
            break
        after = info.get("end_cursor")
    top = max(seen, default=0)
    return [each for each in range(1, max(top, highest) + 1) if each not in seen], max(top, highest)


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
