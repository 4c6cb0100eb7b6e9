"""Which names and addresses a project says belong together: its `.mailmap`, read as git reads it."""

import re
from dataclasses import dataclass
from typing import NamedTuple, Self

_LINE = re.compile(r"\s*([^<]*?)\s*<([^<>]*)>(?:\s*([^<]*?)\s*<([^<>]*)>)?")


class Proper(NamedTuple):
    """How somebody wants to be written; None where the map does not say."""

    name: str | None
    email: str | None


class Alias(NamedTuple):
    """What is mapped: an address, or an address under one name only. Both in lower case."""

    email: str
    name: str | None


@dataclass(frozen=True, slots=True)
class Mailmap:
    """Addresses, names where they matter, and what they stand for."""

    entries: dict[Alias, Proper]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a file. Lines that make no sense are passed over; of two that disagree the later one wins."""
        entries: dict[Alias, Proper] = {}
        for line in text.splitlines():
            match = None if line.startswith("#") else _LINE.match(line)
            if match is None:
                continue
            name, email, old_name, old_email = match.groups()
            if old_email is None:
                alias, proper = Alias(email.strip().lower(), None), Proper(name or None, None)
            else:
                alias = Alias(old_email.strip().lower(), old_name.lower() if old_name else None)
                proper = Proper(name or None, email.strip() or None)
            before = entries.get(alias, Proper(None, None))
            entries[alias] = Proper(proper.name or before.name, proper.email or before.email)
        return cls(entries)

    def of(self, name: str, email: str) -> Proper | None:
        """What the map says of somebody; an entry for the name goes before one for the address alone."""
        email = email.lower()
        return self.entries.get(Alias(email, name.lower())) or self.entries.get(Alias(email, None))
