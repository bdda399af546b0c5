# The two commands to know are `make demo` and `make test`; both do all the set-up themselves.
.PHONY: help demo test build release lint format check-docs docs completions bench setup clean

SWIFT_FLAGS ?=
RELEASE_BIN = .build/release

help:
	@echo "make demo         build folio, connect three accounts of an embedded sandbox, print the portfolio"
	@echo "make demo KEEP=1  the same, and leave the daemon running to play with"
	@echo "make test         build and run every test"
	@echo "make release      build foliod and folio into $(RELEASE_BIN)"
	@echo "make bench        measure the figures of docs/performance.md (release, several minutes); WRITE=1 puts them there"
	@echo "make lint         check formatting; make format mends it"
	@echo "make check-docs   check that docs/openrpc.json and docs/rpc.md say what the code does; make docs writes them"

setup:
	@.ci/setup

release: setup
	swift build -c release --product foliod $(SWIFT_FLAGS)
	swift build -c release --product folio $(SWIFT_FLAGS)

demo: release
	@KEEP="$(KEEP)" etc/demo.sh $(RELEASE_BIN)

build: setup
	swift build --explicit-target-dependency-import-check error $(SWIFT_FLAGS)

test: setup
	@.ci/setup-tests
	swift build --build-tests --explicit-target-dependency-import-check error $(SWIFT_FLAGS)
	swift test --skip-build --no-parallel $(SWIFT_FLAGS)

lint:
	swift format lint --strict -rp Package.swift Sources Plugins Tests

format:
	swift format -i -rp Package.swift Sources Plugins Tests

docs: release
	$(RELEASE_BIN)/foliod describe --openrpc > docs/openrpc.json
	$(RELEASE_BIN)/foliod describe --markdown > docs/rpc.md

completions: release
	for shell in bash zsh fish; do for command in folio foliod; do \
		$(RELEASE_BIN)/$$command --generate-completion-script $$shell > etc/completions/$$command.$$shell || exit 1; \
	done; done

check-docs: release
	@$(RELEASE_BIN)/foliod describe --openrpc | diff -u docs/openrpc.json - \
		|| { echo "docs/openrpc.json is not what the code says: run make docs"; exit 1; }
	@$(RELEASE_BIN)/foliod describe --markdown | diff -u docs/rpc.md - \
		|| { echo "docs/rpc.md is not what the code says: run make docs"; exit 1; }
	@$(RELEASE_BIN)/foliod check-config --config etc/foliod.yaml

bench: release
	swift build -c release --product FolioBenchmarks $(SWIFT_FLAGS)
	Tests/Benchmarks/run.sh $(RELEASE_BIN) $(if $(WRITE),--write)

clean:
	swift package clean
