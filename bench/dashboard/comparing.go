package dashboard

// ComparingRuns lays one run over another.
func ComparingRuns() Dashboard {
	// began is when the load of a run began, to a second.
	began := func(run string) string {
		return `min(min_over_time(timestamp(bench_stage{run="$` + run + `",stage="load"} == 1)[$__range:1s]))`
	}
	shift := single("shift", "Shift", "How much later the load of the base began than that of the head, in milliseconds: what the head is moved by. Never 0, which is no offset.",
		`query_result(1000 * round(`+began("base")+" - "+began("head")+`) + 1)`)
	shift.Regex, shift.Hide, shift.Sort = `/ (-?[0-9]+) [0-9]+$/`, 2, 0

	both := func(record string, by string) []query {
		legend := ""
		if by != "" {
			legend = " {{" + by + "}}"
		}
		return []query{
			{expr: record + `{run="$base"}`, legend: "base" + legend},
			{expr: record + `{run="$head"} offset ${shift}ms`, legend: "head" + legend},
		}
	}
	// whole sums a recorded signal up over a run that lies somewhere in the time range.
	whole := func(function, record, run, by string) string {
		return function + " by (" + by + ") (" + function + `_over_time(` + record + `{run="$` + run + `"}[$__range]))`
	}
	change := func(function, record, by string) string {
		return whole(function, record, "head", by) + " / " + whole(function, record, "base", by) + " - 1"
	}
	compare := func(title, about, unit, function, record, by string, limits []limit) view {
		return view{kind: table, title: title, about: about, unit: unit, limits: limits,
			columns: []column{{"base", unit}, {"head", unit}, {"change", "percentunit"}},
			queries: []query{
				{expr: whole(function, record, "base", by), now: true}, {expr: whole(function, record, "head", by), now: true},
				{expr: change(function, record, by), now: true},
			}}
	}
	return board{
		uid: "quintet-compare", title: "Quintet: comparing runs", since: "now-6h",
		about: "One run laid over another from where their loads begin. The time range must hold both; lines stand at the base's time. Whether a difference is more than chance, bench compare says.",
		variables: []Variable{
			runVariable("base", "Base", "The run that is compared with.", false), runVariable("head", "Head", "The run that is compared.", true), shift,
		},
		rows: []row{
			{"Laid over one another", []view{
				{kind: lines, title: "Requests", unit: "reqps", limits: present(), quiet: true,
					about: "Requests per second. Runs with the same load should lie on one another; if not, one could not carry it.", queries: both("run:http_requests:rate1m", "")},
				{kind: lines, title: "p99", unit: "s", limits: below(0.1, 0.25), log: true,
					about: "99 % of requests were served within this time, over the minute before.", queries: both("run:http_request_duration_seconds:p99_rate1m", "")},
				{kind: lines, title: "Availability", unit: "percentunit", share: true, limits: above(0.99, 0.999),
					about: "Part of the requests that succeeded.", queries: both("run:http_requests:availability_rate1m", "")},
				{kind: lines, title: "Requests shed", unit: "percentunit", limits: below(0.001, 0.01),
					about:   "Part of the requests that were shed at the door. What one run sheds and the other serves late is the difference that shedding makes.",
					queries: both("run:http_requests_shed:ratio_rate1m", "")},
				{kind: lines, title: "Cache hit ratio", unit: "percentunit", share: true, limits: above(0.5, 0.8),
					about: "Lookups that the cache answered. A run that began with a warm cache begins high.", queries: both("run:cache_requests:hit_ratio_rate1m", "")},
				{kind: lines, title: "Store time of a call, mean", unit: "s", limits: below(0.01, 0.1), log: true,
					about: "By store: where a slower run has become slower.", queries: both("run_store:store_operation_duration_seconds:mean_rate1m", "store")},
				{kind: lines, title: "Storage I/O", unit: "Bps", limits: present(), quiet: true,
					about: "Bytes of files moved.", queries: both("run_direction:storage_io_bytes:rate1m", "direction")},
			}},
			{"Side by side", []view{
				compare("p99 by route, highest", "The highest p99 of each route in each run. The change is head over base: 10 % is a tenth slower.", "s",
					"max", "run_route:http_request_duration_seconds:p99_rate1m", "route", below(0.1, 0.25)),
				compare("Requests by route, mean", "Mean requests per second of each route in each run.", "reqps",
					"avg", "run_route:http_requests:rate1m", "route", present()),
				compare("Store time of a call, mean", "Mean time of a call of each store in each run.", "s",
					"avg", "run_store:store_operation_duration_seconds:mean_rate1m", "store", below(0.01, 0.1)),
			}},
		},
	}.dashboard()
}
