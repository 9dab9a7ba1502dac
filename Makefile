# The repository's verbs. `make run` and `make test` are all a newcomer needs; each makes the environment it needs.
PYTHON ?= python3
BIN := .venv/bin
# Tests write many small files: where memory serves as a disk and has room, they go there.
ROOM := $(shell df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 4000000 {print "TMPDIR=/dev/shm"}')
PYTEST := $(ROOM) $(BIN)/pytest -n 2 --dist worksteal
.PHONY: run test quick thorough attack check lock bench docs clean

run: .venv/.done  ## take in everything that ships, build the warehouse, say where to look
	@$(BIN)/python -m bench.model_countries --out .data/inbox
	@$(BIN)/oscec run

test: .venv/.done  ## every test; of many cases that are alike, some
	@$(PYTEST)

quick: .venv/.done  ## the tests that take less than a second each
	@$(PYTEST) -m "not slow"

thorough: .venv/.done  ## every test with every case: each kill, each attack, each workbook
	@OSCEC_THOROUGH=1 $(PYTEST)

attack: .venv/.done  ## the outsider tries every drawn system, pair and chain of releases; takes minutes
	@$(BIN)/python -m bench.campaign

check: .venv/.done  ## style, types, import direction, sources, definitions
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy .
	@$(BIN)/lint-imports
	@$(BIN)/oscec sources --check

docs: .venv/.done  ## generate codebook, findings, sources, marts and the pages with real output
	@$(BIN)/python -m docs.build

bench: .venv/.done  ## benchmarks as ratios against a peer and the bare parse of the same run
	@$(BIN)/python -m bench

lock:  ## resolve the dependencies anew; needs uv
	uv pip compile pyproject.toml --universal --generate-hashes --all-extras --python-version 3.11 \
	  --no-emit-index-url --no-header --quiet --upgrade -o requirements.lock

clean:  ## remove the environment and all state
	rm -rf .venv .data

.venv/.done: requirements.lock pyproject.toml
	@echo "Making the environment in .venv (once, about a minute) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@
