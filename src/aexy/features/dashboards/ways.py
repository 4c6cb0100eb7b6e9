"""Where widgets lead: paths of the pages, with the keys of their queries.

Workspace, period and team follow a person from page to page, so the page adds them; here stands only what is the
widget's own.
"""

from urllib.parse import urlencode
from uuid import UUID

DELIVERY = "/insights/delivery"
FLOW = f"{DELIVERY}/flow"
RULES = f"{DELIVERY}/rules"
ISSUES = "/insights/issues"
SPRINTS = "/insights/sprints"
MATCHING = "/insights/matching"
OWNERSHIP = "/insights/ownership"
HOTSPOTS = "/insights/hotspots"


def way(path: str, **query: object) -> str:
    """A page with some keys in its query; those that are None are left out."""
    chosen = {key: str(value) for key, value in query.items() if value is not None}
    return f"{path}?{urlencode(chosen, safe=':/')}" if chosen else path


def delivery_metric(key: str) -> str:
    """The delivery page with the drawer of one of DORA's five open."""
    return way(DELIVERY, open=f"metric:{key}")


def issue_page(issue: UUID) -> str:
    """The page of issues with one of them open."""
    return way(ISSUES, open=f"issue:{issue}")


def team_page(team: UUID | None) -> str:
    """A team's own page."""
    return way("/team", id=team)


def folder_page(repository: UUID | None, folder: str | None = None) -> str:
    """Whose a repository, or a folder of it, is."""
    return way(OWNERSHIP, repository=repository, folder=folder or None)
