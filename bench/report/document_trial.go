package report

import "quintet/bench/analysis"

func operation(o *analysis.Operation) Operation {
	intervals := make(map[string]Interval, len(o.Intervals))
	for name, i := range o.Intervals {
		intervals[name] = interval(i)
	}
	return Operation{
		Name: o.Name, Hits: o.Hits, Failures: o.Failures, Response: quantiles(o.Response), Service: quantiles(o.Service),
		Stores: numbersBy(o.Stores), TailStores: numbersBy(o.TailStores), Intervals: intervals,
		FailureRatio: Number(float64(o.Failures) / float64(o.Hits)), FailureInterval: Interval{Number(o.FailureLow), Number(o.FailureHigh)},
		Effective: Number(o.Effective), BytesIn: Number(o.BytesIn), BytesOut: Number(o.BytesOut),
	}
}

func interval(i analysis.Interval) Interval { return Interval{Number(i.Low), Number(i.High)} }

func quantiles(q analysis.Quantiles) Quantiles {
	return Quantiles{
		Mean: Number(q.Mean), P50: Number(q.P50), P90: Number(q.P90), P95: Number(q.P95),
		P99: Number(q.P99), P999: Number(q.P999), P9999: Number(q.P9999), Max: Number(q.Max),
	}
}

func cache(c *analysis.Cache) Cache {
	return Cache{
		On: c.On, Hits: Number(c.Hits), Misses: Number(c.Misses), NegativeHits: Number(c.NegativeHits), Errors: Number(c.Errors),
		Bypassed: Number(c.Bypassed), HitRatio: Number(c.HitRatio),
		Classes: each(c.Classes, func(c *analysis.CacheClass) CacheClass {
			return CacheClass{Class: c.Class, Hits: Number(c.Hits), Misses: Number(c.Misses), NegativeHits: Number(c.NegativeHits), HitRatio: Number(c.HitRatio)}
		}),
	}
}

func storage(s *analysis.Storage) Storage {
	return Storage{
		ReadBytes: Number(s.ReadBytes), WrittenBytes: Number(s.WrittenBytes),
		Sizes: each(s.Sizes, func(s *analysis.SizeClass) SizeClass {
			return SizeClass{Operation: s.Operation, Class: s.Class, Hits: s.Hits, Response: quantiles(s.Response)}
		}),
	}
}

func phase(p *analysis.Phase) Phase {
	return Phase{
		Name: p.Name, Shape: p.Shape, Start: seconds(p.Start), End: seconds(p.End), Measure: p.Measure, Offered: p.Offered,
		Hits: p.Hits, Failures: p.Failures, Throughput: Number(p.Throughput), Response: quantiles(p.Response),
	}
}

func tail(t *analysis.Tail) Tail {
	return Tail{
		Hits: t.Hits, From: Number(t.From), Store: t.Store, Share: Number(t.Share), Usual: Number(t.Usual), Operations: mapped(t.Operations),
	}
}

func failureClass(f *analysis.FailureClass) FailureClass {
	return FailureClass{
		Class: f.Class, Count: f.Count, ByOperation: mapped(f.ByOp), ByStatus: mapped(f.ByStatus), Examples: listed(f.Examples),
	}
}

func storeLatency(s *analysis.StoreLatency) StoreLatency {
	return StoreLatency{
		Store: s.Store, Operation: s.Operation, Count: Number(s.Count), Errors: Number(s.Errors),
		Mean: Number(s.Mean), P50: Number(s.P50), P99: Number(s.P99),
	}
}

func timeline(t *analysis.Timeline) Timeline {
	return Timeline{
		Width: Number(t.Width), Due: numbers(t.Due), Sent: numbers(t.Sent), Done: numbers(t.Done), Failed: numbers(t.Failed),
		Goodput: numbers(t.Goodput), InFlight: numbers(t.InFlight),
		P50: numbers(t.P50), P90: numbers(t.P90), P99: numbers(t.P99), P999: numbers(t.P999), Max: numbers(t.Max),
		ByOperation: listsBy(t.ByOperation), Stores: listsBy(t.Stores), SendLagP99: numbers(t.SendLagP99),
		ReadBytes: numbers(t.ReadBytes), WrittenBytes: numbers(t.WrittenBytes),
	}
}

func scraped(s *analysis.Scraped) Scraped {
	return Scraped{
		Scrapes: s.Scrapes, Missed: s.Missed,
		Gaps:          each(s.Gaps, func(g *analysis.Gap) Gap { return Gap{Source: g.Source, At: Number(g.At)} }),
		CacheHitRatio: each(s.CacheHitRatio, series), StorageIO: each(s.StorageIO, series), StoreLatency: each(s.StoreLatency, series),
		CPU: each(s.CPU, series), Memory: each(s.Memory, series), GCPause: each(s.GCPause, series), Goroutines: each(s.Goroutines, series),
		Pools: each(s.Pools, series), Connections: each(s.Connections, series),
	}
}

func series(s *analysis.Series) Series {
	return Series{Name: s.Name, T: numbers(s.T), V: numbers(s.V)}
}
