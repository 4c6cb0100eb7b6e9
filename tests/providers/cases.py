"""The providers that the contract suite holds to the same promises: a new one adds its line here.

A Jira server is the same source as Jira's cloud, by another interface.
"""

from tests.providers.github.case import CASE as GITHUB_CASE
from tests.providers.gitlab.case import CASE as GITLAB_CASE
from tests.providers.jira.case import CASE as JIRA_CASE
from tests.providers.jira.case import SERVER_CASE
from tests.providers.linear.case import CASE as LINEAR_CASE

CASES = (GITHUB_CASE, GITLAB_CASE, JIRA_CASE, SERVER_CASE, LINEAR_CASE)
