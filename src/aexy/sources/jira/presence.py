"""Which issues a project had when they were last counted, small enough for a cursor: Jira tells nobody of deletions."""

import base64
import binascii
import zlib
from collections.abc import Iterable

import orjson


def packed(numbers: Iterable[int]) -> str:
    """Whole numbers as a short text: the steps between them, compressed."""
    ordered = sorted(set(numbers))
    steps = [after - before for before, after in zip([0, *ordered], ordered, strict=False)]
    return base64.b85encode(zlib.compress(orjson.dumps(steps), 9)).decode()


def unpacked(text: object) -> set[int]:
    """The numbers again; none of a text that is not such."""
    try:
        steps = orjson.loads(zlib.decompress(base64.b85decode(str(text)))) if text else []
    except (ValueError, binascii.Error, zlib.error):
        return set()
    total, found = 0, set()
    for step in steps:
        total += int(step)
        found.add(total)
    return found
