"""The four attributes of `.gitattributes` that say what files are, read as git reads patterns."""

import re
from dataclasses import dataclass
from typing import Self
from warnings import catch_warnings, simplefilter

from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

_WANTED = ("linguist-generated", "linguist-vendored", "linguist-documentation", "linguist-language")
_MOST_RULES = 10_000
# Matching takes time to the power of the wildcards, and the pattern may be anybody's.
_MOST_WILD = 6
_WILD = re.compile(r"\*+")
_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')


@dataclass(frozen=True, slots=True)
class Attributes:
    """Rules in the order of the file; for each attribute the last one that matches a path wins."""

    rules: "tuple[tuple[re.Pattern[str], dict[str, str]], ...]"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a file. Lines that make no sense are passed over, as git does."""
        rules = (_rule(line) for line in text.splitlines()[:_MOST_RULES])
        return cls(tuple(rule for rule in rules if rule))

    def __bool__(self) -> bool:
        return bool(self.rules)

    def of(self, path: str) -> dict[str, str]:
        """The attributes of a path: `true`, `false` or a value."""
        found: dict[str, str] = {}
        for pattern, said in self.rules:
            if pattern.match(path):
                found |= said
        return {name: value for name, value in found.items() if value}


def _rule(line: str) -> "tuple[re.Pattern[str], dict[str, str]] | None":
    words = [quoted or plain for quoted, plain in _WORD.findall(line.strip())]
    if not words or words[0].startswith(("#", "!", "[attr]")):
        return None
    said = dict(filter(None, map(_said, words[1:])))
    pattern = _pattern(words[0]) if said else None
    return (pattern, said) if pattern else None


def _pattern(text: str) -> "re.Pattern[str] | None":
    """A pattern as an expression; None for one that never matches or would take for ever to."""
    # A trailing slash never matches in attributes; a folder is written `folder/**`.
    if text.endswith("/") or len(_WILD.findall(text)) > _MOST_WILD:
        return None
    try:
        expression = GitIgnoreSpecPattern.pattern_to_regex(text)[0]
        with catch_warnings():
            simplefilter("ignore")  # the pattern is somebody else's, and so is what Python thinks of it
            return re.compile(expression) if expression else None
    except (ValueError, re.error):
        return None


def _said(word: str) -> tuple[str, str] | None:
    """`name`, `-name`, `!name` (unset again, an empty value) and `name=value`."""
    name, has_value, value = word.lstrip("-!").partition("=")
    if name not in _WANTED:
        return None
    if word.startswith("!"):
        return name, ""
    return name, "false" if word.startswith("-") or value.lower() == "false" else value if has_value else "true"
