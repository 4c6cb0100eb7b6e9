"""A line on the terminal that says what is going on, gone when it is over."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text

from aexy.cli.console import clean


@contextmanager
def waiting() -> Iterator[Callable[[str, int, int | None], None]]:
    """Call what is given with a stage, how much is done, and of how much. Says nothing where nobody watches."""
    if not sys.stderr.isatty():
        yield lambda _, __, ___: None
        return
    with Console(stderr=True, markup=False, emoji=False, highlight=False).status("") as status:

        def tell(stage: str, done: int, total: int | None) -> None:
            of = f" of {total:,}" if total else ""
            status.update(Text(clean(f"{stage}{f' · {done:,}{of}' if done else ''}"), style="dim"))

        yield tell
