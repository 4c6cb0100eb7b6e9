"""What is asked of Linear. Sizes are chosen so that no question costs more than Linear allows one: 10,000 points."""

from typing import Final

ISSUES_AT_ONCE: Final = 25
HISTORY_AT_ONCE: Final = 10
COMMENTS_AT_ONCE: Final = 5
LINKS_AT_ONCE: Final = 5
LABELS: Final = 20
PART: Final = 50
MANY: Final = 100

_PERSON: Final = "fragment person on User { id name displayName email app avatarUrl }"
_MORE: Final = "pageInfo { hasNextPage endCursor }"
_STATE: Final = "fragment state on WorkflowState { name type }"
_CYCLE: Final = "fragment cycle on Cycle { id name number endsAt }"
_MOVE: Final = (
    _STATE
    + _CYCLE
    + _PERSON
    + """
fragment move on IssueHistory {
  id createdAt actor { ...person }
  fromState { ...state } toState { ...state }
  fromAssignee { displayName name } toAssignee { displayName name }
  fromCycle { ...cycle } toCycle { ...cycle }
  fromEstimate toEstimate fromPriority toPriority
  fromTeam { key } toTeam { key }
}
"""
)
_COMMENT: Final = "fragment comment on Comment { id body createdAt updatedAt user { ...person } }"
_LINK: Final = "fragment link on Attachment { id url title }"
_ISSUE: Final = (
    _MOVE
    + _COMMENT
    + _LINK
    + f"""
fragment issue on Issue {{
  id identifier title description url priorityLabel estimate createdAt updatedAt startedAt completedAt canceledAt
  dueDate archivedAt trashed
  team {{ id key }} state {{ ...state }} creator {{ ...person }} assignee {{ ...person }} parent {{ id }}
  cycle {{ ...cycle }}
  labels(first: {LABELS}) {{ nodes {{ name }} }}
  history(first: {HISTORY_AT_ONCE}) {{ nodes {{ ...move }} {_MORE} }}
  comments(first: {COMMENTS_AT_ONCE}) {{ nodes {{ ...comment }} {_MORE} }}
  attachments(first: {LINKS_AT_ONCE}) {{ nodes {{ ...link }} {_MORE} }}
}}
"""
)

ISSUES: Final = (
    _ISSUE
    + f"""
query Issues($team: ID!, $since: DateTimeOrDuration!, $after: String) {{
  issues(
    first: {ISSUES_AT_ONCE}, after: $after, includeArchived: true, sort: [{{updatedAt: {{order: Ascending}}}}],
    filter: {{team: {{id: {{eq: $team}}}}, updatedAt: {{gte: $since}}}}
  ) {{ nodes {{ ...issue }} {_MORE} }}
}}
"""
)

ISSUES_BY_ID: Final = (
    _ISSUE
    + f"""
query IssuesById($ids: [ID!]!) {{
  issues(first: {ISSUES_AT_ONCE}, includeArchived: true, filter: {{id: {{in: $ids}}}}) {{
    nodes {{ ...issue }} {_MORE}
  }}
}}
"""
)

MORE_HISTORY: Final = (
    _MOVE
    + f"""
query MoreHistory($id: String!, $after: String) {{
  issue(id: $id) {{ part: history(first: {PART}, after: $after) {{ nodes {{ ...move }} {_MORE} }} }}
}}
"""
)

MORE_COMMENTS: Final = (
    _PERSON
    + _COMMENT
    + f"""
query MoreComments($id: String!, $after: String) {{
  issue(id: $id) {{ part: comments(first: {PART}, after: $after) {{ nodes {{ ...comment }} {_MORE} }} }}
}}
"""
)

MORE_LINKS: Final = (
    _LINK
    + f"""
query MoreLinks($id: String!, $after: String) {{
  issue(id: $id) {{ part: attachments(first: {PART}, after: $after) {{ nodes {{ ...link }} {_MORE} }} }}
}}
"""
)

COMMENTS: Final = (
    _PERSON
    + _COMMENT
    + f"""
query Comments($team: ID!, $since: DateTimeOrDuration!, $after: String) {{
  comments(
    first: {MANY}, after: $after, orderBy: updatedAt,
    filter: {{updatedAt: {{gte: $since}}, issue: {{team: {{id: {{eq: $team}}}}}}}}
  ) {{ nodes {{ ...comment issue {{ id }} }} {_MORE} }}
}}
"""
)

_WHOLE_CYCLE: Final = """
fragment whole on Cycle {
  id name number description startsAt endsAt completedAt createdAt updatedAt isFuture isPast team { id }
}
"""

CYCLES: Final = (
    _WHOLE_CYCLE
    + f"""
query Cycles($team: ID!, $after: String) {{
  cycles(first: {MANY}, after: $after, includeArchived: true, filter: {{team: {{id: {{eq: $team}}}}}}) {{
    nodes {{ ...whole }} {_MORE}
  }}
}}
"""
)

CYCLES_BY_ID: Final = (
    _WHOLE_CYCLE
    + f"""
query CyclesById($ids: [ID!]!) {{
  cycles(first: {MANY}, includeArchived: true, filter: {{id: {{in: $ids}}}}) {{ nodes {{ ...whole }} {_MORE} }}
}}
"""
)

TEAMS: Final = f"""
query Teams($after: String) {{
  teams(first: {MANY}, after: $after, includeArchived: true) {{ nodes {{ id key name archivedAt }} {_MORE} }}
}}
"""

PEOPLE: Final = (
    _PERSON
    + f"""
query People($after: String) {{
  users(first: {MANY}, after: $after, includeArchived: true, includeDisabled: true) {{
    nodes {{ ...person }} {_MORE}
  }}
}}
"""
)

VIEWER: Final = "query Viewer { viewer { id name displayName email } organization { name urlKey } }"

ALL: Final = (
    ISSUES, ISSUES_BY_ID, MORE_HISTORY, MORE_COMMENTS, MORE_LINKS, COMMENTS, CYCLES, CYCLES_BY_ID, TEAMS, PEOPLE,
    VIEWER,
)  # fmt: skip
