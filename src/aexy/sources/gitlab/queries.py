"""What is asked by GraphQL. Fields are renamed to what REST calls them, so that one reading fits both.

`$first` is how many things a page has, `$inner` how many of what belongs to each. GitLab refuses queries of more than
250 points: about one a field, a hundredth of that more for each thing of a page (tests/providers/gitlab counts them).
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

_PERSON = "fragment Person on User { id username name bot avatar_url: avatarUrl }"
_PAGE = "page_info: pageInfo { has_next_page: hasNextPage end_cursor: endCursor }"

_LOG = "id summary time_spent: timeSpent spent_at: spentAt user { ...Person }"
_COMMIT = """fragment Signed on Commit {
  sha title authored_date: authoredDate committed_date: committedDate
  author_name: authorName author_email: authorEmail author { ...Person }
}"""
_DISCUSSION = f"""fragment Spoken on Discussion {{
  notes(first: $inner) {{ {_PAGE} nodes {{
    id body system created_at: createdAt updated_at: updatedAt author {{ ...Person }}
    position {{ file_path: filePath new_line: newLine old_line: oldLine diff_refs: diffRefs {{ head_sha: headSha }} }}
  }} }}
}}"""
_CHANGE = f"""fragment Change on MergeRequest {{
  id iid title description draft state web_url: webUrl
  created_at: createdAt updated_at: updatedAt merged_at: mergedAt closed_at: closedAt
  source_branch: sourceBranch target_branch: targetBranch
  source_project_id: sourceProjectId target_project_id: targetProjectId
  diff_head_sha: diffHeadSha diff_refs: diffRefs {{ base_sha: baseSha }}
  merge_commit_sha: mergeCommitSha squash_on_merge: squashOnMerge
  diff_stats_summary: diffStatsSummary {{ additions deletions file_count: fileCount }} commit_count: commitCount
  author {{ ...Person }} merge_user: mergeUser {{ ...Person }} milestone {{ title }} labels {{ nodes {{ title }} }}
  reviewers {{ nodes {{ ...Person }} }} assignees {{ nodes {{ ...Person }} }}
  approved_by: approvedBy {{ nodes {{ ...Person }} }} participants {{ nodes {{ ...Person }} }}
  commits(first: $inner) {{ {_PAGE} nodes {{ ...Signed }} }}
  discussions(first: $inner) {{ {_PAGE} nodes {{ ...Spoken }} }}
}}"""
_TICKET = f"""fragment Ticket on Issue {{
  id iid title description state type confidential web_url: webUrl
  created_at: createdAt updated_at: updatedAt closed_at: closedAt due_date: dueDate
  time_estimate: timeEstimate total_time_spent: totalTimeSpent user_notes_count: userNotesCount
  author {{ ...Person }} assignees {{ nodes {{ ...Person }} }} labels {{ nodes {{ title }} }}
  milestone {{ id title start_date: startDate due_date: dueDate }}
  timelogs(first: $inner) {{ {_PAGE} nodes {{ {_LOG} }} }}
  discussions(first: $inner) {{ {_PAGE} nodes {{ ...Spoken }} }}
}}"""
# What only licensed installations know; asking others for it is an error.
LICENSED: Final = "fragment Licensed on Issue { weight epic { id } iteration { id } }"
_JOB = """fragment Step on CiJob {
  id name status stage { name } created_at: createdAt started_at: startedAt finished_at: finishedAt
}"""
_RUN = f"""fragment Run on Pipeline {{
  id iid name path ref sha source status created_at: createdAt updated_at: updatedAt
  started_at: startedAt finished_at: finishedAt user {{ ...Person }}
  jobs(first: $inner) {{ {_PAGE} nodes {{ ...Step }} }}
}}"""


class Walked(NamedTuple):
    """A stream that is walked through by GraphQL.

    `listed` is the project's list, `one` how a single thing is asked for by `$iid`; `inner` maps lists within each
    thing to the fragment they are made of.
    """

    stream: str
    title: str
    listed: str
    order: str
    one: str
    own: str
    inner: Mapping[str, str]
    fragments: tuple[str, ...]
    by_iid: str | None = "iids"
    licensed: str = ""


MERGE_REQUESTS: Final = Walked(
    "merge_requests", "merge requests", "mergeRequests", "sort: UPDATED_ASC", "mergeRequest(iid: $iid)", "...Change",
    {"commits": "...Signed", "discussions": "...Spoken"}, (_PERSON, _COMMIT, _DISCUSSION, _CHANGE),
)  # fmt: skip
ISSUES: Final = Walked(
    "issues", "issues", "issues", "sort: UPDATED_ASC", "issue(iid: $iid)", "...Ticket",
    {"discussions": "...Spoken", "timelogs": _LOG},
    (_PERSON, _DISCUSSION, _TICKET), licensed="...Licensed",
)  # fmt: skip
PIPELINES: Final = Walked(
    "pipelines", "pipelines", "pipelines", "", "pipeline(iid: $iid)", "...Run", {"jobs": "...Step"},
    (_PERSON, _JOB, _RUN), None,
)  # fmt: skip


def page_query(walked: Walked, *, licensed: bool) -> str:
    """A page of the list, from `$after` on, of what changed since `$since`."""
    order = f", {walked.order}" if walked.order else ""
    return _text(
        walked, "$path: ID!, $first: Int!, $inner: Int!, $after: String, $since: Time",
        f"rows: {walked.listed}(first: $first, after: $after, updatedAfter: $since{order}) "
        f"{{ count {_PAGE} nodes {{ {_own(walked, licensed=licensed)} }} }}",
        licensed=licensed,
    )  # fmt: skip


def items_query(walked: Walked, *, licensed: bool) -> str:
    """Single things by their numbers within the project."""
    return _text(
        walked, "$path: ID!, $first: Int!, $inner: Int!, $iids: [String!]",
        f"rows: {walked.listed}(first: $first, {walked.by_iid}: $iids) "
        f"{{ nodes {{ {_own(walked, licensed=licensed)} }} }}",
        licensed=licensed,
    )  # fmt: skip


def each_query(walked: Walked, count: int) -> str:
    """Single things where a list cannot be asked by numbers: one beside the other, `$iid0` as `row0` and so on."""
    asked = [f"row{place}: {walked.one.replace('$iid', f'$iid{place}')} {{ {walked.own} }}" for place in range(count)]
    variables = "".join(f", $iid{place}: ID!" for place in range(count))
    return _text(walked, f"$path: ID!, $inner: Int!{variables}", " ".join(asked))


def rest_query(walked: Walked, name: str) -> str:
    """What is left of a list within one thing."""
    kind = "ID!" if walked.by_iid is None else "String!"
    after = f"row: {walked.one} {{ rest: {name}(first: $first, after: $after) "
    return _text(
        walked, f"$path: ID!, $iid: {kind}, $first: Int!, $after: String"
        + (", $inner: Int!" if "...Spoken" in walked.inner[name] else ""),
        after + f"{{ {_PAGE} nodes {{ {walked.inner[name]} }} }} }}", used=walked.inner[name],
    )  # fmt: skip


def numbers_query(walked: Walked) -> str:
    """Only the numbers, to see which are missing."""
    return (
        "query($path: ID!, $after: String) { project(fullPath: $path) { id full_path: fullPath "
        f"rows: {walked.listed}(first: 100, after: $after, sort: CREATED_ASC) {{ {_PAGE} nodes {{ iid }} }} }} }}"
    )


LABELS: Final = (
    "query($path: ID!, $after: String) { project(fullPath: $path) { id full_path: fullPath "
    f"rows: labels(first: 100, after: $after, includeAncestorGroups: true) {{ {_PAGE} nodes {{ id title }} }} }} }}"
)


def _own(walked: Walked, *, licensed: bool) -> str:
    return f"{walked.own} {walked.licensed}" if licensed and walked.licensed else walked.own


def _text(walked: Walked, variables: str, asked: str, *, licensed: bool = False, used: str | None = None) -> str:
    body = f"query({variables}) {{ project(fullPath: $path) {{ id full_path: fullPath {asked} }} }}"
    fragments = _needed(
        f"{body} {used or ''}", (*walked.fragments, *([LICENSED] if licensed and walked.licensed else []))
    )
    return "\n".join((body, *fragments))


def _needed(text: str, fragments: tuple[str, ...]) -> list[str]:
    """The fragments that are used, by the query or by one another; GitLab refuses others."""
    found: list[str] = []
    waiting = text
    while more := [each for each in fragments if each not in found and f"...{each.split()[1]}" in waiting]:
        found += more
        waiting = " ".join(more)
    return found
