"""Errors told to a Sentry-compatible server: what kind, where in our code, and whose request. Off without a DSN.

Only what is listed here is sent: everything else an event may hold (bodies, cookies, headers, addresses, variables, the
words of an exception, the machine's name) is never picked up, and what is picked up anyway is dropped at the door.
"""

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from aexy.logs import ids_here
from aexy.settings import Settings
from aexy.watch import own_version

if TYPE_CHECKING:
    from sentry_sdk.types import Event, Hint

_GRACE_SECONDS: Final = 2.0
_KEPT: Final = ("event_id", "timestamp", "level", "logger", "platform", "release", "sdk", "transaction")
_OF_A_FRAME: Final = ("filename", "module", "function", "lineno", "in_app", "context_line")


def start(settings: Settings, service: str) -> bool:
    """Tell the errors of this process from here on, if the settings say whom; whether they do."""
    if settings.sentry_dsn is None:
        return False
    # Half a second and 10 MB that nobody pays who does not ask for it.
    import sentry_sdk  # noqa: PLC0415
    from sentry_sdk.integrations.logging import LoggingIntegration  # noqa: PLC0415

    sentry_sdk.init(
        dsn=settings.sentry_dsn.get_secret_value(),
        release=f"aexy@{own_version()}",
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[LoggingIntegration(level=None, event_level=logging.ERROR)],
        before_send=scrub,
        max_breadcrumbs=0,
        include_local_variables=False,
        max_request_body_size="never",
        send_default_pii=False,
        server_name="",
        shutdown_timeout=_GRACE_SECONDS,
    )
    sentry_sdk.set_tag("service", service)
    return True


def stop() -> None:
    """Send what waits, within a moment."""
    import sentry_sdk  # noqa: PLC0415 (loaded already where it matters)

    sentry_sdk.flush(_GRACE_SECONDS)


def scrub(event: "Event", hint: "Hint") -> "Event | None":  # noqa: ARG001 - the interface's
    """The event with what may leave, and nothing else."""
    given: Mapping[str, Any] = event
    kept: dict[str, Any] = {name: given[name] for name in _KEPT if name in given}
    kept["tags"] = {**(given.get("tags") or {}), **ids_here()}
    # Our log sentences are constants; what is put into them is not.
    kept["logentry"] = {"message": str((given.get("logentry") or {}).get("message", ""))}
    kept["exception"] = {"values": [_bare(one) for one in (given.get("exception") or {}).get("values", ())]}
    return kept  # type: ignore[return-value]  # the same shape with less in it


def _bare(one: Mapping[str, Any]) -> dict[str, Any]:
    frames = (one.get("stacktrace") or {}).get("frames") or ()
    return {
        "type": one.get("type"),
        "module": one.get("module"),
        "value": "",
        "stacktrace": {"frames": [{name: frame.get(name) for name in _OF_A_FRAME} for frame in frames]},
    }
