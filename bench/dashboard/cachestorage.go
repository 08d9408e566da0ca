package dashboard

// CacheAndStorage is what the cache saves and what object storage moves.
func CacheAndStorage() Dashboard {
	mine := `instance=~"$replica"`
	cache := func(labels string, by ...string) selection {
		return selection{"cache_requests_total", mine + labels, interval, by}
	}
	hit, asked := ","+cacheHit, ","+cacheAsked
	objects := func(by ...string) selection {
		return selection{"storage_operation_duration_seconds", mine, interval, by}
	}
	moved := selection{"storage_io_bytes_total", mine, interval, []string{"direction"}}
	return board{
		uid: "quintet-cache-storage", title: "Quintet: cache and storage", since: "now-15m",
		about:     "What the cache saves the stores, and what the object store moves.",
		variables: []Variable{replicaVariable()},
		rows: []row{
			{"Now", []view{
				{kind: stat, title: "Cache hit ratio", unit: "percentunit", width: 6, share: true, limits: above(0.5, 0.8),
					about:   "Lookups that the cache answered, of those it could have: values and remembered absences.",
					queries: []query{{expr: ratio(cache(hit).rate(), cache(asked).rate())}}},
				{kind: stat, title: "Lookups", unit: "ops", width: 6, limits: present(),
					about: "Lookups per second that the cache could have answered.", queries: []query{{expr: cache(asked).rate()}}},
				{kind: stat, title: "Storage read", unit: "Bps", width: 6, limits: present(),
					about:   "Content of files read from the object store.",
					queries: []query{{expr: selection{"storage_io_bytes_total", mine + `,direction="read"`, interval, nil}.rate()}}},
				{kind: stat, title: "Storage written", unit: "Bps", width: 6, limits: present(),
					about:   "Content of files written to the object store.",
					queries: []query{{expr: selection{"storage_io_bytes_total", mine + `,direction="written"`, interval, nil}.rate()}}},
			}},
			{"Cache", []view{
				{kind: lines, title: "Hit ratio by class", unit: "percentunit", share: true, limits: above(0.5, 0.8),
					about:   "By what is cached. It rises while the cache warms up; a fall later is keys that expire, are invalidated or no longer fit.",
					queries: []query{{expr: ratio(cache(hit, "class").rate(), cache(asked, "class").rate()), legend: "{{class}}"}}},
				{kind: lines, title: "Lookups by result", unit: "ops", stacked: true, limits: present(), quiet: true,
					about:   "What lookups found. Every miss is a query of the store behind; bypass did not ask, error could not.",
					queries: []query{{expr: cache("", "result").rate(), legend: "{{result}}"}}},
				{kind: lines, title: "Errors and bypasses", unit: "ops", limits: []limit{{0, fine}, {0.01, warning}},
					about:   "Lookups that the cache could not answer or was not asked for. They cost a store's time, never a request.",
					queries: []query{{expr: cache(`,result=~"error|bypass"`, "class", "result").rate(), legend: "{{class}} {{result}}"}}},
				{kind: lines, title: "Time of a lookup", unit: "s", log: true, limits: below(0.002, 0.02),
					about: "p50 and p99 of the cache's operations. A cache that is as slow as the store behind saves nothing.",
					queries: []query{
						{expr: selection{calls, mine + `,operation=~"cache_.*"`, interval, []string{"operation"}}.quantile("0.5") + " > 0", legend: "{{operation}} p50"},
						{expr: selection{calls, mine + `,operation=~"cache_.*"`, interval, []string{"operation"}}.quantile("0.99") + " > 0", legend: "{{operation}} p99"},
					}},
				{kind: bars, title: "Hit ratio by class now", unit: "percentunit", share: true, limits: above(0.5, 0.8),
					about:   "Over the last minute, all replicas together.",
					queries: []query{{expr: "class:cache_requests:hit_ratio_rate1m", legend: "{{class}}"}}},
				{kind: states, title: "Breakers", unit: "short", height: 9, limits: []limit{{0, fine}, {1, warning}, {2, broken}},
					about:   "State of the breaker before a store. Open means that the API has stopped asking because it kept failing.",
					words:   map[string]word{"0": {"closed", fine}, "1": {"half-open", warning}, "2": {"open", broken}},
					queries: []query{{expr: `store_breaker_state{` + mine + `}`, legend: "{{store}} {{instance}}"}}},
			}},
			{"Object storage", []view{
				{kind: lines, title: "Bytes moved", unit: "Bps", limits: present(), quiet: true,
					about:   "Content per second between the API and the object store.",
					queries: []query{{expr: moved.rate(), legend: "{{direction}}"}}},
				{kind: lines, title: "Operations", unit: "ops", limits: present(), quiet: true,
					about:   "Calls of the object store per second, by kind.",
					queries: []query{{expr: objects("operation").count() + " > 0", legend: "{{operation}}"}}},
				{kind: lines, title: "Time of an operation, mean", unit: "s", log: true, limits: below(0.05, 0.5),
					about:   "open_object is until the first byte can be read, read_object the sum of all reads, put_object without the wait for the client.",
					queries: []query{{expr: objects("operation").mean(), legend: "{{operation}}"}}},
				{kind: lines, title: "Time of an operation, p99", unit: "s", log: true, limits: below(0.1, 1),
					about:   "The slowest hundredth. Large files make it long without anything being wrong: look at the sizes beside.",
					queries: []query{{expr: objects("operation").quantile("0.99") + " > 0", legend: "{{operation}}"}}},
				{kind: lines, title: "Size of files uploaded", unit: "bytes", log: true, limits: below(8<<20, 32<<20), quiet: true,
					about: "p50 and p99 of the bodies of uploads. 32 MiB is the API's limit as it comes.",
					queries: []query{
						{expr: selection{"http_request_size_bytes", mine + `,route="/storage/upload"`, interval, nil}.quantile("0.5"), legend: "p50"},
						{expr: selection{"http_request_size_bytes", mine + `,route="/storage/upload"`, interval, nil}.quantile("0.99"), legend: "p99"},
					}},
				{kind: lines, title: "Size of files downloaded", unit: "bytes", log: true, limits: below(8<<20, 32<<20), quiet: true,
					about: "p50 and p99 of the bodies of downloads.",
					queries: []query{
						{expr: selection{"http_response_size_bytes", mine + `,route="/storage/download/{filename}"`, interval, nil}.quantile("0.5"), legend: "p50"},
						{expr: selection{"http_response_size_bytes", mine + `,route="/storage/download/{filename}"`, interval, nil}.quantile("0.99"), legend: "p99"},
					}},
			}},
			{"Size of other answers", []view{
				{kind: lines, title: "Size of answers by route, p99", unit: "bytes", log: true, limits: below(64<<10, 1<<20), quiet: true,
					about:   "A list that grows with the data makes its route slower before any store is.",
					queries: []query{{expr: selection{"http_response_size_bytes", mine, interval, []string{"route"}}.quantile("0.99") + " > 0", legend: "{{route}}"}}},
			}},
		},
	}.dashboard()
}
