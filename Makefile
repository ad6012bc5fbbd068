# `make run` and `make test` need Python 3.11 or later and make; everything else they install into .venv.

PYTHON ?= python3
SCENARIO ?= south-damascus-2018
# Two workers or more pay off because the slow tests are whole simulations; a file stays on one worker, so that
# what a file prepares once is prepared once.
PYTEST_WORKERS ?= auto

VENV := .venv
BIN := $(VENV)/bin
# -qq: pip's own warnings are about its settings, not about this project; its errors still show.
PIP := $(BIN)/python -m pip --disable-pip-version-check install -qq -c constraints.txt
# hatchling (and setuptools, for the one package of the test tools that comes as source) are pinned too: with build
# isolation pip would fetch the newest ones.
INSTALL := $(PIP) --no-build-isolation -e

# Two stamps, so that running the model does not wait for the test tools, and a second call installs nothing.
BASE := $(VENV)/.stamp-base
DEV := $(VENV)/.stamp-dev

.DEFAULT_GOAL := help
# Both stamps write into the same environment.
.NOTPARALLEL:
.DELETE_ON_ERROR:

.PHONY: help
help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile

.PHONY: run
run: $(BASE) ## run one scenario and tell its story (SCENARIO=spring-2018 for another)
	$(BIN)/safepassage run $(SCENARIO)

.PHONY: test
test: $(DEV) ## style, types and tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q -n $(PYTEST_WORKERS) --dist loadfile

.PHONY: bench
bench: $(DEV) ## what runs, sweeps, forecasts and the page cost: bench.json and docs/speed.md; 20 minutes, quiet
	-$(BIN)/python tests/bench/bench.py
	-$(BIN)/python tests/bench/sweeps.py
	-$(BIN)/python tests/bench/evidence.py
	-$(BIN)/python tests/bench/page.py
	$(BIN)/python tests/bench/speed_page.py

.PHONY: calibrate
calibrate: $(DEV) ## fit the parameters to what was reported
	$(BIN)/safepassage calibrate

.PHONY: validate
validate: $(DEV) ## score the predictions against what was reported
	$(BIN)/safepassage validate

.PHONY: behaviour
behaviour: $(DEV) ## the table of what must come out, over all seeds; a minute or two
	PYTHONPATH=tests $(BIN)/python -m behaviour.report

.PHONY: mutants
mutants: $(DEV) ## break one rule of the model at a time: does a test notice? twenty minutes
	$(BIN)/python tests/mutants.py --workers 2

.PHONY: fuzz
fuzz: $(DEV) ## 10,000 mutated scenarios, designs, tables, points and folders: no traceback, no hang; half an hour
	HYPOTHESIS_PROFILE=default $(BIN)/pytest -q -n 0 tests/cli/test_tables.py tests/figures/test_geography.py tests/test_conservation.py tests/test_fuzz.py tests/test_households.py
	$(BIN)/python tests/fuzz.py

.PHONY: levers
levers: $(DEV) ## what each lever does, as docs/levers.md; about five minutes
	PYTHONPATH=tests $(BIN)/python -m behaviour.levers > docs/levers.md

.PHONY: docs
docs: $(DEV) ## the site of these documents, with the tutorial executed: build/site/index.html; a minute or two
	$(BIN)/python docs/reference.py
	$(BIN)/python -m sphinx -q -W --keep-going -E -b html -c docs . build/site
	@echo "build/site/index.html"

.PHONY: figures
figures: $(DEV) ## draw the pictures of the README anew
	$(BIN)/python docs/pictures.py
	$(BIN)/python docs/page_picture.py

.PHONY: clean
clean: ## remove the environment, caches and built packages; runs stay
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .benchmarks tests/output
	find model tests docs -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# Checked one by one, because what fails here fails on a new machine, where a plain sentence helps most. (Debian
# packs venv and ensurepip apart from Python.)
$(VENV)/.stamp-venv:
	@command -v $(PYTHON) >/dev/null || { echo "make: no '$(PYTHON)' found; install Python 3.11 or later, or name one: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "make: Python 3.11 or later is needed, but $(PYTHON) is $$($(PYTHON) --version 2>&1); name a newer one: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "make: $(PYTHON) lacks the venv module (ensurepip); on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(BASE): $(VENV)/.stamp-venv pyproject.toml constraints.txt
	@echo "Installing the model into $(VENV) (about half a minute) ..."
	@$(PIP) hatchling setuptools
	@$(INSTALL) .
	@touch $@

# The test tools include all that the model needs, so the other stamp is set too.
$(DEV): $(VENV)/.stamp-venv pyproject.toml constraints.txt
	@echo "Installing the model and the test tools into $(VENV) (one to three minutes) ..."
	@$(PIP) hatchling setuptools
	@$(INSTALL) '.[dev]'
	@touch $(BASE) $@
