"""What happens by itself: once an hour the house is kept."""

from datetime import timedelta

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
    ScheduleUpdate,
    ScheduleUpdateInput,
)

from aexy.jobs.job import Queue

HOUSEKEEPING = "housekeeping"

# Midnight comes at a whole hour, a half or a quarter past one, so an hourly round is at most an hour late, and what one
# round misses the next one finds: a round looks for workspaces whose day began, not at the clock.
_HOURLY = Schedule(
    action=ScheduleActionStartWorkflow("Housekeeping", id=HOUSEKEEPING, task_queue=Queue.OPERATIONS),
    spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=timedelta(hours=1), offset=timedelta(minutes=1))]),
    policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=timedelta(hours=1)),
)


async def register(client: Client) -> None:
    """Make the server's schedule what it says here, whatever it said before; also start one round now."""
    try:
        await client.create_schedule(HOUSEKEEPING, _HOURLY, trigger_immediately=True)
    except ScheduleAlreadyRunningError:
        handle = client.get_schedule_handle(HOUSEKEEPING)
        await handle.update(_as_declared)
        await handle.trigger()


async def _as_declared(_: ScheduleUpdateInput) -> ScheduleUpdate:
    return ScheduleUpdate(_HOURLY)
