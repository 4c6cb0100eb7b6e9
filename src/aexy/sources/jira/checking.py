"""Trying a token: whose it is, what it may not do, and how this Jira's fields will be read."""

from collections.abc import Mapping
from typing import Final

from aexy.kernel.errors import AexyError, NotSignedIn, SourceFailed, Unknown
from aexy.sources.contract import Checked, Options
from aexy.sources.jira.asking import Asking
from aexy.sources.jira.dialect import AGAIN
from aexy.sources.jira.lexicon import Lexicon, lexicon
from aexy.sources.taking import rows, said, text

_NEEDED: Final[Mapping[str, str]] = {
    "BROWSE_PROJECTS": "Without Browse projects no issue can be read.",
    "USER_PICKER": "Without Browse users and groups only people that issues name are known.",
}


async def checked(asking: Asking, options: Options) -> Checked:
    """Ask who one is. Raises NotSignedIn, Forbidden or SourceFailed with what to do."""
    try:
        me = await asking.get(f"{asking.api}/myself")
    except Unknown as error:
        raise SourceFailed(
            f"There is no Jira at {asking.http.base}.", next_step="Give the address that people see in their browser."
        ) from error
    account = text(me, "emailAddress") or text(me, "displayName") or text(me, "name") or text(me, "accountId")
    if account is None:
        raise NotSignedIn("Jira did not say whose token this is.", next_step=AGAIN)
    had = await _permissions(asking)
    words = await lexicon(asking, options)
    return Checked(
        account=account,
        scopes=tuple(sorted(name for name, has in had.items() if has)),
        missing={name: why for name, why in _NEEDED.items() if had.get(name) is False},
        notes=(*await _edition(asking), *await _points(asking, words)),
    )


async def _permissions(asking: Asking) -> dict[str, bool]:
    answer = await asking.get(f"{asking.api}/mypermissions", {"permissions": ",".join(_NEEDED)})
    found = said(answer, "permissions")
    asked = found if isinstance(found, Mapping) else {}
    return {name: said(asked[name], "havePermission") is True for name in _NEEDED if name in asked}


async def _edition(asking: Asking) -> list[str]:
    """A site whose address does not tell what it is may be spoken to in the wrong way."""
    try:
        kind = text(await asking.get("/rest/api/2/serverInfo"), "deploymentType")
    except AexyError:
        return []
    if kind is not None and (kind == "Cloud") != asking.is_cloud:
        named = "cloud" if kind == "Cloud" else "server"
        return [f"This is Jira {kind}: set the option `edition` to `{named}`, or nothing can be read from it."]
    return []


async def _points(asking: Asking, words: Lexicon) -> list[str]:
    fields = rows({"all": await asking.get(f"{asking.api}/field")}, "all")
    named = {str(each.get("id")): str(each.get("name")) for each in fields}
    if not words.story_points:
        return ["No field holds story points; name one with the option `story_points_field`, or issues have none."]
    told = " or ".join(f"{named.get(field, field)} ({field})" for field in words.story_points)
    return [f"Story points are read from {told}."]
