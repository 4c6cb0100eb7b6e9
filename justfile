# Every command a contributor needs. `just --list` shows them; `make` installs just into .venv/bin.

set shell := ["sh", "-eu", "-c"]
set positional-arguments

bin := justfile_directory() / ".venv/bin"
uv := `command -v uv || echo .venv/uv/bin/uv`

# What has to hold before anything is tested: lint, format, types, the import law
check: lint types law

# Ruff: rules and format
lint:
    {{bin}}/ruff check
    {{bin}}/ruff format --check

# mypy, strict
types:
    {{bin}}/mypy

# The import law: arrows point down
law:
    {{bin}}/lint-imports --no-logo

# Put the code into our format and mend what can be mended
fmt:
    {{bin}}/ruff format
    {{bin}}/ruff check --fix
    {{ if path_exists("web/package.json") == "true" { "npm --prefix web run format" } else { "" } }}

# Everything a change has to pass
test:
    make test

# Python tests: `just py tests/kernel -k weekly`
py *arguments:
    {{bin}}/pytest "$@"

# The web's lint, types, unit and browser tests
web:
    make test-web

# Run the whole product
run:
    make run

# Write the lock file anew from pyproject.toml
lock:
    {{uv}} pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --group dev pyproject.toml -o requirements.lock

# A benchmark, its peers in an environment of their own: `just bench ingest REPOSITORY`, `just bench snapshots`
bench name *arguments:
    {{uv}} venv --quiet --allow-existing .venv-bench
    {{uv}} pip install --quiet --python .venv-bench/bin/python --group bench --editable .
    shift; .venv-bench/bin/python "bench/{{name}}.py" "$@"

# The whole product under 200 questions a second for ten minutes, with the worker at work
soak *arguments:
    {{bin}}/python bench/soak.py "$@"

# Write the description of all routes, and the clients that are made from it
openapi:
    {{bin}}/python -m aexy.cli.openapi
    {{ if path_exists("clients/typescript/package.json") == "true" { "npm --prefix clients/typescript ci --no-audit --no-fund && npm --prefix clients/typescript run generate" } else { "" } }}

# Take the pictures the README shows
screenshots:
    npm --prefix web run pictures

# Schemathesis over the whole description, more than ten thousand requests
fuzz examples="40":
    AEXY_FUZZ_EXAMPLES={{examples}} {{bin}}/pytest -q -s tests/doors/api/test_fuzz.py

# What the product is made of, as CycloneDX, from the lock files: dist/aexy-python.cdx.json, dist/aexy-web.cdx.json
sbom:
    {{bin}}/python -m scripts.bill sbom

# Whether every package's licence is one we may build on
licences:
    {{bin}}/python -m scripts.bill licences

# Known weaknesses of what is locked; says so and passes where no list of them can be reached
audit:
    {{uv}} venv --quiet --allow-existing .venv-audit
    {{uv}} pip install --quiet --python .venv-audit/bin/python --group audit
    scripts/audit .venv-audit/bin/pip-audit

# How quick and accessible each page is, on the demo organization: `just lighthouse`, `just lighthouse /dashboard`
lighthouse *pages:
    npm --prefix web/scripts/lighthouse ci --no-audit --no-fund --loglevel=error
    AEXY_CHROMIUM="$(scripts/find-browser)" AEXY_PAGES="{{pages}}" npm --prefix web run lighthouse
