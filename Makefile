PYTHON ?= python3
BIN := .venv/bin
PYTEST_ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-long mutants check audit fuzz bench docs pictures clean

help:  ## list these commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup:  ## make the virtual environments, if they are not up to date
	@$(PYTHON) tools/setup.py

demo: setup  ## a whole Quorate with a real Matrix homeserver; ONCE=1 plays the story and ends
	$(BIN)/quorate demo $(if $(ONCE),--once)

test: setup  ## all tests but the long ones; PYTEST_ARGS chooses
	$(BIN)/python -m pytest $(PYTEST_ARGS)

test-long:  ## the tests that take minutes; the log is checked by Go's own code among them
	@$(PYTHON) tools/setup.py long
	$(BIN)/python -m pytest -m long $(PYTEST_ARGS)

mutants: setup  ## take each guard out in turn and see a test go red; about an hour
	$(BIN)/python -m tools.mutants

check: setup  ## lint, format, types, directions of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/basedpyright --warnings
	$(BIN)/lint-imports

audit:  ## what is known against our code and what it rests on; writes the list of it all to dist/
	@$(PYTHON) tools/setup.py long
	$(BIN)/python -m tools.audit

fuzz:  ## the whole API and every reader of strangers' bytes, led by coverage; RUNS inputs each
	@$(PYTHON) tools/setup.py long
	$(BIN)/python -m benchmarks.fuzzing $(RUNS)

bench: setup  ## the measurements behind the figures in the README
	PYTHONPATH=clients/python $(BIN)/python -m benchmarks

docs:  ## the documentation as a site, in dist/site; nothing of it is fetched from elsewhere
	@$(PYTHON) tools/setup.py long
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet

pictures: setup  ## the pictures of README and documentation, taken anew while the story is played
	QUORATE_PICTURES=docs/images $(BIN)/python -m pytest -m long tests/browser/test_pictures.py

clean:  ## remove what these commands made in this folder
	rm -rf .venv .venv-synapse .venv-go .venv-patroni var dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
