# Everything that people and machines run here. `make help` lists it.
# A fresh machine needs make and Python 3.11 or newer; the rest is fetched once into .venv.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= $(shell for it in python3.13 python3.12 python3.11 python3; do \
	"$$it" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$it" && break; done)
BIN := .venv/bin
WORKERS ?= 4 # journeys and databases let a process wait for a third of its time; four keep two cores busy
CASES ?= 200
unexport PYTHONDONTWRITEBYTECODE # what is not stored is compiled again at each start, for half of its time
export UV_SYSTEM_CERTS := 1
export PATH := $(PATH):/usr/sbin:/sbin # root, testing, makes a user for PostgreSQL
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run install test quick checks types style release audit docs demo demo-remove demo-site bench nets pictures soak strings language migration lock

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: .venv/.run ## serve both doors and the mail worker on http://127.0.0.1:8000 (PORT=, HOST=)
	@export MALLOC_ARENA_MAX=$${MALLOC_ARENA_MAX:-2} GLIBC_TUNABLES=$${GLIBC_TUNABLES:-glibc.malloc.tcache_count=0}; \
		$(BIN)/python -m intake.cli.serve

install: .venv/.run ## fetch what a server needs, and start nothing

test: checks .venv/.chromium ## everything CI runs; nothing needs to be set up first
	@$(BIN)/pytest -n $(WORKERS) --dist worksteal $(ARGS)

quick: checks ## what a minute shows: the checks, and the tests of rules, actions and commands on SQLite
	@$(BIN)/pytest -q -n $(WORKERS) --dist worksteal -m "not slow and not long" --ignore=tests/journeys \
		--ignore=tests/web --hypothesis-profile quick $(ARGS)

checks: .venv/.dev ## format, lint, types, imports, templates and dependencies; no test
	@$(MAKE) -j 2 types style
	@$(BIN)/python -m tests.size

types:
	@$(call quietly,$(BIN)/mypy)

# Last, beside mypy, what pytest makes of each test file is stored: else each process makes it anew.
style:
	@$(call quietly,$(BIN)/ruff format --check .)
	@$(call quietly,$(BIN)/ruff check .)
	@$(call quietly,$(BIN)/lint-imports --no-cache --no-logo)
	@$(call quietly,$(BIN)/djlint --quiet --lint templates)
	@$(call quietly,$(BIN)/deptry .)
	@$(call quietly,$(BIN)/pytest --collect-only -q)

release: .venv/.dev dist/.tools ## the files of a release in dist/: archive, SBOM, licences, notes; every sentence must be translated (TAG=)
	@$(BIN)/flask --app wsgi languages check --strict
	@$(call quietly,dist/.tools/bin/reuse lint)
	@$(call environment,dist/.product,requirements.txt)
	@version=$$($(BIN)/python -c 'from intake.version import VERSION; print(VERSION)'); \
		sbom=dist/sbom-$$version.cdx.json; \
		dist/.tools/bin/cyclonedx-py environment --output-reproducible --pyproject pyproject.toml \
			--output-file $$sbom dist/.product/bin/python; \
		$(BIN)/python deploy/release.py $(or $(TAG),HEAD) $$sbom

audit: dist/.tools ## known vulnerabilities of the pinned packages; asks PyPI, and fails where it has no answer
	@for lock in requirements.txt requirements/dev.txt requirements/release.txt; do \
		dist/.tools/bin/pip-audit --strict --progress-spinner off --disable-pip --require-hashes -r "$$lock"; done

docs: .venv/.dev dist/.tools ## a website of the handbook, in dist/handbook
	@dist/.tools/bin/sphinx-build --quiet --fail-on-warning --builder dirhtml --conf-dir docs/handbook \
		docs dist/handbook

demo: .venv/.run ## fill var/ with invented cases (200, or CASES=): marked, and written to nobody
	@$(BIN)/python -m intake.cli.serve prepare
	@$(BIN)/flask --app wsgi demo load --cases $(CASES)

demo-remove: .venv/.run ## erase the invented cases from var/, and nothing else
	@$(BIN)/flask --app wsgi demo remove

demo-site: .venv/.run ## a demonstration for visitors, invented anew each hour (PORT=, HOST=, PUBLIC_URL=, CASES=)
	@$(BIN)/python -m intake.cli.demo_site

bench: .venv/.dev ## measure speed beside a three-line Flask application; writes docs/bench.* and docs/growth.* (SMALL=1 only prints, in two minutes; GROWTH=1 measures more and more cases; AGAINST=http://… compares that page)
	@$(BIN)/python -m bench $(if $(SMALL),--small) $(if $(GROWTH),--growth) $(if $(AGAINST),--against $(AGAINST))

nets: .venv/.dev ## what a change did to routes, pages, outcomes and sentences, beside tests/nets/data (NETS= names some; SAVE=1 writes anew)
	@$(BIN)/python -m tests.nets $(NETS) $(if $(SAVE),--save)

pictures: .venv/.chromium ## every page on contact sheets, and the pictures of the README, into docs/
	@$(BIN)/python -m docs.pictures
	@$(BIN)/python -m docs.sheets

