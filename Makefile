# One word a job. `make demo` and `make test` work in a fresh clone: they need python3 (3.11 or newer) and make.

VENV := .venv
BIN := $(VENV)/bin
CANDIDATES := python3 python3.13 python3.12 python3.11 python
USABLE := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
CORES ?= 2
PYTEST := $(BIN)/pytest --doctest-modules -n $(CORES)

.PHONY: help install demo test test-slow test-all lint types layers docs bench rebaseline constraints clean

help:  ## list the jobs
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(BIN)/python:
	@for candidate in $(CANDIDATES); do \
	  if $$candidate -c '$(USABLE)' 2>/dev/null; then \
	    echo "Creating $(VENV) with $$($$candidate --version)"; \
	    exec $$candidate -m venv $(VENV); \
	  fi; \
	done; \
	echo "outgrow needs Python 3.11 or newer with its venv module, and none of these has it: $(CANDIDATES)." >&2; \
	echo "Install one (on Debian and Ubuntu: apt-get install python3 python3-venv), then run make again." >&2; \
	exit 1

$(VENV)/.core: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing outgrow (about a minute, once)"
	@$(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.all: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing outgrow with all extras and the developers' tools (a few minutes, once)"
	@$(PIP) install --constraint constraints.txt --editable '.[all,dev]'
	@touch $(VENV)/.core $@

install: $(VENV)/.all  ## create .venv with everything a developer needs

demo: $(VENV)/.core  ## run the shipped case kenya-tea: verdict on the terminal, report as a file
	@$(BIN)/outgrow run kenya-tea

test: install  ## the fast tests, under three minutes on two cores
	$(PYTEST) -m "not slow" tests src/outgrow

test-slow: install  ## the tests that take long, among them the whole hindcast
	$(PYTEST) -m slow tests

test-all: install  ## every test
	$(PYTEST) tests src/outgrow

lint: install  ## style, spelling, declared dependencies
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell
	$(BIN)/deptry src

types: install  ## mypy --strict
	$(BIN)/mypy

layers: install  ## which room may import which, and the room map
	$(BIN)/lint-imports --no-logo
	$(BIN)/python scripts/check-front-doors
	$(BIN)/python scripts/check-architecture

docs: install  ## build the documentation into site/
	$(BIN)/python scripts/check-methods
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

bench: install  ## speed of the hot paths, as ratios in one run
	$(BIN)/python benchmarks/run.py

rebaseline: install  ## write the stored numbers of whole runs and the README's verdict anew
	$(BIN)/python scripts/rebaseline

constraints: install  ## write constraints.txt from what .venv holds
	$(BIN)/python scripts/refresh-constraints

clean:  ## remove everything that make produced
	rm -rf $(VENV) site build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .benchmarks
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find . -name '*.egg-info' -type d -prune -exec rm -rf {} +
