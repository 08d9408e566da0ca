package dashboard

import "quintet/telemetry"

// Stores is how each store serves the API, and what its server counts by itself.
func Stores(backends []telemetry.Backend) Dashboard {
	const mine = `instance=~"$replica",store=~"$store"`
	all := func(by ...string) selection { return selection{calls, mine, interval, by} }
	failed := func(by ...string) selection { return selection{calls, mine + "," + bad, interval, by} }
	shed := func(by ...string) selection { return selection{calls, mine + `,outcome="shed"`, interval, by} }
	retries := func(result string) string {
		return selection{"store_retries_total", mine + `,result="` + result + `"`, interval, []string{"store"}}.rate()
	}
	pool := func(name string) string { return `sum by (store, pool) (store_pool_` + name + `{` + mine + `})` }
	waited := func(name string) string {
		return selection{"store_pool_" + name, mine, interval, []string{"store", "pool"}}.rate()
	}
	rows := []row{
		{"As the API sees them", []view{
			{kind: lines, title: "Calls by store", unit: "ops", limits: present(), quiet: true,
				about:   "Calls per second. A request may make several; a cache that works makes the store behind it quieter than the routes are.",
				queries: []query{{expr: all("store").count(), legend: "{{store}}"}}},
			{kind: lines, title: "Errors by store", unit: "percentunit", limits: below(0.001, 0.01),
				about:   "Part of the calls that timed out, found nobody, or failed. Not to find a row is no error.",
				queries: []query{{expr: ratio(failed("store").count(), all("store").count()), legend: "{{store}}"}}},
			{kind: lines, title: "p99 by store", unit: "s", log: true, limits: below(0.05, 0.25),
				about:   "99 % of a store's calls took at most this long, seen from the API: network, driver and wait for a connection included.",
				queries: []query{{expr: all("store").quantile("0.99") + " > 0", legend: "{{store}}"}}},
			{kind: lines, title: "Mean by store", unit: "s", log: true, limits: below(0.01, 0.1),
				about:   "Mean time of a call. Far below p99 it means that a few calls are much slower than the rest.",
				queries: []query{{expr: all("store").mean(), legend: "{{store}}"}}},
			{kind: lines, title: "p99 by operation", unit: "s", log: true, limits: below(0.05, 0.25),
				about:   "Which calls make the tail.",
				queries: []query{{expr: all("store", "operation").quantile("0.99") + " > 0", legend: "{{store}} {{operation}}"}}},
			{kind: lines, title: "Calls by outcome", unit: "ops", limits: present(), quiet: true, stacked: true,
				about:   "How calls ended. Conflicts and absences are answers; timeouts, shed, unavailable and error are failures.",
				queries: []query{{expr: all("outcome").count() + " > 0", legend: "{{outcome}}"}}},
			{kind: table, title: "Operations", unit: "s", height: 10, width: 24, limits: below(0.05, 0.25),
				about:   "Every operation that was called, over the chosen time range.",
				columns: []column{{"calls per second", "ops"}, {"mean", "s"}, {"p99", "s"}, {"errors", "percentunit"}},
				queries: operationQueries(mine)},
		}},
		{"Calls shed and tried again", []view{
			{kind: lines, title: "Calls shed by store", unit: "percentunit", limits: below(0.001, 0.01),
				about:   "Part of the calls that waited for their turn for too long (STORE_CALLS, STORE_PATIENCE). A store that sheds takes no others with it.",
				queries: []query{{expr: ratio(shed("store").count(), all("store").count()), legend: "{{store}}"}}},
			{kind: bars, title: "Part of the calls tried again now", unit: "percentunit", share: true, limits: below(0.05, 0.1),
				about:   "Retries of the last minute by calls. RETRY_BUDGET, 10 % as it comes, bounds them over ten seconds.",
				queries: []query{{expr: `store:store_retries:ratio_rate1m{store=~"$store"}`, legend: "{{store}}"}}},
			{kind: lines, title: "Retries", unit: "ops", limits: present(), quiet: true,
				about:   "Calls per second that were tried again, by store.",
				queries: []query{{expr: retries("made"), legend: "{{store}}"}}},
			{kind: lines, title: "Retries refused", unit: "ops", limits: []limit{{0, fine}, {0.01, warning}},
				about:   "Retries per second that the budget refused: the store is in more trouble than chance, and is not asked twice as often.",
				queries: []query{{expr: retries("refused"), legend: "{{store}}"}}},
		}},
		{"Pools and breakers", []view{
			{kind: lines, title: "Connections in use", unit: "short", limits: below(16, 64), quiet: true,
				about:   "Connections in use now, of all chosen replicas. At the pool's limit callers wait.",
				queries: []query{{expr: pool("in_use"), legend: "{{store}} {{pool}}"}}},
			{kind: bars, title: "Share of each pool in use", unit: "percentunit", share: true, limits: below(0.7, 0.95),
				about:   "Connections in use, of those that may be open. Pools without a limit are not shown.",
				queries: []query{{expr: pool("in_use") + " / (" + pool("max") + " > 0)", legend: "{{store}} {{pool}}"}}},
			{kind: lines, title: "Waits for a connection", unit: "ops", limits: []limit{{0, fine}, {1, warning}, {100, broken}}, quiet: true,
				about:   "How often per second a caller found no free connection.",
				queries: []query{{expr: waited("waits_total"), legend: "{{store}} {{pool}}"}}},
			{kind: lines, title: "Time waited for connections", unit: "s", limits: []limit{{0, fine}, {0.1, warning}, {1, broken}}, quiet: true,
				about:   "Seconds waited per second, over all callers: 1 means that one caller is waiting at any instant.",
				queries: []query{{expr: waited("wait_seconds_total"), legend: "{{store}} {{pool}}"}}},
			{kind: lines, title: "Idle connections", unit: "short", limits: present(), quiet: true,
				about:   "Connections open and not in use. They cost the server memory; too few cost callers the time to open one.",
				queries: []query{{expr: pool("idle"), legend: "{{store}} {{pool}}"}}},
			{kind: states, title: "Breakers", unit: "short", limits: []limit{{0, fine}, {1, warning}, {2, broken}}, height: 9,
				about:   "State of the breaker before a store: open means that the API has stopped asking it.",
				words:   map[string]word{"0": {"closed", fine}, "1": {"half-open", warning}, "2": {"open", broken}},
				queries: []query{{expr: `max by (store) (store_breaker_state{instance=~"$replica"})`, legend: "{{store}}"}}},
		}},
	}
	return board{
		uid: "quintet-stores", title: "Quintet: stores", since: "now-15m",
		about:     "How each store serves the API, and what its server counts by itself. Rows of stores that this stack does not have are empty.",
		variables: []Variable{storeVariable(), replicaVariable()},
		rows:      append(rows, serverRows(backends)...),
	}.dashboard()
}

// operationQueries are the columns of the table of operations.
func operationQueries(mine string) []query {
	by := []string{"store", "operation"}
	all := selection{calls, mine, "$__range", by}
	failed := selection{calls, mine + "," + bad, "$__range", by}
	var list []query
	for _, expr := range []string{all.count() + " > 0", all.mean(), all.quantile("0.99") + " > 0", ratio(failed.count(), all.count())} {
		list = append(list, query{expr: expr, now: true})
	}
	return list
}
