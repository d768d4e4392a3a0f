# The two that matter: `make run` and `make test`. Both set up everything they need.

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
MODEL := models/fr_annotate/config.cfg
WEIGHTS := models/annotate_fr_ner/ner/model
CONFIGS := $(WEIGHTS) $(wildcard configs/*.cfg configs/*.tsv configs/lexicons/*.tsv)

# The first of these that is Python 3.11 to 3.14. A name may be there and not run (pyenv).
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' \
	2>/dev/null && echo $$python && break; done)

# pytest compiles the tests anew in each of its processes where it may not write them.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run test test-fast lint style types tests docs bench bench-batch bench-closing bench-text bench-review corpus model lock clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18

setup: $(READY) ## Make the environment: Python packages from the lock, with hashes

$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "annotate needs Python 3.11 to 3.14 on the PATH" >&2; exit 1; }
	@echo "Setting up $(VENV) with $(PYTHON); this takes a minute or two"
	$(PYTHON) -m venv $(VENV)
	# The lock names everything, so that pip need not look for what packages ask for (and stumbles
	# where one asks for another's extra).
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps \
		-r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	# As pip does with packages: a run would compile them each time where Python may not write.
	$(BIN)/python -m compileall -q src
	@touch $@

$(MODEL): $(READY) $(CONFIGS)
	$(BIN)/annotate init .
	@touch $@

run: $(MODEL) ## Annotate corpus/ into build/
	$(BIN)/annotate run corpus/ --out build/

test: $(READY) style ## Run every check and every test
	@$(MAKE) --no-print-directory -j2 types tests

test-fast: $(READY) ## Run the tests that need no server, browser or LibreOffice, in 90 seconds
	$(BIN)/python -m pytest -n 2 -m "not (server or browser or office or slow)"

lint: style types ## Check style and types

style: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

tests: $(READY)
	$(BIN)/python -m pytest -n 3

docs: $(READY) ## Build the documentation site into site/
	$(BIN)/python scripts/document_commands.py
	$(BIN)/zensical build --clean --strict

bench: $(READY) ## Measure agreement, scores, speed and memory into docs/figures.md
	$(BIN)/python benchmarks/figures.py

bench-batch: $(READY) ## Documents a second and memory of batches of 100 to 10,000 texts
	$(BIN)/python benchmarks/figures.py --only Batches --sizes 100 1000 --large 10000

bench-text: $(READY) ## Typeset texts in random layouts, read them back: docs/text-figures.md
	$(BIN)/python benchmarks/text.py --write docs/text-figures.md

bench-closing: $(READY) ## Seconds and memory of the end of a run, of a thousand documents and a million (an hour)
	$(BIN)/python benchmarks/figures.py --only "The end of a run"

bench-review: $(READY) ## Seconds and memory of a review of 200 documents on a real doccano
	$(BIN)/python benchmarks/reviewing.py

corpus: $(READY) ## Typeset the corpus again from its sources
	$(BIN)/python corpus/typeset.py

model: $(READY) ## Train the shipped recogniser anew, from ROWS=FOLDER of scripts/prepare_training.py
	@test -n "$(ROWS)" || { echo "give ROWS=FOLDER, made by scripts/prepare_training.py" >&2; exit 1; }
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python scripts/train_model.py $(ROWS)

lock: ## Resolve the dependencies anew (needs uv)
	uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 --extra keyring --extra cluster --extra dev --generate-hashes \
		--no-emit-index-url --custom-compile-command "make lock" pyproject.toml -o requirements.lock
	# doccano's and doccano-client's environments; [tool.uv] of this project is not about them
	for folder in src/annotate/review/server src/annotate/review/doccano; do \
		uv pip compile --no-config --quiet --universal --fork-strategy fewest --python-version 3.11 --generate-hashes \
			--no-emit-index-url --custom-compile-command "make lock" $$folder/requirements.in \
			-o $$folder/requirements.lock || exit 1; done

clean: ## Remove what the other targets made
	rm -rf $(VENV) .doccano build site models/fr_annotate .pytest_cache .mypy_cache .ruff_cache .hypothesis
