"""What is asked of GitHub's GraphQL API. A test validates every text here against the schema GitHub publishes.

Sizes of nested lists are chosen by what they cost: GitHub counts one request for each list it has to open and gives
5,000 points of a hundred such requests an hour. With 20 reviews a pull request, 25 pull requests cost 6 or 7 points.
"""

PULLS = 25
ISSUES = 50
REVIEWS, COMMITS, EVENTS, LABELS, CLOSES = 20, 50, 60, 20, 10
AT_ONCE, STATUSES, RUN_JOBS = 50, 20, 50
MEMBERS, TEAMS, TEAM_MEMBERS = 100, 20, 100
NUMBERS = 100

_ACTOR = """
fragment Who on Actor {
  __typename login
  ... on User { databaseId name }
  ... on Bot { databaseId }
  ... on Mannequin { databaseId }
  ... on Organization { databaseId }
}
"""

_REVIEWS = """
      pageInfo { hasNextPage endCursor }
      nodes {
        fullDatabaseId state body submittedAt createdAt updatedAt author { ...Who } commit { oid }
        comments(first: 1) { totalCount }
      }
"""

_COMMITS = """
      totalCount pageInfo { hasNextPage endCursor }
      nodes {
        commit {
          oid authoredDate committedDate messageHeadline
          author { name email date user { __typename login databaseId name } }
        }
      }
"""

_PULL_EVENTS = """
      pageInfo { hasNextPage endCursor }
      nodes {
        __typename
        ... on Node { id }
        ... on ReadyForReviewEvent { createdAt actor { ...Who } }
        ... on ConvertToDraftEvent { createdAt actor { ...Who } }
        ... on ReviewRequestedEvent { createdAt actor { ...Who } requestedReviewer { ...Asked } }
        ... on ReviewRequestRemovedEvent { createdAt actor { ...Who } requestedReviewer { ...Asked } }
        ... on ReviewDismissedEvent { createdAt actor { ...Who } review { fullDatabaseId } }
        ... on HeadRefForcePushedEvent { createdAt actor { ...Who } afterCommit { oid } }
        ... on HeadRefDeletedEvent { createdAt actor { ...Who } }
        ... on ClosedEvent { createdAt actor { ...Who } }
        ... on ReopenedEvent { createdAt actor { ...Who } }
        ... on LabeledEvent { createdAt actor { ...Who } label { name } }
        ... on UnlabeledEvent { createdAt actor { ...Who } label { name } }
        ... on AssignedEvent { createdAt actor { ...Who } assignee { ...Assigned } }
        ... on UnassignedEvent { createdAt actor { ...Who } assignee { ...Assigned } }
        ... on RenamedTitleEvent { createdAt actor { ...Who } previousTitle }
        ... on DeployedEvent { createdAt actor { ...Who } deployment { latestEnvironment } }
        ... on IssueComment { fullDatabaseId createdAt updatedAt body author { ...Who } }
      }
"""
_PULL_KINDS = (
    "[READY_FOR_REVIEW_EVENT, CONVERT_TO_DRAFT_EVENT, REVIEW_REQUESTED_EVENT, REVIEW_REQUEST_REMOVED_EVENT, "
    "REVIEW_DISMISSED_EVENT, HEAD_REF_FORCE_PUSHED_EVENT, HEAD_REF_DELETED_EVENT, CLOSED_EVENT, REOPENED_EVENT, "
    "LABELED_EVENT, UNLABELED_EVENT, ASSIGNED_EVENT, UNASSIGNED_EVENT, RENAMED_TITLE_EVENT, DEPLOYED_EVENT, "
    "ISSUE_COMMENT]"
)

_SUBJECTS = """
fragment Asked on RequestedReviewer {
  __typename
  ... on User { login databaseId name }
  ... on Bot { login databaseId }
  ... on Mannequin { login databaseId }
  ... on Team { slug }
}
fragment Assigned on Assignee {
  __typename
  ... on User { login databaseId name }
  ... on Bot { login databaseId }
  ... on Mannequin { login databaseId }
  ... on Organization { login databaseId }
}
"""

_CLOSES = "pageInfo { hasNextPage endCursor } nodes { number repository { databaseId } }"
_LABELS = "pageInfo { hasNextPage endCursor } nodes { name }"

