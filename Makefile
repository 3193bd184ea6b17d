# wsclose: `make help` lists what can be made.

GO ?= go
GOROOT := $(shell $(GO) env GOROOT)
NPM := npm --no-fund --no-audit --loglevel=error
BROWSERS ?= chromium
MINUTES ?= 2
SEED ?= 0
# What the suites test, if not this checkout's package: see e2e/product.
$(foreach name,WSCLOSE_DIST WSCLOSE_WASM WSCLOSE_WASM_EXEC,$(eval override export $(name) := $(abspath $($(name)))))
# A test ends when nothing moves any more: this limit is for what none of them watches.
TEST := $(GO) test -timeout=4h

.DEFAULT_GOAL := help
include js/package.mk

.PHONY: help demo serve site compare bench soak conformance test check build wasm js minified size generate format clean test-go test-bridge test-js test-js-bundles test-e2e cover pack outside lint fresh reproducible node browsers

help: ## List what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16
	@echo 'test-js, test-e2e, conformance, soak and outside: WSCLOSE_DIST=unpacked/package (its core beside or inside), or WSCLOSE_WASM=a.wasm WSCLOSE_WASM_EXEC=its/wasm_exec.js'

demo: build browsers ## Start lab and playground, drive Chromium through a handful of closes, print what a page sees
	@$(GO) run ./e2e/cmd/wsclose demo

serve: build ## Serve the lab and the playground until interrupted
	@$(GO) run ./e2e/cmd/wsclose serve

site: build ## Lay the playground out as files, in js/build/site, for any static server
	@rm -rf js/build/site && mkdir -p js/build/site/dist && cp -R web/. js/build/site && cp $(DIST)/*.js $(DIST)/*.wasm js/build/site/dist

compare: minified browsers e2e/compare/node_modules ## Show the peers' faults beside wsclose, and write e2e/compare/MATRIX.md
	$(TEST) ./e2e/compare -count=1 -v

bench: minified browsers e2e/compare/node_modules ## Measure speeds beside native, the peers and another build (AGAINST=dist/folder), and write e2e/bench/results.json and .svg
	@$(MAKE) --no-print-directory minified PLACE=inside DIST=js/build/inside
	$(GO) run ./e2e/bench $(if $(AGAINST),-against $(AGAINST))

soak: build browsers ## Let 150 sessions live through chaos: make soak MINUTES=10 SEED=7 (0: a new one)
	$(TEST) ./e2e/soak -count=1 -v -timeout=0 -minutes=$(MINUTES) -seed=$(SEED)

conformance: build browsers ## Run the conformance page: make conformance BROWSERS="chromium firefox-esr webkit"
	CONFORMANCE_BROWSERS="$(BROWSERS)" $(TEST) ./e2e/conformance -run TestConformance -count=1 -v

test: test-go test-bridge test-js test-e2e ## Run all tests

check: BROWSERS = chromium firefox-esr webkit
check: lint fresh reproducible size test outside soak ## Run all tests, conformance in every browser, and every other check
build: wasm js ## Build the core and the package into js/dist
wasm: $(DIST)/wsclose.wasm ## Build the core

js: $(DIST)/index.js ## Build the package's JavaScript

size: minified ## Print what a page loads and imports, in bytes after brotli; hold README.md to it (WRITE=--write: mend it)
	@$(MAKE) js/build/minified-js-build-inside PLACE=inside DIST=js/build/inside INNER=$(abspath $(INNER))
	@node js/size.mjs $(COMPILER) $(PLACE) $(DIST) js/build/inside "$(ESBUILD)" $(WRITE)

generate: ## Write the code that is generated from Go
	@$(GO) generate ./...

format: node js/node_modules ## Format everything
	@gofmt -w $$(git ls-files '*.go') && $(NPM) --prefix js run --silent format

test-go: build js/node_modules ## Test the Go packages, natively
	$(TEST) ./wasm/... ./e2e/product/... ./e2e/patience/... ./e2e/lab/... ./e2e/chrome/... ./e2e/herd/... ./e2e/bench/... ./e2e/books/... ./e2e/samples/... ./e2e/requirements/... ./e2e/docs/... ./e2e/cmd/...

test-bridge: node ## Test the bridge under Node
	$(WASM_ENV) $(TEST) -exec $(GOROOT)/lib/wasm/go_js_wasm_exec ./wasm/jsbridge

test-js: test-js-bundles ## Test the package under Node, and its types
	@$(NPM) --prefix js run --silent types
	cd js && node --test --test-force-exit build/test/

test-js-bundles: build $(HEX) js/node_modules
	@rm -rf js/build/test
	@$(TEST_BUNDLE) $(shell find js/test -name '*.test.ts') --sourcemap=inline --outbase=js/test --outdir=js/build/test --out-extension:.js=.mjs
	@$(TEST_BUNDLE) js/src/index.ts $(INSIDE) --outfile=js/build/inside.mjs

cover: test-js-bundles ## Print how much of wasm/ and js/src the tests run; fail below 97 % and 95 %
	@$(GO) test -cover ./wasm/closecode ./wasm/reconnect ./wasm/session | $(COVERED)
	@$(WASM_ENV) $(GO) test -cover -exec $(GOROOT)/lib/wasm/go_js_wasm_exec ./wasm/jsbridge | $(COVERED)
	@rm -rf js/build/coverage && cd js && NODE_V8_COVERAGE=build/coverage node --test --test-force-exit build/test/ >build/cover.log || { cat build/cover.log; exit 1; }
	@node js/cover.mjs
COVERED := awk '{ print } /coverage:/ { sub(/.*coverage: /, ""); if ($$0 + 0 < 97) bad = 1 } /FAIL/ { bad = 1 } END { exit bad }'

ROOMS = $(patsubst %/,./%,$(sort $(dir $(shell grep -l '^func TestMain.*harness\.Main(m)' e2e/*/*_test.go))))
test-e2e: minified browsers ## Test everything in Chromium, a room (see e2e/harness) at a time, and conformance in BROWSERS
	CONFORMANCE_BROWSERS="$(BROWSERS)" $(TEST) -count=1 -p 1 $(ROOMS) ./e2e/conformance

