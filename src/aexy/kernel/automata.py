"""Who is no person: the bots and AI agents that sign commits, declared as lists anybody can read and correct.

Names and addresses are compared in lower case. A pattern with a `*` at one end matches the rest of the word.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

Kind = Literal["human", "bot", "agent"]


class Automaton(NamedTuple):
    """One program that commits: what it is called, and the names and addresses it signs with."""

    title: str
    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


# Programs that write code from words. As authors they are left out like bots; in trailers they mark a change as
# assisted.
AGENTS: tuple[Automaton, ...] = (
    Automaton(
        "Claude",
        ("claude", "claude code", "claude[bot]", "claude-code[bot]", "claude opus*", "claude sonnet*", "claude haiku*"),
        ("noreply@anthropic.com", "*+claude[bot]@users.noreply.github.com"),
    ),
    Automaton(
        "GitHub Copilot",
        ("copilot", "github copilot", "copilot[bot]", "copilot-swe-agent[bot]", "copilot coding agent"),
        (
            "*+copilot@users.noreply.github.com",
            "copilot@github.com",
            "*+copilot-swe-agent[bot]@users.noreply.github.com",
        ),
    ),
    Automaton("Cursor", ("cursor", "cursor agent", "cursor[bot]"), ("cursoragent@cursor.com", "agent@cursor.com")),
    Automaton(
        "Devin",
        ("devin", "devin ai", "devin-ai-integration[bot]"),
        ("*+devin-ai-integration[bot]@users.noreply.github.com", "devin-ai-integration[bot]@users.noreply.github.com"),
    ),
    Automaton("Aider", ("aider", "aider (*"), ("aider@aider.chat", "noreply@aider.chat")),
    Automaton(
        "OpenAI Codex",
        ("codex", "openai codex", "chatgpt", "codex[bot]", "chatgpt-codex-connector[bot]"),
        ("codex@openai.com", "noreply@openai.com"),
    ),
    Automaton(
        "Gemini",
        ("gemini", "gemini cli", "gemini code assist", "gemini-code-assist[bot]", "google-labs-jules[bot]", "jules"),
        ("*+gemini-code-assist[bot]@users.noreply.github.com", "*+google-labs-jules[bot]@users.noreply.github.com"),
    ),
    Automaton("OpenHands", ("openhands", "openhands-agent"), ("openhands@all-hands.dev",)),
    Automaton("Sweep", ("sweep", "sweep ai", "sweep-ai[bot]")),
    Automaton("Windsurf", ("windsurf", "cascade", "codeium"), ("noreply@codeium.com", "noreply@windsurf.com")),
    Automaton("Amazon Q", ("amazon q", "amazon-q-developer[bot]")),
    Automaton("Amp", ("amp", "sourcegraph amp"), ("amp@ampcode.com", "amp@sourcegraph.com")),
    Automaton("opencode", ("opencode",), ("noreply@opencode.ai",)),
    Automaton("Warp", ("warp", "warp agent"), ("agent@warp.dev",)),
    Automaton("CodeRabbit", ("coderabbit", "coderabbitai[bot]")),
)

# Programs that commit by rule. Names that end in `[bot]` need not be listed: GitHub gives them to no person.
BOTS: tuple[Automaton, ...] = (
    Automaton("GitHub", ("web-flow",), ("noreply@github.com",)),
    Automaton("Dependabot", ("dependabot", "dependabot-preview"), ("support@dependabot.com", "*@dependabot.com")),
    Automaton(
        "Renovate",
        ("renovate", "renovate bot", "whitesource renovate"),
        ("bot@renovateapp.com", "*@whitesourcesoftware.com"),
    ),
    Automaton(
        "GitHub Actions",
        ("github actions", "github-actions", "github action"),
        ("action@github.com", "actions@github.com"),
    ),
    Automaton("Greenkeeper", ("greenkeeper", "greenkeeperio-bot"), ("support@greenkeeper.io",)),
    Automaton("Snyk", ("snyk-bot", "snyk bot"), ("snyk-bot@snyk.io",)),
    Automaton("pre-commit.ci", ("pre-commit-ci",)),
    Automaton("semantic-release", ("semantic-release-bot", "semantic-release"), ("semantic-release-bot@martynus.net",)),
    Automaton("Imgbot", ("imgbot", "imgbotapp"), ("imgbothelp@gmail.com",)),
    Automaton("All Contributors", ("allcontributors",)),
    Automaton("Travis CI", ("travis ci", "travis-ci"), ("builds@travis-ci.org", "builds@travis-ci.com")),
    Automaton("CircleCI", ("circleci", "circle ci"), ("builds@circleci.com",)),
    Automaton("GitLab", ("gitlab bot", "gitlab ci", "gitlab-ci"), ("gitlab-bot@gitlab.com",)),
    Automaton("Jenkins", ("jenkins",), ("jenkins@localhost",)),
    Automaton("Azure Pipelines", ("azure pipelines", "microsoft.visualstudio.services.tfs")),
    Automaton("Bors", ("bors", "bors[bot]", "rust-bors[bot]"), ("bors@rust-lang.org",)),
    Automaton("Depfu", ("depfu",)),
    Automaton("PyUp", ("pyup-bot", "pyup.io bot"), ("github-bot@pyup.io",)),
    Automaton("Scala Steward", ("scala steward",)),
    Automaton("Weblate", ("hosted weblate", "weblate"), ("hosted@weblate.org", "noreply@weblate.org")),
    Automaton("Crowdin", ("crowdin bot", "crowdin"), ("support+bot@crowdin.com",)),
    Automaton("Transifex", ("transifex",)),
    Automaton("Mergify", ("mergify",)),
    Automaton("k8s-ci-robot", ("k8s-ci-robot", "kubernetes prow robot"), ("k8s.ci.robot@gmail.com",)),
    Automaton("ImpactBot", ("autofix bot", "deepsource autofix")),
    Automaton("Homebrew", ("brewtestbot", "linuxbrewtestbot")),
    Automaton("npm CLI robot", ("npm cli robot",)),
)

_BOT_SUFFIX = "[bot]"
# What providers call accounts that no person has.
_PROGRAMS = frozenset({"app", "bot", "integration", "project_bot", "service", "service_account"})


class _Index(NamedTuple):
    exact: dict[str, str]
    starts: tuple[tuple[str, str], ...]
    ends: tuple[tuple[str, str], ...]

    def find(self, word: str) -> str | None:
        title = self.exact.get(word)
        if title is not None:
            return title
        for start, name in self.starts:
            if word.startswith(start):
                return name
        for end, name in self.ends:
            if word.endswith(end):
                return name
        return None


def _index(pairs: list[tuple[str, str]]) -> _Index:
    return _Index(
        {pattern: title for pattern, title in pairs if "*" not in pattern},
        tuple((pattern[:-1], title) for pattern, title in pairs if pattern.endswith("*")),
        tuple((pattern[1:], title) for pattern, title in pairs if pattern.startswith("*")),
    )


def _names(listed: tuple[Automaton, ...]) -> _Index:
    return _index([(name, one.title) for one in listed for name in one.names])


def _emails(listed: tuple[Automaton, ...]) -> _Index:
    return _index([(email, one.title) for one in listed for email in one.emails])


_AGENT_NAMES, _AGENT_EMAILS = _names(AGENTS), _emails(AGENTS)
_BOT_NAMES, _BOT_EMAILS = _names(BOTS), _emails(BOTS)


class Patterns:
    """Names and addresses a workspace lists for itself; they win over the lists above, the first match first."""

    def __init__(self, listed: Iterable[tuple[str, Kind]] = ()) -> None:
        self._listed = [(kind, _index([(pattern.strip().lower(), kind)])) for pattern, kind in listed]

    def find(self, name: str, email: str) -> Kind | None:
        """What the workspace says of somebody with this name and address, both in lower case."""
        found = (kind for kind, one in self._listed if one.find(name) or (email and one.find(email)))
        return next(found, None)


NO_PATTERNS = Patterns()


def kind_of(name: str, email: str, account_type: str | None = None, patterns: Patterns = NO_PATTERNS) -> Kind:
    """Whether somebody with this name and address is a person; `account_type` is what a provider calls the account.

    An agent is known by its address. A name alone, like Claude or Devin, is also a human's, so it counts only where
    there is no address or one that nobody reads, or where the provider says that no person has the account.
    """
    name, email = name.strip().lower(), email.strip().lower()
    if listed := patterns.find(name, email):
        return listed
    if account_type is not None and account_type.lower() in _PROGRAMS:
        return "agent" if _AGENT_NAMES.find(name) or _AGENT_EMAILS.find(email) else "bot"
    if _AGENT_EMAILS.find(email) or (_is_faceless(name, email) and _AGENT_NAMES.find(name)):
        return "agent"
    if _is_bot(name, email):
        return "bot"
    return "human"


def _is_bot(name: str, email: str) -> bool:
    local = email.partition("@")[0]
    return bool(
        name.endswith(_BOT_SUFFIX) or local.endswith(_BOT_SUFFIX) or _BOT_NAMES.find(name) or _BOT_EMAILS.find(email)
    )


def _is_faceless(name: str, email: str) -> bool:
    return not email or name.endswith(_BOT_SUFFIX) or email.startswith("noreply@")


def agent_called(name: str, email: str) -> str | None:
    """The title of the AI agent a trailer names (`Claude <noreply@anthropic.com>`), None for anybody else."""
    name, email = name.strip().lower(), email.strip().lower()
    return _AGENT_EMAILS.find(email) or (_AGENT_NAMES.find(name) if _is_faceless(name, email) else None)
