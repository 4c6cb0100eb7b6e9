"""The four attributes of `.gitattributes` that say what files are, read as git reads patterns."""

import re
from dataclasses import dataclass
from typing import Self

from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

_WANTED = ("linguist-generated", "linguist-vendored", "linguist-documentation", "linguist-language")
_MOST_RULES = 10_000
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
    # A trailing slash never matches in attributes; a folder is written `folder/**`.
    expression = None if not said or words[0].endswith("/") else GitIgnoreSpecPattern.pattern_to_regex(words[0])[0]
    return (re.compile(expression), said) if expression else None


def _said(word: str) -> tuple[str, str] | None:
    """`name`, `-name`, `!name` (unset again, an empty value) and `name=value`."""
    name, has_value, value = word.lstrip("-!").partition("=")
    if name not in _WANTED:
        return None
    if word.startswith("!"):
        return name, ""
    return name, "false" if word.startswith("-") or value.lower() == "false" else value if has_value else "true"
