"""Running analyses over one shared set of frames, side by side; one that fails takes none of the others with it."""

import hashlib
import logging
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from aexy.features.intelligence import rows
from aexy.features.intelligence.analysis import Analysis, Settings
from aexy.features.intelligence.frames import Frames
from aexy.features.intelligence.rows import Kept
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.periods import Clock
from aexy.store.session import Session, changing, session

log = logging.getLogger(__name__)

AT_ONCE = 4
FAILED = "It could not be counted; the others were. The server's log says why."


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """What everything is counted from, besides facts: it and the facts' version make the fingerprint."""

    workspace_id: WorkspaceId
    data_version: int
    now: datetime
    clock: Clock
    settings: Settings

    def fingerprint(self, analysis: Analysis) -> bytes:
        """Another one whenever the analysis might come to something else."""
        clock = self.clock
        days = (clock.today.isoformat(), clock.zone.key, sorted(clock.working_days), clock.late_from, clock.late_until)
        by = (analysis.key, analysis.version, self.data_version, *map(str, days), self.settings.spelled)
        return hashlib.blake2b(repr(by).encode(), digest_size=16).digest()


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run came to: results by analysis and person, and why an analysis has none."""

    results: Mapping[str, Mapping[int, dict[str, Any]]]
    failures: Mapping[str, str] = field(default_factory=dict)


def run(url: str, stand: Stand, analyses: Sequence[Analysis], whose: Collection[int] | None) -> Ran:
    """Count these analyses of these people (None: everybody), and keep what came of it. Blocking."""
    with session(url, stand.workspace_id) as opened:
        ran = count(opened, stand, analyses, whose)
        people = rows.humans(opened) if whose is None else sorted(whose)
    with changing(url, stand.workspace_id) as opened:
        rows.put(opened, _to_keep(stand, analyses, ran, people))
    return ran


def count(opened: Session, stand: Stand, analyses: Sequence[Analysis], whose: Collection[int] | None) -> Ran:
    """The same without keeping it."""
    frames = Frames.about(opened, whose, now=stand.now, clock=stand.clock)
    results: dict[str, Mapping[int, dict[str, Any]]] = {}
    failures: dict[str, str] = {}
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        begun = {one.key: pool.submit(_count_one, one, frames, stand.settings) for one in analyses}
        for key, future in begun.items():
            try:
                results[key] = future.result()
            except Exception:
                log.exception("An analysis failed.", extra={"analysis": key})
                failures[key] = FAILED
    return Ran(results, failures)


def _count_one(analysis: Analysis, frames: Frames, settings: Settings) -> Mapping[int, dict[str, Any]]:
    """Its rows by person; of people nobody asked for, nothing."""
    counted = analysis.count(frames, settings)
    whose = frames.reading.whose
    return {
        row.pop("developer"): orjson.loads(orjson.dumps(row))
        for row in counted.iter_rows(named=True)
        if whose is None or row["developer"] in whose
    }


def _to_keep(stand: Stand, analyses: Sequence[Analysis], ran: Ran, people: Sequence[int]) -> list[Kept]:
    return [
        Kept(one.key, developer, stand.fingerprint(one), stand.now, ran.results[one.key].get(developer))
        for one in analyses
        if one.key in ran.results
        for developer in people
    ]
