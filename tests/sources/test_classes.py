"""What files are, by their paths."""

import pytest

from aexy.kernel.commits import CLASSES
from aexy.sources.attributes import Attributes
from aexy.sources.classes import classifier, language_of, rules_digest


@pytest.mark.parametrize(
    ("path", "language", "name"),
    [
        ("src/app.py", "Python", "source"),
        ("src/App.tsx", "TypeScript", "source"),
        ("lib/url.h", "C", "source"),
        ("Makefile", "Makefile", "source"),
        ("build/CMakeLists.txt", "CMake", "source"),
        ("Dockerfile", "Dockerfile", "source"),
        ("deep/archive.blade.php", "Blade", "source"),
        ("LOUD.PY", "Python", "source"),
        ("no-extension", None, "source"),
        (r"odd/\xff.py", "Python", "source"),
        ("README.md", "Markdown", "documentation"),
        ("docs/api.rst", "reStructuredText", "documentation"),
        ("notes.txt", "Text", "documentation"),
        ("config.yaml", "YAML", "data"),
        ("data/x.json", "JSON", "data"),
        ("tests/test_app.py", "Python", "test"),
        ("src/app.test.ts", "TypeScript", "test"),
        ("pkg/server_test.go", "Go", "test"),
        ("src/AppTest.java", "Java", "test"),
        ("spec/models/a_spec.rb", "Ruby", "test"),
        ("src/latest.py", "Python", "source"),
        ("package-lock.json", "JSON", "lock"),
        ("web/pnpm-lock.yaml", "YAML", "lock"),
        ("Cargo.lock", "TOML", "lock"),
        ("go.sum", "Go Checksums", "lock"),
        ("node_modules/a/index.js", "JavaScript", "vendored"),
        ("vendor/github.com/x/y.go", "Go", "vendored"),
        ("third_party/zlib/z.c", "C", "vendored"),
        ("static/jquery-3.1.min.js", "JavaScript", "vendored"),
        ("types/index.d.ts", "TypeScript", "vendored"),
        (".github/workflows/ci.yml", "YAML", "data"),
        (".github/actions/set-up/index.ts", "TypeScript", "source"),
        (".github/CODEOWNERS", "CODEOWNERS", "data"),
        (".gitlab-ci.yml", "YAML", "data"),
        ("Jenkinsfile", "Groovy", "source"),
        (".teamcity/settings.kts", "Kotlin", "source"),
        ("api/service.pb.go", "Go", "generated"),
        ("Form.Designer.cs", "C#", "generated"),
        ("src/__generated__/q.ts", "TypeScript", "generated"),
        ("src/distance.py", "Python", "source"),
    ],
)
def test_a_path_has_a_language_and_a_class(path: str, language: str | None, name: str) -> None:
    assert classifier()(path) == (language, name)


def test_every_class_the_rules_give_is_one_of_the_known() -> None:
    paths = ("a.c", "a.lock", "uv.lock", "vendor/a", "a.pb.go", "README", "test/a", "a.json")
    assert {classifier()(path).name for path in paths} <= set(CLASSES)


def test_attributes_overrule_the_rules() -> None:
    classify = classifier(
        "*.proto linguist-generated\nvendor/** linguist-vendored=false\nsrc/** linguist-vendored\n"
        "/docs/api.c -linguist-documentation\n*.x linguist-language=C++\n*.y linguist-language=nonsense\n"
        "manual/** linguist-documentation=true\nuv.lock -linguist-generated\n"
    )
    assert classify("a/b.proto").name == "generated"
    assert classify("vendor/x.go").name == "source"
    assert classify("src/a.c").name == "vendored"
    assert classify("docs/api.c").name == "source"
    assert classify("a.x").language == "C++"
    assert classify("b.y").language == language_of("b.y")
    assert classify("manual/a.c").name == "documentation"
    assert classify("uv.lock").name == "data"


def test_the_last_rule_that_matches_wins_for_each_attribute() -> None:
    own = Attributes.parse(
        "* linguist-generated\na.c -linguist-generated linguist-language=C\nb.c !linguist-generated\n"
    )
    assert own.of("x.c") == {"linguist-generated": "true"}
    assert own.of("a.c") == {"linguist-generated": "false", "linguist-language": "C"}
    assert own.of("b.c") == {}


@pytest.mark.parametrize(
    "text",
    [
        "# linguist-generated",
        "",
        "a",
        "!a linguist-generated",
        "[attr]x linguist-generated",
        "a/ linguist-generated",
        '"',
    ],
)
def test_lines_that_say_nothing_are_passed_over(text: str) -> None:
    assert Attributes.parse(text).of("a") == {}


@pytest.mark.parametrize("pattern", ["[[a]", "[z-a]", "a[", "***/**/*/**/*/**/*a*", "\\", "**", "/", "a/**/b", "[!"])
def test_patterns_of_any_kind_do_no_harm(pattern: str) -> None:
    assert Attributes.parse(f"{pattern} linguist-generated\n").of("x/y.c") in ({}, {"linguist-generated": "true"})


def test_quoted_patterns_and_folders() -> None:
    own = Attributes.parse('"with space/*.c" linguist-generated\ngen/** linguist-generated\n')
    assert own.of("with space/a.c")
    assert own.of("gen/deep/a.c")
    assert not own.of("other/gen.c")


def test_a_digest_tells_rules_apart() -> None:
    assert rules_digest("") == rules_digest("")
    assert rules_digest("") != rules_digest("* linguist-generated")
