package dashboard

// runUID is the uid of BenchmarkRun.
const runUID = "quintet-run"

// BenchmarkRun is one run as the harness sees it: what it offers, what comes back, how late, and whether it can be believed.
func BenchmarkRun() Dashboard {
	const mine = `run="$run"`
	// during keeps what the API said while the chosen run was on: it does not know of runs.
	during := func(expr string) string { return "(" + expr + `) and on () bench_run_info{run="$run"}` }
	rate := func(metric string, by ...string) string { return selection{metric, mine, interval, by}.rate() }
	response := func(by ...string) selection { return selection{responses, mine, interval, by} }
	lag := selection{"bench_send_lag_seconds", mine, interval, nil}
	return board{
		uid: runUID, title: "Quintet: benchmark run", since: "now-15m",
		about:     "One run as the load generator sees it. Response time counts from when a request was due, so a server that stalls cannot hide.",
		variables: []Variable{runVariable("run", "Run", "The run that is looked at.", true)},
		rows: []row{
			{"The run", []view{
				{kind: states, title: "Stage", unit: "short", width: 24, height: 7, limits: present(),
					about:   "What the harness does: bring the stack up, seed it, load it, bring it down.",
					words:   map[string]word{"0": {" ", muted}, "1": {"on", neutral}},
					queries: []query{{expr: "max by (stage) (bench_stage{" + mine + "})", legend: "{{stage}}"}}},
				{kind: states, title: "Phase", unit: "short", width: 16, height: 5, limits: present(),
					about:   "The phase that is on. Warm-up is not measured.",
					words:   map[string]word{"0": {" ", muted}, "1": {"on", neutral}},
					queries: []query{{expr: "max by (phase) (bench_phase{" + mine + "})", legend: "{{phase}}"}}},
				{kind: stat, title: "Valid", unit: "short", width: 4, height: 5, limits: []limit{{0, broken}, {1, fine}},
					about:   "Whether the generator kept to its schedule so far. If not, the run measures the generator and its report says INVALID.",
					words:   map[string]word{"0": {"INVALID", broken}, "1": {"valid", fine}},
					queries: []query{{expr: "min(bench_valid{" + mine + "})"}}},
				{kind: stat, title: "Send lag, p99", unit: "s", width: 4, height: 5, limits: below(0.005, 0.05),
					about:   "How late the generator sends, against its own schedule.",
					queries: []query{{expr: lag.quantile("0.99")}}},
				{kind: states, title: "Faults", unit: "short", width: 24, height: 5, limits: present(),
					about:   "The faults of the scenario, each while it is in force. Without faults there is nothing here.",
					words:   map[string]word{"0": {" ", muted}, "1": {"in force", broken}},
					queries: []query{{expr: "max by (fault) (bench_fault{" + mine + "})", legend: "{{fault}}"}}},
			}},
			{"Load", []view{
				{kind: lines, title: "Offered and done", unit: "reqps", limits: present(), quiet: true,
					about: "Where done keeps up with due, the system carries the load. Sent below due is the generator's fault, done below sent the system's.",
					queries: []query{
						{expr: rate("bench_due_total"), legend: "due"}, {expr: rate("bench_sent_total"), legend: "sent"},
						{expr: rate("bench_done_total"), legend: "done"},
					}},
				{kind: lines, title: "In flight", unit: "short", limits: below(256, 4096), quiet: true,
					about: "Requests sent and not ended, and connections open. It grows without bound when the system cannot carry the load.",
					queries: []query{
						{expr: "sum(bench_in_flight{" + mine + "})", legend: "in flight"}, {expr: "sum(bench_connections{" + mine + "})", legend: "connections"},
					}},
				{kind: lines, title: "Offered rate", unit: "reqps", limits: present(), quiet: true,
					about:   "Requests that were due in the last whole second. A Poisson arrival makes it uneven; the schedule beneath is smooth.",
					queries: []query{{expr: "max(bench_offered_rate{" + mine + "})", legend: "offered"}}},
				{kind: lines, title: "Failures by class", unit: "reqps", limits: []limit{{0, fine}, {0.1, broken}},
					about:   "Requests that did not get the right answer, by what was wrong. An answer with the wrong content is a failure, never a fast success.",
					queries: []query{{expr: rate("bench_failed_total", "class"), legend: "{{class}}"}}},
				{kind: lines, title: "Generator", unit: "short", limits: below(1, 2), quiet: true,
					about:   "Processor cores that the generator uses. Near the number of cores of its machine it is what limits the run.",
					queries: []query{{expr: "sum(bench_generator_cpu_cores{" + mine + "})", legend: "generator"}}},
			}},
			{"Response time", []view{
				{kind: heat, title: "Response times", unit: "s", width: 24, height: 10, limits: present(),
					about: "How many requests took how long. Two bands are two kinds of request, or a cache that answers some. Only one of the two queries has an answer: native histograms or classic ones.",
					queries: []query{
						{expr: response().rate(), legend: ""},
						{expr: selection{responses + "_bucket", mine, interval, []string{"le"}}.rate(), legend: "{{le}}"},
					}},
				{kind: lines, title: "Percentiles", unit: "s", limits: below(0.1, 0.25), log: true,
					about: "From the instant each request was due to its end.",
					queries: []query{
						{expr: response().quantile("0.5"), legend: "p50"}, {expr: response().quantile("0.9"), legend: "p90"},
						{expr: response().quantile("0.99"), legend: "p99"},
					}},
				{kind: lines, title: "p99 by operation", unit: "s", limits: below(0.1, 0.25), log: true,
					about:   "Which operation makes the tail.",
					queries: []query{{expr: response("operation").quantile("0.99") + " > 0", legend: "{{operation}}"}}},
				{kind: lines, title: "Client and server, mean", unit: "s", limits: below(0.1, 0.25), log: true,
					about: "Mean response time at the generator beside mean service time in the API. What lies between them is waiting: for a connection, for the network, for the server to accept.",
					queries: []query{
						{expr: response().mean(), legend: "response time (generator)"},
						{expr: during(selection{requests, users, interval, nil}.mean()), legend: "service time (API)"},
					}},
				{kind: lines, title: "Send lag", unit: "s", limits: below(0.005, 0.05), log: true,
					about: "How late requests were sent. Above the dashed lines response times are the generator's own.",
					queries: []query{
						{expr: lag.quantile("0.5"), legend: "p50"}, {expr: lag.quantile("0.99"), legend: "p99"},
					}},
			}},
			{"Where the time goes", []view{
				{kind: lines, title: "Store time per request", unit: "s", stacked: true, limits: below(0.01, 0.1), quiet: true,
					about: "Time in each store, divided by the number of requests. Calls that run side by side count twice here, and once in the report.",
					queries: []query{{expr: during(selection{calls, "", interval, []string{"store"}}.total() + " / on () group_left () (" +
						selection{requests, users, interval, nil}.count() + " > 0)"), legend: "{{store}}"}}},
				{kind: lines, title: "Machine", unit: "short", limits: below(2, 8), quiet: true,
					about: "Cores of the machine that are at work for whomever, and those that its host keeps from working. Work of others makes a run unsure.",
					queries: []query{
						{expr: rate("bench_machine_cpu_busy_seconds_total"), legend: "busy"}, {expr: rate("bench_machine_cpu_stolen_seconds_total"), legend: "kept away"},
					}},
				{kind: lines, title: "Processor of API and generator", unit: "short", limits: below(1, 4), quiet: true,
					about: "Cores that the replicas and the generator use. Both on one machine take from each other.",
					queries: []query{
						{expr: during(`sum(rate(process_cpu_seconds_total{job="api"}[` + interval + `]))`), legend: "api"},
						{expr: "sum(bench_generator_cpu_cores{" + mine + "})", legend: "generator"},
					}},
			}},
		},
	}.dashboard()
}
