"""How a fact table is declared: its columns, and for each which of two values that differ stands.

Everything else follows from the declaration: how a record becomes a row (`batch.py`), how rows of one batch are merged
(`merging.py`), and the statements that merge them with what is stored (`statements.py`). A rule compares (when it was
said, the value) and lets the greater stand, so merging rows in any order, any number of times, ends in the same row.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from operator import itemgetter
from typing import Any, NamedTuple

from aexy.kernel.activity import Child


class Rule(StrEnum):
    """Which value of a column stands."""

    ALWAYS = "always"  # every record says it, also when it is empty: that of the newest record
    SAID = "said"  # None is "not said": that of the newest record that says it
    MOST = "most"  # it has no clock: the largest that was ever said
    LEAST = "least"  # the same: the smallest
    DERIVED = "derived"  # follows from other rows; the value given is what the batch knows


class Kind(StrEnum):
    """What a record's field holds, and what has to be done before the database can have it."""

    PLAIN = "plain"
    WHO = "who"  # somebody: becomes developer_identities.key
    WHO_ID = "who_id"  # somebody, by the provider's own id; empty for nobody
    PROJECT = "project"  # a tracker project's external id: becomes tracker_projects.key
    JSON = "json"


class Parent(StrEnum):
    """What a row belongs to, which is also half of its key."""

    PULL = "pull"
    ISSUE = "issue"
    REPOSITORY = "repository"
    ORIGIN = "origin"


class Column(NamedTuple):
    """One column; `field` is what the record calls it when that differs."""

    name: str
    type: str
    rule: Rule = Rule.SAID
    field: str = ""
    kind: Kind = Kind.PLAIN

    @property
    def of(self) -> str:
        """The record's field."""
        return self.field or self.name


def always(name: str, kind: str = "text", of: str = "") -> Column:
    """Said by every record."""
    return Column(name, kind, Rule.ALWAYS, of)


def said(name: str, kind: str = "text", of: str = "") -> Column:
    """None is not said."""
    return Column(name, kind, Rule.SAID, of)


def most(name: str, kind: str = "text", of: str = "") -> Column:
    """The largest."""
    return Column(name, kind, Rule.MOST, of)


def who(name: str, of: str, rule: Rule = Rule.SAID) -> Column:
    """Somebody."""
    return Column(name, "integer", rule, of, Kind.WHO)


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """A fact table. `keys` find a row below its parent.

    `child` is what `Whole` calls its rows, `own` the column that says how new a row is without its parent, `gone` what
    `Gone` calls it, `days` the instants by which its rows are counted on a day, `derived` a column that follows from
    others, with its type. `target` is the table in the database where several are kept in one.
    """

    name: str
    record: type[Any]
    parent: Parent
    keys: tuple[Column, ...]
    columns: tuple[Column, ...]
    is_versioned: bool = True
    has_fields: bool = False
    child: Child | None = None
    own: str | None = None
    gone: str | None = None
    marks_gone: bool = False
    days: tuple[str, ...] = ()
    derived: tuple[str, str] | None = None
    target: str = ""
    only: str = ""
    as_of: tuple[str, ...] = ()
    place: tuple[str, ...] = field(default=())

    @cached_property
    def stored(self) -> str:
        """The table in the database."""
        return self.target or self.name

    @cached_property
    def incoming(self) -> str:
        """The temporary table it is copied to."""
        return f"incoming_{self.name}"

    @cached_property
    def parent_field(self) -> str | None:
        """What the record calls its parent."""
        return {Parent.PULL: "number", Parent.ISSUE: "issue"}.get(self.parent)

    @cached_property
    def read(self) -> tuple[Column, ...]:
        """The columns a record is read into, in order: parent, keys, version, the rest."""
        parent = {
            Parent.PULL: (Column("number", "integer"),),
            Parent.ISSUE: (Column("issue", "text"),),
        }.get(self.parent, ())
        version = (Column("version", "timestamptz"),) if self.is_versioned else ()
        return (*parent, *self.keys, *version, *self.columns)

    @cached_property
    def extra(self) -> tuple[Column, ...]:
        """What the batch adds to a row."""
        return (
            *(Column(name, "timestamptz", Rule.MOST) for name in self.as_of),
            *((Column(*self.derived, Rule.DERIVED),) if self.derived else ()),
            *((Column("said_at", "jsonb"),) if self.tells_when else ()),
            *((Column("whole_at", "timestamptz"),) if self.child else ()),
        )

    @cached_property
    def tells_when(self) -> bool:
        """Whether columns may be older than their row."""
        return self.is_versioned and any(column.rule is Rule.SAID for column in self.columns)

    @cached_property
    def take(self) -> Callable[[Any], tuple[Any, ...]]:
        """Picks the fields of `read` from a record."""
        fields = self.record._fields
        places = [fields.index(column.of) if column.of in fields else 0 for column in self.read]
        return itemgetter(*places)

    @cached_property
    def key_length(self) -> int:
        """How many values of a row are its key within a batch."""
        return len(self.keys) + (self.parent_field is not None)

    def needs(self, column: Column) -> bool:
        """Whether a row is nothing without it."""
        return column.of in self.record._fields and self.default(column) is not None

    def default(self, column: Column) -> Any:  # noqa: ANN401 - whatever the record's field holds
        """What it is where nobody says it: None, or a word; `...` where it has to be said."""
        return self.record._field_defaults.get(column.of, ...)

    @cached_property
    def own_place(self) -> int:
        """Where in a row it says how new it is by itself."""
        return [column.name for column in self.read].index(self.own or "")

    def places(self, kind: Kind) -> list[int]:
        """Where values of that kind stand in a row."""
        return [place for place, column in enumerate(self.read) if column.kind is kind]
