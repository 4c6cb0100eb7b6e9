# One word for a newcomer: `make run`, `make test`. Everything finer-grained is in the justfile.
# What was made is remembered by empty files under .venv/made, so that a second run does nothing twice.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.NOTPARALLEL:

VENV := .venv
MADE := $(VENV)/made
BIN  := $(VENV)/bin
SITE := src/aexy/api/site
export NEXT_TELEMETRY_DISABLED := 1

# Whatever the pages are made from; nothing before there are pages.
WEB := $(wildcard web/package.json)
WEB_SOURCES := $(if $(WEB),$(shell find web clients/typescript/src -type f \
	-not -path '*/node_modules/*' -not -path '*/.next/*' -not -path 'web/out/*' -not -path 'web/test-results/*' \
	-not -path 'web/playwright-report/*' -not -path 'web/tests/*' -not -name '*.tsbuildinfo' \
	-not -name next-env.d.ts 2>/dev/null | sed 's/ /\\ /g'))

.PHONY: help setup build run check test test-python test-web clean

help:
	@echo 'make run     start the whole product; Ctrl-C stops it'
	@echo 'make test    everything a change has to pass'
	@echo 'make setup   install what the Python side needs into .venv'
	@echo 'make build   make the web pages the product serves'
	@echo 'make clean   remove what was installed and built here; data folders stay'

setup: $(MADE)/python

build: $(if $(WEB),$(MADE)/site)

run: setup build
	@exec $(BIN)/aexy up

# What fails fastest comes first; what says most about the product has the last word.
test: check $(if $(WEB),test-web) test-python

check: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

test-python: setup
	$(BIN)/pytest -n 2

test-web: build $(MADE)/browser
	npm --prefix web run lint
	npm --prefix web run check
	npm --prefix web test
	AEXY_CHROMIUM="$$(scripts/find-browser)" PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix web run e2e

clean:
	rm -rf $(VENV) web/node_modules web/.next web/out $(SITE) .mypy_cache .ruff_cache .import_linter_cache

# --- what is made once ---------------------------------------------------------------------------------------------

$(MADE)/python: pyproject.toml requirements.lock scripts/install-python
	@scripts/install-python $(VENV)
	@mkdir -p $(MADE) && touch $@

$(MADE)/node_modules: web/package.json web/package-lock.json scripts/need-node
	@scripts/need-node
	npm --prefix web ci --no-audit --no-fund --loglevel=error
	@mkdir -p $(MADE) && touch $@

$(MADE)/site: $(MADE)/node_modules $(WEB_SOURCES)
	npm --prefix web run build
	@mkdir -p $(MADE) && rm -rf $(MADE)/export && cp -R web/out $(MADE)/export
	@rm -rf $(SITE) && mv $(MADE)/export $(SITE)
	@touch $@

$(MADE)/browser: scripts/find-browser
	@scripts/find-browser --install
	@mkdir -p $(MADE) && touch $@
