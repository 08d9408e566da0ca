# Quintet. The two commands: make bench SCENARIO=chat-heavy   and   make test
SCENARIO ?= chat-heavy
STACK    ?= embedded
COUNT    ?= 10000000
GO       ?= go

# The race detector needs a C compiler; a machine with nothing but Go and make tests without it, and is told so.
RACE := $(shell CGO_ENABLED=1 command -v gcc >/dev/null 2>&1 && echo -race)

# The race detector takes about ten times the processor. It runs where goroutines are started or memory is shared: in all packages but these,
# which compute and print, and in those tests of them that do use several goroutines. TestRaceDetectorRuns holds the lists to that.
PURE  := $(addprefix quintet/bench/,analysis compare dashboard figure history page plan report scaling scenario scraped stats timeaxis words) quintet/scenarios
RACED := ^(TestRun|TestMatrix|TestShown|TestWatched|TestInterrupt|TestDraw|TestHistoryOfRunsThatEndTogether)$$

.PHONY: image test-image test-kube test-slurm test-browser schemathesis hlog-readers bench compare native up down test check build list seed bench-self mutants fuzz clean help watch serve rules

help: ## say what there is to make
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

bench: build ## run SCENARIO on STACK and write its report (DURATION=30s, RATE=800/s, ARGS=... to change it; LIVE=1 shows it in a browser)
	@bin/bench run -stack $(STACK) $(if $(LIVE),-live) $(if $(DURATION),-set duration=$(DURATION)) $(if $(RATE),-set rate=$(RATE)) $(ARGS) $(SCENARIO)

compare: build ## compare run HEAD with run BASE (ARGS="-threshold 3%", BASE and HEAD are folders under reports/)
	@bin/bench compare $(ARGS) $(BASE) $(HEAD)

build: ## build bin/bench
	@$(GO) build -buildvcs=auto -trimpath -ldflags "-s -w" -o bin/bench ./bench

list: build ## list scenarios, stacks and operations
	@bin/bench list

native: build ## get what the native stack lacks on this machine: real PostgreSQL, Cassandra, Neo4j, Redis, MinIO, Prometheus
	@bin/bench stacks provision native

watch: build ## bench with a real Prometheus beside it that can be asked until Ctrl-C (STACK=native for real stores)
	@bin/bench run -stack $(STACK) -watch -hold $(if $(DURATION),-set duration=$(DURATION)) $(if $(RATE),-set rate=$(RATE)) $(ARGS) $(SCENARIO)

serve: build ## show all runs of reports/ in a browser, compare them, and start one (ARGS="-listen 127.0.0.1:8080")
	@bin/bench serve $(ARGS)

rules: ## check Prometheus's configuration and test its rules with promtool (make test does so too); write them anew with ARGS=-update
	$(GO) test -run='Rule|Dashboard|Prometheus' ./bench/dashboard $(ARGS)

bin/schemathesis: # in a Python environment of its own
	python3 -m venv bin/schemathesis
	bin/schemathesis/bin/pip install --quiet schemathesis==4.32.0

schemathesis: bin/schemathesis ## hold the API to its own description with schemathesis (bounded, seeded; about two minutes): no findings
	SCHEMATHESIS=$(CURDIR)/bin/schemathesis/bin/schemathesis $(GO) test -count=1 -v -run=Schemathesis ./api/server

bin/hlog-readers: # each in an environment of its own, from its language's registry
	mkdir -p bin/hlog-readers
	mvn -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy -Dartifact=org.hdrhistogram:HdrHistogram:2.2.2 -Dmdep.stripVersion=true -DoutputDirectory=$(CURDIR)/bin/hlog-readers
	python3 -m venv bin/hlog-readers/python
	bin/hlog-readers/python/bin/pip install --quiet hdrhistogram==0.10.8
	npm install --silent --no-audit --no-fund --prefix bin/hlog-readers hdr-histogram-js@3.0.1
	cp -r bench/report/testdata/readers bin/hlog-readers/source
	cargo build --quiet --release --manifest-path bin/hlog-readers/source/Cargo.toml --target-dir bin/hlog-readers/rust

hlog-readers: bin/hlog-readers ## read response.hlog with HdrHistogram's readers for Java, Python, JavaScript and Rust (needs mvn, python3, npm, cargo)
	HLOG_READERS=$(CURDIR)/bin/hlog-readers $(GO) test -count=1 -v -run=HistogramLogElsewhere ./bench/report

up: ## API on five real stores in containers, with Prometheus and Grafana (REPLICAS=3, ARGS="--profile cluster")
	@[ -e .env ] || { cp .env.example .env && echo "made .env from .env.example: change its passwords before others can reach this machine"; }
	docker compose $(ARGS) up --detach --build --wait $(if $(REPLICAS),--scale api=$(REPLICAS))

down: ## end these containers; their data stays (docker compose down -v removes it)
	docker compose --profile cluster down

image: ## make the container images quintet-bench and quintet-api in bin/, without Docker (ARGS="-push registry.example/team")
	$(GO) -C deploy/image run . $(ARGS)

test-image: ## test the images: the same twice, static, pushed and pulled; and what docker build would do, as far as that goes without an engine
	$(GO) -C deploy/image vet ./...
	$(GO) -C deploy/image test -count=1 -timeout 60m ./...

test-kube: ## test on a real Kubernetes of one node, built from Go modules into the cache (the first time, 9 minutes of two cores); as root
	REQUIRE_KUBE=1 KEEP=$(abspath $(KEEP)) $(GO) -C test/kube test -count=1 -timeout 75m -v $(if $(RUN),-run '$(RUN)') ./...

test-slurm: ## test on a real Slurm of three nodes of this machine; as root (here and in test-kube: RUN=TestCapacity KEEP=dir searches in earnest and keeps the page)
	REQUIRE_SLURM=1 KEEP=$(abspath $(KEEP)) $(GO) test -count=1 -timeout 75m -v -run '$(or $(RUN),TestReal|Generator|TestCapacityOnSlurm)' ./bench ./bench/distributed/engine/slurm

test-browser: ## test the pages of bench in Chromium (apt-get install chromium); SCREENSHOTS=DIR keeps pictures
	REQUIRE_BROWSER=1 $(GO) -C test/browser test -count=1 -timeout 60m -v ./...

test: check ## everything that must hold: format, vet, staticcheck, all tests, those of goroutines with the race detector
	$(if $(RACE),,@echo "NOTE: no C compiler found: testing without the race detector")
	$(GO) test -timeout 60m quintet/bench $(PURE)
	$(GO) test $(RACE) -timeout 60m $(filter-out quintet/bench $(PURE),$(shell $(GO) list ./...))
	$(if $(RACE),$(GO) test $(RACE) -timeout 60m -run '$(RACED)' quintet/bench quintet/bench/figure quintet/bench/history)

check: ## format, vet, staticcheck
	@unformatted=$$(gofmt -l api bench deploy scenarios telemetry test); if [ -n "$$unformatted" ]; then echo "gofmt would change:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) tool staticcheck ./...

bench-self: ## the harness's own figures: load engine, run format, analysis (printed, never judged)
	$(GO) test -run='^$$' -bench=Self -benchtime=1x ./bench/...

mutants: ## break the harness one line at a time; every break must be noticed by a test (ONLY=resets for some)
	$(GO) run ./test/mutants $(ONLY)

fuzz: ## run every fuzz target COUNT times (ten million: hours, before a release) and print how many each had (ONLY=samples for some)
	$(GO) run ./test/fuzz -count $(COUNT) $(ONLY)

clean: ## remove what was built (runs under reports/ stay)
	rm -rf bin
