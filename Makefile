# Two commands: `make report` and `make test`. Both set up .venv from the hash-locked requirements the first time.
PYTHON ?= python3
SOURCES ?= $(or $(CLOUDPLANS_SOURCES),$(wildcard ../shared/sources))
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
WITH_TEXTS := CLOUDPLANS_SOURCES="$(if $(SOURCES),$(abspath $(SOURCES)))"

.PHONY: report test test-all lab serve docs lint data bench clean
.DEFAULT_GOAL := report

report: $(STAMP)
	$(WITH_TEXTS) $(BIN)/cloudplans report --out build/report

# Everything that every machine can run, in five minutes on two cores. `make test SOURCES=` runs it without the plan texts.
# The report that some tests read stays in build/tests and is built again only if something has changed.
test: $(STAMP)
	$(WITH_TEXTS) $(BIN)/python -m pytest -n 2

# The rest as well: tests in a browser, and the slow tests, such as every plot in every language and width.
test-all: $(STAMP)
	$(WITH_TEXTS) $(BIN)/python -m pytest -n 2 --all

# Check the data: every figure derived again from the plan texts, where they are available.
data: $(STAMP)
	$(WITH_TEXTS) $(BIN)/cloudplans verify

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

docs: $(STAMP)
	$(BIN)/python tools/docs/build.py

# One measurement alone: make bench ROW=import
bench: $(STAMP)
	$(WITH_TEXTS) $(BIN)/python -m nox --session bench -- $(ROW)

# Jupyter listens on this machine only and makes a token for each start. As root, in a container, it has to be told that this is intended.
LOCAL := --ServerApp.ip=127.0.0.1 --ServerApp.allow_remote_access=False $(if $(filter 0,$(shell id -u)),--allow-root)

# The page template of Voilà names icons on a public server; the browser asks only this one.
OWN_FILES_ONLY := {'headers': {'Content-Security-Policy': 'default-src \'self\' \'unsafe-inline\' \'unsafe-eval\' data: blob: ws: wss:'}}

lab: $(STAMP)
	$(WITH_TEXTS) $(BIN)/jupyter lab $(LOCAL) --notebook-dir notebooks

serve: $(STAMP)
	$(WITH_TEXTS) $(BIN)/jupyter server $(LOCAL) --ServerApp.root_dir=notebooks \
	    --ServerApp.default_url=/voila/render/08_explorer.ipynb "--ServerApp.tornado_settings=$(OWN_FILES_ONLY)"

clean:
	rm -rf $(VENV) build dist .nox .pytest_cache .ruff_cache .hypothesis

# Only what the lock names, checked by hash; wheels only, so that no package runs code while it is installed.
LOCKED := --require-hashes --only-binary :all:

# Uses uv where it is on PATH or can be installed by pip (into a temporary folder); otherwise pip itself.
$(STAMP): requirements.lock pyproject.toml
	@echo "Setting up $(VENV) (once; needs a package index) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "cloudplans needs Python 3.11 or newer; choose one with: make PYTHON=/path/to/python3 $(MAKECMDGOALS)" >&2; exit 2; }
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
