"""Why a review is said to be as deep as it is, in a sentence."""

from collections.abc import Mapping, Sequence
from typing import Any

_DOES = {
    "question": "asks",
    "explanation": "explains",
    "suggestion": "proposes code",
    "link": "points to something to read",
    "came_back": "comes back for another look",
    "appreciation": "says what is good",
}


def why(row: Mapping[str, Any], behaviors: Sequence[str]) -> str:
    """From a row of `kernel.analyses.reviewing.reviewed`."""
    if row["comments"] is None:
        return "How many remarks came with it is not known."
    said = _said(row)
    does = f"; it {_listed([_DOES[name] for name in behaviors])}" if behaviors else ""
    return f"{said}{_size(row)}{does}."


def _said(row: Mapping[str, Any]) -> str:
    remarks, led = row["comments"], row["led"]
    if not remarks:
        return "A sentence and no remark" if row["says"] else "No remark and no sentence"
    counted = "One remark" if remarks == 1 else f"{remarks} remarks"
    if row["files"]:
        counted += " on one file" if row["files"] == 1 else f" on {row['files']} files"
    if led is None or not row["files"]:
        return counted
    changed = "none of which was" if not led else "one of which was" if led == 1 else f"{led} of which were"
    if row["files"] == 1:
        changed = "which was" if led else "which was not"
    return f"{counted}, {changed} changed afterwards"


def _size(row: Mapping[str, Any]) -> str:
    lines = row["lines"]
    return "" if not lines else " in a change of one line" if lines == 1 else f" in a change of {lines:,} lines"


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
