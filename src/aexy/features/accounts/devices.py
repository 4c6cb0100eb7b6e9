"""What a person is told about where a session is used: a browser and a system, nothing that follows anybody around."""

_BROWSERS = (
    ("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ("curl/", "curl"), ("aexy", "Aexy command line"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def device_label(user_agent: str | None) -> str:
    """`Firefox on Linux`, from what a browser says of itself."""
    said = user_agent or ""
    browser = next((name for mark, name in _BROWSERS if mark in said), "A browser")
    system = next((name for mark, name in _SYSTEMS if mark in said), None)
    return f"{browser} on {system}" if system else browser
