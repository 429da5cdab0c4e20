# One command each; the first call sets up .venv. Needs Python 3.11 to 3.13 and make, nothing else.
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
# `make run LAMBDA=http://127.0.0.1:3001` and `make talk LAMBDA=…`: the skill in `sam local start-lambda`.
LAMBDA ?=

.DEFAULT_GOAL := test
.PHONY: help run talk test bench hear lint e2e fuzz model sam local-table skill-package care-review care-reviewed second-opinion pins supply licences sbom soak mutation screenshots .venv clean

# Each command says what it does behind "##".
help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))
	@echo 'ARGS="…" hands options on: make talk ARGS="--help" lists those of a command.'

# Try each candidate by running it: a name on the path may be a shim with nothing behind it.
$(BIN)/.ready: requirements.txt lambda/requirements.txt
	@python=""; for candidate in python3.13 python3.12 python3.11 python3 python; do \
	  if $$candidate -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1; \
	  then python=$$candidate; break; fi; done; \
	if [ -z "$$python" ]; then echo "Back Spasm Coach needs Python 3.11, 3.12 or 3.13 with venv: install it (Debian: apt-get install python3 python3-venv) and try again."; exit 1; fi; \
	echo "Setting up .venv with $$($$python --version) (once, about a minute)"; \
	$$python local/progress.py "Making .venv" $$python -m venv $(VENV) && \
	$$python local/progress.py "Fetching the packages" $(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.txt
	@touch $@

.venv: $(BIN)/.ready

# Amazon's renderer of the screens, from npm, in a place of its own. Without Node.js the page goes on without it.
.apl/.ready: local/web/apl/package.json local/web/apl/package-lock.json
	@command -v npm >/dev/null 2>&1 || { echo "The screens need Amazon's renderer, and that Node.js with npm: install them (Debian: apt-get install nodejs npm) and try again."; exit 1; }
	@mkdir -p .apl && cp local/web/apl/package.json local/web/apl/package-lock.json local/web/apl/.npmrc .apl/ && cd .apl && npm ci --omit=dev --silent \
	  || { echo "Amazon's renderer of the screens could not be fetched from npm."; exit 1; }
	@touch $@

# Its linter of documents, for `make e2e`: a hundred packages.
.apl/.lint-ready: .apl/.ready
	@cd .apl && npm ci --silent || { echo "The linter of the screens' documents could not be fetched from npm."; exit 1; }
	@touch $@

# Playwright in a place of its own, for the tests in a browser: it brings a Node.js of 50 MB. The browser is the system's.
.browser/.ready: $(BIN)/.ready
	@$(BIN)/python -m pip install -q --disable-pip-version-check --upgrade --target .browser playwright==1.65.2
	@touch $@

# The checker of accessibility, for the page's tests.
.browser/axe.min.js: .browser/.ready
	@cd .browser && npm pack axe-core@4.14.1 --silent >/dev/null && tar xzf axe-core-4.14.1.tgz package/axe.min.js && mv package/axe.min.js . && rm -r package axe-core-4.14.1.tgz && touch axe.min.js

run: $(BIN)/.ready ## the skill in a browser: http://127.0.0.1:8080
	@$(MAKE) -s .apl/.ready 2>/dev/null || echo "The page shows the screens as plain text."
	@$(BIN)/python -m local run $(if $(LAMBDA),--lambda $(LAMBDA)) $(ARGS)

talk: $(BIN)/.ready ## the conversation in a terminal
	@$(BIN)/python -m local talk $(if $(LAMBDA),--lambda $(LAMBDA)) $(ARGS)

# In one process more than there are processors, for some tests wait; `make test ARGS="-n 0 -k words"` in one.
test: $(BIN)/.ready ## the tests that need only Python, in about a minute
	@echo "Running the tests (about a minute)"
	@$(BIN)/python -m pytest -n $$($(BIN)/python -c "import os; print((os.cpu_count() or 1) + 1)") --dist loadfile $(ARGS)

lint: $(BIN)/.ready ## style, types, and who may import whom
	@$(BIN)/ruff check lambda local tests
	@$(BIN)/ruff format --check lambda local tests
	@$(BIN)/mypy
	@PYTHONPATH=lambda:. $(BIN)/lint-imports --no-logo

# Makes the interaction model, and the names of the spoken lines, of the sentences and the content.
model: $(BIN)/.ready ## the interaction model, made of the sentences and the content
	@$(BIN)/python -m local model --write

# The page for the clinician, to read in a browser or to print: build/care-review.html
care-review: $(BIN)/.ready ## all the medicine on one page, for a clinician: build/care-review.html
	@$(BIN)/python -m local care-review $(ARGS)

# Records that it was reviewed: `make care-reviewed BY="Dr. A. Example" EDITION=second OF=1234567890ab ON=2026-12-01`
care-reviewed: $(BIN)/.ready ## records that a clinician has read it
	@$(BIN)/python -m local care-reviewed --by "$(BY)" --edition "$(EDITION)" --of "$(OF)" --on "$(ON)" \
	  $(if $(REFUSED),--refused $(REFUSED))

# How well a labelled file is understood: `make hear FILE=tests/hearing/read.jsonl`
hear: $(BIN)/.ready ## scores labelled sentences: FILE=tests/hearing/read.jsonl
	@$(BIN)/python -m local hear $(or $(FILE),$(LABELLED))

# `make hear tests/hearing/read.jsonl` does it too: the file is no goal of its own.
LABELLED := $(filter %.json %.jsonl,$(MAKECMDGOALS))
ifneq ($(LABELLED),)
.PHONY: $(LABELLED)
$(LABELLED): ; @:
endif

# Trains the ear's second opinion on the labelled sentences that may be read, and writes its table into the content.
# scikit-learn stands in a place of its own: only this needs it.
.train-venv/.ready: train-requirements.txt $(BIN)/.ready
	@echo "Setting up .train-venv with scikit-learn (once, about a minute)"
	@$(BIN)/python -m venv .train-venv && .train-venv/bin/python -m pip install -q --disable-pip-version-check -r train-requirements.txt
	@touch $@

second-opinion: .train-venv/.ready ## trains the ear's second opinion
	@PYTHONPATH=lambda:. .train-venv/bin/python -m local.train

# What others wrote: tools for it in a place of their own.
.supply-venv/.ready: supply-requirements.txt $(BIN)/.ready
	@echo "Setting up .supply-venv (once, about a minute)"
	@$(BIN)/python -m venv .supply-venv && .supply-venv/bin/python -m pip install -q --disable-pip-version-check -r supply-requirements.txt
	@touch $@

# Pins all that requirements.in asks for and all that this brings along; what ships with the hash of every file, too.
PIN := .supply-venv/bin/uv pip compile -q --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links \
  --no-annotate --custom-compile-command "make pins"
pins: .supply-venv/.ready ## pins the requirements, what ships by hash
	@$(PIN) --generate-hashes lambda/requirements.in -o lambda/requirements.txt
	@$(PIN) requirements.in -c lambda/requirements.txt -o requirements.txt

# Nothing imported that is not asked for, nothing asked for that is not used, and no licence of another kind.
supply: .supply-venv/.ready ## nothing undeclared, nothing unused, no other licence
	@PYTHONPATH=$$(echo $(VENV)/lib/python3.*/site-packages) .supply-venv/bin/deptry lambda local tests
	@$(BIN)/python -m pytest -n 0 tests/unit/test_supply.py

LICENCES := .supply-venv/bin/pip-licenses --python $(BIN)/python --format=markdown --from=mixed
SHIPPED = $$(sed -n 's/==.*//p' lambda/requirements.txt)
licences: .supply-venv/.ready ## docs/licences.md
	@{ printf '# Licences\n\nWritten by `make licences`. Ours is Apache-2.0.\n\n## What ships to Lambda\n\n'; \
	  $(LICENCES) --packages $(SHIPPED); \
	  printf '\n## What developing, testing and running on a laptop need besides\n\n'; \
	  $(LICENCES) --with-system --ignore-packages $(SHIPPED) pip; } > docs/licences.md

# CycloneDX, of what the build installs: build/sbom.json
sbom: .supply-venv/.ready ## build/sbom.json, CycloneDX
	@mkdir -p build && .supply-venv/bin/cyclonedx-py requirements lambda/requirements.txt --of JSON -o build/sbom.json
	@echo "build/sbom.json"

bench: $(BIN)/.ready ## start-up, warm turns, memory and size, into bench.json
	@$(BIN)/python -m local bench $(ARGS)

# Atheris in a place of its own: it is made for Linux alone.
.fuzz/.ready: $(BIN)/.ready
	@$(BIN)/python -m pip install -q --disable-pip-version-check --upgrade --target .fuzz atheris==3.0.0
	@touch $@

# Fuzzing, guided by coverage: `make fuzz RUNS=200000`, of `TARGETS="profiles http"` only. An input that breaks
# something is left in build/fuzz.
RUNS ?= 200000
TARGETS ?= envelopes attributes profiles http
fuzz: .fuzz/.ready ## inputs of all sorts, guided by coverage: RUNS=200000
	@for target in $(TARGETS); do \
	  PYTHONPATH=.fuzz:lambda:. $(BIN)/python -m tests.fuzz $$target --runs $(RUNS) || exit 1; done

# Lambda's own runtime client in a place of its own: Lambda has it in its image.
.runtime/.ready: $(BIN)/.ready
	@$(BIN)/python -m pip install -q --disable-pip-version-check --upgrade --target .runtime awslambdaric==4.2.2
	@touch $@

# 10,000 conversations each through the web endpoint and through Lambda's runtime client: times, and memory. On Linux.
CONVERSATIONS ?= 10000
soak: .runtime/.ready ## 10,000 conversations through the web endpoint and through Lambda's client
	@for way in lambda web; do $(BIN)/python -m tests.soak $$way --conversations $(CONVERSATIONS) || exit 1; done

# Changes to the rules that no test notices: MODULES="limits triage" for some. An hour or more; outside of the checks.
.mutation-venv/.ready: mutation-requirements.txt $(BIN)/.ready
	@echo "Setting up .mutation-venv with mutmut (once, about a minute)"
	@$(BIN)/python -m venv .mutation-venv && .mutation-venv/bin/python -m pip install -q --disable-pip-version-check -r requirements.txt -r mutation-requirements.txt
	@touch $@

mutation: .mutation-venv/.ready ## changes the rules of care/ one by one, and says which change no test notices
	@PYTHONPATH=lambda:. $(BIN)/python -m tests.mutation $(MODULES) --mutmut .mutation-venv/bin/mutmut

# The SAM CLI in a place of its own: it brings a hundred packages, and pins many.
.sam-venv/.ready: sam-requirements.txt $(BIN)/.ready
	@command -v sam >/dev/null 2>&1 || { echo "Setting up .sam-venv with the SAM CLI (once, about a minute)"; \
	  $(BIN)/python -m venv .sam-venv && \
	  $(BIN)/python local/progress.py "Fetching the SAM CLI" .sam-venv/bin/python -m pip install -q --disable-pip-version-check -r sam-requirements.txt; }
	@mkdir -p .sam-venv && touch $@

sam: $(BIN)/.ready .sam-venv/.ready ## the function in its container: build, every event, a conversation
	@$(BIN)/python -m local sam $(ARGS)

# The table of template.yaml in DynamoDB Local: `make local-table ENDPOINT=http://127.0.0.1:8000`
local-table: $(BIN)/.ready ## the skill's table in DynamoDB Local: ENDPOINT=http://127.0.0.1:8000
	@$(BIN)/python -m local table --endpoint $(or $(ENDPOINT),http://127.0.0.1:8000) $(ARGS)

# What ask-cli deploys: `make skill-package ENDPOINT=arn:… PRIVACY_URL=https://… TERMS_URL=https://…`
skill-package: $(BIN)/.ready ## what ask-cli deploys: ENDPOINT=arn:…
	@$(BIN)/python -m local skill-package $(if $(ENDPOINT),--endpoint $(ENDPOINT)) \
	  $(if $(PRIVACY_URL),--privacy-url $(PRIVACY_URL)) $(if $(TERMS_URL),--terms-url $(TERMS_URL)) $(ARGS)

# What neither needs a browser or Docker nor is timed goes in as many processes as there are processors.
IN_PYTHON_ALONE := tests/unit tests/contract tests/e2e/test_nothing_left_behind.py tests/e2e/test_faults.py
# The one waits for Docker, the other computes.
SIDE_BY_SIDE := tests/e2e/test_sam.py tests/e2e/test_screens.py
e2e: $(BIN)/.ready ## what takes longer, or needs more than Python; it says what it leaves out
	@$(MAKE) -s .sam-venv/.ready || echo "The SAM CLI could not be set up: what needs it is skipped."
	@$(MAKE) -s .fuzz/.ready || echo "Atheris could not be set up: what needs it is skipped."
	@$(MAKE) -s .apl/.ready .apl/.lint-ready .browser/.ready || echo "The screens could not be set up: what needs them is skipped."
	@$(MAKE) -s .runtime/.ready || echo "Lambda's runtime client could not be set up: what needs it is skipped."
	@$(MAKE) -s .browser/axe.min.js 2>/dev/null || echo "axe-core could not be fetched from npm: what needs it is skipped."
ifeq ($(strip $(ARGS)),)
	@$(BIN)/python -m pytest -m e2e -n auto --dist loadfile -rsfE $(IN_PYTHON_ALONE)
	@$(BIN)/python -m pytest -m e2e -n 2 --dist loadfile -rsfE $(SIDE_BY_SIDE)
	@$(BIN)/python -m pytest -m e2e tests/e2e $(IN_PYTHON_ALONE:%=--ignore=%) $(SIDE_BY_SIDE:%=--ignore=%)
else
	@$(BIN)/python -m pytest -m e2e $(ARGS)
endif

# Every screen of an Echo Show in every size, as pictures to look at: build/screens. `ARGS="ice_half day"`: these alone.
# And the README's pictures: docs/images.
screenshots: .apl/.ready .browser/.ready ## pictures of every screen (build/screens), and the README's (docs/images)
	@PYTHONPATH=lambda:. $(BIN)/python -m tests.screen_gallery $(ARGS)
	@PYTHONPATH=lambda:. $(BIN)/python -m tests.page_picture

clean: ## takes away all that was set up or made here
	rm -rf $(VENV) .apl .browser .fuzz .runtime .supply-venv .mutation-venv build/fuzz build/mutation build/sbom.json .sam-venv .train-venv .aws-sam build/skill-package build/screens build/care-review.html build/timer_table .pytest_cache .mypy_cache .ruff_cache bench.json
