"""What the paths of a change say of it: which part of the code, which layer, and whether a mistake there is costly.

Declared here, line by line, so that whoever disagrees can point at one. Patterns are looked for in the path in lower
case, with words told apart: `src/TokenStore.kt` reads `src/token_store.kt`, `tokenizer.py` is one word. The first
layer that fits is the one; costly kinds may be several. What a program wrote (generated, vendored, lock) has neither.
"""

from typing import NamedTuple

import polars as pl

_BEGIN, _END = r"(?:^|[/_.\-])", r"(?:[/_.\-]|$)"


def _word(words: str) -> str:
    return f"{_BEGIN}(?:{'|'.join(words.split())}){_END}"


def _folder(names: str) -> str:
    return f"(?:^|/)(?:{'|'.join(names.split())})/"


_PIPELINES = (
    r"(?:^|/)\.github/(?:workflows|actions)/|(?:^|/)\.gitlab-ci|(?:^|/)\.circleci/|(?:^|/)\.buildkite/|"
    r"(?:^|/)\.drone\.ya?ml$|(?:^|/)\.travis\.yml$|(?:^|/)jenkinsfile|(?:^|/)azure-pipelines|(?:^|/)bitbucket-pipelines|"
    r"(?:^|/)\.ci/|(?:^|/)\.teamcity/|(?:^|/)appveyor\.yml$|(?:^|/)cloudbuild\.ya?ml$"
)
_SHIPPING = (
    r"(?:^|/)(?:[\w.\-]*\.)?dockerfile(?:\.[\w\-]+)?$|(?:^|/)(?:docker-)?compose[\w.\-]*\.ya?ml$|\.tf(?:vars)?$|\.hcl$|"
    r"(?:^|/)fastlane/|(?:^|/)procfile$|"
    + _folder(
        "charts? helm k8s kubernetes terraform ansible deploy(?:ments?)? infra(?:structure)? manifests "
        "argocd kustomize pulumi cloudformation"
    )
)
_MANIFEST = (
    r"(?:^|/)(?:package\.json|pyproject\.toml|setup\.(?:py|cfg)|requirements[\w.\-]*\.(?:txt|in)|pipfile|go\.mod|cargo\.toml|"
    r"gemfile|[\w.\-]+\.gemspec|composer\.json|pom\.xml|build\.gradle(?:\.kts)?|settings\.gradle(?:\.kts)?|libs\.versions\.toml|"
    r"pubspec\.yaml|mix\.exs|package\.swift|podfile|cartfile|[\w.\-]+\.csproj|directory\.packages\.props|packages\.config|"
    r"packages\.yml|buf\.yaml|versions\.tf|flake\.nix|environment\.ya?ml)$"
)
_MIGRATION = (
    _folder("migrations? migrate alembic/versions flyway liquibase db/changelog")
    + r"|(?:^|/)v\d[\d_.]*__[\w.\-]+\.sql$|(?:^|/)migrate_[\w.\-]+\.sql$|\.migration\.\w+$"
)
_CONTRACT = (
    r"\.proto$|\.graphqls?$|\.thrift$|\.avsc$|\.wsdl$|\.raml$|(?:^|/)(?:openapi|swagger|asyncapi)[\w.\-]*\.(?:json|ya?ml)$|"
    + _folder("openapi public[_-]api api/public")
)
_SECURITY = _word(
    "auth authn authz authentication authorization oauth2? oidc saml sso mfa totp passkeys? "
    "passwords? credentials? secrets? crypto cryptography encryption permissions? acl rbac csrf cors "
    "jwt sandbox security row_level_security"
)

