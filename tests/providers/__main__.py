"""`python -m tests.providers github`: a provider that tells the demo's story, to connect to by hand."""

import argparse
import asyncio
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from tests.providers.case import Case
from tests.providers.cases import CASES
from tests.providers.scenario import scenario
from tests.providers.serving import Hours

_TICK = 0.5


async def tell(case: Case, developers: int, commits: int) -> None:
    """Serve until somebody stops it; its clock is the real one."""
    hours = Hours(datetime.now(UTC))
    async with case.opened(scenario(developers=developers, commits=commits), hours, timedelta()) as opened:
        opened.give_tokens((case.secret,))
        sys.stdout.write(f"{case.name} at {opened.url}, token {case.secret}\n")
        sys.stdout.flush()
        while True:
            await asyncio.sleep(_TICK)
            hours.now = datetime.now(UTC)


def main() -> None:
    """Ask which provider, and be it."""
    cases = {case.name: case for case in CASES}
    parser = argparse.ArgumentParser(prog="python -m tests.providers", description=__doc__)
    parser.add_argument("provider", choices=cases)
    parser.add_argument("--developers", type=int, default=6)
    parser.add_argument("--commits", type=int, default=200)
    asked = parser.parse_args()
    with suppress(KeyboardInterrupt):
        asyncio.run(tell(cases[asked.provider], asked.developers, asked.commits))


if __name__ == "__main__":
    main()
