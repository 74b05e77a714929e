# Slipway: what a maintainer types. Each target installs the packages it needs first, so that a bare
# Debian with Swift on PATH is enough.

PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift

# One copy of the Swift runtime in lib/, found from bin/, so that hosts need no toolchain.
INSTALL_BUILD = .build-install
INSTALL_FLAGS = -c release --scratch-path $(INSTALL_BUILD) -Xswiftc -no-toolchain-stdlib-rpath \
	-Xlinker -rpath -Xlinker '$$ORIGIN/../lib'

.DEFAULT_GOAL := help
.PHONY: help packages build test fuzz soak lint bench demo fresh install clean

help: ## Show the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

packages:
	@scripts/install-packages

build: packages ## Build the executables for release
	$(SWIFT) build -c release

test: packages ## Build and run every test, end-to-end ones included
	$(SWIFT) build --build-tests
	scripts/in-namespace $(SWIFT) test --skip-build

fuzz: packages ## Feed the readers of stack files with anything, for ten minutes
	scripts/fuzz 600

soak: packages ## Run the long trials (an hour), and keep what they saw in docs/soak.md
	$(SWIFT) build --build-tests
	scripts/soak

lint: packages ## Check format, scripts and what must not be in files
	scripts/lint

bench: build ## Measure, in namespaces of its own
	scripts/in-namespace .build/release/bench >docs/benchmarks.md.new
	mv docs/benchmarks.md.new docs/benchmarks.md

demo: build ## Show a push become a running app
	scripts/demo

fresh: ## Run demo and tests on a newly made host
	scripts/fresh

install: packages ## Install to PREFIX (/usr/local), below DESTDIR
	$(SWIFT) build $(INSTALL_FLAGS)
	scripts/install-to "$(DESTDIR)$(PREFIX)" \
		"$$($(SWIFT) build $(INSTALL_FLAGS) --show-bin-path)"

clean: ## Remove what was built
	rm -rf .build .build-*
