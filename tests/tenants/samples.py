"""What is sent to a route that wants a body or a query; `{developer}` and the like stand for an object of that type.

Whoever brings a route that takes a body adds a line to `BODIES`. A route may answer an allowed caller with something
else than a success only if `OTHERWISE` says what and why.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

RULE: Final = {
    "name": "Few commits", "metric": "commits_count", "subject": "team:{team}",
    "condition": {"kind": "threshold", "side": "below", "at": 5},
}  # fmt: skip
GROUP: Final = ({"team_id": "{team}"}, {"developer_ids": ["{developer}"]})
RULES: Final = {
    "services": [
        {
            "name": "Service {unique}",
            "members": [{"repository_id": "{busy_repository}"}],
            "incidents": {"trackers": ["{tracker}"]},
        }
    ]
}
INVESTMENT: Final = {
    "categories": [{"key": "debt", "name": "Debt", "words": ["tidy"]}],
    "rules": [{"category": "debt", "labels": ["debt"]}],
}
ROW: Final = {"id": "d-1", "environment": "production", "status": "success", "finished_at": "2026-01-05T09:00:00Z"}

# Bodies by operation; several where no single one can name everything.
BODIES: Final[Mapping[str, Any]] = {
    "redeemLink": {"token": "nobody-made-this-one"},
    "refreshSession": {"refresh_token": "nobody-made-this-one"},
    "makeKey": {"name": "for a script"},
    "createInvitation": {"email": "new-{unique}@example.org", "role": "viewer"},
    "beginSignIn": {"next": "/"},
    "finishSignIn": {"code": "nobody-was-given-this-one", "state": "nobody-was-given-this-one"},
    "beginDevice": {"client_name": "A terminal"},
    "pollDevice": {"device_code": "nobody-was-given-this-one"},
    "decideAboutDevice": {"user_code": "WDJB-MJHT", "is_allowed": False},
    "seeInvitation": {"token": "nobody-made-this-one"},
    "acceptInvitation": {"token": "nobody-made-this-one"},
    "joinByInvitation": {"token": "nobody-made-this-one", "name": "Nobody"},
    "trackVisits": {"visits": {"/overview": 2}},
    "resetDashboardPreferences": {"preset_type": "custom"},
    "setDashboardPreferences": {"preset_type": "custom", "visible_widgets": ["welcome"]},
    "setPrivacySettings": {"access_log_days": 365},
    "setLlmConsent": {"refused": True},
    "transferOwnership": {"account_id": "{member}"},
    "changeMember": {"role": "member"},
    "eraseDeveloper": {"dry_run": False},
    "generateSnapshots": {"everything": False},
    "createAlertRule": RULE,
    "tryAlertRule": RULE,
    "changeAlertRule": RULE,
    "snoozeAlert": {"hours": 4},
    "readNotifications": ({"ids": ["alert:nothing"]}, {}),
    "setNotificationPreferences": {"muted": ["job"]},
    "createAgreement": {
        "name": "Four eyes {unique}",
        "kind": "first_review",
        "limit": 1,
        "unit": "working_days",
        "team_id": "{team}",
    },
    "changeAgreement": {"name": "Six eyes"},
    "analyzeAll": {"developer_id": "{developer}"},
    "getSkillHeatmap": GROUP,
    "getProductivity": GROUP,
    "getWorkload": GROUP,
    "getCollaboration": GROUP,
    "analyzeReviews": {"developer_id": "{developer}"},
    "analyzeComplexity": {"pull_requests": [{"repository_id": "{repository}", "number": 1}]},
    "analyzeCommits": ({"developer_id": "{developer}"}, {"repository_id": "{repository}"}),
    "matchTask": (
        {"text": "A task", "team_id": "{team}"},
        {"text": "A task", "exclude": ["{developer}"]},
    ),
    "decideAboutCandidate": {"verdict": "accepted"},
    "setOwnGrowth": {"skills": ["Go"]},
    "setDeliveryRules": {"base_version": 0, "document": RULES},
    "previewDeliveryRules": {"document": RULES},
    "correctIncident": {"deployment_id": "{deployment}"},
    "setInvestmentRules": {"base_version": 0, "document": INVESTMENT},
    "previewInvestmentRules": {"document": INVESTMENT},
    "correctAllocation": {"category": "debt"},
    "openAllocationMonth": {"reason": "Labels were wrong."},
    "setCiPrice": {"per_minute": 0.008, "currency": "EUR"},
    "tellDeployments": {"deployments": [ROW], "repository_id": "{repository}"},
    "tellIncidents": {
        "incidents": [{"id": "i-1", "title": "Down", "started_at": "2026-01-05T09:00:00Z"}],
        "repository_id": "{repository}",
    },
    "addListening": {"provider": "opsgenie", "name": "Alerts {unique}"},
    "setInsightSettings": {"churn_days": 21},
    "setWorkingSchedule": {"time_zone": "UTC"},
    "addLeave": {"first_day": "2026-12-21", "last_day": "2026-12-22"},
    "createWorkspace": {"name": "Another"},
    "changeWorkspace": {"late_from": 22},
    "addRepository": {"location": "https://git.example.org/some/thing.git"},
    "changeRepository": {"name": "renamed"},
    "setOwnDeveloper": {"developer_id": "{developer}"},
    "mergeIdentities": {"developer_ids": ["{developer}", "{second}"]},
    "splitIdentities": {"identity_ids": ["{third_identity}"]},
    "setDeveloperKind": {"kind": "human"},
    "setIdentityRules": {"patterns": [{"pattern": "*-runner", "kind": "bot"}]},
    "answerConsent": {"answer": False},
    "syncConnection": {"full": False},
    "createTeam": {"name": "Team {unique}", "developer_ids": ["{developer}"]},
    "changeTeam": {"description": "What we do"},
    "setTeamMember": {"role": "lead"},
    "createProject": {"name": "Project {unique}", "repository_ids": ["{repository}"], "tracker_ids": ["{tracker}"]},
    "changeProject": {"description": "What it is for"},
    "setProjectRepositories": {"repository_ids": ["{repository}"]},
    "setProjectTrackers": {"tracker_ids": ["{tracker}"]},
    "setRepositoryOwners": {"team_ids": ["{team}"], "since": None},
    "makeDemo": {"developers": 4, "commits": 100},
    "importRows": {"table": "deployments", "repository_id": "{repository}", "rows": [ROW]},
    "postWorkRecords": {"records": [{"kind": "ticket", "id": "T-1", "title": "Cannot sign in"}]},
    "createConnection": {"provider": "github", "base_url": "http://127.0.0.1:1", "tokens": ["ghp_x"]},
    "checkConnection": {"provider": "github", "base_url": "http://127.0.0.1:1", "tokens": ["ghp_x"]},
    "startDeviceSignIn": {"provider": "github", "base_url": "http://127.0.0.1:1"},
    "pollDeviceSignIn": {"provider": "github", "base_url": "http://127.0.0.1:1", "device_code": "x"},
    "changeConnection": {"is_paused": True},
    "replaceConnectionTokens": {"tokens": ["ghp_x"]},
    "addConnectionToken": {"token": "ghp_x"},
    "setFollowed": {"follows_all": True},
    "setHookSecret": {"secret": "a-secret-long-enough"},
}
# Bodies that are no JSON.
FILES: Final[Mapping[str, bytes]] = {
    "importFile": b"id,environment,status,finished_at\nd-1,production,success,2026-01-05T09:00:00Z\n",
    "receiveDelivery": b"{}",
}
# What a query has to say.
QUERIES: Final[Mapping[str, Mapping[str, str]]] = {
    "deleteWorkspace": {"slug": "{slug}"},
    "searchEverything": {"q": "a"},
    "lookAtDevice": {"user_code": "WDJB-MJHT"},
    "getBreakdown": {"by": "developer"},
    "getCollaborators": {"developer_id": "{developer}"},
    "getComplexity": {"developer_id": "{developer}"},
    "updateComplexity": {"developer_id": "{developer}"},
    "compareDevelopers": {"developer_ids": "{developer},{second}"},
    "compareSubjects": {"subjects": "developer:{developer},developer:{second}"},
    "importFile": {"table": "deployments", "name": "mine.csv"},
    "getConnectionGuide": {"provider": "github"},
    "listHotspotCommits": {"path": "src/nowhere.py"},
    "getExpertise": {"developer_id": "{developer}"},
    "updateExpertise": {"developer_id": "{developer}"},
    "getTechnology": {"developer_id": "{developer}"},
    "updateTechnology": {"developer_id": "{developer}"},
    "getTechnologyHistory": {"technology": "Python"},
    "getCommitsOfSkill": {"skill": "Python", "developer_id": "{developer}"},
    "getProfile": {"developer_id": "{developer}"},
    "getKnowledgeLoss": {"developer_id": "{developer}"},
    "getReadingList": {"repository_id": "{repository}"},
    "getWhoKnows": {"path": "src/app.py"},
}
# The key of a metric and a way to sign in are no objects of a workspace, and everybody has the rules that nobody made.
KEYS: Final[Mapping[str, str]] = {
    "key": "commits_count", "way": "github", "version": "0", "number": "1", "skill_name": "Python",
    "month": "2026-09-01", "widget": "quickStats", "kind": "ticket",
}  # fmt: skip
# What a query may name; each is tried with the objects of others.
NAMES_IN_QUERIES: Final[Mapping[str, tuple[str, ...]]] = {
    "developer_id": ("{developer}",),
    "developer_ids": ("{developer},{second}",),
    "subjects": ("developer:{developer},developer:{second}",),
    "owner": ("{developer}",),
    "assignee": ("{developer}",),
    "author": ("{developer}",),
    "awaited": ("{developer}",),
    "team_id": ("{team}",),
    "team": ("{team}",),
    "repository_id": ("{repository}",),
    "repository": ("{repository}",),
    "rule_id": ("{rule}",),
    "project": ("{project}",),
    "tracker": ("{tracker}",),
    "board": ("{board}",),
    "by": ("{member}",),
    "service": ("{service}",),
    "subject": (
        "developer:{developer}",
        "team:{team}",
        "repository:{repository}",
        "project:{project}",
        "service:{service}",
    ),
}
# Other ways to answer somebody who may: operation → (statuses, why).
OTHERWISE: Final[Mapping[str, tuple[set[int], str]]] = {
    "getTechnologyHistory": ({404}, "nobody's repositories have a manifest that names it"),
    "getPullRequestRisk": ({404}, "nobody proposed anything in that repository"),
    "listHotspotCommits": ({404}, "there is no such file in anybody's repository"),
    "getIssue": ({403}, "where fewer than five people have issues they are for managers"),
    "listIssues": ({403}, "what somebody has in hand is for them, teammates and managers"),
    "redeemLink": ({401}, "the link was made by nobody"),
    "refreshSession": ({401}, "likewise"),
    "seeInvitation": ({404}, "the invitation was sent by nobody"),
    "acceptInvitation": ({404}, "likewise"),
    "joinByInvitation": ({404}, "likewise"),
    "beginSignIn": ({400, 404, 409}, "no such provider is set up"),
    "beginLinking": ({400, 404, 409}, "likewise"),
    "finishSignIn": ({400, 401, 404, 409}, "likewise"),
    "pollDevice": ({400, 401, 404}, "nobody was given that code"),
    "lookAtDevice": ({404}, "likewise"),
    "decideAboutDevice": ({404}, "likewise"),
    "receiveDelivery": ({403}, "what is not signed with the secret is refused, whoever sends it"),
    "restoreWorkspace": ({404, 409}, "nobody had it deleted"),
    "setDeliveryRules": ({409}, "somebody made rules before, from the same version"),
    "undoIncidentCorrection": ({404}, "nobody said what it came of"),
    "setInvestmentRules": ({409}, "somebody made rules before, from the same version"),
    "correctAllocation": ({404}, "nobody proposed anything in that repository"),
    "removeAllocationCorrection": ({404}, "likewise"),
    "freezeAllocationMonth": ({409}, "somebody froze it before"),
    "openAllocationMonth": ({404}, "nobody froze it"),
    "createConnection": ({400}, "its provider is at a private address, which only the machine's owner may name"),
    "checkConnection": ({400}, "likewise"),
    "getWhoKnows": ({404}, "no repository has that path"),
    "startDeviceSignIn": ({409}, "no OAuth app is set"),
    "getTeamExpertise": ({404}, "nobody there has written a line of it"),
    "pollDeviceSignIn": ({409}, "likewise"),
}


Place = tuple[object, ...]


def bodies(operation: str) -> tuple[Any, ...]:
    """What the route may be sent, at least one: None where it takes no body."""
    found = BODIES.get(operation)
    return found if isinstance(found, tuple) else (found,)


def leaves(body: object, place: Place = ()) -> Iterator[Place]:
    """The ways to where a body names an object."""
    match body:
        case dict():
            for key, value in body.items():
                yield from leaves(value, (*place, key))
        case list():
            for number, value in enumerate(body):
                yield from leaves(value, (*place, number))
        case str() if "{" in body.replace("{unique}", ""):
            yield place


def filled(
    body: object, ids: Mapping[str, str], elsewhere: Mapping[Place, Mapping[str, str]], place: Place = ()
) -> Any:  # noqa: ANN401 - JSON
    """The body with ids in it, at some places those of somebody else."""
    match body:
        case dict():
            return {key: filled(value, ids, elsewhere, (*place, key)) for key, value in body.items()}
        case list():
            return [filled(value, ids, elsewhere, (*place, number)) for number, value in enumerate(body)]
        case str() if "{" in body:
            text = body.format_map(elsewhere.get(place, ids))
            return int(text) if body.endswith("identity}") else text
    return body
