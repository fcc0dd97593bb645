# The two commands are `make run` and `make test`; each brings what it needs.
PYTHON := .venv/bin/python
# More arguments for the last command: make run ARGS="--server.port 8600", make test ARGS="-k trajectories"
ARGS ?=

.PHONY: help run serve-https test lint coverage bench load audit pins ready-to-run ready-to-test programs

help:  ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' Makefile

run: ready-to-run  ## start the dashboard and print its address
	@$(PYTHON) -m streamlit run app.py --server.showEmailPrompt=false $(ARGS)

serve-https: ready-to-run  ## serve this network over TLS, with a certificate of its own: for a ward round
	@$(PYTHON) tools/certificate.py
	@$(PYTHON) -m streamlit run app.py --server.showEmailPrompt=false --server.address=0.0.0.0 --server.sslCertFile=.certificate/certificate.pem --server.sslKeyFile=.certificate/key.pem $(ARGS)

test: ready-to-test  ## check style and types, and run every test, in a real browser too
	@$(MAKE) --no-print-directory -j 2 lint programs
	@$(PYTHON) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

lint: ready-to-test  ## check style and types alone
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy

coverage: ready-to-test programs  ## run every test and list which lines of lib none of them runs: slower than make test
	@$(PYTHON) -m pytest -n 2 --dist loadfile --no-loadscope-reorder --cov=lib --cov-report=term-missing:skip-covered $(ARGS)

bench: ready-to-test  ## measure the pages against a bare Streamlit page
	@$(PYTHON) -m tests.browser.chromium
	@$(PYTHON) -m tests.bench.bench_page $(ARGS)

load: ready-to-test  ## measure how many readers one server serves
	@$(PYTHON) -m tests.bench.load $(ARGS)

audit: ready-to-test  ## look for known vulnerabilities in the libraries (asks a public database)
	@$(PYTHON) -m pip_audit --requirement deploy/requirements.lock --no-deps --disable-pip --strict $(ARGS)

pins: ready-to-run  ## write versions, hashes and licences of all libraries anew (deploy/requirements.lock, sbom.cdx.json)
	@$(PYTHON) tools/lock.py
	@$(PYTHON) tools/sbom.py

programs: ready-to-test
	@$(PYTHON) -m tests.browser.chromium
	@$(PYTHON) -m tests.hosting.services

ready-to-run:
	@sh tools/prepare.sh requirements.txt

ready-to-test:
	@sh tools/prepare.sh requirements.txt requirements-dev.txt