# What others do with the package: each folder is a Go test of its own, over npm packages of its own.
OUTSIDE := $(patsubst %/package.json,%,$(wildcard e2e/toolchains/package.json e2e/clients/package.json e2e/examples/*/package.json))
outside: pack browsers $(OUTSIDE:%=%/node_modules) ## Test the packed package in tool chains, under other clients, in other suites
	$(TEST) -count=1 ./e2e/toolchains/... ./e2e/clients/... ./e2e/examples/...

lint: node js/node_modules ## Check format, vet and staticcheck, natively and for js/wasm
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo 'run make format'; exit 1; }
	$(GO) vet ./...
	$(WASM_ENV) $(GO) vet ./wasm/...
	$(GO) build -o js/build/staticcheck honnef.co/go/tools/cmd/staticcheck
	js/build/staticcheck ./...
	$(WASM_ENV) js/build/staticcheck ./wasm/...
	$(GO) tool actionlint
	@$(NPM) --prefix js run --silent lint

fresh: generate ## Check that what is generated is as its source says
	@git diff --exit-code -- 'js/src/*.gen.ts' wasm/jsbridge/layout.gen.go || { echo 'generated files were stale: commit them'; exit 1; }

node:
	@command -v npm >/dev/null && node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' || { \
		echo "this needs Node 20.19 or newer, with npm (found: $$(node --version 2>/dev/null || echo none)): https://nodejs.org, or 'nvm install 22'"; exit 1; }

%/node_modules: %/package.json %/package-lock.json | node
	@$(NPM) --prefix $* ci && touch $@

browsers:
	@$(GO) run ./e2e/cmd/wsclose browser --install $(sort chromium $(BROWSERS))

clean: ## Remove what was built
	rm -rf $(DIST) js/build js/src/decider/core/go.js
