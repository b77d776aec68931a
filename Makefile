# make demo      builds a graph from data/documents, asks it questions, draws it
# make test      linter, type checker, import contract, tests
# make test-all  the same with the slow tests
# make fuzz      fuzzes readers, figures and writers, each for FUZZ_SECONDS (tests/fuzz/README.md)
# make lock      works out the locked dependencies anew
# make clean     removes what was built, and the environment
#
# PYTHON=python3.12 chooses the interpreter; DOCUMENTS="folder file …" chooses what the demo reads.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
DOCUMENTS ?= data/documents $(wildcard ../shared/seed/*.txt)
OUT ?= build
UV := uv==0.13.9
COMPILE := $(BIN)/uv pip compile pyproject.toml --group build -q --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-header --annotation-style line

FUZZ_SECONDS ?= 60
FUZZ := text html office figures writing

.PHONY: demo test test-all check fuzz lock clean

demo: $(VENV)/.ready
	@PATH="$(CURDIR)/$(BIN):$$PATH" INNOGRAPH_OUT="$(OUT)" scripts/demo.sh $(DOCUMENTS)

test: check
	$(BIN)/python -m pytest -q -n 2 -m "not slow"

test-all: check
	$(BIN)/python -m pytest -q -n 2

check: $(VENV)/.ready-to-develop
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The lock holds what builds the package as well, so nothing unpinned is fetched behind its back.
$(VENV)/.ready: requirements.lock pyproject.toml | $(VENV)/.made
	@echo "Installing the locked dependencies into $(VENV) (about 350 MB, once) ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.ready-to-develop: requirements-dev.lock pyproject.toml | $(VENV)/.made
	@echo "Installing the locked dependencies and the tools for tests into $(VENV) (about 1 GB, once) ..."
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $(VENV)/.ready $@

$(VENV)/.made:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is not installed: innograph needs Python 3.11 or later" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "innograph needs Python 3.11 or later, and $(PYTHON) is $$($(PYTHON) -V 2>&1). Name another: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "$(PYTHON) cannot make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@touch $@

# Atheris is no part of the locks: it has wheels for few platforms.
fuzz: $(VENV)/.ready-to-develop
	@$(PIP) install -e '.[fuzz]'
	@for harness in $(FUZZ); do \
		$(BIN)/python tests/fuzz/fuzz_$$harness.py -max_total_time=$(FUZZ_SECONDS) || exit 1; done

lock: | $(VENV)/.made
	$(PIP) install $(UV)
	$(COMPILE) --upgrade -o requirements.lock
	$(COMPILE) --upgrade --extra dev --extra llm --extra pandas -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
