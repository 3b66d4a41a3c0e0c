# `make` alone lists what there is. Each target sets up what it needs on a fresh clone.
PYTHON ?= python3
BIN := .venv/bin
SETUP := $(PYTHON) -m pytoon.bootstrap

.PHONY: help demo serve test test-film bench acceptance lint format requirements clean

help:
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

demo: ## make a film from examples/ through the API and say where it is
	@$(SETUP)
	@$(BIN)/python manage.py demo

serve: ## run the whole server on http://127.0.0.1:8000
	@$(SETUP)
	@exec $(BIN)/python manage.py serve

test: ## run every test
	@$(SETUP) --dev
	@$(BIN)/python -m pytest

test-film: ## run the film library's tests alone, without Django
	@$(SETUP) --dev
	@$(BIN)/python -m pytest -p no:django tests/film

bench: ## measure what a film costs; BENCH=--quick leaves out what takes minutes (see docs/bench.md)
	@$(SETUP)
	@$(BIN)/python -m tests.bench $(BENCH)

acceptance: ## make and measure the films of tests/acceptance/briefs.yaml; ACCEPTANCE="NAME ..." makes only these
	@$(SETUP) --dev
	@-$(MAKE) --no-print-directory build/whisper/installed
	@$(BIN)/python -m tests.acceptance $(ACCEPTANCE)

# Whisper listens to the films in an environment of its own; without it the run says what it could not check.
build/whisper/installed: tests/acceptance/requirements.txt
	@echo "Installing what listens to the films into build/whisper: about 300 MB to download the first time."
	@$(PYTHON) -m venv build/whisper
	@build/whisper/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		--only-binary :all: -r tests/acceptance/requirements.txt
	@touch $@

lint: ## check style, types and migrations
	@$(SETUP) --dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy manage.py pytoon presets engines jobs
	@$(BIN)/python manage.py makemigrations --check --dry-run

format: ## put the code into its one format
	@$(SETUP) --dev
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-find-links --custom-compile-command 'make requirements'
requirements: ## compile requirements*.in into pinned files with hashes
	@$(SETUP) --dev
	@$(COMPILE) requirements.in -o requirements.txt
	@$(COMPILE) requirements-voices.in -o requirements-voices.txt
	@$(COMPILE) requirements-languages.in -o requirements-languages.txt
	@$(COMPILE) requirements-dev.in -o requirements-dev.txt

clean: ## remove the environment; films and uploads stay
	rm -rf .venv .venv.lock .mypy_cache .ruff_cache .pytest_cache
