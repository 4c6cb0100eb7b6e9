"""Every provider there is a connector for, by its name in `connections.provider`."""

from collections.abc import Mapping
from typing import Final

from aexy.sources.contract import Source
from aexy.sources.github import GITHUB
from aexy.sources.gitlab import GITLAB
from aexy.sources.jira import JIRA
from aexy.sources.linear import LINEAR

PROVIDERS: Final[Mapping[str, Source]] = {
    "github": GITHUB,
    "gitlab": GITLAB,
    "jira": JIRA,
    "linear": LINEAR,
}
