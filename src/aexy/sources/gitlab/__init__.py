"""GitLab: merge requests, issues, pipelines, deployments, releases and groups, of GitLab.com or an installation."""

from aexy.sources.contract import Source
from aexy.sources.gitlab.source import GitLab

GITLAB: Source = GitLab()

__all__ = ["GITLAB"]
