"""The time zone of the machine, by name."""

import os
from pathlib import Path
from zoneinfo import available_timezones


def own_time_zone(localtime: Path = Path("/etc/localtime"), wanted: str | None = None) -> str:
    """An IANA name: what TZ says (or `wanted`), else what the system's clock is linked to, else UTC."""
    known = available_timezones()
    for name in (wanted or os.environ.get("TZ", ""), str(localtime.resolve()).partition("/zoneinfo/")[2]):
        if name in known and not name.startswith("Etc/"):
            return name
    return "UTC"
