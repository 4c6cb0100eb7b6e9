"""What belongs together, worked out from the facts that are here, whichever of them came last.

    link(connection, workspace_id)
        mentions      which issues texts name                         mentions.py (kernel/mentions.py reads them)
        issues        pull requests and the issues they are about      issues.py
        commits       commits and the pull requests they came with     commits.py
        references    commits and what they take back or were picked from    references.py
        picks         copies of what pull requests became, on other branches    picks.py
        delivery      what rules make of them: what went live with what, and what broke      store/delivery

Each is brought in line as a whole: what holds is there once, what no longer holds is gone, and doing it again changes
nothing. Links that somebody made by hand are left alone.
"""

from aexy.store.linking.linking import Linked, link, link_deliveries
from aexy.store.linking.references import Revert, read_reverts

__all__ = ["Linked", "Revert", "link", "link_deliveries", "read_reverts"]
