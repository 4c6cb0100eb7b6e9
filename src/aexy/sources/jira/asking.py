"""Jira's API, in the cloud and on a server of one's own: searching, lists in parts, single things by number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self
from urllib.parse import urlsplit

import orjson

from aexy.sources.contract import Options
from aexy.sources.http import Http
from aexy.sources.jira.dialect import check_signed_in
from aexy.sources.jira.walking import Found
from aexy.sources.taking import rows, said, text, whole

_CLOUD_HOSTS: Final = (".atlassian.net", ".jira.com", ".jira-dev.com")
_GATEWAY: Final = "api.atlassian.com"
_PART: Final = 100
_MOST_PARTS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Asking:
    """One connection's way to ask. `is_cloud` tells which of the two interfaces it speaks."""

    http: Http
    is_cloud: bool

    @classmethod
    def of(cls, http: Http, options: Options) -> Self:
        """By the option `edition`, else by the host."""
        chosen, host = options.get("edition"), urlsplit(http.base).hostname or ""
        if chosen in ("cloud", "server"):
            return cls(http, chosen == "cloud")
        return cls(http, host.endswith(_CLOUD_HOSTS) or host == _GATEWAY)

    @property
    def api(self) -> str:
        """Where the platform's interface begins."""
        return "/rest/api/3" if self.is_cloud else "/rest/api/2"

    async def get(self, path: str, params: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401
        """An answer."""
        answer = await self.http.get(path, params)
        check_signed_in(answer.headers)
        return answer.json()

    async def post(self, path: str, asked: Mapping[str, Any]) -> Any:  # noqa: ANN401
        """An answer to a question that is too long for an address. Nothing is changed by it."""
        answer = await self.http.send(
            "POST", path, content=orjson.dumps(asked), headers={"content-type": "application/json"}
        )
        check_signed_in(answer.headers)
        return answer.json()

    async def search(
        self,
        jql: str,
        fields: Sequence[str],
        *,
        size: int,
        start: int = 0,
        token: str | None = None,
        whole_: bool = True,
    ) -> Found:
        """A page of issues; `whole_`: with their change logs. What it names and is not there is passed over."""
        expand = ["changelog"] if whole_ else []
        asked: dict[str, Any] = {"jql": jql, "fields": list(fields), "maxResults": size}
        if self.is_cloud:
            asked |= {"expand": ",".join(expand)} if expand else {}
            asked |= {"nextPageToken": token} if token else {}
            answer = await self.post(f"{self.api}/search/jql", asked)
            on = text(answer, "nextPageToken")
            return Found(rows(answer, "issues"), on is not None and said(answer, "isLast") is not True, on)
        asked |= {"startAt": start, "expand": expand, "validateQuery": False}
        answer = await self.post(f"{self.api}/search", asked)
        found, total = rows(answer, "issues"), whole(answer, "total") or 0
        return Found(found, bool(found) and start + len(found) < total, None, total)

    async def count(self, jql: str) -> int | None:
        """About how many issues there are; None where that is not said."""
        if not self.is_cloud:
            return (await self.search(jql, ["id"], size=1, whole_=False)).total
        return whole(await self.post(f"{self.api}/search/approximate-count", {"jql": jql}), "count")

    async def listed(self, path: str, name: str, params: Mapping[str, Any] | None = None) -> list[Mapping[str, Any]]:
        """All of a list that is given in parts, whose rows stand under that name."""
        found: list[Mapping[str, Any]] = []
        for _ in range(_MOST_PARTS):
            answer = await self.get(path, {**(params or {}), "startAt": len(found), "maxResults": _PART})
            part, total = rows(answer, name), whole(answer, "total")
            found += part
            is_last = said(answer, "isLast")
            over = is_last is True or (is_last is None and (total is None or len(found) >= total))
            if not part or over:
                break
        return found

    async def by_ids(self, ids: Sequence[str], fields: Sequence[str]) -> list[Mapping[str, Any]]:
        """Those issues of these that are there and may be seen, a hundred at most."""
        if not self.is_cloud:
            named = ", ".join(str(int(each)) for each in ids)
            return (await self.search(f"id in ({named})", fields, size=_PART)).issues
        asked = {"issueIdsOrKeys": list(ids), "fields": list(fields), "expand": ["changelog"]}
        return rows(await self.post(f"{self.api}/issue/bulkfetch", asked), "issues")
