# make setup   the environment in .venv, the models, once
# make demo    the main job on the synthetic city: index, search, route, map
# make app     the web app on the synthetic city, for your browser
# make test    what CI runs: ruff, mypy, all tests
# make bench   the figures in docs/figures.md

.PHONY: setup demo app test bench lock clean

setup:
	@scripts/setup

demo: setup
	@.venv/bin/python -m demo

app: setup
	@.venv/bin/python -m demo.app

test: setup
	@scripts/test

bench: setup
	@.venv/bin/python -m bench.index

# Re-resolve requirements.lock from pyproject.toml (review the difference before committing it).
lock:
	@scripts/lock

clean:
	rm -rf .venv .cache output
