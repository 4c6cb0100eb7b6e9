"""What it takes to connect a provider, in words: where tokens are made, their rights, the events to tick."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote

from aexy.features.connections.schemas import AuthKind, Guide, HookEvent, Provider, ScopeNeeded
from aexy.features.connections.trying import OWN_ADDRESS

_JSON = "application/json"


class Words(NamedTuple):
    """What is said about one provider. `{base}` and `{scopes}` are filled in."""

    title: str
    auth_kinds: tuple[AuthKind, ...]
    token_path: str
    scopes: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]
    events: tuple[tuple[str, str], ...]
    hook_steps: tuple[str, ...]


WORDS: Mapping[Provider, Words] = {
    Provider.GITHUB: Words(
        "GitHub",
        (AuthKind.TOKEN, AuthKind.APP),
        "{base}/settings/tokens/new?description=Aexy&scopes={scopes}",
        (
            ("repo", "pull requests, reviews, issues, deployments and workflow runs, also of private repositories"),
            ("read:org", "teams and who is in them"),
            ("read:user", "people's names"),
            ("user:email", "the addresses that tell who is who"),
        ),
        (
            "Open the address, choose how long the token shall live, and make it.",
            "For an organization with single sign-on, authorize the token for it (Configure SSO).",
            "A fine-grained token works too: read access to contents, pull requests, issues, actions and deployments.",
            "There, an organization's members and Copilot metrics are permissions of their own.",
        ),
        (
            ("Pushes", "what was pushed and when"),
            ("Pull requests", "pull requests"),
            ("Pull request reviews", "reviews"),
            ("Pull request review comments", "comments in the code"),
            ("Issues", "issues"),
            ("Issue comments", "comments"),
            ("Deployments", "deployments"),
            ("Deployment statuses", "how deployments went"),
            ("Workflow runs", "pipelines"),
            ("Workflow jobs", "their jobs"),
            ("Releases", "releases"),
            ("Repositories", "renamed, transferred and deleted repositories"),
            ("Teams", "teams"),
            ("Memberships", "who is in them"),
        ),
        (
            "Open Settings → Webhooks of the organization (or of each repository) and add a webhook.",
            "Enter the address as Payload URL, the secret as Secret, and choose application/json.",
            "Choose “Let me select individual events” and tick those listed.",
        ),
    ),
    Provider.GITLAB: Words(
        "GitLab",
        (AuthKind.TOKEN,),
        "{base}/-/user_settings/personal_access_tokens?name=Aexy&scopes={scopes}",
        (
            ("read_api", "merge requests, issues, pipelines, deployments, groups"),
            ("read_repository", "the history of private projects"),
        ),
        (
            "Open the address, choose how long the token shall live, and make it.",
            "A group or project access token with the role Reporter and these scopes works too.",
        ),
        (
            ("Push events", "what was pushed and when"),
            ("Merge request events", "merge requests, approvals"),
            ("Comments", "discussions"),
            ("Issues events", "issues"),
            ("Pipeline events", "pipelines"),
            ("Job events", "their jobs"),
            ("Deployment events", "deployments"),
            ("Releases events", "releases"),
        ),
        (
            "Open Settings → Webhooks of the group (or of each project) and add a webhook.",
            "Enter the address as URL and the secret as Secret token, and tick the events listed.",
        ),
    ),
    Provider.JIRA: Words(
        "Jira",
        (AuthKind.BASIC, AuthKind.TOKEN),
        "https://id.atlassian.com/manage-profile/security/api-tokens",
        (
            ("read:jira-work", "issues, their changes, boards, sprints and work logs"),
            ("read:jira-user", "people's names"),
        ),
        (
            "Jira Cloud: open the address and make an API token; it goes with your account's e-mail as login.",
            "Jira Server or Data Center: make a personal access token in your profile; it needs no login.",
            "It sees what its account sees: browse permission for each project is enough.",
        ),
        (
            ("Issue: created, updated, deleted", "issues and how they moved"),
            ("Comment: created, updated, deleted", "comments"),
            ("Worklog: created, updated, deleted", "work logs"),
            ("Sprint: created, updated, started, closed, deleted", "sprints"),
            ("Project: created, updated, deleted", "renamed and deleted projects"),
        ),
        (
            "Open Settings → System → WebHooks and create one.",
            "Enter the address as URL and the secret as Secret, and tick the events listed.",
        ),
    ),
    Provider.LINEAR: Words(
        "Linear",
        (AuthKind.TOKEN,),
        "https://linear.app/settings/account/security",
        (("read", "issues, their history, cycles, projects, teams and people"),),
        ("Open the address and make a personal API key with the permission Read.",),
        (
            ("Issues", "issues and how they moved"),
            ("Comments", "comments"),
            ("Cycles", "cycles"),
            ("Projects", "projects"),
            ("Users", "people"),
        ),
        (
            "Open Settings → API → Webhooks and make a new one with the address as URL; tick what is listed.",
            "Linear makes up the signing secret: copy it and give it to Aexy (`aexy webhooks setup NAME --given`).",
        ),
    ),
    Provider.PAGERDUTY: Words(
        "PagerDuty",
        (AuthKind.HOOK,),
        "",
        (),
        ("Nothing is asked of PagerDuty: it tells by its web hook (`aexy webhooks add pagerduty NAME`).",),
        (
            ("incident.triggered", "incidents"),
            ("incident.acknowledged, incident.unacknowledged", "where they are"),
            ("incident.resolved, incident.reopened", "when they were over"),
            ("incident.priority_updated", "how bad they are"),
        ),
        (
            "Open Integrations → Generic Webhooks (v3) and add a webhook with the address as Webhook URL.",
            "Choose what it is about (an account, a team, a service) and tick the events listed.",
            "PagerDuty makes up the signing secret: copy it and give it to Aexy (`aexy webhooks setup NAME --given`).",
        ),
    ),
    Provider.OPSGENIE: Words(
        "Opsgenie",
        (AuthKind.HOOK,),
        "",
        (),
        ("Nothing is asked of Opsgenie: it tells by its web hook (`aexy webhooks add opsgenie NAME`).",),
        (
            ("Alert is created", "alerts, as incidents"),
            ("Alert is acknowledged, unacknowledged", "where they are"),
            ("Alert is closed", "when they were over"),
            ("Alert is deleted", "what was none"),
        ),
        (
            "Open Settings → Integrations, add a Webhook, and enter the address as Webhook URL.",
            "Add a custom header: X-Aexy-Secret with the secret as its value. Opsgenie signs nothing itself.",
            "Tick “Add alert details to payload”: a detail called service says what broke. Add the actions listed.",
        ),
    ),
    Provider.HOOK: Words(
        "Hook",
        (AuthKind.HOOK,),
        "",
        (),
        ("Whoever has its secret tells of deployments and incidents (`aexy webhooks add hook NAME`).",),
        (("deployments", "deployments"), ("incidents", "incidents")),
        (
            'Post JSON to the address: {"deployments": […], "incidents": […]}, in the columns of `aexy import`.',
            "Sign it: X-Aexy-Signature is sha256= and the hex of HMAC-SHA256 over the body, by the secret.",
        ),
    ),
}


def guide(provider: Provider, base_url: str | None, *, has_device_flow: bool) -> Guide:
    """How to come to a token for it, at its own address unless another is named."""
    words = WORDS[provider]
    base = base_url or OWN_ADDRESS.get(provider)
    scopes = quote(",".join(scope for scope, _ in words.scopes), safe=",")
    return Guide(
        provider=provider,
        title=words.title,
        base_url=base,
        auth_kinds=list(words.auth_kinds),
        token_url=words.token_path.format(base=base, scopes=scopes)
        if words.token_path and (base or "{base}" not in words.token_path)
        else None,
        scopes=[ScopeNeeded(scope=scope, reads=reads) for scope, reads in words.scopes],
        steps=list(words.steps),
        has_device_flow=has_device_flow and provider is Provider.GITHUB,
    )


def hook_events(provider: Provider) -> list[HookEvent]:
    """The events to tick, as the provider's page calls them."""
    return [HookEvent(name=name, brings=brings) for name, brings in WORDS[provider].events]


def hook_steps(provider: Provider) -> list[str]:
    """Where to enter the address and the secret."""
    return list(WORDS[provider].hook_steps)


def hook_content_type() -> str:
    """What to choose where a provider asks."""
    return _JSON


def scopes_wanted(provider: Provider) -> str:
    """The rights to ask for, as OAuth takes them."""
    return " ".join(scope for scope, _ in WORDS[provider].scopes)
