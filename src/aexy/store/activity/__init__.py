"""Records into facts: any batch, in any order, any number of times, and always the same rows.

    load(connection, workspace_id, place, records, now=…), load_batch(…, Batch([(now, records), …]))
        batch       sort records into rows, one a thing              batch.py, merging.py, persons.py
        fit         what PostgreSQL cannot hold                      fitting.py
        people      identities, links between them, projects, teams  people.py, projects.py, teams.py
        parents     keys of the pull requests and issues named       parents.py
        merge       copy, then one statement a table                 tables.py, statements.py
        vanish      what was said to be gone                         vanishing.py
        derive      columns that follow from other rows              deriving.py
        mark        days to be counted again                         marking.py

A table is declared once (`tables.py`), with a rule for each column; the statements follow from that. A batch costs the
same number of statements however many rows it has.
"""

from aexy.store.activity.batch import Batch
from aexy.store.activity.loading import Loaded, Place, load, load_batch
from aexy.store.activity.teams import settle_teams

__all__ = ["Batch", "Loaded", "Place", "load", "load_batch", "settle_teams"]
