"""`aexy scan`: the numbers of a clone, in the terminal, with no server and nothing kept."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from aexy.cli.asking import examples, json_option
from aexy.kernel.errors import Unusable
from aexy.settings import Settings

if TYPE_CHECKING:
    from aexy.cli.scan_answer import Asked
    from aexy.cli.scan_counting import Answer
    from aexy.sources.git import Location


@click.command(
    epilog=examples("aexy scan", "aexy scan ~/work/app --period 6m", "aexy scan https://git.example.com/app --json")
)
@click.argument("location", default=".", metavar="[PATH|URL]")
@click.option("--since", "--from", "since", metavar="DATE", help="The first day.")
@click.option("--until", "--to", "until", metavar="DATE", help="The first day that no longer counts.")
@click.option("--period", metavar="PERIOD", help="12w, 30d, 6m, 2026-Q1, 2026-03, 2026-W09 …")
@click.option("--branch", help="Which branch counts; usually the repository's own default.")
@click.option(
    "--me",
    is_flag=False,
    flag_value="",
    metavar="[EMAIL]",
    help="Your own numbers too; git's user.email if no address is given.",
)
@click.option("--time-zone", metavar="NAME", help="Whose days; this machine's where it is left out.")
@json_option
def scan(
    *, location: str, since: str | None, until: str | None, period: str | None, branch: str | None, me: str | None,
    time_zone: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Count a repository here and now: no server, nothing kept.

    The same numbers as the server's. Only open ones: what concerns a person alone is shown with --me, to that person.
    """
    from aexy.cli.console import show_json  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.scan_table import show_scan  # noqa: PLC0415 - likewise
    from aexy.sources.git import parse_location  # noqa: PLC0415 - likewise

    settings = Settings()
    place = parse_location(location, cwd=Path.cwd())
    asked = _asked(settings, place, since=since, until=until, period=period, me=me, time_zone=time_zone)
    found = _scanned(settings, place, asked, branch)
    if as_json:
        show_json({"repository": {"name": place.name, "owner": place.owner, "url": place.url}} | found)
    else:
        show_scan(f"{place.owner}/{place.name}" if place.owner else place.name, found)


def _asked(
    settings: Settings, place: "Location", *, since: str | None, until: str | None, period: str | None,
    me: str | None, time_zone: str | None,
) -> "Asked":  # fmt: skip
    from aexy.cli.clock import own_time_zone  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.scan_answer import Asked, now_in  # noqa: PLC0415 - likewise
    from aexy.cli.spans import span  # noqa: PLC0415 - likewise
    from aexy.kernel.periods import Clock  # noqa: PLC0415 - likewise

    try:
        zone = ZoneInfo(time_zone or own_time_zone())
    except (KeyError, ValueError, OSError):  # unknown, malformed, and a folder of names
        raise Unusable(
            f"{time_zone!r} is no time zone.", next_step="Give an IANA name, like Europe/Berlin.", field="time_zone"
        ) from None
    clock = Clock(now=datetime.now(UTC), zone=zone)
    days = span(period, since, until, today=now_in(clock).date())
    return Asked(days=days, clock=clock, me=_own_email(settings, place) if me == "" else me)


def _scanned(settings: Settings, place: "Location", asked: "Asked", branch: str | None) -> "Answer":
    from aexy.cli.scan_answer import answer  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.scan_facts import gather, opened_clone  # noqa: PLC0415 - likewise
    from aexy.cli.waiting import waiting  # noqa: PLC0415 - likewise

    with waiting() as tell, opened_clone(place, settings, branch, tell) as (git, opened):
        gathered = gather(git, opened, at_once=settings.ingest_processes, tell=tell)
        tell("Counting", 0, None)
        return answer(gathered, asked)


def _own_email(settings: Settings, place: "Location") -> str:
    """What git would sign with in that folder, or anywhere."""
    where = ["-C", place.url] if place.is_local and Path(place.url).is_dir() else []
    said = subprocess.run(
        [settings.git, *where, "config", "--get", "user.email"], capture_output=True, text=True, check=False
    )
    if not said.stdout.strip():
        raise Unusable("Git does not know your address.", next_step="Give it: `aexy scan --me you@example.com`.")
    return said.stdout.strip()
