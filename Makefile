# Deskbell. `make` alone prints this table of contents.

.DEFAULT_GOAL := help
.PHONY: help run test check browser bench screenshots docs install lock
BIN := .venv/bin
# Most of a start is compiling modules: let Python keep what it compiled, also where the shell says not to.
export PYTHONDONTWRITEBYTECODE :=

help: ## this table of contents
	@echo "make …"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1	\2/p' $(MAKEFILE_LIST) | expand -t 12

run: ## the whole product in sandbox with the demo practice, on http://127.0.0.1:8000 (PORT=… changes it)
	@sh setup/install.sh run
	@$(BIN)/flask demo load >/dev/null
	@exec $(BIN)/flask serve

test: install ## every test, the browser ones included
	@DESKBELL_CHROMIUM="$$($(BIN)/python setup/browser.py)" && export DESKBELL_CHROMIUM && exec $(BIN)/pytest

check: install ## style, types, the arrows of the house, and the house rules that need no database
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 0 -q -m "not database" tests/house

browser: install ## the browser tests alone
	@DESKBELL_CHROMIUM="$$($(BIN)/python setup/browser.py)" && export DESKBELL_CHROMIUM && exec $(BIN)/pytest tests/browser

bench: install ## the benchmarks against their peers; prints ratios
	@exec $(BIN)/python -m bench

screenshots: install ## the pictures in docs/images, taken from the running product
	@DESKBELL_CHROMIUM="$$($(BIN)/python setup/browser.py)" && export DESKBELL_CHROMIUM && exec $(BIN)/python -m setup.screenshots

docs: install ## write the pages under docs/ that are made from the code
	@exec $(BIN)/python -m setup.pages

install: ## the environment in .venv, tools for tests and checks included
	@sh setup/install.sh dev

lock: install ## pin the newest versions that pyproject.toml allows, by hash, and look for known holes in them
	@sh setup/lock.sh
