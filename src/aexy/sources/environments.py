"""What kind of place an environment is, by its name: every provider leaves that to whoever names them."""

import re
from functools import lru_cache

from aexy.kernel.activity import EnvironmentKind

_KINDS: tuple[tuple[EnvironmentKind, re.Pattern[str]], ...] = (
    ("staging", re.compile(r"stag|pre-?prod|preview|uat|accept|canary-test")),
    ("testing", re.compile(r"(^|[^a-z])(test|tests|testing|qa|ci|e2e|integration)($|[^a-z])")),
    ("production", re.compile(r"prod|(^|[^a-z])(live|prd|main-site|release)($|[^a-z])")),
    ("development", re.compile(r"dev|(^|[^a-z])(sandbox|local|review)($|[^a-z])")),
)


@lru_cache(maxsize=1024)
def environment_kind(name: str) -> EnvironmentKind:
    """`Production (EU)` → production, `pre-prod` → staging, `review/x` → development; unknown when it says nothing."""
    plain = name.lower()
    return next((kind for kind, words in _KINDS if words.search(plain)), "unknown")
