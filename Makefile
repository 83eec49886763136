# Short names for the two commands; run.py does the work.
PYTHON ?= python3

.PHONY: run test check docs lock docker

run:
	$(PYTHON) run.py

test check:
	$(PYTHON) run.py test

docs:
	.venv/bin/python docs/make.py

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate requirements.txt -o requirements.lock

docker:
	docker build -t modelwright .
