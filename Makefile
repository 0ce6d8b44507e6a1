# PAR-DX Vietnam. `make` lists what can be done; the work itself is in src/pardx.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
# What users set is taken as it stands: make must not expand it, and recipes read it, quoted, from
# their environment, where no shell runs it.
GIVEN := YEAR SEED DRAWS UPGRADE
GIVEN += INDICATOR PROVINCE FILE SOURCE SCORE RANK UNIT PERIOD DECIMAL LEVEL PREVIEW REPLACE
GIVEN += FROM TO A B
GIVEN += ENGINE JOBS SCHEDULER
$(foreach name,$(GIVEN),$(eval override $(name) := $$(value $(name))))
export PYTHON $(GIVEN)

# An active conda environment made from environment.yml is used as it is; else .venv is made.
ifeq ($(CONDA_DEFAULT_ENV),pardx)
PY := python
LAB := python -m jupyterlab
else
PY := .venv/bin/python
# JupyterLab looks here first for the kernel python3, which is .venv's Python.
LAB := JUPYTER_PATH="$(CURDIR)/locks/jupyter$${JUPYTER_PATH:+:$$JUPYTER_PATH}" \
    .venv-lab/bin/python -m jupyterlab
RUN_READY := .venv/.run-ready
TEST_READY := .venv/.test-ready
LAB_READY := .venv-lab/.lab-ready
endif
PARDX := $(PY) -m pardx
RUN := SEED="$$SEED" DRAWS="$$DRAWS" ENGINE="$$ENGINE" JOBS="$$JOBS" SCHEDULER="$$SCHEDULER"

##@ Reports
.PHONY: report
report: $(RUN_READY) ## The report of one year | make report YEAR=2022
	@$(PARDX) report YEAR="$$YEAR" $(RUN)

.PHONY: reports
reports: $(RUN_READY) ## The reports of all years with data | make reports
	@$(PARDX) reports $(RUN)

.PHONY: site
site: $(RUN_READY) ## All reports and briefs, behind reports/index.html | make site
	@$(PARDX) site YEAR="$$YEAR" $(RUN)

.PHONY: explain
explain: $(RUN_READY) ## Why each stage of a year's report would run | make explain YEAR=2022
	@$(PARDX) explain YEAR="$$YEAR" $(RUN)

.PHONY: docs
docs: $(RUN_READY) ## Documentation, data dictionary and API reference | make docs
	@$(PARDX) docs

.PHONY: brief
brief: $(RUN_READY) ## Two pages on one province, in Vietnamese and English | make brief YEAR=2022 PROVINCE="Cần Thơ"
	@$(PARDX) brief YEAR="$$YEAR" PROVINCE="$$PROVINCE" $(RUN)

.PHONY: briefs
briefs: $(RUN_READY) ## The briefs of all 63 provinces | make briefs YEAR=2022
	@$(PARDX) briefs YEAR="$$YEAR" $(RUN)

.PHONY: pdf
pdf: $(RUN_READY) ## The report, or one brief, as tagged PDF through Chromium | make pdf YEAR=2022 PROVINCE="Cần Thơ"
	@$(PARDX) pdf YEAR="$$YEAR" PROVINCE="$$PROVINCE" $(RUN)

.PHONY: docx
docx: $(RUN_READY) ## One brief as a document for Word and LibreOffice | make docx YEAR=2022 PROVINCE="Cần Thơ"
	@$(PARDX) docx YEAR="$$YEAR" PROVINCE="$$PROVINCE" $(RUN)

##@ Data
.PHONY: check-data
check-data: $(RUN_READY) ## Coverage, conflicts and broken rules of data/raw | make check-data
	@$(PARDX) check-data

.PHONY: trace
trace: $(RUN_READY) ## A figure back to its sources | make trace INDICATOR=par_index YEAR=2022 PROVINCE="Cần Thơ"
	@$(PARDX) trace INDICATOR="$$INDICATOR" YEAR="$$YEAR" PROVINCE="$$PROVINCE"

.PHONY: import
import: $(RUN_READY) ## An official table into data/raw | make import FILE=par2024.xlsx INDICATOR=par_index YEAR=2024 SOURCE=moha-2024
	@$(PARDX) import FILE="$$FILE" INDICATOR="$$INDICATOR" YEAR="$$YEAR" SOURCE="$$SOURCE" \
	    SCORE="$$SCORE" RANK="$$RANK" UNIT="$$UNIT" PERIOD="$$PERIOD" DECIMAL="$$DECIMAL" \
	    LEVEL="$$LEVEL" PREVIEW="$$PREVIEW" REPLACE="$$REPLACE"

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
	@$(PY) -m pytest -n 2

.PHONY: test-slow
test-slow: $(TEST_READY) ## The tests that take long | make test-slow
	@$(PY) -m pytest -m slow || { [ $$? -eq 5 ] && echo "There is no slow test yet."; }

.PHONY: bench
bench: $(TEST_READY) ## Measured speed beside plain Python and the stock commands | make bench
	@$(PY) bench/bench.py

.PHONY: lab
lab: $(LAB_READY) ## JupyterLab, with the kernel that makes the reports | make lab
	@$(LAB)

.PHONY: lock
lock: $(RUN_READY) ## Solve pyproject.toml into locks/ and environment.yml | make lock UPGRADE=pandas
	@$(PY) locks/lock.py

.PHONY: outdated
outdated: $(RUN_READY) ## Try the newest versions elsewhere and say what breaks | make outdated
	@$(PY) locks/outdated.py

.PHONY: clean
clean: ## Remove reports, processed data and caches | make clean
	@rm -rf -- reports data/processed .pytest_cache .ruff_cache .hypothesis
	@find . \( -path ./.git -o -path ./data/raw -o -path './.venv*' \) -prune -o -type d \
	    \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf -- {} +
	@echo "Removed reports/, data/processed/ and caches; kept data/raw/ and .venv/."

.PHONY: help
help: ## This list | make
	@awk -F ': .*## | [|] ' '/^##@/ { printf "\n%s\n", substr($$0, 5) } \
	    /^[a-z-]+:.* ## / { printf "  %-12s%s\n  %-12s  %s\n", $$1, $$2, "", $$3 }' Makefile

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
