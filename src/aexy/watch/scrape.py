"""The worker's measures, for a scraper on the same machine. A target of its own: `up` then says whether it lives."""

from prometheus_client import start_http_server

from aexy.kernel.errors import Unavailable
from aexy.watch.measures import REGISTRY

LOOPBACK = "127.0.0.1"


def listen(port: int) -> None:
    """Answer there until the process ends; Unavailable when the port is taken."""
    try:
        start_http_server(port, addr=LOOPBACK, registry=REGISTRY)
    except OSError as error:
        raise Unavailable(
            f"{LOOPBACK}:{port} cannot be listened on: {error.strerror or error}.",
            next_step="Give another AEXY_WORKER_METRICS_PORT.",
        ) from error
