"""What the command line remembers between two calls, in a file nobody else can read."""

from pathlib import Path

import orjson

from aexy.cli.client import Kept, choices_file, read_choices
from aexy.stack.children import unprivileged
from aexy.stack.home import Home, write_private


def remember(home: Path, kind: str, key: str, value: str | None) -> None:
    """Keep a value under a kind and a key; None forgets it."""
    choices = read_choices(home)
    kept = choices.setdefault(kind, {})
    if value is None:
        kept.pop(key, None)
    else:
        kept[key] = value
    _write(home, choices)


def remember_tokens(home: Path, url: str, tokens: Kept | None) -> None:
    """Keep what proves who asks at that server; None forgets it."""
    choices = read_choices(home)
    kept = choices.setdefault("tokens", {})
    if tokens is None:
        kept.pop(url, None)
    else:
        kept[url] = tokens.access if tokens.refresh is None else tokens._asdict()
    _write(home, choices)


def remember_server(home: Path, url: str | None) -> None:
    """Ask this server from now on; None: the one running here."""
    choices = read_choices(home)
    choices["server"] = url
    _write(home, choices)


def _write(home: Path, choices: dict[str, object]) -> None:
    if not home.exists():
        Home(home).prepare(guest=unprivileged())
    write_private(choices_file(home), orjson.dumps(choices, option=orjson.OPT_INDENT_2).decode())
