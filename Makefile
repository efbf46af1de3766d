# make help lists the targets. Everything runs in the project's own .venv: nothing to activate.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c

# Without compiled files each of the many programs that tests start takes seconds to begin.
unexport PYTHONDONTWRITEBYTECODE
# Two workers on two cores: more threads inside each would only wait for one another.
export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1

PORT ?= 8000
PY := .venv/bin/python
BUILT_FROM := setup.cfg setup.py pyproject.toml package-lock.json platform/palier/assets.py bin/setup

.PHONY: help
help: ## show these commands
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/.run: requirements.txt requirements-node.txt $(BUILT_FROM)
	@bin/setup run

.venv/.dev: requirements-dev.txt requirements-node.txt $(BUILT_FROM)
	@bin/setup dev

.PHONY: setup
setup: .venv/.run ## make the environment: .venv, locked packages, scripts and fonts
	@$(PY) -P platform/palier/assets.py

.PHONY: demo
demo: setup ## serve a school with demonstration data on http://127.0.0.1:8000 (PORT=…)
	@.venv/bin/palier demo --port $(PORT)

.PHONY: tools
tools: .venv/.dev
	@$(PY) -P platform/palier/assets.py
	@bin/test-tools

.PHONY: test
test: tools ## all tests but the slow ones; brings Chromium and PostgreSQL when it may
	@export TMPDIR=$$(bin/test-folder); set -x; \
	$(PY) -m pytest -n 2 --dist loadfile -m "not slow" --ignore=tests/browser tests; \
	$(PY) -m pytest -n 2 --dist worksteal -m "not slow" tests/browser

.PHONY: test-slow
test-slow: tools ## the tests that take minutes: packaging, long simulations
	$(PY) -m pytest -m "slow and not faults" tests

# Each line it prints says what was done: cycles, acknowledgements, lost, duplicated, the seed.
CYCLES ?= 100
SENDS ?= 20000
SEED ?= 20260914
.PHONY: test-faults
test-faults: tools ## kills, cut lines, full disks, for hours: CYCLES=100 SENDS=20000 SEED=…
	PALIER_FAULTS_CYCLES=$(CYCLES) PALIER_FAULTS_SENDS=$(SENDS) PALIER_FAULTS_SEED=$(SEED) \
	  $(PY) -m pytest -s -m faults tests/faults

.PHONY: check
check: .venv/.dev ## format, lint, types, import contracts, templates, exercises, texts
	@$(MAKE) --keep-going check-format check-lint check-types check-imports \
	  check-templates check-exercises check-texts

.PHONY: check-format check-lint check-types check-imports check-templates check-exercises check-texts
check-format:
	$(PY) -m ruff format --check .
check-lint:
	$(PY) -m ruff check .
check-types:
	$(PY) -m mypy
check-imports:
	.venv/bin/lint-imports
check-templates:
	$(PY) -m djlint templates --lint --quiet
check-exercises:
	.venv/bin/palier lint
check-texts:
	@bin/messages --check

.PHONY: messages
messages: .venv/.dev ## set the texts of pages as French is, gather them into palier.pot
	@bin/messages

.PHONY: bench
bench: ## run one benchmark: make bench NAME=map
	@bin/bench "$(NAME)"

.PHONY: screenshots
screenshots: tools ## pictures of every page, phone and desk, in screenshots/
	@$(PY) -m benchmarks.screenshots

.PHONY: wheel
wheel: .venv/.dev ## build the wheel, install it in a fresh environment, run the tests against it
	@bin/wheel

.PHONY: lock
lock: ## write the lock files anew from setup.cfg (needs uv)
	bin/lock

.PHONY: clean
clean: ## remove the environment and everything that was built; the demonstration school too
	rm -rf .venv .wheel-venv build dist var screenshots *.egg-info platform/*.egg-info
	rm -rf platform/palier/static/vendor .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
