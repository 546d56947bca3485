# Polyweek: `make run` and `make test` need Python 3.11 or newer and make, and nothing else.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test coverage lint openapi catalogues bench soak lock clean

run: $(VENV)/run.stamp
	@exec $(BIN)/polyweek run

# A hundred processes are started on the way: what one has compiled the others read.
test: export PYTHONDONTWRITEBYTECODE :=
test: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -n 3 --dist worksteal

# The suite once more, with every process of it counted; it takes about twice as long.
coverage: $(VENV)/dev.stamp
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n 3 --dist worksteal
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tools.openapi --check
	$(BIN)/python -m tools.catalogues --check

openapi: $(VENV)/dev.stamp
	$(BIN)/python -m tools.examples
	$(BIN)/python -m tools.openapi

catalogues: $(VENV)/dev.stamp
	$(BIN)/python -m tools.catalogues

bench: $(VENV)/dev.stamp
	$(BIN)/python -m bench

soak: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -m slow

# What is installed, with hashes; `make lock` after pyproject.toml has changed.
COMPILE := --quiet --allow-unsafe --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --strip-extras
lock: $(VENV)/dev.stamp
	$(BIN)/pip-compile $(COMPILE) --extra build -o requirements/run.txt pyproject.toml
	$(BIN)/pip-compile $(COMPILE) -c requirements/run.txt -o requirements/build.txt requirements/build.in
	$(BIN)/pip-compile $(COMPILE) --extra build --extra dev -c requirements/run.txt -o requirements/dev.txt pyproject.toml

# pyvips comes as source. What builds it is locked too, so that nothing is fetched without a hash on the way; and where
# there is a compiler it must not find another libvips than the locked one.
$(VENV)/run.stamp: requirements/build.txt requirements/run.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/build.txt
	PKG_CONFIG_LIBDIR=/nowhere PKG_CONFIG_PATH= \
	    $(BIN)/python -m pip install --quiet --require-hashes --no-build-isolation -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Polyweek needs Python 3.11 or newer.") if sys.version_info < (3, 11) else 0'
	$(PYTHON) -m venv $(VENV)

clean:
	rm -rf $(VENV) var dist .coverage htmlcov .mypy_cache .ruff_cache .hypothesis
