"""`aexy serve`, and `python -m aexy.cli.serve`: the API and the pages. Composed here, above the doors it joins."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import click

from aexy.api.app import create_app, utc_now
from aexy.api.server import bind
from aexy.api.server import serve as answer
from aexy.context import Context
from aexy.logs import log_as_json
from aexy.settings import Settings
from aexy.stack.production import insist
from aexy.temporal.dispatch import TemporalDispatcher
from aexy.temporal.watching import speak_as_lines
from aexy.watch import errors, traces
from aexy.watch.measures import count_errors
from aexy.wiring import addresses, open_context


@asynccontextmanager
async def open_surroundings(settings: Settings) -> AsyncIterator[Context]:
    """Everything the API works with; orders go to the job server."""
    dispatcher = await TemporalDispatcher.at(addresses(settings).temporal_address, settings.temporal_namespace)
    probes = {"jobs": dispatcher.answers, "worker": dispatcher.has_worker}
    async with open_context(settings, dispatcher=dispatcher, now=utc_now(), probes=probes) as context:
        yield context


@click.command()
@click.option("--host", help="The address to listen on; AEXY_HOST otherwise.")
@click.option("--port", type=click.IntRange(0, 65535), help="The port; 0 takes any; AEXY_PORT otherwise.")
@click.option("--quiet", is_flag=True, help="Write lines of JSON only, the address among them.")
def serve(host: str | None, port: int | None, *, quiet: bool) -> None:
    """Answer requests with the servers that run already. `aexy up` does this for you."""
    settings = Settings()
    if host is not None:
        settings = settings.model_copy(update={"host": host})
    insist(settings)
    log_as_json(settings.log_level, "api")
    speak_as_lines()
    traces.start(settings, "aexy-api")
    errors.start(settings, "api")
    count_errors()
    addresses(settings)
    listening = bind(settings.host, settings.port if port is None else port)
    app = create_app(settings, lambda: open_surroundings(settings))
    started = _log_address if quiet else click.echo
    try:
        answer(app, listening, started=started, forwarded_allow=settings.forwarded_allow)
    finally:
        traces.stop()


def _log_address(url: str) -> None:
    logging.getLogger("aexy.api").info("Listening.", extra={"url": url})


if __name__ == "__main__":
    serve()
