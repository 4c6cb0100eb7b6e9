"""Whose identity is whose: joined to facts here, where the planner has nothing to guess (store/facts.py)."""

import polars as pl

from aexy.store.analysis_facts.reading import Reading

_PERSONS = """
select i.key as identity, d.key as developer, d.first_activity_at as since
from developer_identities i
join developers d on d.id = i.developer_id and d.kind = 'human'"""


def read_persons(reading: Reading) -> pl.DataFrame:
    """All identities of humans, whoever is asked for: `identity`, `developer`, `since` (their first activity)."""
    return reading.session.frame(_PERSONS)
