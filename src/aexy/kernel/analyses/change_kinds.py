"""What sort of change a pull request is: ten categories, by what it says of itself and by what it touches.

Evidence gives points, and the category with most of them is the one; with none there is no category.

    4  the title begins with a conventional prefix ("fix(api): …")     2  most of its commits do
    3  a label names it                                               3  everything written by hand lies in its paths
    2  the title begins with one of its words                          1  one of its words stands elsewhere in the title

A word of security counts like a label wherever it stands: "Fix an injection" is about that. Words are words:
"address" is not "add". Between equal points the rarer sort wins, in the order of `CATEGORIES`.
"""

import polars as pl

CATEGORIES = (
    "security",
    "dependency",
    "performance",
    "documentation",
    "test",
    "infrastructure",
    "configuration",
    "bugfix",
    "refactor",
    "feature",
)
OF_PREFIX, OF_LABEL, OF_PATHS, OF_COMMITS, OF_FIRST_WORD, OF_WORD = 4, 3, 3, 2, 2, 1

PREFIXES = {
    "feat": "feature", "feature": "feature", "fix": "bugfix", "bugfix": "bugfix", "hotfix": "bugfix", "bug": "bugfix",
    "refactor": "refactor", "refact": "refactor", "style": "refactor", "cleanup": "refactor", "docs": "documentation",
    "doc": "documentation", "ci": "infrastructure", "build": "infrastructure", "infra": "infrastructure",
    "deploy": "infrastructure", "config": "configuration", "conf": "configuration", "deps": "dependency",
    "dep": "dependency", "test": "test", "tests": "test", "perf": "performance", "security": "security",
    "sec": "security",
}  # fmt: skip
# With this scope a prefix that says little speaks of dependencies: "chore(deps): …".
DEPENDENCY_SCOPES = ("deps", "deps-dev", "dependencies")
_LABELS = {
    "security": "security|vulnerability|cve",
    "dependency": "dependency|dependencies|deps",
    "performance": "performance|perf|optimization|optimisation",
    "documentation": "documentation|docs|doc",
    "test": "test|tests|testing",
    "infrastructure": "infrastructure|infra|ci|cd|build|devops|deployment",
    "configuration": "configuration|config",
    "bugfix": "bug|bugs|bugfix|fix|defect|regression|hotfix",
    "refactor": "refactor|refactoring|cleanup|technical debt|tech debt|debt",
    "feature": "feature|features|enhancement|feat|story",
}
_WORDS = {
    "security": "security|vulnerability|vulnerabilities|cve|xss|csrf|injection|sanitise|sanitize|encrypt|"
    "encryption|exploit",
    "dependency": "bump|bumps|upgrade|upgrades|dependency|dependencies|deps|renovate|dependabot",
    "performance": "performance|perf|faster|slow|speed|optimise|optimize|latency|cache|caching|memory leak|throughput",
    "documentation": "document|documents|documentation|docs|doc|readme|changelog|explain|explains|describe|"
    "describes|typo|docstring",
    "test": "test|tests|testing|cover|coverage|flaky|fixture|fixtures|e2e|benchmark",
    "infrastructure": "ci|deploy|deployment|docker|dockerfile|kubernetes|k8s|helm|terraform|pipeline|workflow|"
    "runner|build|release",
    "configuration": "config|configuration|configure|setting|settings|flag|flags|env|lint|linter|eslint|ruff",
    "bugfix": "fix|fixes|fixed|fixing|bug|bugs|bugfix|hotfix|correct|corrects|repair|resolve|resolves|"
    "prevent|stop|avoid|crash|regression|broken|handle|retry|workaround|keep",
    "refactor": "refactor|refactors|refactoring|rename|split|extract|move|simplify|clean|cleanup|tidy|remove|"
    "removes|reorganise|reorganize|restructure|unify|inline|deduplicate|rework|name|drop|delete",
    "feature": "add|adds|allow|allows|support|supports|introduce|introduces|implement|implements|show|offer|"
    "let|enable|enables|new|send|provide|expose|create",
}
# Layers all of which belong to one category when a change touches nothing else.
_BY_LAYER = {
    "tests": "test",
    "documentation": "documentation",
    "dependencies": "dependency",
    "infrastructure": "infrastructure",
    "configuration": "configuration",
}
_PREFIX = r"^([a-z]+)(?:\(([^)]*)\))?!?:\s"
_KEY = r"^\s*(?:\[[^\]]*\]|#?[a-z][a-z0-9]*-\d+:?|#\d+:?)\s*"

# A hint of what a change is: `pull`, `category`, `points`, `why`.
HINTS = pl.Schema({"pull": pl.Int64(), "category": pl.String(), "points": pl.Int64(), "why": pl.String()})


