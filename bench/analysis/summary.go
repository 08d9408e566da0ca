package analysis

import (
	"cmp"
	"slices"

	"quintet/bench/samples"
)

// summarize fills the trial from the passes.
func (f *facts) summarize() {
	t, m := f.Trial, &f.Manifest
	t.Measured = f.axis.Seconds()
	t.Planned, t.Reached = f.axis.Planned.Seconds(), min(f.axis.Reached, f.axis.Planned).Seconds()

	all := f.first.all
	t.Completed, t.Failures, t.Offered = all.answered, all.failures, f.offered()
	if t.Measured > 0 {
		t.Throughput, t.Goodput = float64(all.inTime)/t.Measured, float64(all.good)/t.Measured
	}
	t.ThroughputInterval.Low, t.ThroughputInterval.High = around(t.Throughput, f.axis.Coarse(f.second.all.inTime))
	t.GoodputInterval.Low, t.GoodputInterval.High = around(t.Goodput, f.axis.Coarse(f.second.all.good))
	t.All = operationOf("", f.axis, m.Stores, all, f.second.all)
	for i, name := range m.Operations {
		if f.first.operations[i].hits > 0 {
			t.Operations = append(t.Operations, operationOf(name, f.axis, m.Stores, f.first.operations[i], f.second.operations[i]))
		}
	}
	t.Curve = curve(all)
	t.SendLag = quantilesOf(f.first.lag)
	t.Timeline = f.first.timeline.result(m, f.axis.Length())
	t.Heatmap = f.first.heat.result(len(t.Timeline.Due))
	t.Failed = f.first.failed.result(m, t.Events)
	t.Connections = f.first.connections.result(m)
	t.Phases = f.phases()
	t.Tail = f.tail()
	t.Slowest = f.first.slowest.result()
	t.Ledger = m.ReadBack
	t.SLO = f.objectives()

	t.Scraped = f.scraped.Lines(Elsewhere(m)...)
	t.Cache = f.scraped.Cache()
	t.Storage = f.storage()
	t.StoreLatency = f.scraped.StoreLatency()
	use := f.scraped.MeanCPU()
	t.Generators = f.generators(use)
	t.MeanCPU = ofHarness(use, m)
	t.DiskReads, t.DiskWrites = f.scraped.DiskReads(), f.scraped.DiskWrites()
	t.OtherCPU = f.scraped.OtherCPU(sum(t.MeanCPU))
	t.GeneratorCPU = observed(t.MeanCPU, GeneratorSource)
	if len(t.Generators) > 0 {
		t.GeneratorCPU = allGenerators(t.Generators)
	}
	t.PoolWaits = f.scraped.PoolWaits()
	t.MeanMemory = meanMemory(t)
	t.Stores = f.stores()
	t.WarmupEnd = f.warmupEnd()
}

// offered is how many hits the schedule held in the measured phases. A trial that ended early, or whose users sent as fast as
// they could, was offered what it recorded: hits that were due and not sent are recorded too.
func (f *facts) offered() uint64 {
	m := &f.Manifest
	if m.Load.Closed > 0 || m.State != samples.Complete {
		return f.first.all.hits
	}
	planned := uint64(0)
	for _, p := range m.Phases {
		if p.Measure {
			planned += p.Offered
		}
	}
	return max(planned, f.first.all.hits)
}

// phases has a row a phase, in order.
func (f *facts) phases() []Phase {
	var rows []Phase
	for i, p := range f.Manifest.Phases {
		s := f.first.phases[i]
		row := Phase{Phase: p, Hits: s.hits, Failures: s.failures, Response: quantilesOf(s.response)}
		if seconds := f.axis.Phases[i].Seconds(); seconds > 0 {
			row.Throughput = float64(s.answered) / seconds
		}
		rows = append(rows, row)
	}
	return rows
}

// tail describes the slowest 1 % of all hits.
func (f *facts) tail() Tail {
	s := f.second.all
	if s.places.hits == 0 {
		return Tail{}
	}
	t := Tail{Hits: s.places.hits, From: s.from.Seconds(), Operations: map[string]uint64{}, Places: f.tailPlaces()}
	for op, n := range s.byOp {
		t.Operations[operationName(&f.Manifest, op)] += n
	}
	if len(t.Places) > 0 {
		t.Store, t.Share, t.Usual = t.Places[0].Place, t.Places[0].Share, t.Places[0].Usual
	}
	return t
}

// tailPlaces are all places where slow hits spend time, that of the largest share first.
func (f *facts) tailPlaces() []TailPlace {
	slow, usual := &f.second.all.places, f.All.Stores
	slowTotal, total := sum(f.All.TailStores), sum(usual)
	var list []TailPlace
	for i, d := range slow.times {
		if d == 0 {
			continue
		}
		p := TailPlace{Place: place(i).name(f.Manifest.Stores), Time: d.Seconds() / float64(slow.hits)}
		p.Share, p.UsualTime, p.Usual = p.Time/slowTotal, usual[p.Place], usual[p.Place]/total
		p.Interval = slow.interval(place(i), p.Share)
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b TailPlace) int { return cmp.Or(cmp.Compare(b.Share, a.Share), cmp.Compare(a.Place, b.Place)) })
	return list
}

// storage is what object storage moved: as the API counted it, or when it was not scraped, the bodies of file operations.
func (f *facts) storage() Storage {
	r := Storage{Sizes: f.first.sizes.result(&f.Manifest)}
	var counted bool
	if r.ReadBytes, r.WrittenBytes, counted = f.scraped.StorageIO(); !counted {
		for i, files := range f.first.sizes.files {
			if files {
				r.ReadBytes += f.first.operations[i].bytesIn
				r.WrittenBytes += f.first.operations[i].bytesOut
			}
		}
	}
	return r
}

// result lists the classes that occurred, by operation and size.
func (s *sizeSums) result(m *samples.Manifest) []SizeClass {
	keys := make([]sizeKey, 0, len(s.sums))
	for k := range s.sums {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b sizeKey) int {
		return cmp.Or(cmp.Compare(a.operation, b.operation), cmp.Compare(a.class, b.class))
	})
	var classes []SizeClass
	for _, k := range keys {
		classes = append(classes, SizeClass{
			Operation: m.Operations[k.operation], Class: sizeClasses[k.class].name,
			Hits: s.sums[k].response.Count(), Response: quantilesOf(s.sums[k].response), FirstByte: quantilesOf(s.sums[k].firstByte),
		})
	}
	return classes
}

// result is what they add up to.
func (c *connectionSums) result(m *samples.Manifest) Connections {
	r := Connections{Known: m.Format >= 2, Opened: c.connect.Count(), Connect: quantilesOf(c.connect), ClosedIdle: c.stale, Ended: map[string]uint64{}}
	gone := c.stale
	for end := range samples.ConnectionEnds {
		if n := c.ends[end]; n > 0 && samples.ConnectionEnd(end) != samples.Kept {
			r.Ended[samples.ConnectionEnd(end).String()] = n
			gone += n
		}
	}
	if gone < r.Opened {
		r.Kept = r.Opened - gone
	}
	return r
}
