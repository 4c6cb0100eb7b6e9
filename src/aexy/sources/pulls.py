"""Addresses of pull requests as trackers give them, brought into one form."""

import re
from urllib.parse import urlsplit

# GitHub and Gitea, GitLab (with and without its dash), Bitbucket in the cloud and on premises.
_PULL = re.compile(
    r"(?P<repository>/[^/]+/[^/]+/pulls?/\d+"
    r"|/[^/]+(?:/[^/]+)+?(?:/-)?/merge_requests/\d+"
    r"|/[^/]+/[^/]+/pull-requests/\d+"
    r"|/(?:projects|users)/[^/]+/repos/[^/]+/pull-requests/\d+)(?:/.*)?"
)


def pull_address(url: object) -> str | None:
    """The address without what follows it, `https://github.com/acme/shop/pull/12`; None when it is of anything else."""
    if not isinstance(url, str):
        return None
    try:
        parts = urlsplit(url.strip())
        host, found = parts.netloc.lower(), _PULL.fullmatch(parts.path)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or "@" in host or found is None:
        return None
    return f"{parts.scheme}://{host}{found['repository']}"