# In this order; what fits none is `core`.
LAYERS: tuple[tuple[str, str], ...] = (
    ("infrastructure", f"{_PIPELINES}|{_SHIPPING}|(?:^|/)makefile$|(?:^|/)justfile$"),
    ("dependencies", _MANIFEST),
    (
        "data",
        f"{_MIGRATION}|\\.sql$|"
        + _folder(
            "migrations? models? entit(?:y|ies) schemas? repositor(?:y|ies) dao db database stores? storage "
            "warehouse queries seeds"
        ),
    ),
    (
        "ui",
        r"\.(?:tsx|jsx|vue|svelte|css|scss|sass|less|html?|erb|haml|hbs|ejs|twig|xib|storyboard|strings)$|"
        + _folder(
            "components? pages views? screens? ui frontend templates layouts? widgets? styles? public static res"
        ),
    ),
    (
        "api",
        f"{_CONTRACT}|"
        + _folder("api apis routes? routers? controllers? handlers? endpoints? graphql grpc rest resolvers? proto")
        + r"|"
        + _word("routes? routers? controllers? handlers? endpoints? resolvers?"),
    ),
    (
        "configuration",
        r"\.(?:ini|cfg|conf|properties|toml|ya?ml|env|editorconfig)$|(?:^|/)\.[\w\-]+rc(?:\.\w+)?$|"
        + _folder("config configs configuration settings"),
    ),
    ("scripts", r"\.(?:sh|bash|ps1|bat)$|" + _folder("scripts? bin tools")),
)
_BY_CLASS = {"test": "tests", "documentation": "documentation"}
# A change there can break what is stored, what others rely on, who gets in, or what goes live.
COSTLY: tuple[tuple[str, str], ...] = (
    ("migration", _MIGRATION),
    ("security", _SECURITY),
    ("public_api", _CONTRACT),
    ("delivery", f"{_PIPELINES}|{_SHIPPING}"),
)
# Folders that say nothing of which part of the code it is.
_WRAPPERS = """src lib libs app apps main java kotlin scala python go js ts packages pkg internal crates modules
    sources source cmd tests test spec specs __tests__ com org net io code projects services"""
WRAPPERS = frozenset(_WRAPPERS.split())
# Not to be told from code by people's hands, but decisive for what goes live: linguist calls them vendored.
_WRITTEN_ALL_THE_SAME = _PIPELINES
CODE_LAYERS = ("api", "ui", "data", "core", "infrastructure")


class Table(NamedTuple):
    """The names a table of patterns gives."""

    layers: tuple[str, ...]
    costly: tuple[str, ...]


TABLE = Table((*(name for name, _ in LAYERS), "core", "tests", "documentation"), tuple(name for name, _ in COSTLY))


def traits(paths: pl.DataFrame) -> pl.DataFrame:
    """Of `path` and `class`, each once: `component`, `layer`, `written`, and a column for each costly kind."""
    words = pl.col("path").str.replace_all(r"([a-z0-9])([A-Z])", "${1}_${2}").str.to_lowercase()
    by_program = pl.col("class").is_in(["generated", "vendored", "lock"])
    known = paths.with_columns(words.alias("words")).with_columns(
        written=~by_program | pl.col("words").str.contains(_WRITTEN_ALL_THE_SAME),
    )
    layer: pl.Expr = pl.lit("core")
    for name, pattern in reversed(LAYERS):
        layer = pl.when(pl.col("words").str.contains(pattern)).then(pl.lit(name)).otherwise(layer)
    for kind, name in _BY_CLASS.items():
        layer = pl.when(pl.col("class") == kind).then(pl.lit(name)).otherwise(layer)
    counts = pl.col("written") & ~pl.col("class").is_in(["test", "documentation"])
    return known.select(
        "path",
        "written",
        _component().alias("component"),
        layer.alias("layer"),
        *((pl.col("words").str.contains(pattern) & counts).alias(name) for name, pattern in COSTLY),
    )


def _component() -> pl.Expr:
    """The first folder that says something; of a file at the root, or in wrappers only, the folder it is in."""
    folders = pl.col("path").str.split("/").list.head(pl.col("path").str.count_matches("/", literal=True))
    telling = folders.list.eval(pl.element().filter(~pl.element().str.to_lowercase().is_in(list(WRAPPERS))))
    return telling.list.first().fill_null(folders.list.last()).fill_null(pl.lit("."))
