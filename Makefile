# PAR-DX Vietnam. `make` lists what can be done. First the commands; below them the pipeline, one
# rule per notebook, which the commands call. Nothing here needs a make newer than 3.81.
SHELL := bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
# What users set is taken as it stands: make must not expand it, and recipes read it, quoted, from
# their environment, where no shell runs it.
GIVEN := YEAR SEED DRAWS UPGRADE
GIVEN += INDICATOR PROVINCE FILE SOURCE SCORE RANK UNIT PERIOD DECIMAL LEVEL PREVIEW REPLACE
GIVEN += NAME SHEET SKIP MAP WRITE LICENCE URL
GIVEN += FROM TO A B
GIVEN += JOBS SCHEDULER ARGS
# NAME is set by some systems: only that of the command line counts.
ifneq ($(origin NAME),command line)
NAME :=
endif
$(foreach name,$(GIVEN),$(eval override $(name) := $$(value $(name))))
export PYTHON $(GIVEN)
export GOALS := $(value MAKECMDGOALS)
# Names and texts are Vietnamese, whatever the locale.
export PYTHONUTF8 := 1

# An active conda environment made from environment.yml is used as it is; else .venv is made.
ifeq ($(CONDA_DEFAULT_ENV),pardx)
PY := python
LAB := python -m jupyterlab
else
PY := .venv/bin/python
# JupyterLab looks here first for the kernel python3, which is .venv's Python.
KERNEL := export JUPYTER_PATH="$$PWD/locks/jupyter$${JUPYTER_PATH:+:$$JUPYTER_PATH}";
LAB := .venv-lab/bin/python -m jupyterlab
RUN_READY := .venv/.run-ready
TEST_READY := .venv/.test-ready
LAB_READY := .venv-lab/.lab-ready
endif
PARDX := $(PY) -m pardx
RUN := SEED="$$SEED" DRAWS="$$DRAWS" JOBS="$$JOBS" SCHEDULER="$$SCHEDULER"
# A command that runs the pipeline. The + lets `make -n` ask it for its plan, in a fresh clone too.
pipeline = if command -v $(PY) >/dev/null; then $(PARDX) $(1); \
    else PYTHONPATH=src PYTHONDONTWRITEBYTECODE=1 "$$PYTHON" -m pardx $(1); fi

##@ Reports
.PHONY: report
report: $(RUN_READY) ## The report of one year | make report YEAR=2022
	+@$(call pipeline,report YEAR="$$YEAR" $(RUN))

.PHONY: reports
reports: $(RUN_READY) ## The reports of all years with data | make reports
	+@$(call pipeline,reports $(RUN))

.PHONY: site
site: $(RUN_READY) ## All reports and briefs, behind reports/index.html | make site
	+@$(call pipeline,site YEAR="$$YEAR" $(RUN))

.PHONY: docs
docs: $(RUN_READY) ## Documentation, data dictionary and API reference | make docs
	+@$(call pipeline,docs)

.PHONY: brief
brief: $(RUN_READY) ## Two pages on one province, in Vietnamese and English | make brief YEAR=2022 PROVINCE="Cần Thơ"
	+@$(call pipeline,brief YEAR="$$YEAR" PROVINCE="$$PROVINCE" $(RUN))

.PHONY: briefs
briefs: $(RUN_READY) ## The briefs of all 63 provinces | make briefs YEAR=2022
	+@$(call pipeline,briefs YEAR="$$YEAR" $(RUN))

.PHONY: pdf
pdf: $(RUN_READY) ## Policy and research report, or one brief, as tagged PDF | make pdf YEAR=2022 PROVINCE="Cần Thơ"
	+@$(call pipeline,pdf YEAR="$$YEAR" PROVINCE="$$PROVINCE" $(RUN))

.PHONY: docx
docx: $(RUN_READY) ## One brief as a document for Word and LibreOffice | make docx YEAR=2022 PROVINCE="Cần Thơ"
	+@$(call pipeline,docx YEAR="$$YEAR" PROVINCE="$$PROVINCE" $(RUN))

##@ Data
.PHONY: check-data
check-data: $(RUN_READY) ## Coverage, conflicts and broken rules of data/raw | make check-data
	@$(PARDX) check-data

