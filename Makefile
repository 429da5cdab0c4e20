# One command each; the first call sets up .venv. Needs Python 3.11 to 3.13 and make, nothing else.
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

.DEFAULT_GOAL := test
.PHONY: run talk test bench lint e2e model .venv clean

# Try each candidate by running it: a name on the path may be a shim with nothing behind it.
$(BIN)/.ready: requirements.txt lambda/requirements.txt
	@python=""; for candidate in python3.13 python3.12 python3.11 python3 python; do \
	  if $$candidate -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1; \
	  then python=$$candidate; break; fi; done; \
	if [ -z "$$python" ]; then echo "Back Spasm Coach needs Python 3.11, 3.12 or 3.13 with venv: install it (Debian: apt-get install python3 python3-venv) and try again."; exit 1; fi; \
	echo "Setting up .venv with $$($$python --version) (once, about a minute)"; \
	$$python -m venv $(VENV) && $(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.txt
	@touch $@

.venv: $(BIN)/.ready

run: $(BIN)/.ready
	@$(BIN)/python -m local run $(ARGS)

talk: $(BIN)/.ready
	@$(BIN)/python -m local talk $(ARGS)

test: $(BIN)/.ready
	@$(BIN)/python -m pytest $(ARGS)

lint: $(BIN)/.ready
	@$(BIN)/ruff check lambda local tests
	@$(BIN)/ruff format --check lambda local tests
	@$(BIN)/mypy

# Rewrites the slot types of the interaction model from the content files.
model: $(BIN)/.ready
	@$(BIN)/python -m local model --write

bench: $(BIN)/.ready
	@$(BIN)/python -m local bench $(ARGS)

e2e: $(BIN)/.ready
	@$(BIN)/python -m pytest -m e2e -rs $(ARGS)

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache bench.json
