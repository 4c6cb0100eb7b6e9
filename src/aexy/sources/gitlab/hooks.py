"""Web hooks: whether GitLab sent it, and what is to be asked for because of it.

Hooks leave out what facts need (sizes, reviews, times in a job), so most of them name a thing that is then asked for
whole: the same rows by the same way, whichever came first.
"""

import hmac
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from aexy.sources.contract import Heard, Hint, Row
from aexy.sources.gitlab.discovering import instant

_SIGNING = b"whsec_"
_ZEROS = "0" * 40


def verify(headers: Mapping[str, str], body: bytes, secrets: Sequence[bytes]) -> bool:
    """Whether one of the secrets stands in its head (secret token) or signed it (signing token, `whsec_…`)."""
    fits = False
    for secret in secrets:
        # No early way out: how long it takes says nothing of which secret it was.
        fits |= _signed(headers, body, secret) if secret.startswith(_SIGNING) else _named(headers, secret)
    return fits


def _named(headers: Mapping[str, str], secret: bytes) -> bool:
    said = headers.get("x-gitlab-token", "").encode("utf-8", "surrogateescape")
    return bool(secret) and hmac.compare_digest(sha256(said).digest(), sha256(secret).digest())


def _signed(headers: Mapping[str, str], body: bytes, secret: bytes) -> bool:
    try:
        key = b64decode(secret.removeprefix(_SIGNING), validate=True)
    except NotBase64:
        return False
    before = f"{headers.get('webhook-id', '')}.{headers.get('webhook-timestamp', '')}."
    made = b64encode(hmac.digest(key, before.encode("utf-8", "surrogateescape") + body, "sha256"))
    fits = False
    for each in headers.get("webhook-signature", "").split():
        version, _, signature = each.partition(",")
        same = hmac.compare_digest(signature.encode("utf-8", "surrogateescape"), made)
        fits |= version == "v1" and same
    return fits and bool(key)


def delivery(headers: Mapping[str, str], body: bytes) -> tuple[str, str]:
    """What stays the same when GitLab sends it once more, and the event's name."""
    known = next(
        (said for name in ("idempotency-key", "webhook-id", "x-gitlab-event-uuid") if (said := headers.get(name))), None
    )
    return known or sha256(body).hexdigest(), headers.get("x-gitlab-event", "")


def hear(event: str, payload: object, now: datetime) -> Heard:
    """What a delivery says. What is mangled or not known is ignored, saying so."""
    if not isinstance(payload, Mapping):
        return Heard(ignored="The delivery is no object.")
    kind = _text(payload, "object_kind") or _text(payload, "event_name") or event
    listener = _LISTENERS.get(kind)
    if listener is None:
        return Heard(ignored=f"Nothing is counted from {kind[:60] or 'a delivery without a name'}.")
    return listener(payload, now) or Heard(ignored=f"The {kind} delivery does not say what it is about.")


def _text(payload: Mapping[str, Any], *names: str) -> str:
    value: object = payload
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, str) else ""


def _number(payload: Mapping[str, Any], *names: str) -> str:
    value: object = payload
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return str(value) if type(value) is int and value > 0 else ""


def _project(payload: Mapping[str, Any]) -> str:
    return _number(payload, "project", "id") or _number(payload, "project_id")


def _ask(stream: str, project: str, item: str) -> Heard | None:
    return Heard(hints=(Hint(stream, project, item),)) if project and item else None


def _merge_request(payload: Mapping[str, Any], now: datetime) -> Heard | None:
    del now
    project = _number(payload, "object_attributes", "target_project_id") or _project(payload)
    return _ask("merge_requests", project, _number(payload, "object_attributes", "iid"))


def _issue(payload: Mapping[str, Any], now: datetime) -> Heard | None:
    del now
    return _ask("issues", _project(payload), _number(payload, "object_attributes", "iid"))


def _note(payload: Mapping[str, Any], now: datetime) -> Heard | None:
    del now
    about = _text(payload, "object_attributes", "noteable_type")
    if about == "MergeRequest":
        project = _number(payload, "merge_request", "target_project_id") or _project(payload)
        return _ask("merge_requests", project, _number(payload, "merge_request", "iid"))
    if about == "Issue":
        return _ask("issues", _project(payload), _number(payload, "issue", "iid"))
    return Heard(ignored=f"Comments on {about[:60] or 'something unnamed'} are not counted.")


def _pipeline(payload: Mapping[str, Any], now: datetime) -> Heard | None:
    del now
    return _ask("pipelines", _project(payload), _number(payload, "object_attributes", "iid"))


def _job(payload: Mapping[str, Any], now: datetime) -> Heard | None:
    del payload, now
    return Heard(ignored="A job is read with its pipeline, whose own hook tells of it.")


def _deployment(payload: Mapping[str, Any], now: datetime) -> Heard | None:
    del now
    return _ask("deployments", _project(payload), _number(payload, "deployment_id"))


def _release(payload: Mapping[str, Any], now: datetime) -> Heard | None:
    project, tag = _project(payload), _text(payload, "tag")
    if not (project and tag):
        return None
    if _text(payload, "action") == "delete":
        return Heard(rows=(("releases", project, {"tag_name": tag, "gone_at": instant(now)}),))
    return _ask("releases", project, tag)


def _push(payload: Mapping[str, Any], now: datetime) -> Heard | None:
    project, ref, after = _project(payload), _text(payload, "ref"), _text(payload, "after")
    if not (project and ref and after):
        return None
    if after == _ZEROS:
        return Heard(ignored="A branch was deleted.")
    before = _text(payload, "before")
    row: Row = {
        "ref": ref, "after": after, "before": before or None, "pushed_at": instant(now),
        "user_id": payload.get("user_id"), "user_username": _text(payload, "user_username") or None,
        "user_name": _text(payload, "user_name") or None,
    }  # fmt: skip
    return Heard(rows=(("pushes", project, row),))


def _destroyed(payload: Mapping[str, Any], now: datetime) -> Heard | None:
    project = _number(payload, "project_id")
    row: Row = {"project_gone": True, "at": instant(now)}
    return Heard(rows=(("repository", project, row),)) if project else None


def _moved(payload: Mapping[str, Any], now: datetime) -> Heard | None:
    """Its number stays, by which it is known; where it is now is found when it is read the next time."""
    del payload, now
    return Heard(ignored="The project is known by its number, which stays.")


_LISTENERS: Final[Mapping[str, Callable[[Mapping[str, Any], datetime], Heard | None]]] = {
    "merge_request": _merge_request, "Merge Request Hook": _merge_request,
    "issue": _issue, "Issue Hook": _issue, "work_item": _issue, "Confidential Issue Hook": _issue,
    "note": _note, "Note Hook": _note, "Confidential Note Hook": _note,
    "pipeline": _pipeline, "Pipeline Hook": _pipeline,
    "build": _job, "Job Hook": _job,
    "deployment": _deployment, "Deployment Hook": _deployment,
    "release": _release, "Release Hook": _release,
    "push": _push, "Push Hook": _push,
    "project_destroy": _destroyed, "project_rename": _moved, "project_transfer": _moved,
}  # fmt: skip