.PHONY: panel
panel: $(RUN_READY) ## All years as one panel: CSV, Parquet, Stata, codebook | make panel
	@$(PARDX) panel

.PHONY: trace
trace: $(RUN_READY) ## A figure back to its sources | make trace INDICATOR=par_index YEAR=2022 PROVINCE="Cần Thơ"
	@$(PARDX) trace INDICATOR="$$INDICATOR" YEAR="$$YEAR" PROVINCE="$$PROVINCE"

.PHONY: import
import: $(RUN_READY) ## A published table, shown; WRITE=yes writes it | make import FILE=par2024.xlsx INDICATOR=par_index YEAR=2024 SOURCE=moha-2024
	@$(PARDX) import FILE="$$FILE" INDICATOR="$$INDICATOR" YEAR="$$YEAR" SOURCE="$$SOURCE" \
	    SCORE="$$SCORE" RANK="$$RANK" UNIT="$$UNIT" PERIOD="$$PERIOD" DECIMAL="$$DECIMAL" \
	    LEVEL="$$LEVEL" NAME="$$NAME" SHEET="$$SHEET" SKIP="$$SKIP" \
	    MAP="$$MAP" LICENCE="$$LICENCE" URL="$$URL" WRITE="$$WRITE" PREVIEW="$$PREVIEW" REPLACE="$$REPLACE"

.PHONY: release
release: $(RUN_READY) ## Data of all years, and what rebuilds the reports, in dist/ | make release
	@$(PARDX) release YEAR="$$YEAR" $(RUN)

.PHONY: replicate
replicate: $(RUN_READY) ## In an unpacked archive: the reports again, and compared | make replicate YEAR=2022
	@$(PARDX) replicate YEAR="$$YEAR" $(RUN)

.PHONY: diff
diff: $(RUN_READY) ## What changed between two years or releases | make diff FROM=2021 TO=2022
	@$(PARDX) diff FROM="$$FROM" TO="$$TO"

.PHONY: compare
compare: $(RUN_READY) ## Whether two builds hold the same numbers and words | make compare A=../before B=.
	@$(PARDX) compare A="$$A" B="$$B"

##@ Development
.PHONY: test
test: $(TEST_READY) ## Lint, format and the quick tests | make test
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m pytest -n 2 --dist worksteal

.PHONY: test-slow
test-slow: $(TEST_READY) ## The tests that take long | make test-slow
	@$(PY) -m pytest -m slow -n 2 --dist loadfile --no-loadscope-reorder || { [ $$? -eq 5 ] && echo "There is no slow test yet."; }

.PHONY: bench
bench: $(TEST_READY) ## Speed, memory and pages beside 694bd1c and the stock commands | make bench
	@$(PY) bench/bench.py

.PHONY: lab
lab: $(LAB_READY) ## JupyterLab, with the kernel that makes the reports | make lab ARGS="--port 8899"
	@test ! -e .git || git config filter.pardx-notebook.clean "python3 locks/clean_notebook.py"
	@$(KERNEL) root=$$([ "$$(id -u)" != 0 ] || echo --allow-root); exec $(PY) -c 'import os, shlex, sys; \
	    given = [*sys.argv[1:], *shlex.split(os.environ["ARGS"])]; os.execvp(given[0], given)' \
	    $(LAB) $$root