_PULL = (
    f"""
fragment Pull on PullRequest {{
  number fullDatabaseId title body url createdAt updatedAt closedAt mergedAt isDraft isCrossRepository
  headRefName baseRefName headRefOid baseRefOid additions deletions changedFiles
  author {{ ...Who }} mergedBy {{ ...Who }} milestone {{ title }}
  mergeCommit {{ oid authoredDate parents(first: 1) {{ totalCount }} }}
  comments(first: 1) {{ totalCount }}
  labels(first: {LABELS}) {{ {_LABELS} }}
  commits(first: {COMMITS}) {{ {_COMMITS} }}
  reviews(first: {REVIEWS}) {{ {_REVIEWS} }}
  timelineItems(first: {EVENTS}, itemTypes: {_PULL_KINDS}) {{ {_PULL_EVENTS} }}
  closingIssuesReferences(first: {CLOSES}) {{ {_CLOSES} }}
}}
"""
    + _ACTOR
    + _SUBJECTS
)

_PAGE = "pageInfo { hasNextPage endCursor }"

PULL_REQUESTS = (
    f"""
query PullRequests($owner: String!, $name: String!, $first: Int!, $after: String, $way: OrderDirection!) {{
  repository(owner: $owner, name: $name) {{
    databaseId
    pullRequests(first: $first, after: $after, orderBy: {{field: UPDATED_AT, direction: $way}}) {{
      totalCount {_PAGE} nodes {{ ...Pull }}
    }}
  }}
}}
"""
    + _PULL
)

# A pull request too heavy to be given whole: what it takes to go on behind it, and to say which it was.
PULL_REQUESTS_LIGHTLY = f"""
query PullRequestsLightly($owner: String!, $name: String!, $first: Int!, $after: String, $way: OrderDirection!) {{
  repository(owner: $owner, name: $name) {{
    databaseId
    pullRequests(first: $first, after: $after, orderBy: {{field: UPDATED_AT, direction: $way}}) {{
      totalCount {_PAGE} nodes {{ number updatedAt }}
    }}
  }}
}}
"""

# Lists of one pull request that were longer than what came with it. `connection` is the list's own name.
MORE_OF_A_PULL = {
    connection: f"""
query More($owner: String!, $name: String!, $number: Int!, $after: String) {{
  repository(owner: $owner, name: $name) {{
    databaseId
    pullRequest(number: $number) {{ {connection}(first: 100, after: $after{more}) {{ {fields} }} }}
  }}
}}
"""
    + rest
    for connection, more, fields, rest in (
        ("reviews", "", _REVIEWS, _ACTOR),
        ("commits", "", _COMMITS, ""),
        ("timelineItems", f", itemTypes: {_PULL_KINDS}", _PULL_EVENTS, _ACTOR + _SUBJECTS),
        ("labels", "", _LABELS, ""),
        ("closingIssuesReferences", "", _CLOSES, ""),
    )
}

_ISSUE_EVENTS = """
      pageInfo { hasNextPage endCursor }
      nodes {
        __typename
        ... on Node { id }
        ... on ClosedEvent { createdAt actor { ...Who } stateReason }
        ... on ReopenedEvent { createdAt actor { ...Who } }
        ... on AssignedEvent { createdAt actor { ...Who } assignee { ...Assigned } }
        ... on UnassignedEvent { createdAt actor { ...Who } assignee { ...Assigned } }
      }
"""
_ISSUE_KINDS = "[CLOSED_EVENT, REOPENED_EVENT, ASSIGNED_EVENT, UNASSIGNED_EVENT]"

_ISSUE = (
    f"""
fragment OneIssue on Issue {{
  number title body url state stateReason createdAt updatedAt closedAt
  author {{ ...Who }} parent {{ number repository {{ databaseId }} }}
  assignees(first: 1) {{ nodes {{ __typename login databaseId name }} }}
  labels(first: {LABELS}) {{ {_LABELS} }}
  comments(first: 1) {{ totalCount }}
  timelineItems(first: {EVENTS}, itemTypes: {_ISSUE_KINDS}) {{ {_ISSUE_EVENTS} }}
}}
"""
    + _ACTOR
    + _SUBJECTS.partition("fragment Assigned")[1]
    + _SUBJECTS.partition("fragment Assigned")[2]
)

ISSUES_SINCE = (
    f"""
query Issues($owner: String!, $name: String!, $first: Int!, $after: String, $since: DateTime) {{
  repository(owner: $owner, name: $name) {{
    databaseId
    issues(first: $first, after: $after, filterBy: {{since: $since}}, orderBy: {{field: UPDATED_AT, direction: ASC}}) {{
      totalCount {_PAGE} nodes {{ ...OneIssue }}
    }}
  }}
}}
"""
    + _ISSUE
)

