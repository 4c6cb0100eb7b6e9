"""The catalogue: every metric there is. To add one: its family module, a case in `tests/kernel/cases`, a migration."""

from aexy.kernel.errors import Unknown, did_you_mean
from aexy.kernel.metric import Metric
from aexy.kernel.metrics.collaboration import COLLABORATION
from aexy.kernel.metrics.efficiency import EFFICIENCY
from aexy.kernel.metrics.quality import QUALITY
from aexy.kernel.metrics.sustainability import SUSTAINABILITY
from aexy.kernel.metrics.velocity import VELOCITY

CATALOGUE: tuple[Metric, ...] = (*VELOCITY, *EFFICIENCY, *QUALITY, *SUSTAINABILITY, *COLLABORATION)

_BY_KEY = {metric.key: metric for metric in CATALOGUE}


def find(key: str) -> Metric:
    """The metric with this key; Unknown, with the nearest keys, when there is none."""
    if key not in _BY_KEY:
        raise Unknown(f"There is no metric called {key!r}.", next_step=did_you_mean(key, _BY_KEY), field="metrics")
    return _BY_KEY[key]


__all__ = ["CATALOGUE", "find"]
