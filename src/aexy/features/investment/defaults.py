"""The product's own rules: version 0, in force until somebody makes others."""

from aexy.features.investment.schemas import InvestmentCategory, InvestmentDocument, InvestmentRule

DEFAULT = InvestmentDocument(
    categories=[
        InvestmentCategory(
            key="features",
            name="New features",
            words=["add", "allow", "introduce", "let", "new", "offer", "show", "support", "send"],
        ),
        InvestmentCategory(
            key="improvements",
            name="Improvements",
            words=["better", "cache", "faster", "improve", "less", "polish", "speed", "tune"],
        ),
        InvestmentCategory(
            key="keeping_the_lights_on",
            name="Keeping the lights on",
            words=["bug", "broken", "correct", "crash", "fix", "handle", "keep", "prevent", "retry", "stop", "wrong"],
        ),
        InvestmentCategory(
            key="debt",
            name="Technical debt",
            words=["cleanup", "clean", "drop", "move", "name", "old", "remove", "rename", "simplify", "split", "tidy"],
        ),
        InvestmentCategory(
            key="infrastructure",
            name="Infrastructure",
            words=["build", "bump", "deploy", "image", "parallel", "pipeline", "release", "upgrade"],
        ),
        InvestmentCategory(
            key="documentation", name="Documentation", words=["describe", "docs", "document", "explain", "readme"]
        ),
    ],
    rules=[
        InvestmentRule(
            category="keeping_the_lights_on",
            labels=["bug", "*incident*", "hotfix", "regression", "security"],
            issue_kinds=["bug", "incident"],
            types=["fix", "revert", "hotfix"],
            branches=["fix/*", "bugfix/*", "hotfix/*"],
        ),
        InvestmentRule(
            category="documentation", labels=["documentation", "docs"], types=["docs"], branches=["docs/*"],
            paths=["docs", "*.md", "**/*.md", "**/*.rst"],
        ),
        InvestmentRule(
            category="infrastructure",
            labels=["infrastructure", "dependencies", "ci", "build"],
            types=["ci", "build"],
            paths=[".github", ".gitlab*", "deploy", "charts", "**/*.tf", "**/Dockerfile", "**/Makefile", "Makefile"],
        ),
        InvestmentRule(
            category="debt",
            labels=["debt", "tech*debt", "refactor*", "cleanup"],
            types=["refactor", "chore", "test", "style"],
            branches=["refactor/*", "chore/*"],
        ),
        InvestmentRule(
            category="improvements", labels=["improvement", "performance"], issue_kinds=["improvement"], types=["perf"]
        ),
        InvestmentRule(
            category="features", labels=["feature", "enhancement"], issue_kinds=["story"], types=["feat"],
            branches=["feat/*", "feature/*"],
        ),
    ],
)  # fmt: skip
