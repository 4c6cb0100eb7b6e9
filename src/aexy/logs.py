"""What a server process says about itself: one JSON object a line, on standard error."""

import logging
from contextvars import ContextVar
from datetime import UTC, datetime

import orjson

# The request (or job) a line belongs to, set by the door; absent lines belong to the process.
request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

# What a record has by itself; anything else was given with `extra` and belongs into the line.
_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}


class JsonLines(logging.Formatter):
    """time, level, logger, message, request_id, what was given with `extra`, and the traceback if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if (belongs_to := request_id.get()) is not None:
            line["request_id"] = belongs_to
        line |= {key: value for key, value in vars(record).items() if key not in _USUAL}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()


def log_as_json(level: str) -> None:
    """Send everything of this level (debug, info, warning, error) and above to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # A line per request to a provider is a flood, and says addresses with all that is asked in them.
    logging.getLogger("httpx").setLevel(max(logging.WARNING, logging.getLogger().level))
