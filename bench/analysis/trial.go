package analysis

import (
	"time"

	"quintet/bench/samples"
	"quintet/telemetry"
)

// Record is what was written down of a trial; *samples.Trial is one. Hits and Points may be streamed more than once.
type Record interface {
	Hits(func(*samples.Hit) error) error
	Points(func(*samples.Point) error) error
	Events() ([]samples.Event, error)
}

// facts is everything known of a trial once its record has been read: what the checks judge.
type facts struct {
	*Trial
	axis    *axis
	first   *totals
	second  *tails
	scraped *scraped
	limits  Limits
	// damage is the first part of the record that is torn or could not be read.
	damage Files
}

// AnalyzeRecord reads a trial's record and works out its results. What cannot be read makes the trial invalid with a reason; it is
// never an error, since a run that was cut off deserves its report.
func AnalyzeRecord(m samples.Manifest, r Record, opts Options) Trial {
	reached := m.Elapsed
	if reached <= 0 {
		// The manifest of a trial that was cut off does not say how far it got: its hits do.
		_ = r.Hits(func(h *samples.Hit) error {
			reached = max(reached, h.End, h.Sent)
			return nil
		})
	}
	if len(m.Backends) == 0 {
		m.Backends = telemetry.Recorded(opts.Backends)
	}
	f := &facts{Trial: &Trial{Manifest: m}, axis: newAxis(&m, max(reached, time.Nanosecond)), limits: opts.Limits.withDefaults(m.SLO)}
	f.note("hits", func() error {
		f.first = newTotals(&m, f.axis)
		return r.Hits(f.first.add)
	})
	f.note("hits", func() error {
		f.second = newTails(f.first)
		return r.Hits(f.second.add)
	})
	f.note("scraped points", func() (err error) {
		f.scraped, err = readScraped(f.axis, f.Manifest.Backends, r.Points)
		return err
	})
	f.note("events", func() (err error) {
		f.Events, err = r.Events()
		return err
	})
	f.summarize()
	f.Checks = f.check()
	f.Valid = len(f.InvalidReasons()) == 0
	f.Captions = captionsOf(f.Trial)
	return *f.Trial
}

// note runs a step of reading and keeps what went wrong, once.
func (f *facts) note(part string, step func() error) {
	if err := step(); err != nil && f.damage == (Files{}) {
		f.damage = Files{part, err.Error()}
	}
}

// summarize fills the trial from the passes.
func (f *facts) summarize() {
	t, m := f.Trial, &f.Manifest
	t.Measured = f.axis.seconds()
	t.Planned, t.Reached = f.axis.planned.Seconds(), min(f.axis.reached, f.axis.planned).Seconds()

	all := f.first.all
	t.Completed, t.Failures, t.Offered = all.answered, all.failures, f.offered()
	if t.Measured > 0 {
		t.Throughput, t.Goodput = float64(all.inTime)/t.Measured, float64(all.good)/t.Measured
	}
	t.ThroughputInterval.Low, t.ThroughputInterval.High = around(t.Throughput, f.axis.grouped(f.second.all.inTime))
	t.GoodputInterval.Low, t.GoodputInterval.High = around(t.Goodput, f.axis.grouped(f.second.all.good))
	t.All = operation("", f.axis, m.Stores, all, f.second.all)
	for i, name := range m.Operations {
		if f.first.operations[i].hits > 0 {
			t.Operations = append(t.Operations, operation(name, f.axis, m.Stores, f.first.operations[i], f.second.operations[i]))
		}
	}
	t.Curve = curve(all)
	t.SendLag = quantiles(f.first.lag)
	t.Timeline = f.first.timeline.result(m, f.axis.length())
	t.Heatmap = f.first.heat.result(len(t.Timeline.Due))
	t.Failed = f.first.failed.result(m, t.Events)
	t.Phases = f.phases()
	t.Tail = f.tail()
	t.SLO = objectives(m, f.first, f.second)

	t.Scraped = f.scraped.result()
	t.Cache = f.scraped.cache()
	t.Storage = f.storage()
	t.StoreLatency = f.scraped.storeLatency()
	t.MeanCPU = f.scraped.meanRates("process_cpu_seconds_total")
	t.DiskReads, t.DiskWrites = f.scraped.meanRates(processRead), f.scraped.meanRates(processWritten)
	t.OtherCPU = f.scraped.otherCPU(t.MeanCPU)
	t.GeneratorCPU = generatorCPU(t.MeanCPU)
	t.PoolWaits = f.scraped.poolWaits()
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
		row := Phase{Phase: p, Hits: s.hits, Failures: s.failures, Response: quantiles(s.response)}
		if seconds := f.axis.phases[i].seconds(); seconds > 0 {
			row.Throughput = float64(s.answered) / seconds
		}
		rows = append(rows, row)
	}
	return rows
}

// tail describes the slowest 1 % of all hits.
func (f *facts) tail() Tail {
	s := f.second.all
	if s.hits == 0 {
		return Tail{}
	}
	t := Tail{Hits: s.hits, From: s.from.Seconds(), Operations: map[string]uint64{}}
	for op, n := range s.byOp {
		t.Operations[operationName(&f.Manifest, op)] += n
	}
	t.Store, t.Share = largest(f.All.TailStores)
	t.Usual = share(f.All.Stores, t.Store)
	return t
}

// storage is what object storage moved: as the API counted it, or when it was not scraped, the bodies of file operations.
func (f *facts) storage() Storage {
	r := Storage{Sizes: f.first.sizes.result(&f.Manifest)}
	counters := f.scraped.of(named("storage_io_bytes_total"))
	for _, t := range counters {
		if direction(t.labels) == "read" {
			r.ReadBytes += t.increase(f.axis.measured)
		} else {
			r.WrittenBytes += t.increase(f.axis.measured)
		}
	}
	if len(counters) == 0 {
		for i, files := range f.first.sizes.files {
			if files {
				r.ReadBytes += f.first.operations[i].bytesIn
				r.WrittenBytes += f.first.operations[i].bytesOut
			}
		}
	}
	return r
}
