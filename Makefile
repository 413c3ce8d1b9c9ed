# Two commands matter: `make demo` and `make test`. They need Python 3.11 or later, make and git, nothing else.

PYTHON ?= python3
PORT ?= 8000
ERA ?= 2008
# A province's month instead of all figures: make bench SCALE=5m
SCALE ?=
# Words for pytest: make test ARGS="-k notice -x"; without any, all tests on all cores.
ARGS ?= -n auto --dist worksteal

PY := .venv/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))

export ERA
# Each era has a database of its own in the embedded server; a server named by DATABASE_URL says it itself.
ifndef DATABASE_URL
export DIBAO_DB ?= $(if $(filter today,$(ERA)),dibao_today,dibao)
endif

.DEFAULT_GOAL := help
.PHONY: help demo demo-data serve reset test check bench messages lock

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1|/p' Makefile | column -t -s '|' 2>/dev/null || grep '##' Makefile

demo: demo-data ## load the demonstration and serve it (PORT=8000, ERA=2008 or today)
	@DEMO=true $(PY) manage.py serve --port $(PORT)

demo-data: .venv/demo.ok $(CATALOGUES) ## load the demonstration without serving it
	@echo "==> Database: roles and tables"
	@DEMO=true $(PY) manage.py prepare_database --verbosity 0
	@echo "==> The demonstration prefecture ($(ERA))"
	@DEMO=true $(PY) manage.py demo --era $(ERA)

serve: .venv/demo.ok $(CATALOGUES) ## serve what is there
	@DEMO=true $(PY) manage.py serve --port $(PORT)

reset: .venv/demo.ok ## drop the demonstration's database
	@DEMO=true $(PY) manage.py postgres reset

test: .venv/dev.ok $(CATALOGUES) ## run the tests (ARGS="-k notice")
	@echo "==> Tests"
	@$(PY) -m pytest $(ARGS)

check: export DEMO = true
check: .venv/dev.ok $(CATALOGUES) ## format, lint, types, layers, migrations, translations, deployment
	@echo "==> Format and lint"
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@git ls-files -- 'templates/*.html' | xargs .venv/bin/djade --check --target-version 5.2
	@echo "==> Types"
	@$(PY) -m mypy
	@echo "==> Layers"
	@.venv/bin/lint-imports
	@echo "==> Migrations"
	@$(PY) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	@echo "==> Translations"
	@if [ -e tests/house/test_translations.py ]; then $(PY) -m pytest -q tests/house/test_translations.py; fi
	@echo "==> Deployment"
	@DEMO=false SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(50))') \
	  FIELD_KEYS=check:$$($(PY) -c 'import base64; print(base64.b64encode(bytes(32)).decode())') \
	  BLIND_INDEX_KEY=$$($(PY) -c 'import base64; print(base64.b64encode(bytes(32)).decode())') \
	  ALLOWED_HOSTS=dibao.example FILES_DIR=/var/lib/dibao/files DATABASE_URL=postgresql://owner@localhost/dibao \
	  $(PY) manage.py check --deploy --fail-level WARNING

bench: .venv/dev.ok $(CATALOGUES) ## measure; one JSON line per figure (SCALE=5m: a province's month alone)
	@DEMO=true $(PY) -m tests.benchmarks $(if $(SCALE),--scale $(SCALE))

messages: .venv/dev.ok ## collect the texts to translate (needs gettext) and compile the catalogues
	@DEMO=true $(PY) manage.py makemessages --locale en --no-location --no-obsolete --ignore .venv --ignore golden
	@$(MAKE) --no-print-directory $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po) locale/en/LC_MESSAGES/django.po)

%.mo: %.po
	@$(PY) -m babel.messages.frontend --quiet compile --input-file $< --output-file $@

lock: ## pin the packages again (needs uv)
	@cd requirements && for set in base demo dev; do \
	  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	    $$set.in --output-file $$set.txt; done; \
	  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	    --no-deps schemas.in --output-file schemas.txt

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=/path/to/python3")'
	@echo "==> Virtual environment"
	@$(PYTHON) -m venv .venv

.venv/demo.ok: requirements/demo.txt | .venv/bin/python
	@echo "==> Packages of the demonstration (half a minute)"
	@$(PIP) --requirement $<
	@touch $@

.venv/dev.ok: requirements/dev.txt requirements/schemas.txt | .venv/bin/python
	@echo "==> Packages of tests and checks (half a minute)"
	@$(PIP) --requirement $<
	@$(PIP) --no-deps --requirement requirements/schemas.txt
	@touch $@ .venv/demo.ok
