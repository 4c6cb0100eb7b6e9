"""Every measure there is, declared once: /internal/metrics, the dashboard, the alert rules and the documents use these.

Labels come from small closed sets (route templates, states, kinds) or are workspace ids, of which `MOST_WORKSPACES` are
shown; never a name, an address or anything else somebody chose. tests/watch holds that.
"""

import logging
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING, Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from aexy.watch import own_version

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
MOST_WORKSPACES: Final = 200
METHODS: Final = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
NO_ROUTE: Final = "unmatched"
PAGES: Final = "pages"

_ANSWERS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_WORK = (0.05, 0.25, 1, 5, 15, 60, 300, 900, 3600, 14400)

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)


def _counter(name: str, says: str, *labels: str) -> Counter:
    return Counter(name, says, labels, registry=REGISTRY)


def _gauge(name: str, says: str, *labels: str) -> Gauge:
    return Gauge(name, says, labels, registry=REGISTRY)


def _histogram(name: str, says: str, *labels: str, buckets: tuple[float, ...] = _ANSWERS) -> Histogram:
    return Histogram(name, says, labels, registry=REGISTRY, buckets=buckets)


# What each process counts of itself.
REQUESTS = _histogram(
    "aexy_http_request_duration_seconds", "Time to an answer, by route template.", "method", "route", "status"
)
IN_FLIGHT = _gauge("aexy_http_requests_in_flight", "Requests that wait for their answer now.")
REFUSED = _counter(
    "aexy_rate_limit_refusals", "Requests refused because there were too many, by class of route.", "route_class"
)
ANSWERS = _counter(
    "aexy_answers", "Readings asked for that could be kept: kept gives the last again, made counts anew.", "outcome"
)
CACHE = _counter(
    "aexy_cache_requests", "What the cache in Valkey was asked for: hit, miss, or out of order.", "outcome"
)
STATEMENTS_REFUSED = _counter(
    "aexy_database_refusals", "Statements refused at once because the database does not answer."
)
POOL = _gauge(
    "aexy_database_connections",
    "Connections to PostgreSQL by pool: open, idle and the most there may be.",
    "pool",
    "state",
)
ACTIVITIES = _histogram(
    "aexy_activity_duration_seconds", "Steps of jobs, by name and how they ended.", "activity", "outcome", buckets=_WORK
)
PROVIDER = _histogram(
    "aexy_provider_request_duration_seconds", "Requests to providers, by their status.", "provider", "status"
)
PROVIDER_LEFT = _gauge(
    "aexy_provider_requests_left", "What a provider last said it still allows, the least of all tokens.", "provider"
)
DELIVERIES = _counter("aexy_alert_deliveries", "Alerts sent out, by way and outcome.", "channel", "outcome")
ERRORS = _counter("aexy_log_errors", "Lines logged at level error or above.")
BUILD = _gauge("aexy_build_info", "Always 1; the version that runs stands in its label.", "version")

# What the API finds out when it is asked.
PART_UP = _gauge("aexy_part_up", "Whether a part answers: database, cache, job server.", "part")
PART_SECONDS = _gauge("aexy_part_answer_seconds", "How long a part took to answer.", "part")
JOBS = _gauge("aexy_jobs", "Jobs by queue and state: queued, running.", "queue", "state")
JOBS_FAILED = _gauge("aexy_jobs_failed_last_day", "Jobs that failed within the last 24 hours, by queue.", "queue")
OLDEST_JOB = _gauge("aexy_oldest_queued_job_seconds", "How long the longest waiting job waits.")
INBOX = _gauge("aexy_inbox_deliveries", "Web hooks kept and not read yet (received), or given up (dead).", "state")
DELIVERIES_WAITING = _gauge("aexy_alert_deliveries_waiting", "Alerts that wait to be sent.")
SYNC_AGE = _gauge("aexy_sync_age_seconds", "Since the connection read longest ago was read, by workspace.", "workspace")
SNAPSHOT_AGE = _gauge("aexy_snapshot_age_seconds", "Since numbers were counted last, by workspace.", "workspace")
WORKSPACES = _gauge("aexy_workspaces", "How many workspaces there are.")
DISK_FREE = _gauge("aexy_disk_free_bytes", "Free space where the data folder is.")

BUILD.labels(own_version()).set(1)
for _cold in ("hit", "miss", "error"):
    CACHE.labels(_cold)
for _cold in ("kept", "made"):
    ANSWERS.labels(_cold)


class CountErrors(logging.Handler):
    """Counts what is logged at level error or above."""

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002 - the interface's
        """One more."""
        ERRORS.inc()


def count_errors() -> None:
    """From here on every error this process logs is counted."""
    logging.getLogger().addHandler(CountErrors(logging.ERROR))


def answered(method: str, route: str, status: int, seconds: float) -> None:
    """A request was answered."""
    REQUESTS.labels(method if method in METHODS else "OTHER", route, str(status)).observe(seconds)


def refused(route_class: str) -> None:
    """A request was refused because there were too many of its class: one of the classes the limits declare."""
    REFUSED.labels(route_class).inc()


@contextmanager
def working(activity: str) -> "Iterator[None]":
    """A step of a job, however it ends."""
    began, outcome = perf_counter(), "failed"
    try:
        yield
        outcome = "done"
    finally:
        ACTIVITIES.labels(activity, outcome).observe(perf_counter() - began)


def total(counter: Counter, outcome: str | None = None) -> float:
    """What a counter has come to, over all its labels or with this one."""
    return sum(
        sample.value
        for family in counter.collect()
        for sample in family.samples
        if sample.name.endswith("_total") and (outcome is None or outcome in sample.labels.values())
    )


def names() -> frozenset[str]:
    """Every name a query may use: a histogram's three, a counter's total, a gauge's own, and the process's."""
    found: set[str] = set()
    for family in REGISTRY.collect():
        suffixes = {"histogram": ("_bucket", "_count", "_sum"), "counter": ("_total",)}.get(family.type, ("",))
        found.update(f"{family.name}{suffix}" for suffix in suffixes)
    return frozenset(found)


def exposition() -> bytes:
    """All of it, as Prometheus reads it."""
    return generate_latest(REGISTRY)
