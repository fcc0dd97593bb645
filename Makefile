# The two commands are `make run` and `make test`; each brings what it needs.
PYTHON := .venv/bin/python
# More arguments for the last command: make run ARGS="--server.port 8600", make test ARGS="-k trajectories"
ARGS ?=

.PHONY: help run test lint bench ready-to-run ready-to-test

help:  ## list the commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

run: ready-to-run  ## start the dashboard and print its address
	@$(PYTHON) -m streamlit run app.py --server.showEmailPrompt=false $(ARGS)

test: lint  ## check style and run every test, in a real browser too
	@$(PYTHON) -m tests.browser.chromium
	@$(PYTHON) -m pytest $(ARGS)

lint: ready-to-test  ## check style alone
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .

bench: ready-to-test  ## measure the pages against a bare Streamlit page
	@$(PYTHON) -m tests.browser.chromium
	@$(PYTHON) -m tests.bench.bench_page $(ARGS)

ready-to-run:
	@sh tools/prepare.sh requirements.txt

ready-to-test:
	@sh tools/prepare.sh requirements.txt requirements-dev.txt