.PHONY: texts
texts: $(RUN_READY) ## Renew the lists of texts to translate, src/pardx/locale/*/ | make texts
	@set -e; list=$$(mktemp); trap 'rm -f "$$list"' EXIT; \
	babel() { $(PY) -m babel.messages.frontend -q "$$@"; }; \
	babel extract -F pyproject.toml -k lang -k NP_:1c,2 -w 100 --add-location=file --sort-by-file \
	    --project="PAR-DX Vietnam" --version=2 -o "$$list" src/pardx; \
	for folder in src/pardx/locale/*/; do \
	    do=init; test ! -f "$$folder/LC_MESSAGES/pardx.po" || \
	        do="update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date"; \
	    babel $$do -w 100 -i "$$list" -d src/pardx/locale -D pardx -l "$$(basename "$$folder")"; \
	done

.PHONY: lock
lock: $(RUN_READY) ## Solve pyproject.toml into locks/ and environment.yml | make lock UPGRADE=pandas
	@$(PY) locks/lock.py

.PHONY: clean
clean: ## Remove reports, processed data and caches | make clean
	@rm -rf -- reports data/processed .pytest_cache .ruff_cache .hypothesis
	@find . \( -path ./.git -o -path ./data/raw -o -path './.venv*' \) -prune -o -type d \
	    \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf -- {} +
	@echo "Removed reports/, data/processed/ and caches; kept data/raw/, dist/ and the environments."

.PHONY: help
help: ## This list | make
	@awk -F ': .*## | [|] ' '/^##@/ { printf "\n%s\n", substr($$0, 5) } \
	    /^[a-z-]+:.* ## / { printf "  %-12s%s\n  %-12s  %s\n", $$1, $$2, "", $$3 }' Makefile

# --- The pipeline -----------------------------------------------------------------------------
# Every rule names what its step reads: lists of names and digests that src/pardx/pipeline/driver.py
# rewrites when they differ (its notebook, raw tables of a year, dictionary, code of a room, lock,
# seed and draws), and lists of what earlier steps have written. A step writes its record last: the
# rule's target. REDO names steps of whose outputs one was changed or deleted by hand.
.SECONDEXPANSION:
P := data/processed
L := $(P)/lists
YEARS := $(sort $(notdir $(patsubst %/,%,$(dir $(wildcard data/raw/[0-9][0-9][0-9][0-9]/*.csv \
    data/local/[0-9][0-9][0-9][0-9]/*.csv)))))
STEP = "$$PARDX_PYTHON" -m pardx.pipeline.steps

seen :=
$(foreach y,$(YEARS),$(eval upto_$(y) := $(seen) $(y))$(eval seen := $(upto_$(y))))
two = $(lastword $(filter-out $(1),$(upto_$(1)))) $(1)
# PANEL: the years from config.toml's first_panel_year on.
panel = $(sort $(call two,$(1)) $(filter $(PANEL),$(upto_$(1))))

# Notebooks that are shown as pages, in the order of their menu: <number>_<name of the page>.
REPORTS := 40_report 41_academic 50_ministries 60_national 65_sources
BOOKS := 10_clean 20_describe 30_model $(REPORTS)

lists = $(1:%=$(L)/%)
raw = $(1:%=$(L)/raw-%)
made = $(2:%=$(L)/made-%-$(1))
redo = $(if $(filter $(1),$(REDO)),FORCE)
book = $(call lists,book-$(1) lock code code-data $(2)) $(L)/years-$(3)
records = $(YEARS:%=$(P)/%/records/$(1).json)

$(call records,10_clean): $(P)/%/records/10_clean.json: \
    $$(call book,10_clean,population registers catalogue,$$*) \
    $$(call raw,$$(call two,$$*)) $$(call redo,$$*-10_clean)
	@$(STEP) 10_clean YEAR=$*

$(call records,20_describe): $(P)/%/records/20_describe.json: \
    $$(call book,20_describe,population registers claims catalogue code-stats,$$*) \
    $$(call raw,$$(upto_$$*)) $$(call made,10_clean,$$(call two,$$*)) $$(call redo,$$*-20_describe)
	@$(STEP) 20_describe YEAR=$*

$(call records,30_model): $(P)/%/records/30_model.json: \
    $$(call book,30_model,registers claims catalogue draws code-stats,$$*) \
    $$(call made,10_clean,$$(call panel,$$*)) $$(call redo,$$*-30_model)
	@$(STEP) 30_model YEAR=$* SEED="$$SEED" DRAWS="$$DRAWS"

results = $(call made,20_describe,$(1)) $(call made,30_model,$(1))
words := registers catalogue code-stats code-report code-locale

$(call records,40_report): $(P)/%/records/40_report.json: \
    $$(call book,40_report,$(words),$$*) $$(call results,$$*) \
    $$(call made,10_clean,$$*) $$(call redo,$$*-40_report)
	@$(STEP) 40_report YEAR=$*

$(call records,41_academic): $(P)/%/records/41_academic.json: \
    $$(call book,41_academic,$(words),$$*) $$(call results,$$*) \
    $$(call made,10_clean,$$*) $$(call redo,$$*-41_academic)
	@$(STEP) 41_academic YEAR=$*

$(call records,50_ministries): $(P)/%/records/50_ministries.json: \
    $$(call book,50_ministries,$(words),$$*) $$(call results,$$*) \
    $$(call raw,$$(upto_$$*)) $$(call redo,$$*-50_ministries)
	@$(STEP) 50_ministries YEAR=$*

$(call records,60_national): $(P)/%/records/60_national.json: \
    $$(call book,60_national,$(words),$$*) $$(call results,$$*) \
    $$(call redo,$$*-60_national)
	@$(STEP) 60_national YEAR=$*

$(call records,65_sources): $(P)/%/records/65_sources.json: \
    $$(call book,65_sources,$(words),$$*) $$(call results,$$*) \
    $$(call made,10_clean,$$*) $$(call redo,$$*-65_sources)
	@$(STEP) 65_sources YEAR=$*

# Pages: what no notebook does.
$(call records,pages): $(P)/%/records/pages.json: \
    $$(call lists,draws claims population rules references lock code code-data $(words) code-pages) \
    $$(L)/years-$$* $$(L)/briefs-$$* $$(call raw,$$(upto_$$*)) \
    $$(foreach s,10_clean $$(REPORTS),$$(call made,$$s,$$*)) $$(call results,$$*) \
    $(call lists,$(BOOKS:%=book-%)) $$(call redo,$$*-pages)
	@BOOKS="$(BOOKS)" REPORTS="$(REPORTS)" $(STEP) pages YEAR=$* SEED="$$SEED" DRAWS="$$DRAWS"

brief_needs = $(call book,45_brief,$(words) code-pages,$(1)) \
    $(call made,10_clean,$(call panel,$(1))) $(call results,$(1))

$(call records,briefs): $(P)/%/records/briefs.json: $$(call brief_needs,$$*) \
    $$(if $$(filter $$*-brief-%,$$(REDO)),FORCE)
	@NEEDS="$(filter-out FORCE,$^)" $(STEP) briefs YEAR=$* SEED="$$SEED" DRAWS="$$DRAWS"

# One brief: make brief names its record, data/processed/<year>/records/brief-<code>.json.
define brief_of
$(P)/$(1)/records/brief-%.json: $$(call brief_needs,$(1)) $$$$(call redo,$(1)-brief-$$$$*)
	@$$(STEP) brief YEAR=$(1) PROVINCE=$$*
endef
$(foreach y,$(YEARS),$(eval $(call brief_of,$(y))))

$(P)/records/docs.json: $(call lists,docs registers catalogue lock) \
    $$(wildcard $(L)/code*) $$(call redo,docs)
	@$(STEP) docs

last := $(call two,$(lastword $(YEARS)))
$(P)/records/changes.json: $(call raw,$(last) $(call two,$(firstword $(last)))) \
    $(call lists,years population registers catalogue lock) \
    $(call lists,code code-data code-curation) \
    $$(call redo,changes)
	@$(STEP) changes

$(P)/records/downloads.json: $(call lists,archives) $$(call redo,downloads)
	@$(STEP) downloads

$(P)/records/site.json: $(call lists,shown years registers catalogue lock) \
    $(call lists,code code-data code-report code-locale code-pages) $$(call redo,site)
	@$(STEP) site

# What a step has written is as new as its last difference. Lists are made before make begins.
$(foreach s,$(BOOKS),\
    $(eval $(YEARS:%=$(L)/made-%-$(s)): $(L)/made-%-$(s): $(P)/%/records/$(s).json ;))
$(L)/%: ;
.PHONY: FORCE
FORCE:

# Environments: each stamp holds the folder of the checkout, and one made elsewhere is made anew.
.venv/.run-ready: pyproject.toml locks/run.txt locks/uv.txt
	@command -v "$$PYTHON" >/dev/null || { echo "No $$PYTHON here: install Python 3.11 or newer."; exit 2; } >&2
	@"$$PYTHON" locks/install.py run

.venv/.test-ready: locks/test.txt .venv/.run-ready
	@"$$PYTHON" locks/install.py test

.venv-lab/.lab-ready: locks/lab.txt .venv/.run-ready
	@"$$PYTHON" locks/install.py lab

ifneq ($(shell test -x .venv/bin/python && head -n 1 .venv/.run-ready 2>/dev/null),$(CURDIR))
.PHONY: .venv/.run-ready
endif
