# `make` alone lists what there is. Each target sets up what it needs on a fresh clone.
PYTHON ?= python3
BIN := .venv/bin
SETUP := $(PYTHON) -m pytoon.bootstrap

.PHONY: help demo serve test test-film bench lint format requirements clean

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
	@$(COMPILE) requirements-dev.in -o requirements-dev.txt

clean: ## remove the environment; films and uploads stay
	rm -rf .venv .venv.lock .mypy_cache .ruff_cache .pytest_cache
