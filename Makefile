# `make run` and `make test` need only Python >= 3.11, pip and make: they build .venv from the
# hash-pinned files in requirements/ the first time and reuse it afterwards.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.8
# What an editable install is made from; Python sources are used in place.
BUILT_FROM := pyproject.toml hatch_build.py $(shell find src -name '*.po')

.PHONY: help run demo test check lint types contracts docs pins upgrade hooks clean bench
.DEFAULT_GOAL := help

# Every process that starts would compile every file anew; the tests start hundreds.
unexport PYTHONDONTWRITEBYTECODE

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(VENV)/.run ## the office on http://127.0.0.1:8000/ with a made-up district in data/
	@$(BIN)/gongkai serve --data data --demo --port $(PORT)

demo: $(VENV)/.run ## read, verify and render the five example reports into out/
	@$(BIN)/gongkai demo --out out

# What another database cannot change is left out: what asks for none, what a browser shows, and who may do what.
ELSEWHERE := -m 'database and not browser' --ignore-glob='*_isolation.py'

PYTEST := $(BIN)/pytest -n auto --dist worksteal

test: $(VENV)/.dev ## all tests, those of the office once more on PostgreSQL where there is one
	@$(PYTEST) $(PYTEST_ARGS)
	@tests/services.sh postgresql -- $(PYTEST) tests/web $(ELSEWHERE) -p no:cacheprovider

check: lint types contracts ## linters, strict types and import contracts

lint: $(VENV)/.dev ## ruff (format and rules) and deptry
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/deptry src

types: $(VENV)/.dev ## mypy --strict
	@$(BIN)/mypy

contracts: $(VENV)/.dev ## the rooms and what is confined to them
	@$(BIN)/lint-imports

docs: $(VENV)/.dev ## print afresh the generated pages, and the output shown in the READMEs
	@$(BIN)/python -m gongkai.cli.docs docs

bench: $(VENV)/.dev ## the benchmarks, one after another
	@for script in benchmarks/bench_*.py; do \
	  name=benchmarks.$$(basename $$script .py); echo "== $$name"; $(BIN)/python -m $$name || exit 1; done

COMPILE := uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml

pins: $(VENV)/.dev ## write requirements/*.txt from pyproject.toml, keeping the versions pinned there
	@$(BIN)/$(COMPILE) -o requirements/run.txt
	@$(BIN)/$(COMPILE) --extra production -o requirements/production.txt
	@$(BIN)/$(COMPILE) --extra scale -o requirements/scale.txt
	@$(BIN)/$(COMPILE) --extra production --extra scale --extra ocr --group dev -o requirements/dev.txt
	@$(BIN)/$(COMPILE) --extra ocr --group dev --group rivals -c requirements/dev.txt -o requirements/rivals.txt

upgrade: $(VENV)/.dev ## the same with the newest versions that pyproject.toml allows
	@$(BIN)/$(COMPILE) --upgrade -o requirements/run.txt
	@$(BIN)/$(COMPILE) --upgrade --extra production -o requirements/production.txt
	@$(BIN)/$(COMPILE) --upgrade --extra scale -o requirements/scale.txt
	@$(BIN)/$(COMPILE) --upgrade --extra production --extra scale --extra ocr --group dev -o requirements/dev.txt

hooks: $(VENV)/.dev ## run the quick checks before every commit
	@$(BIN)/pre-commit install

clean: ## remove what make made
	rm -rf $(VENV) out build dist

# A virtual environment, also where the system's pip is externally managed.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'gongkai needs Python 3.11 or newer (PYTHON=python3.12 make … names another one).'; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo 'No venv module: on Debian or Ubuntu run "apt-get install python3-venv" first.'; exit 1; }

# uv installs faster; where it has no wheel, or does not reach the index as pip is set up to, pip does the same work.
define install
	@$(BIN)/python -m pip install -q --disable-pip-version-check uv==$(UV_VERSION) 2>/dev/null || true
	@{ [ -x $(BIN)/uv ] && VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install -q --require-hashes -r $(1) 2>$(VENV)/uv.log && \
	  VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install -q --no-deps -e . 2>>$(VENV)/uv.log; } || \
	{ $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(1) && \
	  $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .; }
	@touch $@
endef

$(VENV)/.run: requirements/run.txt $(BUILT_FROM) | $(BIN)/python
	$(call install,requirements/run.txt)

$(VENV)/.dev: requirements/dev.txt $(BUILT_FROM) | $(BIN)/python
	$(call install,requirements/dev.txt)
	@touch $(VENV)/.run
