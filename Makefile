# The two commands: `make report` and `make test`. Everything runs from .venv, which is filled from the hash-locked list.
PYTHON ?= python3
SOURCES ?= $(or $(CLOUDPLANS_SOURCES),$(wildcard ../shared/sources))
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
FROM_TEXTS := $(if $(SOURCES),--sources "$(SOURCES)")
WITH_TEXTS := $(if $(SOURCES),CLOUDPLANS_SOURCES="$$(cd "$(SOURCES)" && pwd)")

.PHONY: report test verify mutate agreement readers round-trips lab serve lint clean lock bench bench-scan docs pictures dependencies floors changes release-data audit torture reliability coverage code-mutants
.DEFAULT_GOAL := report

report: $(STAMP)
	$(BIN)/cloudplans report $(FROM_TEXTS) --out build/report

test: $(STAMP)
	$(if $(SOURCES),CLOUDPLANS_SOURCES="$(abspath $(SOURCES))") $(BIN)/python -m pytest -n 2 --dist loadfile

verify: $(STAMP)
	$(BIN)/cloudplans verify $(FROM_TEXTS)

mutate: $(STAMP)
	$(BIN)/python -m cloudplans.data_quality.mutation $(FROM_TEXTS)

agreement: $(STAMP)
	$(BIN)/python -m cloudplans.data_quality.coder_agreement

# One row alone: make bench ROW=import (several in quotes); rows are listed in benchmarks/rows.csv.
bench: $(STAMP) build/bench-peers/.ready
	$(WITH_TEXTS) $(BIN)/python benchmarks/run.py $(ROW)

build/bench-peers/.ready: benchmarks/requirements.txt requirements.lock
	@$(BIN)/python -m uv --version >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet uv
	rm -rf build/bench-peers && $(BIN)/python -m venv build/bench-peers
	sed -n 's/^\(\(pandas\|numpy\)==.*[^ \\]\) *\\$$/\1/p' requirements.lock >build/bench-peers/same.txt
	$(BIN)/python -m uv pip install --quiet --python build/bench-peers/bin/python -r benchmarks/requirements.txt -c build/bench-peers/same.txt
	@touch $@

# The readers that the scanner is compared with live in an environment of their own.
PEERS := build/peers
bench-scan: $(STAMP)
	@test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	@if command -v uv >/dev/null 2>&1; then \
	    uv pip install --quiet --prerelease allow --python $(PEERS)/bin/python -r benchmarks/scan/requirements.txt; \
	else $(PEERS)/bin/python -m pip install --quiet --pre -r benchmarks/scan/requirements.txt; fi
	$(BIN)/python benchmarks/scan/compare.py --python $(PEERS)/bin/python $(if $(SOURCES),--plans "$(SOURCES)")
	$(BIN)/python benchmarks/scan/grow.py $(if $(SOURCES),--plans "$(SOURCES)")
# Readers of exports that ask for an older pandas, in an environment of their own; without them their tests skip.
READERS := .readers
readers: $(READERS)/.ready

$(READERS)/.ready: Makefile
	@rm -rf $(READERS) && $(PYTHON) -m venv $(READERS)
	@if command -v uv >/dev/null 2>&1; then pip="uv pip install --python $(READERS)/bin/python"; \
	else pip="$(READERS)/bin/python -m pip install --disable-pip-version-check"; fi; \
	$$pip --quiet 'pyam-iamc>=3.0' 'mlcroissant>=1.1' 'pandas<3'
	@touch $@

round-trips: $(STAMP) readers
	$(BIN)/python tests/round_trips.py

# On this machine alone; Jupyter makes a token for each start and prints the address with it.
ALONE := --ServerApp.ip=127.0.0.1 --ServerApp.allow_remote_access=False

lab: $(STAMP)
	$(WITH_TEXTS) $(BIN)/jupyter lab $(ALONE) --notebook-dir notebooks

serve: $(STAMP)
	$(WITH_TEXTS) $(BIN)/jupyter server $(ALONE) --ServerApp.root_dir=notebooks \
	    --ServerApp.default_url=/voila/render/08_explorer.ipynb

# The site: pages of docs/, and a reference written from the package, the parser and the descriptor. Nothing is fetched.
docs: $(STAMP)
	$(BIN)/python docs/build.py

pictures: $(STAMP)
	$(BIN)/python docs/pictures.py

dependencies: $(STAMP)
	$(BIN)/python docs/dependencies.py --write

# The lowest versions that pyproject.toml allows, in an environment of their own, under the tests that need no browser and no texts.
FLOORS := build/floors
FLOOR_TESTS := citation cli codebook compare dataset history intervals plots reading terminal
floors: $(STAMP)
	rm -rf $(FLOORS) && $(PYTHON) -m venv $(FLOORS)
	$(BIN)/python -m uv pip install --quiet --python $(FLOORS)/bin/python --resolution lowest-direct \
	    -e '.[report,shell]' $$($(BIN)/python docs/dependencies.py --floors hypothesis pybtex citeproc-py pytest pyyaml)
	PYTHONPATH= $(FLOORS)/bin/python -m pytest -q -p no:cacheprovider $(FLOOR_TESTS:%=tests/test_%.py)

