"""How complex a file is, told from its text: by lizard where it knows the language, else by how deep the lines lie.

What lizard counts are decisions: the cyclomatic number of each function, and what stands outside of functions. Of other
languages only indentation is known. Each step deeper counts as one decision, so that both kinds are of one size; which
of them it was stands beside each file.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from importlib.metadata import version
from types import FrameType
from typing import NamedTuple

from lizard_core.extensions import get_extensions
from lizard_core.file_info_builder import FileInfoBuilder
from lizard_languages import get_reader_for

MOST_BYTES = 1 << 20
"""A longer file is nobody's handwriting, or no program; it is not measured."""

_PATIENCE = 20.0
_LONGEST_NAME = 200
_SNIFFED = 8_000
_TAB = 4
# One more with every change of what is counted here.
_EDITION = 1


class Method(StrEnum):
    """How a file was measured."""

    LIZARD = "lizard"
    INDENTATION = "indentation"


class Figures(NamedTuple):
    """Of one text. What is about functions is None where nobody knows them.

    `nloc` are lines with code in them; `total` is one more than the decisions of the whole file; `largest` is the
    cyclomatic number of the most complex function, by its `name`, or how deep the deepest line lies; `longest` are the
    lines of the longest function.
    """

    method: Method
    nloc: int
    functions: int | None
    total: int
    largest: int | None
    longest: int | None
    name: str | None


class _TookTooLongError(Exception):
    pass


def measured_by() -> str:
    """Changes whenever the same text may give other figures."""
    return f"{_EDITION}:lizard {version('lizard')}"


def measure(path: str, text: bytes) -> Figures | None:
    """The figures of a file; None of one that is no text.

    What lizard cannot read, or not within seconds, is measured by its indentation.
    """
    if b"\0" in text[:_SNIFFED]:
        return None
    code = text.decode("utf-8", "replace")
    return _by_lizard(path, code) or _by_indentation(code)


def _by_lizard(path: str, code: str) -> Figures | None:
    reading = get_reader_for(path)
    if reading is None:
        return None
    context = FileInfoBuilder(path)
    try:
        with _within(_PATIENCE):
            reader = reading(context)
            tokens = reader.generate_tokens(code)
            for step in get_extensions([]):
                tokens = step(tokens, reader)
            for _ in reader(tokens, reader):
                pass
    except Exception:  # noqa: BLE001 - somebody's text, read by somebody's parser: whatever it is, the file is measured
        return None
    functions = context.fileinfo.function_list
    worst = max(functions, key=lambda one: one.cyclomatic_complexity, default=None)
    outside = context.global_pseudo_function.cyclomatic_complexity
    return Figures(
        method=Method.LIZARD,
        nloc=context.fileinfo.nloc,
        functions=len(functions),
        total=outside + sum(one.cyclomatic_complexity for one in functions),
        largest=worst and worst.cyclomatic_complexity,
        longest=max((one.length for one in functions), default=None),
        name=worst and _called(worst.name),
    )


def _called(name: str) -> str:
    return "(outside of functions)" if name == "*global*" else (name or "(anonymous)")[:_LONGEST_NAME]


def _by_indentation(code: str) -> Figures:
    """Blank lines count for nothing; a tab is as wide as four blanks."""
    nloc = deeper = deepest = 0
    open_: list[int] = [0]
    for line in code.splitlines():
        words = line.lstrip(" \t")
        if not words:
            continue
        nloc += 1
        width = sum(_TAB if blank == "\t" else 1 for blank in line[: len(line) - len(words)])
        while width < open_[-1]:
            open_.pop()
        if width > open_[-1]:
            open_.append(width)
            deeper += 1
            deepest = max(deepest, len(open_) - 1)
    return Figures(Method.INDENTATION, nloc, None, 1 + deeper, deepest, None, None)


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """End what takes longer; only where a signal can be heard, which is in the main part of a process."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(_: int, __: FrameType | None) -> None:
        raise _TookTooLongError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
