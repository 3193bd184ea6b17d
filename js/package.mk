# How the package is built, in the folder DIST, from wasm/ and js/src. COMPILER=go puts the core beside the JavaScript, COMPILER=tinygo
# inside it; PLACE=inside or PLACE=beside overrides that. Two packages can stand at once, each in its DIST.

.DELETE_ON_ERROR:
# A core that was made elsewhere (WSCLOSE_WASM, for the tests) is copied to a folder of its own, for which the JavaScript is built.
DIST ?= $(if $(WSCLOSE_WASM),js/build/given,js/dist)
COMPILER ?= go
SOURCES := $(shell find js/src -name "*.ts")
CORE := $(shell find wasm -name '*.go' -not -name '*_test.go') go.mod go.sum

# Equal bytes from equal sources: no paths, no VCS stamp, no build id. Without inlining it is 28 kB smaller after brotli, but for three packages.
INLINED := internal/abi internal/strconv github.com/wsclose/wsclose/wasm/reconnect
WASM_FLAGS := -trimpath -buildvcs=false -gcflags=all=-l $(INLINED:%=-gcflags=%=) -ldflags="-s -w -buildid="
WASM_ENV := GOOS=js GOARCH=wasm
# Go 1.26's Green Tea collector is made for many cores and costs 9 kB after brotli; where a compiler has it, it is left out.
NO_GREEN_TEA := $(shell GOEXPERIMENT=nogreenteagc $(GO) env GOROOT >/dev/null 2>&1 && echo GOEXPERIMENT=nogreenteagc)

