"""The dated releases of technologies: `rules/lifecycles.json`, read once."""

import json
from datetime import date
from functools import cache
from importlib.resources import files

from aexy.kernel.lifecycles import Cycle, Lifecycle

_ENDED = "ended"


@cache
def lifecycles() -> dict[str, Lifecycle]:
    """What is known of each technology, by its name."""
    content = json.loads((files("aexy.sources") / "rules" / "lifecycles.json").read_text("utf-8"))
    known_on = date.fromisoformat(content["known_on"])
    return {
        name: Lifecycle(
            name,
            about["source"],
            known_on,
            tuple(_cycle(*each) for each in about["cycles"]),
            frozenset(about["only"]) if "only" in about else None,
        )
        for name, about in content["technologies"].items()
    }


def known_on() -> date:
    """The day the dates were looked up."""
    return next(iter(lifecycles().values())).known_on


def _cycle(name: str, released: str, ends: str | None, latest: str | None, latest_on: str | None) -> Cycle:
    return Cycle(
        name,
        date.fromisoformat(released),
        date.fromisoformat(ends) if ends not in {None, _ENDED} else None,
        ends == _ENDED,
        latest,
        date.fromisoformat(latest_on) if latest_on else None,
    )
