# Every target first builds its own environment in .venv. That takes some minutes once; later calls reuse it.
#   make test PYTHON=python3.12        another Python
#   make test FLAGS="slow cuda"        also the cells that are left out by default

PYTHON ?= python3
FLAGS  ?=
SHELL  := bash
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
# of all that pip says: each package when it comes, and when they are put in their places
PROGRESS := /^Collecting/ {printf "  %d %s\n", ++n, $$2; fflush()} /^Installing collected/ {print "  and now into their places, a minute or two"; fflush()}
MIN    := $(shell sed -n 's/^min_python *= *//p' settings.ini)

.PHONY: help install demo test docs bench prepare readme release-check clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s  %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(STAMP) ## The package, editable, with all it needs, in .venv
	@echo "Ready: source $(BIN)/activate"

demo: $(STAMP) ## The whole path on a few photos, offline; writes report/index.html
	$(BIN)/inpaint_fa demo

test: $(STAMP) ## All checks: notebooks, exported package, style, spelling, README, site and its links
	@$(BIN)/python tools/test.py --flags "$(FLAGS)"

docs: $(STAMP) ## The documentation site, in _site
	@$(BIN)/python tools/docs.py

bench: $(STAMP) ## Speed on this machine, and how it grows; into the tables that the docs show
	$(BIN)/inpaint_fa bench --out nbs/recipes/results/bench
	$(BIN)/inpaint_fa bench --grow --out nbs/recipes/results/bench

prepare: $(STAMP) ## Before a commit: export the modules, clean the notebooks, write the README
	$(BIN)/python tools/address.py
	$(BIN)/nbdev-export
	$(BIN)/nbdev-clean
	$(BIN)/python tools/outputs.py
	$(BIN)/python tools/readme.py

readme: $(STAMP) ## README.md from nbs/index.ipynb
	$(BIN)/python tools/readme.py

release-check: ## Wheel and sdist, built, checked, installed into an empty environment and tried
	$(PYTHON) tools/release.py

clean: ## Remove all that was built, but not .venv
	rm -rf _proc _site report build dist *.egg-info

$(STAMP): settings.ini pyproject.toml setup.py
	@$(PYTHON) -c 'import sys; sys.exit(list(sys.version_info[:2]) < [int(o) for o in "$(MIN)".split(".")])' || \
	  { echo "inpaint_fa needs Python $(MIN) or later, and '$(PYTHON)' is not. Name another: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "'$(PYTHON)' cannot make a virtual environment. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@echo "Installing into $(VENV): PyTorch is large, so the first time takes some minutes."
	@set -o pipefail; $(BIN)/python -m pip install --disable-pip-version-check -e '.[dev]' | awk '$(PROGRESS)'
	@# smalldocs asks for Python 3.11, but builds this site on 3.10 too
	@$(BIN)/python -c 'import smalldocs' 2>/dev/null || \
	  $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --ignore-requires-python smalldocs
	@touch $@