def prefix_of(text: pl.Expr) -> pl.Expr:
    """The category a conventional prefix names; null where there is none that says so."""
    lower = text.str.to_lowercase()
    word, scope = lower.str.extract(_PREFIX, 1), lower.str.extract(_PREFIX, 2)
    says = word.replace_strict(PREFIXES, default=None, return_dtype=pl.String)
    return pl.when(scope.is_in(list(DEPENDENCY_SCOPES)), word.is_not_null()).then(pl.lit("dependency")).otherwise(says)


def hints(changes: pl.DataFrame, subjects: pl.DataFrame, layers: pl.DataFrame) -> pl.DataFrame:
    """What there is to tell categories by, as `HINTS`.

    `changes` are `pull`, `title`, `labels`; `subjects` are `pull`, `category`, `commits` (how many commits of a pull
    request have a prefix of that category) and `of` (how many it has); `layers` are `pull`, `layer`, `files`.
    """
    found = [*_of_titles(changes), _of_labels(changes), _of_commits(subjects), _of_paths(layers)]
    return pl.concat(each.select(list(HINTS)).cast(HINTS) for each in found)


def categories(found: pl.DataFrame) -> pl.DataFrame:
    """The category of each pull request there is a hint of: `pull`, `category`, `certainty` (0 to 1), `why`."""
    order = {name: place for place, name in enumerate(CATEGORIES)}
    summed = found.group_by("pull", "category").agg(
        pl.col("points").sum(), pl.col("why").sort_by("points", "why", descending=[True, False]).str.join(", ")
    )
    placed = summed.with_columns(
        pl.col("category").replace_strict(order, return_dtype=pl.Int64).alias("place"),
        (pl.col("points") / pl.col("points").sum().over("pull")).alias("certainty"),
    )
    best = placed.sort("pull", "points", "place", descending=[False, True, False]).unique("pull", keep="first")
    return best.select("pull", "category", "certainty", "why").sort("pull")


def _of_titles(changes: pl.DataFrame) -> list[pl.DataFrame]:
    bare = pl.col("title").str.to_lowercase().str.replace(_KEY, "")
    named = changes.select("pull", bare.alias("title"))
    prefixed = named.select("pull", prefix_of(pl.col("title")).alias("category")).drop_nulls()
    plain = named.with_columns(pl.col("title").str.replace(_PREFIX, ""))
    found = [
        prefixed.with_columns(
            points=pl.lit(OF_PREFIX), why=pl.format("its title begins with a prefix for {}", "category")
        )
    ]
    for category, words in _WORDS.items():
        first = plain.select("pull", word=pl.col("title").str.extract(rf"^\W*({words})\b", 1))
        other = plain.select("pull", word=pl.col("title").str.extract(rf"\b({words})\b", 1))
        is_first = first["word"].is_not_null()
        points = pl.when(is_first).then(OF_FIRST_WORD).otherwise(OF_WORD)
        either = other.with_columns(
            points=pl.lit(OF_LABEL) if category == "security" else points, category=pl.lit(category)
        )
        found.append(
            either.drop_nulls("word").select("pull", "category", "points", why=pl.format('"{}" in its title', "word"))
        )
    return found


def _of_labels(changes: pl.DataFrame) -> pl.DataFrame:
    worn = changes.select("pull", label="labels").explode("label").drop_nulls("label")
    words = pl.col("label").str.to_lowercase().str.replace_all(r"[^a-z0-9]+", " ").str.strip_chars()
    found = [
        worn.filter(words.str.contains(rf"\b(?:{pattern})\b")).select(
            "pull", "label", category=pl.lit(category), points=pl.lit(OF_LABEL)
        )
        for category, pattern in _LABELS.items()
    ]
    once = pl.concat(found).unique(["pull", "category"], keep="first", maintain_order=True)
    return once.with_columns(why=pl.format('the label "{}"', "label"))


def _of_commits(subjects: pl.DataFrame) -> pl.DataFrame:
    most = subjects.filter(2 * pl.col("commits") > pl.col("of"))
    return most.with_columns(
        points=pl.lit(OF_COMMITS), why=pl.format("most of its commits begin with a prefix for {}", "category")
    )


def _of_paths(layers: pl.DataFrame) -> pl.DataFrame:
    """A change all of whose files lie in one of these layers."""
    whole = layers.group_by("pull").agg(pl.len().alias("many"), pl.col("layer").first())
    only = whole.filter(pl.col("many") == 1, pl.col("layer").is_in(list(_BY_LAYER)))
    return only.with_columns(
        category=pl.col("layer").replace_strict(_BY_LAYER, return_dtype=pl.String),
        points=pl.lit(OF_PATHS),
        why=pl.format("everything it touches is {}", "layer"),
    )
