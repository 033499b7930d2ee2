# Two commands matter: `make book` and `make test`.  The rest are for those who work on the book.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# PINNED=no takes the newest releases that pyproject.toml allows instead of the lock: the monthly check for rot.
PINNED ?= yes
STAMP  := $(VENV)/.ready-$(PINNED)
UV     := uv==0.13.9
VNU    := vnu-jar@26.9.27
VNUJAR := $(VENV)/$(VNU)/node_modules/vnu-jar/build/dist/vnu.jar
JOBS   ?= auto
PORT   ?= 8000
RUNS   ?= 3
# UPGRADE= (empty) keeps the versions of the lock and adds only what pyproject.toml newly asks for.
UPGRADE ?= --upgrade

.DEFAULT_GOAL := help
.PHONY: help book pdf test web-test setup serve faults release audit licences benchmark mutation data lock vendor lint clean distclean

help: ## show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

book: setup ## set up, execute what is out of date, build the site
	@echo "== executing pages that are out of date and building the site, warnings are errors"
	@mkdir -p _build
	@$(BIN)/atombridge book
	@echo "The book is in _build/html/index.html"

pdf: book ## print the whole book to _build/pdf/atombridge.pdf with Chromium
	@echo "== printing the book, a few minutes"
	@$(BIN)/python -m atombridge.book.pdf

test: setup ## set up and check everything that must hold
	@echo "== code style"
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --check --quiet .
	@echo "== tests, with every notebook executed again"
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --nbval tests notebooks

web-test: book ## check every page and the PDF of the book in Chromium, and the HTML where npm and Java are installed
	@if ! test -f $(VNUJAR) && command -v npm >/dev/null && command -v java >/dev/null; then \
	  npm install --silent --no-save --no-package-lock --ignore-scripts --prefix $(VENV)/$(VNU) $(VNU); fi
	@echo "== tests in the browser"
	@VNUJAR=$(VNUJAR) $(BIN)/python -m pytest -n $(JOBS) --dist loadgroup tests/web

setup: $(STAMP)

# Of two that set up at once, the second waits, then finds it done; what was stopped in between is begun anew.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(None if (3, 11) <= v < (3, 14) else f"make: Python 3.11 to 3.13 is needed, {sys.executable} is {v[0]}.{v[1]}; try make PYTHON=python3.12")'
ifndef ALONE
	@$(PYTHON) -I src/atombridge/alone.py $(MAKE) --no-print-directory ALONE=yes $@
else
	@echo "== setting up $(VENV) (first time only, a minute or two)"
	@test ! -e $(VENV)/.unfinished || rm -rf $(VENV)
	@mkdir -p $(VENV) && touch $(VENV)/.unfinished
	@$(PYTHON) -m venv $(VENV)
ifeq ($(PINNED),yes)
# The lock is complete.  Without --no-deps pip would miss the hash of what one package asks for with an extra of another.
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
else
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
endif
	@rm $(VENV)/.unfinished
	@touch $@
endif

serve: ## serve the built book on http://127.0.0.1:8000 (PORT=... for another port)
	@test -f _build/html/index.html || { echo "make: no book in _build/html yet, run make book first"; exit 2; }
	@$(PYTHON) -m http.server --bind 127.0.0.1 --directory _build/html $(PORT)

release: setup ## write one archive of the committed sources and the built book, with checksums, to _build/release
	@$(BIN)/atombridge release

faults: setup ## kill builds, fill disks, take away HOME and the like, and see that nothing is damaged (half an hour)
	@$(BIN)/python -m pytest -p no:cacheprovider tests/faults/check_*.py

audit: setup ## ask the public database of advisories for known vulnerabilities of the locked versions
	@$(BIN)/python .ci/audit.py

licences: setup ## write the licences of all packages of the lock to LICENCES.md
	@$(BIN)/python .ci/make_licences.py

benchmark: setup ## time build and notebook tests against the stock commands, write benchmarks/results.md
	@$(BIN)/python benchmarks/build.py --runs $(RUNS)

mutation: setup ## change one thing at a time in code, data and stated values: what do the tests not notice?  (long)
	@nice -n 19 $(BIN)/python tests/mutation

data: setup ## write the generated data tables again and record their checksums
	@$(BIN)/python data/make_atoms.py
	@$(BIN)/atombridge checksums

lock: ## choose the newest allowed versions and write requirements.lock and environment.yml
	@$(PYTHON) -m venv $(VENV)-lock
	@$(VENV)-lock/bin/python -m pip install --quiet --disable-pip-version-check $(UV)
	@$(VENV)-lock/bin/uv pip compile --quiet --universal $(UPGRADE) --generate-hashes --fork-strategy fewest --python-version 3.11 --extra dev \
	  --no-emit-index-url --custom-compile-command "make lock" pyproject.toml -o requirements.lock
	@$(VENV)-lock/bin/python .ci/make_environment.py
	@rm -rf $(VENV)-lock

vendor: ## copy the JavaScript libraries of the site from their npm packages (needs npm)
	@$(PYTHON) .ci/vendor.py

lint: setup ## format and fix the code
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

clean: ## remove what was built
	@rm -rf _build .pytest_cache .ruff_cache

distclean: clean ## remove the environment as well
	@rm -rf $(VENV) $(VENV)-lock
