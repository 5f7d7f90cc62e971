# The workflow, one page that runs. `make demo` and `make test` are all a stranger needs.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup demo test check format lock snapshots readme clean

setup: .venv/ready  ## .venv/bin/quoth, and what tests and evals need

demo: setup  ## answer one real question from the TMA pack, then check its receipts
	@$(BIN)/python -m evals.demo

test: .venv/ready  ## the default suite: fast, random order, no network
	$(BIN)/pytest -n 2 --dist worksteal

check: .venv/ready  ## style, types, and the slow tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -m slow -n 2 --dist worksteal

format: .venv/ready
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

snapshots: .venv/ready  ## rewrite what users are shown; read the difference before you commit it
	$(BIN)/pytest --snapshot-update

readme: setup  ## put a fresh answer into README.md
	$(BIN)/python -m evals.readme

lock:  ## pin and hash the requirements (needs uv); no index address is written
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q requirements/run.in -o requirements/run.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q requirements/dev.in -o requirements/dev.txt

.venv/bin/python:
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else f"Quoth needs Python 3.11 or newer; {sys.executable} is {v[0]}.{v[1]}. Try: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv

.venv/ready: .venv/bin/python requirements/dev.txt requirements/run.txt pyproject.toml
	@echo "Setting up .venv (once, about a minute) ..."
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis src/*.egg-info
