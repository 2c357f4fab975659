PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test conformance generate docs clean

run: .venv/installed  ## lint the example shop
	$(BIN)/svclint check examples --isolated --show-notes --exit-zero

test: .venv/developing  ## lint this project's own code and pass its tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest

conformance: .venv/developing  ## hold the rules against Kubernetes' own code; needs Go, and minutes the first time
	$(BIN)/python -m tests.conformance.golden
	SVCLINT_CONFORMANCE=1 $(BIN)/pytest tests/test_conformance.py tests/test_worlds.py

generate: .venv/developing  ## write what is generated from the rules
	$(BIN)/python -m docs.generate

docs: .venv/developing  ## build the site into build/site, with the schemas; a link that leads nowhere fails
	$(BIN)/zensical build --strict --clean
	mkdir -p build/site/schemas
	cp schemas/*.json build/site/schemas/

clean:
	rm -rf .venv build dist *.egg-info

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "svclint needs Python 3.10 or newer; name one with make PYTHON=...")'
	$(PYTHON) -m venv .venv

.venv/installed: pyproject.toml .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/developing: pyproject.toml .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,docs]'
	@touch .venv/installed $@
