"""An error is told to a Sentry-compatible server by kind and place, and nothing else of it leaves."""

import os
import subprocess
import sys

from tests.watch.receiver import Receiver

PROGRAM = """
import logging
from aexy.logs import belonging, log_as_json
from aexy.settings import Settings
from aexy.watch import errors

settings = Settings()
log_as_json("info", "api")
assert errors.start(settings, "api")

def counted(name):
    address = f"{name}@example.org"
    raise ValueError(f"{address} has no commits")

with belonging(workspace_id="w-1", job_id="j-1"):
    try:
        counted("ada")
    except ValueError as error:
        logging.getLogger("aexy.api").exception("It failed for %s", "ada", extra={"body": "ada wrote this"})
errors.stop()
"""


def test_an_error_is_told_by_kind_and_place_and_no_word_of_it() -> None:
    with Receiver() as receiver:
        environment = os.environ | {"AEXY_SENTRY_DSN": receiver.dsn, "SENTRY_ENVIRONMENT": "secret-place"}
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stderr
        assert len(receiver.events) == 1
        event = receiver.events[0]
        sent = receiver.raw
    error = event["exception"]["values"][0]
    assert error["type"] == "ValueError"
    assert error["stacktrace"]["frames"][-1]["function"] == "counted"
    assert event["logentry"]["message"] == "It failed for %s"
    assert event["tags"] == {"service": "api", "workspace_id": "w-1", "job_id": "j-1"}
    assert b"ada@example.org" not in sent
    assert b"ada wrote this" not in sent
    assert b"ada" not in sent.replace(b'"metadata"', b"")
    assert os.uname().nodename.encode() not in sent


def test_without_a_dsn_nothing_is_loaded() -> None:
    program = (
        "import sys; from aexy.settings import Settings; from aexy.watch import errors, traces\n"
        "assert not errors.start(Settings(), 'api') and not traces.start(Settings(), 'api')\n"
        "assert not {'sentry_sdk', 'opentelemetry.sdk', 'opentelemetry.exporter.otlp'} & sys.modules.keys()"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AEXY_")}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
