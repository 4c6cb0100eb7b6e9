"""What a piece of work is about, by rules: the languages, places and paths that its words name.

Words are compared as words, never as parts of words. Names of languages and frameworks that are also English words (Go,
Rust, Swift, C, R, React, Express …) count only as they are written, not in small letters, and not as the first word of
a sentence, where any word has a capital; what only programmers write (golang, py, k8s) counts as the language it means.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

_WORD: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+#/-]*")
_ADDRESS: Final = re.compile(r"[A-Za-z]+://\S+")
_ENDS: Final = ".-/"
_SENTENCE: Final = re.compile(r"[.!?:;\n]\s*$")
# Also words of the language people write in, or single letters.
_AMBIGUOUS: Final = frozenset(
    ("ada", "assembly", "ballerina", "basic", "c", "chapel", "clean", "cool", "crystal", "d", "dart", "diff", "eagle",
     "eiffel", "factor", "forth", "genie", "go", "hack", "j", "just", "lean", "less", "logos", "make", "max", "mercury",
     "opal", "pike", "pony", "portal", "processing", "pure", "r", "red", "ring", "rust", "scheme", "shell", "slice",
     "slim", "smarty", "stan", "swift", "tea", "text", "turing", "uno", "v", "x",
     # Frameworks and libraries.
     "absinthe", "android", "angular", "apollo", "astro", "babel", "backbone", "black", "bloc", "bootstrap", "bottle",
     "capybara", "celery", "chi", "clap", "click", "cobra", "criterion", "cryptography", "dagger", "dapper", "devise",
     "diesel", "dio", "doctrine", "echo", "electron", "ember", "enzyme", "expo", "express", "fiber", "flask",
     "flutter", "gatsby", "gin", "ginkgo", "gorilla", "grunt", "guava", "gulp", "guzzle", "hyper", "hypothesis",
     "ionic", "jackson", "jest", "karma", "mocha", "moment", "phoenix", "plug", "polly", "prefect", "prettier",
     "prisma", "protractor", "provider", "puma", "pyramid", "rack", "react", "relay", "remix", "requests", "retrofit",
     "rich", "rocket", "rollup", "room", "ruff", "selenium", "sentry", "solid", "sphinx", "storybook", "temporal",
     "testify", "testing library", "tonic", "tornado", "tracing", "transformers", "twig", "twisted", "viper", "zap")
)  # fmt: skip
_MEANT: Final[Mapping[str, str]] = {
    "airflow": "Apache Airflow", "drf": "Django REST framework", "kafka": "Apache Kafka", "nextjs": "Next.js",
    "postgres": "PostgreSQL", "rails": "Ruby on Rails", "reactjs": "React", "sklearn": "scikit-learn",
    "tailwind": "Tailwind CSS", "vuejs": "Vue",
    "bash": "Shell", "cpp": "C++", "csharp": "C#", "docker": "Dockerfile", "dotnet": "C#", "fsharp": "F#",
    "golang": "Go", "js": "JavaScript", "jsx": "JavaScript", "jupyter": "Jupyter Notebook", "kt": "Kotlin",
    "makefile": "Makefile", "md": "Markdown", "notebook": "Jupyter Notebook", "notebooks": "Jupyter Notebook",
    "objc": "Objective-C", "postgresql": "SQL", "proto": "Protocol Buffer", "protobuf": "Protocol Buffer",
    "py": "Python", "rb": "Ruby", "rs": "Rust", "sh": "Shell", "terraform": "HCL", "ts": "TypeScript",
    "tsx": "TypeScript", "yml": "YAML",
}  # fmt: skip
# Folders of every repository, which say nothing about what is in them; and words of every task.
_EVERYWHERE: Final = frozenset(
    ("add", "all", "and", "app", "apps", "are", "bin", "build", "can", "change", "code", "com", "common", "config",
     "core", "crates", "data", "default", "dist", "doc", "docs", "error", "errors", "example", "examples", "file",
     "files", "fix", "for", "from", "gen", "generated", "github", "has", "how", "include", "internal", "into",
     "its", "java", "kotlin", "lib", "libs", "main", "make", "misc", "models", "module", "modules", "new", "node",
     "not", "old", "org", "other", "out", "package", "packages", "pkg", "public", "res", "resources", "scripts",
     "shared", "show", "site", "source", "sources", "src", "static", "test", "tests", "the", "tmp",
     "third_party", "tool", "tools", "use", "util", "utils", "vendor", "version", "when", "with", "work")
)  # fmt: skip
_SHORTEST: Final = 3


class Word(NamedTuple):
    """A word as it stands in a text, and whether a sentence begins with it."""

    text: str
    begins: bool


@dataclass(frozen=True, slots=True)
class Named:
    """Something a text names: what it is called here, and the word that named it."""

    name: str
    word: str


def words_of(text: str) -> list[Word]:
    """The words of a text in order, without the marks around them; paths and names with dots stay whole."""
    said, found, end = _ADDRESS.sub(" ", text), [], 0
    for match in _WORD.finditer(said):
        word = match[0].rstrip(_ENDS)
        if word:
            begins = not end or _SENTENCE.search(said[end : match.start()]) is not None
            found.append(Word(word, begins))
        end = match.start() + len(word)
    return found


def skills_named(words: Sequence[Word], known: Collection[str]) -> list[Named]:
    """The languages and frameworks of `known` that these words name, each once, in the order they are named."""
    by_name = {name.lower(): name for name in sorted(known)}
    found: dict[str, Named] = {}
    for at, word in enumerate(words):
        for said in (f"{word.text} {words[at + 1].text}" if at + 1 < len(words) else "", word.text):
            name = _skill(said, by_name, begins=word.begins)
            if name is not None:
                found.setdefault(name, Named(name, said))
    return list(found.values())


def _skill(said: str, by_name: Mapping[str, str], *, begins: bool) -> str | None:
    lower = said.lower()
    name = by_name.get(lower)
    if name is None:
        return by_name.get(_MEANT.get(lower, "").lower())
    is_word = lower in _AMBIGUOUS
    # What is written in small letters and is a word as well (tracing) cannot be told from the word.
    return None if is_word and (begins or said != name or name == lower) else name


def places_named(words: Sequence[Word], known: Collection[str]) -> list[Named]:
    """The folders (or repositories) of `known` that these words name; a plural names the singular and the reverse."""
    by_form: dict[str, str] = {}
    for name in sorted(known):
        for form in _forms(name.lower()):
            by_form.setdefault(form, name)
    found: dict[str, Named] = {}
    for word in words:
        lower = word.text.lower()
        called = next((by_form[form] for form in _forms(lower) if form in by_form), None)
        if called is not None and is_telling(lower):
            found.setdefault(called, Named(called, word.text))
    return list(found.values())


def is_telling(word: str) -> bool:
    """Whether a word, or a folder called so, says anything about where something is."""
    return len(word) >= _SHORTEST and word.lower() not in _EVERYWHERE


def _forms(word: str) -> Iterator[str]:
    yield word
    if word.endswith("ies"):
        yield word[:-3] + "y"
    elif word.endswith("s") and not word.endswith("ss"):
        yield word[:-1]


def paths_in(words: Sequence[Word]) -> list[str]:
    """Words that look like a path: with a slash in them."""
    return list(dict.fromkeys(word.text for word in words if "/" in word.text))