changes: $(STAMP)
	$(BIN)/python -m cloudplans.data_quality.release_changes $(if $(TABLE),--table $(TABLE)) --reason-en "$(WHY_EN)" --reason-zh "$(WHY_ZH)"

release-data: $(STAMP)
	$(BIN)/python -m cloudplans.data_quality.release_changes --release

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

lock: $(STAMP)
	$(BIN)/python -m uv --version >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet uv
	$(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --only-binary :all: \
	    --no-annotate --no-header --extra dev pyproject.toml -o requirements.lock

# Known weaknesses of what the lock holds, by pip-audit in an environment of its own; what could not be asked is "not audited".
AUDIT := build/audit
audit: $(STAMP)
	@test -x $(AUDIT)/bin/pip-audit || { rm -rf $(AUDIT) && $(PYTHON) -m venv $(AUDIT) && \
	    $(AUDIT)/bin/python -m pip install --quiet --disable-pip-version-check 'pip-audit>=2.7' || true; }
	$(BIN)/python tests/audit.py --tool $(AUDIT)/bin/pip-audit requirements.lock

# The long matrix: bad input, hostile text in whole reports, kills, full disks and what surrounds a program; some of it as root only.
# `make torture PARTS='kills same-bytes'` runs some of it; `reliability` writes what came of all that was run to docs/reliability.md.
torture: $(STAMP)
	$(BIN)/python tests/torture.py $(FROM_TEXTS) $(PARTS:%=--part %)

reliability: $(STAMP)
	$(BIN)/python tests/reliability.py

# Which branches the tests reach, those of commands, notebooks and workers in processes of their own included.
WHOLE := $(addprefix */cloudplans/,text.py times.py reader.py units.py intervals.py verify.py checks/*.py)
comma := ,
coverage: $(STAMP)
	rm -rf build/coverage && mkdir -p build/coverage
	$(WITH_TEXTS) $(BIN)/python -m coverage run -m pytest -n 2 --dist loadfile
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python -m coverage report --fail-under 100 --include "$(subst $() ,$(comma),$(WHOLE))"
	$(BIN)/python -m coverage report --fail-under 95

# Changes of the code that no test notices: made by Cosmic Ray in an environment of its own, tried in the product's. A sample
# alone, and some parts alone: make code-mutants MUTANTS="--sample 200 verify"
RAYS := build/rays
MUTATED := $(addprefix cloudplans/,text.py times.py reader.py units.py intervals.py verify.py) $(wildcard cloudplans/checks/[a-z]*.py)
code-mutants: $(STAMP)
	@test -x $(RAYS)/bin/cosmic-ray || { rm -rf $(RAYS) && $(PYTHON) -m venv $(RAYS) && \
	    $(RAYS)/bin/python -m pip install --quiet --disable-pip-version-check 'cosmic-ray>=8.7'; }
	@mkdir -p build/mutants
	$(RAYS)/bin/python tests/mutants/make.py $(MUTATED) >build/mutants/list.jsonl
	$(WITH_TEXTS) $(BIN)/python tests/code_mutants.py $(MUTANTS)

clean:
	rm -rf $(VENV) $(READERS) build dist .pytest_cache .ruff_cache .hypothesis

# Nothing but what the lock names, byte for byte, and nothing that runs code of its own while it is installed.
LOCKED := --require-hashes --only-binary :all:

# uv where it is on PATH or can be had by pip (into the throw-away folder below); else pip itself.
$(STAMP): requirements.lock pyproject.toml
	@echo "Setting up $(VENV) (once; needs a package index) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "cloudplans needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3 $(MAKECMDGOALS)" >&2; exit 2; }
	@rm -rf $(VENV) && $(PYTHON) -m venv $(VENV)
	@set -e; \
	if command -v uv >/dev/null 2>&1; then uv="uv pip"; \
	elif sed -n '/^uv==/,/[^\\]$$/p' requirements.lock >$(VENV)/uv.txt && \
	    $(BIN)/python -m pip install --quiet --disable-pip-version-check --target $(VENV)/bootstrap $(LOCKED) -r $(VENV)/uv.txt 2>/dev/null; \
	then uv="$(VENV)/bootstrap/bin/uv pip"; else uv=""; fi; \
	if [ -n "$$uv" ]; then \
	    $$uv install --quiet --python $(BIN)/python $(LOCKED) -r requirements.lock; \
	    $$uv install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .; \
	else \
	    $(BIN)/python -m pip install --quiet --disable-pip-version-check $(LOCKED) -r requirements.lock; \
	    $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .; \
	fi
	@rm -rf $(VENV)/bootstrap
	@touch $@
