"""Signs that somebody's work is unlike what is usual for them: the analysis, declared."""

import polars as pl

from aexy.features.intelligence.analysis import Analysis, Settings
from aexy.features.intelligence.burnout_schemas import BurnoutSigns
from aexy.features.intelligence.frames import Frames
from aexy.kernel.analyses import burnout as kernel
from aexy.kernel.analyses.burnout_days import Worked
from aexy.kernel.delivery.working_hours import Shift
from aexy.kernel.metric import Audience
from aexy.store.analysis_facts import work_times

SAYS = (
    "How far the last four weeks are from what is usual for this person: 0 when nothing is, up to a half for one sign "
    "however strong, and nearer to 1 the more signs there are. Held against nobody else."
)
CAUTION = (
    "Signs in commits and reviews, no diagnosis: who is worn out may commit as ever, and a move or a launch looks like "
    "strain. It is shown to the person alone, to think about."
)


def count(frames: Frames, settings: Settings) -> pl.DataFrame:
    """What the kernel's one function says of everybody these facts are about."""
    worked = Worked(
        commits=frames.of(work_times.read_committed),
        reviews=frames.of(work_times.read_reviewed),
        schedules=frames.of(work_times.read_schedules),
        days_off=frames.of(work_times.read_days_off),
        hours=frames.of(work_times.read_own_hours),
        shift=Shift(settings.work_starts_at, settings.work_ends_at),
    )
    return kernel.burnout(worked, frames.clock)


BURNOUT = Analysis(
    key="burnout",
    version=1,
    title="Beside your usual",
    caution=CAUTION,
    audience=Audience.SELF,
    count=count,
    shape=BurnoutSigns,
)
