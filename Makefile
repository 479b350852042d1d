# Two targets do everything on a machine that has Python and make:
#   make demo   sets up and runs the whole line on the five source texts
#   make test   sets up and runs the checks and tests
PYTHON ?= python3
VENV := .venv
BOOT := .venv-boot
ORACLES := .venv-oracles
RUN := $(VENV)/bin

.PHONY: demo test check unit slow pythons oracles starter-model lesson lock clean

demo: $(VENV)/made
	$(RUN)/framing demo

test: check
	$(RUN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

# Style, format and types: seconds, so they come first.
check: $(VENV)/made
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy

# What takes half a minute each: another database, kills at random moments, studies that move.
slow: $(VENV)/made
	$(RUN)/python -m pytest -n 2 --dist load -m slow

# Without Doccano and without a browser.
unit: $(VENV)/made
	$(RUN)/python -m pytest -m "not e2e"

# The same on the other Pythons that are at hand.
pythons: $(VENV)/made
	.ci/pythons

# Our figures beside those of other authors' programs, which are never installed beside the product.
oracles: $(ORACLES)/made
	$(ORACLES)/bin/python -m pytest tests/oracles

# The model in models/starter, again: the same texts and labels give the same bytes.
starter-model: $(VENV)/made
	$(RUN)/framing ingest seeds
	$(RUN)/framing train --labels annotations/starter.jsonl --model models/starter

# The packs in seeds/, again: the same texts, key and model give the same pages.
lesson: $(VENV)/made
	$(RUN)/framing lesson --zip seeds/lesson-en.zip --language en
	$(RUN)/framing lesson --zip seeds/lesson-ru.zip --language ru
	$(RUN)/framing lesson --zip seeds/lesson-kk.zip --language kk

# Newer versions within the bounds of pyproject.toml. The oracles come without what they name and our tests do not need.
COMPILE := $(BOOT)/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --upgrade --quiet
lock: $(BOOT)/made
	$(COMPILE) --all-extras --group dev --output-file .ci/development.lock
	$(COMPILE) --group oracles --overrides .ci/oracles-without.txt --output-file .ci/oracles.lock

clean:
	rm -rf $(VENV) $(BOOT) $(ORACLES) .venv-3.* build dist

# An environment for the one tool that makes the other. On Debian and Ubuntu a package is needed for that.
$(BOOT)/made:
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 8))" || \
		{ echo "Python 3.8 or newer is needed to begin with. Try: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c "import ensurepip, venv" 2>/dev/null || \
		{ echo "This Python cannot make environments. On Debian or Ubuntu: apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv --clear $(BOOT)
	$(BOOT)/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.8,<1"
	@touch $@

# A marker, made last: an environment that was broken off in the making is made again.
$(VENV)/made: $(BOOT)/made pyproject.toml .ci/development.lock
	$(BOOT)/bin/uv venv --quiet --clear --python ">=3.11,<3.14" $(VENV)
	$(BOOT)/bin/uv pip install --quiet --compile-bytecode --python $(VENV) --require-hashes -r .ci/development.lock
	$(BOOT)/bin/uv pip install --quiet --python $(VENV) --no-deps --editable .
	@touch $@

$(ORACLES)/made: $(BOOT)/made pyproject.toml .ci/oracles.lock
	$(BOOT)/bin/uv venv --quiet --clear --python ">=3.11,<3.14" $(ORACLES)
	$(BOOT)/bin/uv pip install --quiet --python $(ORACLES) --no-deps --require-hashes -r .ci/oracles.lock
	$(BOOT)/bin/uv pip install --quiet --python $(ORACLES) --no-deps --editable .
	@touch $@
