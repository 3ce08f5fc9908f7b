# The one menu. Every command sets up what it needs first; each step is skipped when it is done already.
# All of it is Python in tools/, run by the bare python3 (3.11 or newer): `make help` says what there is.

PYTHON ?= python3

.DEFAULT_GOAL := help
.PHONY: help setup run demo test check evaluate bench survive clean

help: ## what there is
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18
	@echo "  PORT=8080 moves the site (8000 otherwise), DATA_DIR=folder its data (var otherwise)."

setup: ## make the environments, style sheets and languages, and start nothing
	@$(PYTHON) -m tools.setup

run: ## start the whole product; Ctrl-C stops it
	@$(PYTHON) -m tools.run

demo: ## the same on a database of its own, filled with an invented consultation
	@$(PYTHON) -m tools.run --demo

test: ## every test: SQLite, PostgreSQL, the bot's, and in a real browser
	@$(PYTHON) -m tools.test

check: ## the gate: format, lint, types, imports, sizes, catalogues, API
	@$(PYTHON) -m tools.check

evaluate: ## how good the triage, the routes, the themes and the search are, per language and class
	@$(PYTHON) -m tools.evaluate

bench: ## how fast it is, as ratios, into bench/latest.json
	@$(PYTHON) -m tools.bench

survive: ## 1,000 answers from 50 clients while processes are killed: none lost, none doubled
	@$(PYTHON) -m tools.survive

clean: ## take away what was built; the data in var/ stay
	rm -rf .tools .venv bot/.venv node_modules webapp/static .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find translations -name '*.mo' -delete
