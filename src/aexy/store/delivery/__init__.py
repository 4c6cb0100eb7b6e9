"""What rules make of the facts: services, counted deployments and incidents, and what went live with what.

    bring(connection, workspace_id, repository_keys)
        services      what is deployed, as the rules say or each repository by itself     services.py
        candidates    facts that may be deployments                                       candidates.py
        suspects      facts that may be incidents                                         suspects.py
        histories     commits as graphs, and the changes they came with                   histories.py
        linking       chains, deliveries, failures: the kernel's                          linking.py (kernel/delivery)
        writing       what is different from what is stored, and nothing else             writing.py

Each service is brought in line as a whole, whatever came last; doing it again changes nothing. The number of statements
does not depend on how much there is of a service.
"""

from aexy.store.delivery.bringing import bring
from aexy.store.delivery.candidates import read_candidates
from aexy.store.delivery.histories import read_histories
from aexy.store.delivery.services import read_repositories, read_rules
from aexy.store.delivery.suspects import read_changes, read_suspects

__all__ = [
    "bring",
    "read_candidates",
    "read_changes",
    "read_histories",
    "read_repositories",
    "read_rules",
    "read_suspects",
]
