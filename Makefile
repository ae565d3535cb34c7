# Every target does its own set-up: only GNU make and a Python from 3.11 on have to be there.

PYTHON ?= $(firstword $(foreach p,python3.13 python3.12 python3.11 python3 python,$(if $(shell $(p) -c 'import sys; print(sys.version_info >= (3, 11) or "")' 2>/dev/null | grep True),$(p))))
VENV := .venv
PY := $(VENV)/bin/python
ARGS ?=
# Tests wait more than they reckon: for disks, for people played at their pace, for other processes.
WORKERS ?= 3

.DEFAULT_GOAL := help
.PHONY: help demo test check slow soak mutants planted audit fuzz run format playground

help:
	@echo "make demo    eine ganze Sitzung auf diesem Rechner / one whole sitting on this machine"
	@echo "make test    alle Tests / the test suite"
	@echo "make check   Format, Typen, Wände, Tests / format, types, walls, tests"
	@echo "make slow    alle Versuche, lang / all experiments, long"
	@echo "make soak    ein Monat Sitzungen, der Speicher bleibt flach / a month of sittings with flat memory"
	@echo "make cards   alle Karten, gezeichnet und geprüft / every card, drawn and checked"
	@echo "make mutants was die Prüfungen merken / what the tests notice (Mutationen der Regeln)"
	@echo "make planted ob das Fehlen einer Prüfung auffällt / whether a missing check is noticed"
	@echo "make audit   bekannte Lücken der Bibliotheken / known holes in libraries"
	@echo "make fuzz    jede Adresse des Bots mit allem Möglichen gefragt / every route asked whatever can be asked"
	@echo "make run     den Bot starten / serve the bot"
	@echo "make playground  selbst ausprobieren, im Browser / try it yourself, in a browser"

$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "Python 3.11 oder neuer wird gebraucht (make PYTHON=/pfad/zu/python3.11)." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: requirements.txt $(VENV)/.made
	$(PY) -m pip install --quiet --no-compile --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt requirements.txt $(VENV)/.made
	$(PY) -m pip install --quiet --no-compile --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-mutants: requirements-mutants.txt $(VENV)/.installed-dev
	$(PY) -m pip install --quiet --no-compile --disable-pip-version-check -r requirements-mutants.txt
	@touch $@

demo: $(VENV)/.installed
	$(PY) app.py rehearse --out out/demo $(ARGS)

run: $(VENV)/.installed
	$(PY) app.py serve $(ARGS)

PLAYGROUND := .cache/npm/playground

$(PLAYGROUND)/.installed: tests/e2e/playground/package.json tests/e2e/playground/package-lock.json
	@command -v npm >/dev/null || { echo "Dafür wird Node.js ab Version 18 mit npm gebraucht (https://nodejs.org). / This needs Node.js 18 or newer with npm (https://nodejs.org)." >&2; exit 1; }
	@mkdir -p $(PLAYGROUND)
	@cp $^ $(PLAYGROUND)/
	@cd $(PLAYGROUND) && npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

playground: $(VENV)/.installed $(PLAYGROUND)/.installed
	@$(PY) -m rehearsal.playground $(ARGS)

test: $(VENV)/.installed-dev
	$(PY) -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

slow: $(VENV)/.installed-dev
	$(PY) -m pytest -m "slow or experiment" -n 2 --dist worksteal --hypothesis-profile slow --timeout 3600 --durations 10 $(ARGS)

soak: $(VENV)/.installed
	$(PY) -m rehearsal.soak $(ARGS)

planted: $(VENV)/.installed-dev
	$(PY) -m tests.planted $(ARGS)

# The tool has an environment of its own, so that it is not audited itself; without it nothing is checked.
AUDIT := .cache/audit
audit: $(VENV)/.installed-dev
	-@test -x $(AUDIT)/bin/pip-audit || { $(PYTHON) -m venv $(AUDIT) && $(AUDIT)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-audit.txt; }
	@$(PY) -m tests.audit $(AUDIT)/bin/pip-audit $(ARGS)

# Not in the suite's environment: what the tool brings along is no business of the tests.
FUZZ := .cache/fuzz
$(FUZZ)/.installed: requirements-fuzz.txt
	@$(PYTHON) -m venv $(FUZZ)
	@$(FUZZ)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-fuzz.txt
	@touch $@

fuzz: $(VENV)/.installed-dev $(FUZZ)/.installed
	@$(PY) -m tests.fuzzing $(FUZZ)/bin/schemathesis $(ARGS)

mutants: $(VENV)/.installed-mutants
	$(PY) -m tests.mutants $(ARGS)

check: $(VENV)/.installed-dev lint
	$(PY) -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

format: $(VENV)/.installed-dev
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

.PHONY: lint
lint: $(VENV)/.installed-dev
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy .
	$(VENV)/bin/lint-imports

# Renderers and axe-core come from npm, in the exact versions that are locked; Chromium has to be there.
NPM := .cache/npm
RENDERERS := $(NPM)/pictures/.installed $(NPM)/phone/.installed
$(NPM)/pictures/.installed: FROM = tests/cards/pictures
$(NPM)/pictures/.installed: tests/cards/pictures/package-lock.json
$(NPM)/phone/.installed: FROM = tests/rendering/phone
$(NPM)/phone/.installed: tests/rendering/phone/package-lock.json
$(RENDERERS):
	@command -v npm >/dev/null || { echo "Karten zeichnen braucht Node.js mit npm und Chromium / drawing cards needs Node.js with npm and Chromium." >&2; exit 1; }
	@mkdir -p $(@D)
	@cp $(FROM)/package.json $(FROM)/package-lock.json $(@D)/
	cd $(@D) && npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

.PHONY: cards
cards: $(VENV)/.installed-dev $(RENDERERS) $(PLAYGROUND)/.installed
	$(PY) -m tests.rendering

.PHONY: pictures
pictures: $(VENV)/.installed-dev $(RENDERERS) $(PLAYGROUND)/.installed
	$(PY) -m tests.rendering.pictures
	$(PY) -m tests.e2e.make_pictures

.PHONY: law
law: $(VENV)/.installed-dev
	$(PY) law.py
