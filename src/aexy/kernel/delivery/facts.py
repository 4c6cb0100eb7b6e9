"""Everything the five metrics are counted from, of a workspace or of the part of it that matters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

import polars as pl

from aexy.kernel.delivery.frames import CHANGES, DEPLOYMENTS, INCIDENTS
from aexy.kernel.errors import Unusable
from aexy.kernel.facts import DEVELOPERS, HOLDINGS, MEMBERSHIPS, OWNERS, UTC_INSTANT, Schema

# Which repositories a service is made of.
PARTS: Schema = {"service": pl.Int32(), "repository": pl.Int32()}
# Since when anything is known of a service: the end of its first production deployment, whatever came of it.
KNOWN: Schema = {"service": pl.Int32(), "since": UTC_INSTANT}

_SCHEMAS: Mapping[str, Schema] = {
    "deployments": DEPLOYMENTS,
    "changes": CHANGES,
    "incidents": INCIDENTS,
    "parts": PARTS,
    "known": KNOWN,
    "memberships": MEMBERSHIPS,
    "owners": OWNERS,
    "holdings": HOLDINGS,
    "developers": DEVELOPERS,
}
_FALSE = {"is_first", "is_rollback", "is_unplanned", "is_before"}


def _table(name: str) -> pl.DataFrame:
    return pl.DataFrame(schema=dict(_SCHEMAS[name]))


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryFacts:
    """What went live, what was to, what broke; and whose that is. Developers that are not listed are people."""

    deployments: pl.DataFrame = field(default_factory=lambda: _table("deployments"))
    changes: pl.DataFrame = field(default_factory=lambda: _table("changes"))
    incidents: pl.DataFrame = field(default_factory=lambda: _table("incidents"))
    parts: pl.DataFrame = field(default_factory=lambda: _table("parts"))
    known: pl.DataFrame = field(default_factory=lambda: _table("known"))
    memberships: pl.DataFrame = field(default_factory=lambda: _table("memberships"))
    owners: pl.DataFrame = field(default_factory=lambda: _table("owners"))
    holdings: pl.DataFrame = field(default_factory=lambda: _table("holdings"))
    developers: pl.DataFrame = field(default_factory=lambda: _table("developers"))

    @classmethod
    def of(cls, **tables: pl.DataFrame) -> Self:
        """From frames whose columns are named as the schemas say; what is not said of a row is false or null.

        Where it is not said since when services are known, it is since their first deployment here. Raises Unusable for
        an unknown table.
        """
        for name in tables.keys() - _SCHEMAS.keys():
            raise Unusable(f"There is no table called {name!r}.", next_step=f"There are: {', '.join(_SCHEMAS)}.")
        shaped = {name: _shaped(name, frame) for name, frame in tables.items()}
        if "known" not in shaped and "deployments" in shaped:
            first = shaped["deployments"].group_by("service").agg(since=pl.col("at").min())
            shaped["known"] = _shaped("known", first)
        return cls(**shaped)


def _shaped(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    schema = _SCHEMAS[name]
    return frame.select(
        (pl.col(column) if column in frame.columns else pl.lit(_default(column))).cast(dtype).alias(column)
        for column, dtype in schema.items()
    )


def _default(column: str) -> bool | None:
    return True if column == "is_known" else False if column in _FALSE else None


__all__ = ["KNOWN", "PARTS", "DeliveryFacts"]
