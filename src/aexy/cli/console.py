"""How the command line speaks: colour only for people, nothing that could steer their terminal, JSON for programs."""

import re
import sys
from collections.abc import Iterable, Sequence
from typing import Final

import click
import orjson
from rich.console import Console
from rich.table import Table
from rich.text import Text

from aexy.kernel.text import harmless_json

# Control characters, and those that turn the direction of writing: names and messages come from strangers.
_STEERING: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)


def clean(text: str) -> str:
    """The text without characters that would move the cursor, ring, colour or turn the writing around."""
    return _STEERING.sub("", text)


def console() -> Console:
    """Where answers go; colour only on a terminal, lines left whole when piped."""
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=not sys.stdout.isatty())


def say(text: str, *, style: str = "") -> None:
    """A line of an answer."""
    console().print(Text(clean(text), style=style))


def note(text: str, *, style: str = "dim") -> None:
    """A line beside the answer, on standard error: progress, what happens meanwhile."""
    errors = Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=not sys.stderr.isatty())
    errors.print(Text(clean(text), style=style))


def to_copy(text: str, *, is_answer: bool = False) -> None:
    """An address or a secret on a line of its own, left whole however narrow the terminal is."""
    console = Console(stderr=not is_answer, highlight=False, markup=False, emoji=False, soft_wrap=True)
    console.print(Text(clean(text), style="bold"))


def complain(sentence: str, next_step: str = "") -> None:
    """What went wrong and what to do, on standard error."""
    note(sentence, style="red")
    if next_step:
        note(next_step, style="")


def confirm(question: str, *, abort: bool = False, default: bool | None = False) -> bool:
    """A question that is answered with yes or no, on standard error; `abort` ends the command after a no."""
    return click.confirm(clean(question), abort=abort, default=default, err=True)


def show_json(answer: object) -> None:
    """An answer for programs: one JSON document."""
    written = orjson.dumps(answer, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS, default=str)
    sys.stdout.write(harmless_json(written.decode()) + "\n")


def show_table(titles: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[int] = ()) -> None:
    """Rows under titles; the columns numbered in `right` hold numbers. Piped, they are separated by tabs."""
    if not sys.stdout.isatty():
        for row in (titles, *rows):
            sys.stdout.write("\t".join(re.sub(r"\s+", " ", clean(cell)) for cell in row) + "\n")
        return
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    for number, title in enumerate(titles):
        table.add_column(Text(clean(title)), justify="right" if number in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(clean(cell)) for cell in row))
    console().print(table)


def in_words(size: int) -> str:
    """A size in bytes as people say it: 1.4 GB."""
    number = float(size)
    for unit in ("B", "kB", "MB", "GB"):
        if number < 1000:  # noqa: PLR2004 - the step from one unit to the next
            return f"{number:.0f} {unit}" if unit in {"B", "kB"} else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"
