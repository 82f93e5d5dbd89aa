# Everything that a contributor does.
.PHONY: setup engines engines-page vscode check test fuzz bench

setup:
	python3 -m venv .venv
	.venv/bin/python -m pip install -e '.[dev]'

engines:
	.ci/engines

# Runs the conformance suite on every engine, and writes docs/engines.md.
engines-page:
	python tests/engines_page.py

# The VS Code extension, as editors/vscode/dist/leadscore.vsix.
vscode:
	cd editors/vscode && npm ci && npm run package

check:
	ruff format --check .
	ruff check .
	.ci/types

test:
	python -m pytest -q -n auto --dist loadgroup

# At least 2,000,000 scores on every engine that runs here, or on some: make fuzz ENGINES="duckdb spark"
# JOBS=4: in as many processes, each with engines of its own
fuzz:
	LEADSCORE_FUZZ_FILES=5000 python -m pytest -q tests/test_agreement.py
	LEADSCORE_RULES=1000 python -m pytest -q tests/test_many_rules.py
	python tests/fuzz_engines.py --jobs $(or $(JOBS),1) $(ENGINES)

bench:
	python -m benchmarks.run