MORE_OF_AN_ISSUE = {
    connection: f"""
query More($owner: String!, $name: String!, $number: Int!, $after: String) {{
  repository(owner: $owner, name: $name) {{
    databaseId
    issue(number: $number) {{ {connection}(first: 100, after: $after{more}) {{ {fields} }} }}
  }}
}}
"""
    + rest
    for connection, more, fields, rest in (
        (
            "timelineItems",
            f", itemTypes: {_ISSUE_KINDS}",
            _ISSUE_EVENTS,
            _ACTOR + "fragment Assigned" + _SUBJECTS.partition("fragment Assigned")[2],
        ),
        ("labels", "", _LABELS, ""),
    )
}

# Issues and pull requests are numbered along, so both are listed to find the numbers that are missing.
ALL_NUMBERS = f"""
query Numbers(
  $owner: String!, $name: String!, $first: Int!, $issues: Boolean!, $pulls: Boolean!, $afterIssue: String,
  $afterPull: String
) {{
  repository(owner: $owner, name: $name) {{
    databaseId
    issues(first: $first, after: $afterIssue, orderBy: {{field: CREATED_AT, direction: ASC}}) @include(if: $issues) {{
      totalCount {_PAGE} nodes {{ number }}
    }}
    pullRequests(
      first: $first, after: $afterPull, orderBy: {{field: CREATED_AT, direction: ASC}}
    ) @include(if: $pulls) {{
      totalCount {_PAGE} nodes {{ number }}
    }}
  }}
}}
"""


def several_pulls(count: int) -> str:
    """Ask for that many pull requests by their numbers, `$n0`, `$n1` …; they come as `i0`, `i1` …."""
    return _several(count, "pullRequest", "Pull") + _PULL


def several_issues(count: int) -> str:
    """Ask for that many issues by their numbers."""
    return _several(count, "issue", "OneIssue") + _ISSUE


def _several(count: int, field: str, fragment: str) -> str:
    numbers = "".join(f", $n{at}: Int!" for at in range(count))
    items = " ".join(f"i{at}: {field}(number: $n{at}) {{ ...{fragment} }}" for at in range(count))
    return (
        f"query Several($owner: String!, $name: String!{numbers}) "
        f"{{ repository(owner: $owner, name: $name) {{ databaseId {items} }} }}"
    )


# Deployments and runs come from REST, whose numbers for them GraphQL cannot say (they outgrew its integers); what
# REST would give one by one comes from here, fifty at once, by the node ids that both know.
STATUSES_OF_DEPLOYMENTS = f"""
query Statuses($ids: [ID!]!) {{
  nodes(ids: $ids) {{
    id
    ... on Deployment {{ statuses(first: {STATUSES}) {{ {_PAGE} nodes {{ state createdAt logUrl }} }} }}
  }}
}}
"""

# Of all attempts: that a job failed before it passed is known from nothing else.
JOBS_OF_RUNS = f"""
query Jobs($ids: [ID!]!) {{
  nodes(ids: $ids) {{
    id
    ... on WorkflowRun {{
      checkSuite {{
        checkRuns(first: {RUN_JOBS}, filterBy: {{checkType: ALL}}) {{
          {_PAGE} nodes {{ url name status conclusion startedAt completedAt deployment {{ environment }} }}
        }}
      }}
    }}
  }}
}}
"""

ORGANIZATIONS = (
    "query Organizations { viewer { organizations(first: 100) { pageInfo { hasNextPage } nodes { login } } } }"
)

PEOPLE = f"""
query People($login: String!, $first: Int!, $after: String) {{
  organization(login: $login) {{
    membersWithRole(first: $first, after: $after) {{
      totalCount {_PAGE} nodes {{ __typename login databaseId name email }}
    }}
  }}
}}
"""

TEAMS_OF = f"""
query Teams($login: String!, $first: Int!, $after: String) {{
  organization(login: $login) {{
    teams(first: $first, after: $after) {{
      totalCount {_PAGE}
      nodes {{
        databaseId slug name description
        members(first: {TEAM_MEMBERS}) {{ {_PAGE} nodes {{ __typename login databaseId name }} }}
      }}
    }}
  }}
}}
"""

MORE_MEMBERS = f"""
query Members($login: String!, $slug: String!, $after: String) {{
  organization(login: $login) {{
    team(slug: $slug) {{
      members(first: 100, after: $after) {{ {_PAGE} nodes {{ __typename login databaseId name }} }}
    }}
  }}
}}
"""

EVERY_QUERY = (
    PULL_REQUESTS, PULL_REQUESTS_LIGHTLY, *MORE_OF_A_PULL.values(), ISSUES_SINCE, *MORE_OF_AN_ISSUE.values(),
    ALL_NUMBERS, several_pulls(2), several_issues(2), STATUSES_OF_DEPLOYMENTS, JOBS_OF_RUNS,
    ORGANIZATIONS, PEOPLE, TEAMS_OF, MORE_MEMBERS,
)  # fmt: skip