ifeq ($(COMPILER),go)
PLACE ?= beside
WASM_BUILD = $(WASM_ENV) $(NO_GREEN_TEA) $(GO) build $(WASM_FLAGS)
COMPILERS_EXEC = $(GOROOT)/lib/wasm/wasm_exec.js
else ifeq ($(COMPILER),tinygo)
$(if $(shell command -v tinygo),,$(error COMPILER=tinygo needs TinyGo on PATH: https://tinygo.org/getting-started/install))
TINYGO := $(shell tinygo version)
$(if $(shell echo '$(TINYGO)' | awk '$$3 ~ /^[0-9]+\.[0-9]+\./ { split($$3, v, "."); if (v[1] > 0 || v[2] >= 42) print "new" }'),,$(error \
	COMPILER=tinygo needs TinyGo 0.42 or newer, and this is "$(TINYGO)": older ones leak every js.Value, and their wasm_exec.js can't be bundled))
PLACE ?= inside
WASM_BUILD = GOOS= GOARCH= tinygo build -target=wasm -scheduler=none -gc=conservative -buildmode=c-shared -tags=custommalloc -opt=z -no-debug -panic=trap
COMPILERS_EXEC = $(shell tinygo env TINYGOROOT)/targets/wasm_exec.js
# The WebAssembly that TinyGo writes, whether or not the module says so: wasm-opt must read it, and write no newer.
WASM_FEATURES := mutable-globals sign-ext nontrapping-float-to-int bulk-memory bulk-memory-opt call-indirect-overlong
SHRINK = && js/node_modules/.bin/wasm-opt -Oz --strip-debug --strip-producers --strip-target-features $(WASM_FEATURES:%=--enable-%) $@ -o $@
SHRINKER := js/node_modules
else
$(error COMPILER is $(COMPILER); it is go or tinygo)
endif
$(if $(filter inside beside,$(PLACE)),,$(error PLACE is $(PLACE); it is inside or beside))
STAMP := js/build/place-$(subst /,-,$(DIST))
# The core that is put inside the JavaScript, if any is, and whose imports wasm_exec.js must have. With one that another compiler made goes
# its own wasm_exec.js.
$(if $(filter-out /%,$(WSCLOSE_WASM) $(WSCLOSE_WASM_EXEC)),$(error WSCLOSE_WASM and WSCLOSE_WASM_EXEC are absolute paths))
INNER ?= $(DIST)/wsclose.wasm
HEX := js/build/core-$(subst /,-,$(DIST)).hex
EXEC := $(or $(WSCLOSE_WASM_EXEC),$(COMPILERS_EXEC))
# Names that core.ts gives Go, so that wasm_exec.js needs no stand-ins for them.
GIVEN := fs process path crypto performance TextEncoder TextDecoder

ESBUILD := $(GO) tool esbuild --log-level=warning
JS_FLAGS := --bundle --target=es2022 --minify --legal-comments=none --line-limit=1000 --loader:.hex=text \
	--alias:wsclose/own=./js/src/decider/core/$(PLACE).ts --alias:wsclose/find=./js/src/testing/$(PLACE).ts --alias:wsclose/core=$(abspath $(HEX))
# As --minify, but that keeps no annotations, by which the bundler of a page drops from index.js what the page does not import.
ANNOTATED := --minify-syntax --minify-identifiers
SUBPATHS := js/src/ja.ts js/src/testing.ts js/src/compat/reconnecting-websocket.ts
# What is no module has no import.meta.url.
HERE := --inject:js/src/here.ts --define:import.meta.url=here
CJS := --format=cjs --out-extension:.js=.cjs --supported:dynamic-import=false $(HERE)

TEST_BUNDLE = $(ESBUILD) --bundle --platform=node --target=node20 --format=esm
# What the unit tests take for a package with its core inside.
INSIDE = --loader:.hex=text --alias:wsclose/own=./js/src/decider/core/inside.ts --alias:wsclose/core=$(abspath $(HEX))

# Files that change when another compiler or place is asked for.
stamp = @mkdir -p $(@D) && echo '$(1)' | cmp -s - $@ || echo '$(1)' >$@
FORCE:
js/build/exec: FORCE
	$(call stamp,$(EXEC) $(abspath $(INNER)))
$(STAMP): FORCE
	$(call stamp,$(COMPILER) $(PLACE) $(abspath $(INNER)) $(if $(WSCLOSE_WASM),$(shell cksum $(WSCLOSE_WASM))))

$(DIST)/wsclose.wasm: $(if $(WSCLOSE_WASM),,$(CORE)) $(STAMP) Makefile js/package.mk | $(if $(WSCLOSE_WASM),,$(SHRINKER))
	@mkdir -p $(DIST)
	$(if $(WSCLOSE_WASM),cp $(WSCLOSE_WASM) $@,$(WASM_BUILD) -o $@ ./wasm $(SHRINK)) && chmod 644 $@

$(HEX): $(INNER) $(STAMP)
	@od -An -v -tx1 $(INNER) | tr -d ' \n' >$@

# The compiler's own wasm_exec.js, without what the core does not import, in a function that gives it a globalThis of its own: it adds
# nothing to the page's.
js/src/decider/core/go.js: js/build/exec $(EXEC) $(INNER) $(wildcard e2e/cmd/wasmexec/*.go) go.mod Makefile js/package.mk
	@$(GO) run ./e2e/cmd/wasmexec $(INNER) "$(EXEC)" >js/build/wasm_exec.js
	@$(ESBUILD) js/build/wasm_exec.js --minify --log-level=error --outfile=$@ $(GIVEN:%=--define:globalThis.%=true) \
		--banner:js='export default function (globalThis) { const { fs, TextDecoder } = globalThis;' --footer:js='return new globalThis.Go(); }'

# The other modules share index, which stands beside them. Only index.js has a source map: with more the tarball would pass 900 kB.
beside = $(ESBUILD) $(SUBPATHS) $(JS_FLAGS) --entry-names=[name] --alias:wsclose=./index.$(1) --external:./index.$(1) --external:node:* --outdir=$(DIST)
$(DIST)/index.js: js/src/decider/core/go.js $(SOURCES) $(STAMP) $(if $(filter inside,$(PLACE)),$(HEX)) js/minify.mjs Makefile js/package.mk
	@$(call beside,js) --format=esm
	@$(call beside,cjs) $(CJS)
	@$(ESBUILD) js/src/index.ts $(JS_FLAGS) $(CJS) --outdir=$(DIST)
	@$(ESBUILD) js/src/script.ts $(JS_FLAGS) --format=iife $(HERE) --define:__filename=undefined --outfile=$(DIST)/wsclose.min.js
	@$(ESBUILD) js/src/index.ts $(JS_FLAGS:--minify=$(ANNOTATED)) --format=esm --sourcemap --outfile=$@

# What is tested, measured and published. Made in place, and apart: `make demo` does without Node.
MINIFIED := js/build/minified-$(subst /,-,$(DIST))
minified: wasm $(MINIFIED) ## Make js/dist as small as it is published
$(MINIFIED): $(DIST)/index.js | js/node_modules
	@node js/minify.mjs $(DIST) && touch $@

# The package of js/dist is wsclose.tgz, that of another folder has the folder's name.
TARBALL := $(if $(filter js/dist,$(DIST)),js/build/wsclose,$(DIST)).tgz
pack: minified ## Make the npm package, js/build/wsclose.tgz, and check it
	@node js/pack.mjs $(PLACE) $(DIST) $(TARBALL)

# What the package is made of.
MADE_OF := go.mod go.sum Makefile wasm e2e/cmd/wasmexec $(addprefix js/,package.mk package.json package-lock.json tsconfig.json minify.mjs src)
reproducible: minified ## Check that another folder gives the same package, byte for byte
	@dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && tar -c --exclude=js/src/decider/core/go.js $(MADE_OF) | tar -x -C "$$dir" && \
		mkdir "$$dir/js/node_modules" && ln -s "$(CURDIR)"/js/node_modules/* "$(CURDIR)"/js/node_modules/.bin "$$dir/js/node_modules" && \
		$(MAKE) -C "$$dir" minified >/dev/null && cd "$$dir/$(DIST)" && \
		for file in *; do cmp "$$file" "$(CURDIR)/$(DIST)/$$file" || exit 1; done && sha256sum *
