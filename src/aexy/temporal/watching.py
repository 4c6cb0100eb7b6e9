"""What each step of a job says about itself: whose lines it writes, how long it took, its span."""

import logging
from collections.abc import Sequence
from typing import Any

from temporalio import activity
from temporalio.client import Interceptor as ClientInterceptor
from temporalio.runtime import LogForwardingConfig, LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from aexy.logs import belonging
from aexy.watch import traces
from aexy.watch.measures import working


class _WatchedStep(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002, ANN401 - the interface's
        """Carry it out, its lines marked with whom they are about."""
        about, workflow_id = activity.info(), activity.info().workflow_id
        order = input.args[0] if input.args else None
        ids = {
            "workspace_id": getattr(order, "workspace_id", None),
            "job_id": getattr(order, "job_id", None),
            "workflow_id": workflow_id,
            "trace_id": traces.trace_here(),
        }
        with belonging(**ids), working(about.activity_type):
            return await self.next.execute_activity(input)


class WatchedSteps(Interceptor):
    """Puts the watch on every step of a worker."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 - the interface's
        """Innermost, so that the step's span is there already."""
        return _WatchedStep(next)


def tracing() -> Sequence[ClientInterceptor]:
    """What carries a trace from the order to its steps; nothing while traces are off."""
    if not traces.is_on():
        return ()
    from temporalio.contrib.opentelemetry import TracingInterceptor  # noqa: PLC0415 (nobody else pays for it)

    return (TracingInterceptor(),)


def speak_as_lines() -> None:
    """What the client's own core has to say becomes lines of ours; it would write to the terminal otherwise."""
    words = LoggingConfig(
        TelemetryFilter(core_level="WARN", other_level="ERROR"),
        forwarding=LogForwardingConfig(logging.getLogger("temporal")),
    )
    Runtime.set_default(Runtime(telemetry=TelemetryConfig(logging=words)), error_if_already_set=False)
