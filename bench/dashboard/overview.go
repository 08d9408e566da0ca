package dashboard

// The matchers of what the variables choose.
const (
	chosen   = `instance=~"$replica",route=~"$route"`
	interval = "$__rate_interval"
)

// Overview is what users of the API get: rate, errors and duration by route, objectives and how fast their budgets burn.
func Overview() Dashboard {
	const mine = `instance=~"$replica"`
	all := func(by ...string) selection { return selection{requests, chosen, interval, by} }
	failed := func(by ...string) selection { return selection{requests, chosen + "," + failures, interval, by} }
	return board{
		uid: "quintet-overview", title: "Quintet: overview", since: "now-15m",
		about:     "What users of the API get: rate, errors and duration by route, and whether the objectives hold.",
		variables: []Variable{replicaVariable(), routeVariable()},
		rows: []row{
			{"Now", []view{
				{kind: stat, title: "Availability", unit: "percentunit", width: 4, share: true, limits: above(0.99, 0.999),
					about:   "Requests of the last minute that succeeded, of all; the objective is " + availability + ". Errors are answers 5xx and 429.",
					queries: []query{{expr: "api:http_requests:availability_rate1m"}}},
				{kind: stat, title: "p99", unit: "s", width: 4, limits: below(0.1, 0.25),
					about:   "99 % of the requests of the last minute were served within this time, all routes but probes together.",
					queries: []query{{expr: "api:http_request_duration_seconds:p99_rate1m"}}},
				{kind: stat, title: "Requests", unit: "reqps", width: 4, limits: present(),
					about: "Requests per second of the last minute, without probes.", queries: []query{{expr: "api:http_requests:rate1m"}}},
				{kind: stat, title: "In flight", unit: "short", width: 4, limits: below(64, 256),
					about:   "Requests being served at this instant by the chosen replicas. Many more than usual means that something waits.",
					queries: []query{{expr: `sum(http_requests_in_flight{` + chosen + `})`}}},
				{kind: stat, title: "Fastest burn", unit: "x", width: 4, limits: below(1, 14.4),
					about:   "How many times faster than allowed the error budget that fares worst is being spent, over 5 minutes. At 1 it lasts exactly as long as it must.",
					queries: []query{{expr: "max(slo:burn_rate:rate5m)"}}},
				{kind: stat, title: "Replicas up", unit: "short", width: 4, limits: above(1, 1),
					about: "Replicas of the API that could be scraped.", queries: []query{{expr: `sum(up{job="api"})`}}},
			}},
			{"Rate, errors, duration", []view{
				{kind: lines, title: "Requests by route", unit: "reqps", limits: present(), quiet: true,
					about:   "Requests per second. A route that falls while load is constant is one whose callers wait or have gone.",
					queries: []query{{expr: all("route").count() + " > 0", legend: "{{route}}"}}},
				{kind: lines, title: "Errors by route", unit: "percentunit", limits: below(0.001, 0.01),
					about:   "Part of the requests of a route that ended in 5xx or 429. The first line is the objective, the second ten times as much.",
					queries: []query{{expr: ratio(failed("route").count(), all("route").count()), legend: "{{route}}"}}},
				{kind: lines, title: "p99 by route", unit: "s", limits: below(0.1, 0.25), log: true,
					about:   "99 % of a route's requests were served within this time. The axis is logarithmic: a step up is a factor.",
					queries: []query{{expr: all("route").quantile("0.99") + " > 0", legend: "{{route}}"}}},
				{kind: lines, title: "Percentiles of all", unit: "s", limits: below(0.1, 0.25), log: true,
					about: "Of all chosen routes together. The distance from p50 to p99 is how uneven service is.",
					queries: []query{
						{expr: all().quantile("0.5"), legend: "p50"}, {expr: all().quantile("0.9"), legend: "p90"}, {expr: all().quantile("0.99"), legend: "p99"},
					}},
				{kind: lines, title: "Answers by status", unit: "reqps", limits: present(), quiet: true, stacked: true,
					about:   "Answers per second by their status. 429 and 503 are load being shed, 504 a store that did not answer in time.",
					queries: []query{{expr: all("code").count() + " > 0", legend: "{{code}}"}}},
				{kind: lines, title: "In flight by replica", unit: "short", limits: below(64, 256), quiet: true,
					about:   "Requests being served at each instant. By Little's law this is rate times duration.",
					queries: []query{{expr: `sum by (instance) (http_requests_in_flight{` + chosen + `})`, legend: "{{instance}}"}}},
				{kind: table, title: "Routes", unit: "reqps", height: 10, limits: present(),
					about:   "Each route at the end of the chosen time range, over the minute before its last request.",
					columns: []column{{"requests", "reqps"}, {"errors", "percentunit"}, {"p50", "s"}, {"p90", "s"}, {"p99", "s"}},
					queries: latestOf("route:http_requests:rate1m", "route:http_request_errors:ratio_rate1m", "route:http_request_duration_seconds:p50_rate1m",
						"route:http_request_duration_seconds:p90_rate1m", "route:http_request_duration_seconds:p99_rate1m")},
				{kind: table, title: "Stores", unit: "ops", height: 10, limits: present(),
					about:   "Each store at the end of the chosen time range, over the minute before its last call: also which part of its calls was shed or tried again, and how many retries its budget refused per second.",
					columns: []column{{"calls", "ops"}, {"errors", "percentunit"}, {"p99", "s"}, {"shed", "percentunit"}, {"tried again", "percentunit"}, {"refused", "ops"}},
					queries: latestOf("store:store_operations:rate1m", "store:store_operation_errors:ratio_rate1m", "store:store_operation_duration_seconds:p99_rate1m",
						"store:store_operations_shed:ratio_rate1m", "store:store_retries:ratio_rate1m", "store:store_retries_refused:rate1m")},
			}},
			{"Load shedding", []view{
				{kind: stat, title: "Shed", unit: "percentunit", width: 4, height: 9, share: true, limits: below(0.001, 0.01),
					about:   "Part of the requests of the last minute that were shed at the door: 503 with Retry-After, at once.",
					queries: []query{{expr: "api:http_requests_shed:ratio_rate1m"}}},
				{kind: lines, title: "Requests shed by reason", unit: "reqps", width: 10, limits: []limit{{0, fine}, {0.1, warning}},
					about:   "in_flight: as many requests as MAX_IN_FLIGHT allows were being served. queue: requests had waited for the processor for longer than MAX_QUEUE.",
					queries: []query{{expr: selection{"http_requests_shed_total", mine, interval, []string{"reason"}}.rate(), legend: "{{reason}}"}}},
				{kind: lines, title: "Wait for the processor", unit: "s", width: 10, limits: below(0.02, 0.1), quiet: true,
					about:   "How long a request waited for the processor when last measured. A wait that stands above MAX_QUEUE is overload; 0 when it is not measured.",
					queries: []query{{expr: "max by (instance) (http_queue_wait_seconds{" + mine + "})", legend: "{{instance}}"}}},
			}},
			{"Objectives and burn rates", []view{
				{kind: lines, title: "Burn rate: availability", unit: "x", limits: below(6, 14.4),
					about:   "How many times faster than allowed errors spend the budget. The fast alert needs 1 h and 5 m above 14.4, the slow one 6 h and 30 m above 6.",
					queries: burnQueries("availability")},
				{kind: lines, title: "Burn rate: latency", unit: "x", limits: below(6, 14.4),
					about:   "The same for requests slower than " + latencyBound + " s, of which the objective allows 1 %.",
					queries: burnQueries("latency")},
				{kind: lines, title: "Error ratio by objective", unit: "percentunit", limits: below(0.001, 0.01), quiet: true,
					about:   "Part of the requests of the last 5 minutes that broke each objective.",
					queries: []query{{expr: "slo:error_ratio:rate5m", legend: "{{slo}}"}}},
				{kind: states, title: "Alerts", unit: "short", height: 9, limits: []limit{{0, fine}, {1, broken}},
					about:   "Alerts that fire. \"none\" is there so that silence can be told from an absence of rules.",
					words:   map[string]word{"0": {"quiet", fine}, "1": {"firing", broken}},
					queries: []query{{expr: `max by (alertname) (ALERTS{alertstate="firing"}) or on () label_replace(vector(0), "alertname", "none", "", "")`, legend: "{{alertname}}"}}},
			}},
			{"Replicas", []view{
				{kind: lines, title: "Processor", unit: "short", limits: below(1, 4), quiet: true,
					about:   "Processor cores that each replica uses. Lines that differ are replicas that do not share the load evenly.",
					queries: []query{{expr: `rate(process_cpu_seconds_total{job="api",instance=~"$replica"}[` + interval + `])`, legend: "{{instance}}"}}},
				{kind: lines, title: "Memory", unit: "bytes", limits: below(256<<20, 512<<20), quiet: true,
					about:   "Resident memory of each replica; docker-compose.yml allows 512 MiB.",
					queries: []query{{expr: `process_resident_memory_bytes{job="api",instance=~"$replica"}`, legend: "{{instance}}"}}},
				{kind: lines, title: "Garbage collection", unit: "s", limits: below(0.001, 0.01), quiet: true,
					about:   "Time per second in which the collector stopped each replica.",
					queries: []query{{expr: `rate(go_gc_duration_seconds_sum{job="api",instance=~"$replica"}[` + interval + `])`, legend: "{{instance}}"}}},
				{kind: lines, title: "Goroutines", unit: "short", limits: below(1000, 10000), quiet: true,
					about:   "Goroutines of each replica. A number that only grows is a leak.",
					queries: []query{{expr: `go_goroutines{job="api",instance=~"$replica"}`, legend: "{{instance}}"}}},
			}},
		},
	}.dashboard()
}

// burnQueries are the burn rates of an objective over all windows.
func burnQueries(slo string) []query {
	var list []query
	for _, w := range burnWindows {
		list = append(list, query{expr: `slo:burn_rate:rate` + w.name + `{slo="` + slo + `"}`, legend: w.name})
	}
	return list
}

// latestOf are the last values of recorded signals in the chosen time range, by route or store. They are summed, which changes nothing,
// because a sum has no name: columns of one table must not differ in it.
func latestOf(records ...string) []query {
	var list []query
	for _, record := range records {
		list = append(list, query{expr: "sum by (route, store) (last_over_time(" + record + "[$__range]))", now: true})
	}
	return list
}