soak: .venv/.chromium ## what takes long, in two hours, with a table at its end: each test on the database that `make test` did not choose, 25 kills and 25 commands on each (KILLS=, COMMANDS=, STORM_SEED=), 500 seeds of the simulation (SEEDS=), 500 inputs of each parser (EXAMPLES=), 24 changes of the code of each package (SAMPLE=, 0 for all; MUTATED=), each part of a cluster lost, a server's life on bare machines (needs root), every page in every look (PARTS= names some)
	@$(BIN)/python -m tests.soak $(PARTS)

strings: .venv/.dev ## bring the catalogues of all languages up to what the source says
	@$(BIN)/python -m intake.cli.strings

language: .venv/.dev ## begin the catalogue of one more language: make language TAG=fr
	@test -n "$(TAG)" || { echo 'Name it: make language TAG=fr'; exit 2; }
	@$(BIN)/python -m intake.cli.strings "$(TAG)"

migration: .venv/.dev ## a new revision from what the models say: make migration NAME=notes
	@test -n "$(NAME)" || { echo 'Give it a name: make migration NAME=notes'; exit 2; }
	@folder=$$(mktemp -d) && trap 'rm -r "$$folder"' EXIT && number=$$(printf %04d $$((10#$$(ls \
		migrations/versions | grep -oE '^[0-9]{4}' | sort | tail -n 1) + 1))) && \
		export VAR=$$folder SECRET_KEY=$$(head -c 32 /dev/urandom | base64 -w0) && \
		$(BIN)/flask --app wsgi db upgrade && $(BIN)/flask --app wsgi db migrate --rev-id "$$number" -m "$(NAME)"

lock: .venv/.dev ## remake requirements.txt and requirements/dev.txt from the .in files; UPGRADE=1 for new versions
	@$(call lock,requirements/run.in,requirements.txt)
	@$(call lock,requirements/dev.in,requirements/dev.txt)
	@$(call lock,requirements/release.in,requirements/release.txt)

# What stands below is done once; the stamps say so. A run needs less than a test does, and what a
# test has installed serves a run as well.

.venv/.run: requirements.txt .venv/.made
	@$(call install,$(if $(wildcard .venv/.dev),requirements/dev.txt,requirements.txt))
	@$(compile)
	@touch $(wildcard .venv/.dev) $@

.venv/.dev: requirements/dev.txt requirements.txt .venv/.made
	@$(call install,requirements/dev.txt)
	@$(compile)
	@touch .venv/.run $@

.venv/.made: requirements/uv.txt
	@test -n "$(PYTHON)" || { echo 'Python 3.11 or newer is needed.'; exit 1; }
	@echo "Making .venv with $(PYTHON) …"
	@$(PYTHON) -m venv --clear .venv >/dev/null 2>&1 || $(venv_without_ensurepip)
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/uv.txt \
		|| echo 'uv cannot be had here; pip will do.'
	@touch $@

dist/.tools: requirements/release.txt .venv/.made
	@$(call environment,$@,$<)
	@touch $@

.venv/.chromium: .venv/.dev
	@$(BIN)/python -m tests.support.browser.chromium
	@touch $@

# Debian's python3 may come without ensurepip, and without pip.
define venv_without_ensurepip
{ $(PYTHON) -m venv --clear --without-pip .venv && $(PYTHON) -m pip --python .venv install --quiet pip; } \
	|| { test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -qq -y python3-venv && $(PYTHON) -m venv --clear .venv; } \
	|| { echo 'Python cannot make virtual environments here. On Debian: apt-get install python3-venv'; exit 1; }
endef

# An environment of its own beside .venv, for what neither the product nor its tests need.
define environment
$(BIN)/uv venv --quiet --clear --python $(PYTHON) $(1) && $(BIN)/uv pip sync --quiet --python $(1) --require-hashes $(2)
endef

define lock
$(BIN)/uv pip compile --quiet $(if $(UPGRADE),--upgrade) --universal --generate-hashes --python-version 3.11 \
	--no-header --no-emit-index-url $(1) -o $(2)
endef

define install
echo "Installing $(1) …"; $(BIN)/uv pip sync --quiet $(if $(filter requirements.txt,$(1)),--compile-bytecode) \
	--python .venv --require-hashes $(1) \
	|| $(BIN)/python -m pip install --quiet --require-hashes -r $(1)
endef

# Python stores what it compiles beside the source. A service may not write there, and would compile
# a thousand files at each start, which takes longer than everything else: so it is done here.
define compile
$(BIN)/flask --app wsgi languages compile >/dev/null; $(BIN)/python -m compileall -q intake migrations wsgi.py; \
	$(BIN)/python -c 'from intake.cli import mail_worker, processes, web_worker; \
	from intake.web import apply, desk, mailbox, metrics, pages, signin'
endef

# Says nothing when all is well, and everything when it is not.
define quietly
said=$$($(1) 2>&1) || { echo "$$said"; exit 1; }
endef
