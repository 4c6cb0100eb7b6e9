"""What a server process says about itself: one JSON object a line, on standard error (docs/observability.md).

A line carries what it belongs to (request, workspace, account, job, workflow, trace) and no text of anybody's: what an
exception says may hold a row's values, so a traceback tells its kinds and places, and the words only at level debug.
"""

import logging
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType

import orjson

from aexy.kernel.text import harmless_json

# The request a line belongs to, set by the door; absent lines belong to the process.
request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

Ids = MutableMapping[str, object]
# What else the lines of this request or step belong to; whoever learns more adds to it (`belongs_to`).
_ids: ContextVar[Ids | None] = ContextVar("ids", default=None)

# In this order; anything else a line may carry was given with `extra`.
KNOWN_IDS = ("workspace_id", "account_id", "job_id", "workflow_id", "trace_id")

# What a record has by itself; anything else was given with `extra` and belongs into the line.
_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {
    "message", "asctime", "taskName", "color_message", "temporal_log",
}  # fmt: skip

# What these say was written by a programmer or the operating system, never by a person whose words we keep.
_HARMLESS = (OSError, AttributeError, TypeError, NameError, ImportError, MemoryError, RecursionError, AssertionError)


@contextmanager
def belonging(**known: object) -> Iterator[None]:
    """Every line written inside, also by tasks and threads started there, belongs to these and to what is outside."""
    token = _ids.set({**(_ids.get() or {}), **known})
    try:
        yield
    finally:
        _ids.reset(token)


def begin_belonging() -> None:
    """From here on this task's lines belong to nothing known yet: the beginning of a request."""
    _ids.set({})


def belongs_to(**more: object) -> None:
    """The lines of this request or step belong to these too; without any, nothing happens."""
    ids = _ids.get()
    if ids is not None:
        ids.update(more)


def ids_here() -> dict[str, str]:
    """What a line written here belongs to, as text, without what is unknown."""
    found = _ids.get() or {}
    known = {"request_id": request_id.get(), **{name: found.get(name) for name in KNOWN_IDS}}
    return {name: str(value) for name, value in known.items() if value is not None}


class JsonLines(logging.Formatter):
    """time, level, logger, process, message, the ids, what was given with `extra`, and a traceback if there is one."""

    def __init__(self, service: str = "aexy") -> None:
        super().__init__()
        self.service = service

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "service": self.service,
            "process": record.process,
            "logger": record.name,
            "message": record.getMessage(),
            **ids_here(),
        }
        line |= {key: value for key, value in vars(record).items() if key not in _USUAL}
        if record.exc_info and record.exc_info[1]:
            line["traceback"] = without_words(record.exc_info[1])
        return harmless_json(orjson.dumps(line, default=str).decode())


def without_words(error: BaseException) -> str:
    """Kinds and places of an error and of what caused it; its words where they cannot be anybody's, or at debug."""
    told = traceback.TracebackException.from_exception(error)
    if not logging.getLogger().isEnabledFor(logging.DEBUG):
        _silence(told, error)
    return "".join(told.format()).rstrip()


def _silence(told: traceback.TracebackException, error: BaseException | None) -> None:
    if error is None:
        return
    if not isinstance(error, _HARMLESS):
        told._str = ""  # type: ignore[attr-defined]  # noqa: SLF001 - the only place the words are kept
        told.__notes__ = None
    if told.__cause__:
        _silence(told.__cause__, error.__cause__)
    if told.__context__:
        _silence(told.__context__, error.__context__)
    if told.exceptions and isinstance(error, BaseExceptionGroup):
        for each, one in zip(told.exceptions, error.exceptions, strict=False):
            _silence(each, one)


def log_as_json(level: str, service: str = "aexy") -> None:
    """Send everything of this level (debug, info, warning, error) and above to standard error, as lines of `service`.

    Warnings of the interpreter and what nobody caught become lines too.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines(service))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    sys.excepthook = _last_line
    # A line per request to a provider is a flood, and says addresses with all that is asked in them.
    for chatty in ("httpx", "httpcore", "asyncio", "urllib3", "opentelemetry"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, logging.getLogger().level))
    # The pulse says once that the database is away; its pools would say so at every try.
    logging.getLogger("asyncpg.pool").setLevel(logging.ERROR)


def _last_line(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("aexy").critical("The process ends: nobody caught this.", exc_info=(kind, error, trace))
