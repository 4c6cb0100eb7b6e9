"""What the product says about itself to whoever runs it: traces, measures, errors; its lines are `aexy.logs`."""

from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as _installed


def own_version() -> str:
    """The version that runs, such as `0.1.0`."""
    try:
        return _installed("aexy")
    except PackageNotFoundError:
        return "unknown"
