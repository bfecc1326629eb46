# Every target does all the set-up it needs; `make help` lists them.

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

# The first Python that is new enough, unless you name one: make setup PYTHON=/path/to/python
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

# Only what the requirement files pin is installed, whatever pip's own settings say of users and hashes.
PIP := PIP_USER=0 PIP_REQUIRE_HASHES=0 PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet

.DEFAULT_GOAL := help
.PHONY: help setup demo serve test test-fast test-slow lint format bench pins clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP) ## Make .venv, install what is pinned, fetch the pose networks and what browsers run
	@$(BIN)/python -W ignore::RuntimeWarning:runpy -m openclam.pose.weights
	@$(BIN)/python -W ignore::RuntimeWarning:runpy -m openclam.report.replay.viewer
	@$(BIN)/python -W ignore::RuntimeWarning:runpy -m openclam.web.assets.browser_build
	@$(BIN)/python -W ignore::RuntimeWarning:runpy -m tests.web.axe

$(STAMP): requirements/dev.txt pyproject.toml build_weights.py
	@test -n "$(PYTHON)" || { echo "OpenClam needs Python 3.11 or newer, and none was found on this machine's PATH." \
		"Install one (Debian: apt install python3 python3-venv), or name it: make setup PYTHON=/path/to/python" >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "OpenClam needs Python 3.11 or newer; $(PYTHON) is `$(PYTHON) --version 2>&1`." \
		"Name a newer one: make setup PYTHON=/path/to/python" >&2; exit 2; }
	@echo "Setting up $(VENV) with $(PYTHON) (a minute or two, once) ..." >&2
	@$(PYTHON) -m venv --clear $(VENV)
	@$(PIP) --require-hashes --only-binary :all: -r requirements/dev.txt
	@$(PIP) --no-build-isolation --no-deps -e .
	@touch $@

demo: setup ## Assess the clip that OpenClam brings: a table, a report and an annotated video in out/demo
	$(BIN)/openclam demo --out out/demo --force

serve: setup ## Serve the site, and show it in your browser
	$(BIN)/openclam serve --open

# Real browsers work in real time and want the machine for themselves; everything else shares its cores.
test: setup ## Run the tests
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile -m "not browser"
	$(BIN)/python -m pytest -m browser

# What a test without the mark `networks` may not do is held in tests/networks.py.
test-fast: setup ## Run the tests that need no pose network and no browser: under two minutes
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal -m "not browser and not networks and not slow"

test-slow: setup ## Run the browser's tests as a slow machine does: on one core, and that one busy
	$(BIN)/python -m tests.one_core -m browser

lint: setup ## Check style, types and what is unused
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/vulture
	$(BIN)/python -W ignore::RuntimeWarning:runpy -m openclam.web.assets.browser_build --check

format: setup ## Put the sources into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: docs
docs: setup ## Build the API reference from the docstrings: out/docs/index.html
	$(BIN)/python docs/reference.py out/docs

CLIP ?= src/openclam/demo/clamshell.mp4

bench: setup ## Measure speed and accuracy on the demo clip; of your own video: make bench CLIP=path/to/video.mp4
	$(BIN)/python -m bench.speed --quick $(CLIP)
	$(BIN)/python -m bench.pose --quick $(CLIP)
	$(BIN)/python -m bench.accuracy --quick

# Needs uv (pip install uv). Only names, versions and hashes are written: no registry's address.
# One version for every Python, so that what was tested is what is installed.
COMPILE := uv pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 --fork-strategy fewest \
	--constraints requirements/constraints.in --generate-hashes --no-emit-index-url \
	--custom-compile-command "make pins"

pins: ## Make requirements/*.txt again, with the newest versions
	$(COMPILE) --output-file requirements/runtime.txt
	$(COMPILE) --extra pdf --extra fetch --extra kinetics --extra site --group dev --constraints requirements/runtime.txt \
		--output-file requirements/dev.txt

clean: ## Remove everything that was made here (the weights stay in your cache folder)
	rm -rf $(VENV) build dist out .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +
