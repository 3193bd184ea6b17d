# How the package is built: js/dist from wasm/ and js/src. `make pack` in a compiler's way: COMPILER=go puts the core beside the
# JavaScript, COMPILER=tinygo inside it.

# A core that was made elsewhere (WSCLOSE_WASM, for the tests) is copied to a folder of its own, for which the JavaScript is built.
DIST ?= $(if $(WSCLOSE_WASM),js/build/given,js/dist)
COMPILER ?= go
SOURCES := $(wildcard js/src/*.ts js/src/*/*.ts)
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
PLACE ?= inside
WASM_BUILD = GOOS= GOARCH= tinygo build -target=wasm -opt=z -no-debug -panic=trap
COMPILERS_EXEC = $(shell tinygo env TINYGOROOT)/targets/wasm_exec.js
else
$(error COMPILER is $(COMPILER); it is go or tinygo)
endif
STAMP := js/build/place-$(subst /,-,$(DIST))
# What is put inside the JavaScript, if anything is.
INNER ?= $(DIST)/wsclose.wasm
# With a core that another compiler made goes its own wasm_exec.js.
EXEC := $(or $(WSCLOSE_WASM_EXEC),$(COMPILERS_EXEC))
# Names that core.ts gives Go, so that wasm_exec.js needs no stand-ins for them.
GIVEN := fs process path crypto performance TextEncoder TextDecoder

ESBUILD := $(GO) tool esbuild --log-level=warning
JS_FLAGS := --bundle --target=es2022 --minify --legal-comments=none --line-limit=1000 --loader:.wasm=binary \
	--alias:wsclose/own=./js/src/$(PLACE).ts --alias:wsclose/core=$(abspath $(INNER))
SUBPATHS := js/src/ja.ts js/src/testing.ts js/src/compat/reconnecting-websocket.ts
# What is no module has no import.meta.url.
HERE := --inject:js/src/here.ts --define:import.meta.url=here
CJS := --format=cjs --out-extension:.js=.cjs --supported:dynamic-import=false $(HERE)

# Files that change when another compiler or place is asked for.
stamp = @mkdir -p $(@D) && echo '$(1)' | cmp -s - $@ || echo '$(1)' >$@
FORCE:
js/build/exec: FORCE
	$(call stamp,$(EXEC))
$(STAMP): FORCE
	$(call stamp,$(COMPILER) $(PLACE) $(if $(WSCLOSE_WASM),$(shell cksum $(WSCLOSE_WASM))))

$(DIST)/wsclose.wasm: $(if $(WSCLOSE_WASM),,$(CORE)) $(STAMP) Makefile js/package.mk
	@mkdir -p $(DIST)
	$(if $(WSCLOSE_WASM),cp $(WSCLOSE_WASM) $@,$(WASM_BUILD) -o $@ ./wasm) && chmod 644 $@

# The compiler's own wasm_exec.js, in a function that gives it a globalThis of its own: it adds nothing to the page's.
js/src/go.js: js/build/exec $(EXEC) go.mod Makefile js/package.mk
	@$(ESBUILD) "$(EXEC)" --minify --log-level=error --outfile=$@ $(GIVEN:%=--define:globalThis.%=true) \
		--banner:js='export default function (globalThis) { const { fs, TextDecoder } = globalThis;' --footer:js='return new globalThis.Go(); }'

# The other modules share index, which stands beside them. Only index.js has a source map: with more the tarball would pass 800 kB.
beside = $(ESBUILD) $(SUBPATHS) $(JS_FLAGS) --entry-names=[name] --alias:wsclose=./index.$(1) --external:./index.$(1) --external:node:* --outdir=$(DIST)
$(DIST)/index.js: js/src/go.js $(SOURCES) $(STAMP) $(if $(filter inside,$(PLACE)),$(INNER)) js/minify.mjs js/private.mjs Makefile js/package.mk
	@$(call beside,js) --format=esm
	@$(call beside,cjs) $(CJS)
	@$(ESBUILD) js/src/index.ts $(JS_FLAGS) $(CJS) --outdir=$(DIST)
	@$(ESBUILD) js/src/script.ts $(JS_FLAGS) --format=iife $(HERE) --define:__filename=undefined --outfile=$(DIST)/wsclose.min.js
	@$(ESBUILD) js/src/index.ts $(JS_FLAGS) --format=esm --sourcemap --outfile=$@

# What is tested, measured and published. Made in place, and apart: `make demo` does without Node.
MINIFIED := js/build/minified-$(subst /,-,$(DIST))
minified: wasm $(MINIFIED) ## Make js/dist as small as it is published
$(MINIFIED): $(DIST)/index.js | js/node_modules
	@node js/minify.mjs $(DIST) && touch $@

pack: minified ## Make the npm package, js/build/wsclose.tgz, and check it
	@cd js && node pack.mjs
