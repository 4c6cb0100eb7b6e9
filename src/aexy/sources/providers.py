"""Every provider there is a connector for, by its name in `connections.provider`.

`PROVIDERS` are asked and tell by web hooks; `SOURCES` are these and those that only tell.
"""

from collections.abc import Mapping
from typing import Final

from aexy.sources.contract import Source
from aexy.sources.github import GITHUB
from aexy.sources.gitlab import GITLAB
from aexy.sources.jira import JIRA
from aexy.sources.linear import LINEAR
from aexy.sources.listening import LISTENING

PROVIDERS: Final[Mapping[str, Source]] = {
    "github": GITHUB,
    "gitlab": GITLAB,
    "jira": JIRA,
    "linear": LINEAR,
}
SOURCES: Final[Mapping[str, Source]] = {**PROVIDERS, **LISTENING}
