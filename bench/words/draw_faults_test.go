package words

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/resilience"
	"quintet/bench/samples"
)

// namedFault is a fault with how a sentence names it.
type namedFault struct {
	samples.Fault
	text string
}

// faultsToDraw have one of each kind.
func faultsToDraw() []namedFault {
	of := func(kind, target, text string, params map[string]float64) namedFault {
		return namedFault{samples.Fault{Label: strings.TrimSpace(kind + " " + target), Kind: kind, Target: target, Params: params, Services: []string{target}}, text}
	}
	list := []namedFault{
		of("kill", "redis", "killing redis", nil), of("pause", "neo4j", "pausing neo4j", nil), of("restart", "sqlite", "restarting sqlite", nil),
		of("latency", "postgres", "latency of 100 ms on postgres", map[string]float64{"delay": 0.1}), of("blackhole", "redis", "a black hole before redis", nil),
		of("reset", "redis", "resetting every connection of redis", nil), of("bandwidth", "minio", "a bandwidth of 1 MB/s for minio", map[string]float64{"rate": 1e6}),
		of("flush", "redis", "flushing redis", nil), of("cpu", "sqlite", "a CPU share of 10 % for sqlite", map[string]float64{"share": 0.1}),
		of("full", "sqlite", "a full disk of sqlite", nil), of("errors", "sqlite", "errors in 50 % of the calls of sqlite", map[string]float64{"share": 0.5}),
		of("exec", "", "exec", nil),
	}
	list[len(list)-1].Commands = map[string]string{"inject": "./break.sh", "heal": "./mend.sh"}
	return list
}

// badness is a stretch in which hits of some operations are bad: all, or a share of them.
type badness struct {
	from, to   float64
	operations []int
	share      float64
}

// forced is what of a run with faults is not left to chance, so that all that is rarely drawn is drawn: -1 and 0 are left to it.
type forced struct {
	effect, operations, faults, repetitions int
	// rare makes the last operation one of few hits; uneven leaves the last fault out of all repetitions but the first.
	// kept has every write of all repetitions but the last, which loses one.
	rare, uneven, kept bool
}

// partly is an effect of which every operation has too few bad hits to be noticed by, and all together have not.
// slower is one of which every hit in force takes ten times as long, and none too long.
const (
	partly = 9
	slower = 10
)

// forcedFaults are those of the seeds from drawnBySeed on.
var forcedFaults = []forced{
	{effect: 1, operations: 3, faults: 2, repetitions: 2, rare: true}, {effect: 1, operations: 2, faults: 1, repetitions: 1, rare: true},
	{effect: 1, operations: 2, faults: 5, repetitions: 1}, {effect: 1, operations: 2, faults: 4, repetitions: 3},
	{effect: partly, operations: 5, faults: 1, repetitions: 1}, {effect: partly, operations: 5, faults: 2, repetitions: 1},
	{effect: 0, operations: 2, faults: 2, repetitions: 3}, {effect: 1, operations: 2, faults: 2, repetitions: 3, uneven: true},
	{effect: slower, operations: 2, faults: 1, repetitions: 1}, {effect: slower, operations: 3, faults: 2, repetitions: 3},
	{effect: 1, operations: 2, faults: 1, repetitions: 2, kept: true}, {effect: 1, operations: 2, faults: 1, repetitions: 3, kept: true},
}

// drawnBySeed is how many runs with faults are left to chance.
const drawnBySeed = 60

// drawnFaults is a run of trials with faults, and when what was bad in each.
type drawnFaults struct {
	trials []*truth
	bad    [][]badness
	result *analysis.Result
	faults *resilience.Result
	named  []namedFault
	rare   bool
	// slowed says that its faults slow requests down and do nothing else.
	slowed bool
}

const faultLimit = 0.05 // of p99, in seconds

// drawFaults makes a run of a seed's: one trial, or several repetitions of it.
func drawFaults(seed uint64) *drawnFaults {
	r := rand.New(rand.NewPCG(seed, 17))
	one := func(in int) bool { return r.IntN(in) == 0 }
	length, rate := 40.0, 80.0
	if seed == 3 {
		length, rate = 12_000, 1 // slots are wider in a trial of that length
	}
	as := forced{effect: -1}
	if seed >= drawnBySeed {
		as = forcedFaults[seed-drawnBySeed]
	}
	if as.faults > 3 {
		length = 100
	}
	m := runManifest(r)
	m.Operations = []string{"messages.list", "messages.send", "users.get", "groups.members", "files.download"}[:cmp.Or(as.operations, 1+r.IntN(5))]
	m.Hold, m.Elapsed = 3*time.Second, seconds2(length)
	m.Phases = []samples.Phase{{Name: "steady", Shape: "constant", End: m.Elapsed, Measure: true}}
	kinds := faultsToDraw()
	r.Shuffle(len(kinds), func(i, k int) { kinds[i], kinds[k] = kinds[k], kinds[i] })
	w := &drawnFaults{named: kinds[:cmp.Or(as.faults, 1+r.IntN(3))], rare: as.rare, slowed: as.effect == slower}
	for i := range w.named {
		f := &w.named[i]
		f.At, f.For = seconds2(length*(0.2+0.3*float64(i))), seconds2(4)
		if as.faults > 3 {
			f.At = seconds2(10 + 18*float64(i))
		}
		if one(8) && i == len(w.named)-1 && as.effect < 0 {
			f.At = seconds2(length - 5) // the load ends before the hold time does
		}
		if one(10) && i == 1 && as.effect < 0 {
			f.At = w.named[0].At + seconds2(2)
		}
		m.Faults = append(m.Faults, f.Fault)
	}
	m.SLO = []samples.SLO{{Expression: "p99 < 50ms", Metric: "p99", Quantile: 0.99, Comparison: "<", Limit: faultLimit}, {Expression: "failures < 1%", Metric: "failures", Comparison: "<", Limit: 0.01}}
	label := m.Faults[0].Label
	written := one(2)
	if one(8) {
		label = "kill nothing"
	}
	m.SLO = append(m.SLO, samples.SLO{Expression: "availability(fault) > 99%", Metric: "availability", Fault: resilience.AnyFault, Comparison: ">", Limit: 0.99},
		samples.SLO{Expression: "availability(" + label + ") > 50%", Metric: "availability", Fault: label, Comparison: ">", Limit: 0.5},
	)
	if one(3) {
		m.SLO = slices.Delete(m.SLO, 1, 2) // without one on failures availability is the worst
	}
	if one(2) {
		m.SLO = append(m.SLO, samples.SLO{Expression: "recovery(" + label + ") < 5s", Metric: "recovery", Fault: label, Comparison: "<", Limit: 5})
	}
	if written || one(8) {
		m.SLO = append(m.SLO, samples.SLO{Expression: "lost = 0", Metric: "lost", Comparison: "=", Limit: 0})
	}
	if one(8) {
		m.SLO = append(m.SLO, samples.SLO{Expression: "availability(nothing.here) > 50%", Metric: "availability", Operation: "nothing.here", Comparison: ">", Limit: 0.5})
	}
	if as.faults > 3 || as.effect < 0 && one(4) {
		m.SLO = append(m.SLO, samples.SLO{Expression: "availability > 99.5%", Metric: "availability", Comparison: ">", Limit: 0.995})
	}
	effects := make([]int, len(m.Faults))
	for i := range effects {
		if effects[i] = r.IntN(9); length > 100 {
			effects[i] = 0 // its few hits show nothing
		}
		if as.effect >= 0 {
			effects[i] = as.effect
		}
	}
	repetitions := cmp.Or(as.repetitions, []int{1, 1, 2, 3}[r.IntN(4)])
	if length > 100 {
		repetitions = 1
	}
	var trials []analysis.Trial
	for repetition := range repetitions {
		own := m
		own.Trial, own.Trials, own.Repetition, own.Phases = repetition+1, repetitions, repetition+1, slices.Clone(m.Phases)
		own.Faults = slices.Clone(m.Faults)
		if as.uneven && repetition > 0 {
			own.Faults = own.Faults[:len(own.Faults)-1]
		}
		d := &drawn{m: own}
		bad := d.drawBadness(r, effects, length)
		d.drawFaultyHits(r, effects, bad, rate, length, as.rare)
		s := &system{observed: true, lookups: 160, seconds: length, cpu: 0.5, generator: 0.001, pool: math.NaN(), evicted: math.NaN(), ratio: func(float64) float64 { return 0.8 }, gamma: 1e5}
		if length <= 100 {
			s.points(d, asked{rate: rate, replicas: 1, volumes: 1}, rate)
		}
		if one(9) && as.effect < 0 {
			d.fail(r, 0.4) // not valid
		}
		d.m.Ledger = written || one(4)
		if written {
			d.m.ReadBack = drawLedger(r, length)
		}
		if as.kept {
			d.m.Ledger, d.m.ReadBack = true, &samples.Ledger{LedgerCounts: samples.LedgerCounts{Acknowledged: 100, Confirmed: 100}, Took: 1}
			if repetition == repetitions-1 {
				d.m.ReadBack.Confirmed, d.m.ReadBack.Lost = 99, 1
			}
		}
		w.bad = append(w.bad, bad)
		w.trials = append(w.trials, &truth{drawn: d})
		trials = append(trials, analysis.AnalyzeRecord(d.m, d, analysis.Options{}))
	}
	w.result = analysis.Combine(trials, nil)
	for i := range w.trials {
		w.trials[i].result, w.trials[i].trial = w.result, &w.result.Trials[i]
	}
	w.faults = w.result.Faults()
	return w
}

// drawBadness draws what each fault does and records it, some of it late or not at all.
func (d *drawn) drawBadness(r *rand.Rand, effects []int, length float64) (bad []badness) {
	for i, f := range d.m.Faults {
		inject := f.At.Seconds() + 0.01
		heal := math.Min(inject+f.For.Seconds(), length)
		put := func(at float64, kind samples.EventKind, detail string) {
			if at < length {
				d.events = append(d.events, samples.Event{At: seconds2(at), Kind: kind, Name: f.Label, Detail: detail, Fault: i + 1})
			}
		}
		put(inject, samples.FaultInjected, "")
		switch r.IntN(12) {
		case 0:
			put(inject+0.01, samples.FaultFailed, "no such process.")
		case 1:
			put(inject+0.01, samples.FaultEffective, "")
			put(heal+0.2, samples.FaultFailed, "it does not answer.")
		default:
			put(inject+0.01, samples.FaultEffective, "")
		}
		put(heal, samples.FaultHealed, "")
		if r.IntN(3) > 0 {
			put(heal+[]float64{0, 1.5}[r.IntN(2)], samples.FaultServing, "")
		}
		var operations []int
		for k := range d.m.Operations {
			if effects[i] != 2 || k == 0 {
				operations = append(operations, k)
			}
		}
		switch effects[i] {
		case 0: // nothing is noticed
		case 1, 2:
			bad = append(bad, badness{from: inject + 0.3*r.Float64(), to: heal + 1.5*r.Float64(), operations: operations})
		case 3:
			bad = append(bad, badness{from: inject, to: heal - 1, operations: operations}) // good again before it ends
		case 4:
			bad = append(bad, badness{from: inject, to: heal + 0.5, operations: operations}, badness{from: heal + 2, to: heal + 2.5, operations: operations}) // again within the hold time
		case 5:
			bad = append(bad, badness{from: inject, to: length, operations: operations}) // stays bad
		case 7: // only afterwards
			bad = append(bad, badness{from: heal + 0.3, to: heal + 1.8, operations: operations})
		case 8:
			bad = append(bad, badness{from: heal + 0.3, to: heal + 1.8, operations: operations[:1]})
		case 6:
			bad = append(bad, badness{from: inject - 2, to: heal + 1, operations: operations}) // was bad before
		case partly:
			bad = append(bad, badness{from: inject, to: heal, operations: operations, share: 0.1})
		}
	}
	slices.SortStableFunc(d.events, func(a, b samples.Event) int { return int(a.At - b.At) })
	return bad
}

// slow reports whether a fault made hits that were due at an instant take longer.
func (d *drawn) slow(due float64, effects []int) bool {
	for i, f := range d.m.Faults {
		if inject := f.At.Seconds() + 0.01; effects[i] == slower && due >= inject && due < inject+f.For.Seconds() {
			return true
		}
	}
	return false
}

func (d *drawn) drawFaultyHits(r *rand.Rand, effects []int, bad []badness, rate, length float64, rare bool) {
	usual := []float64{0, 0.002}[r.IntN(2)]
	for due := r.ExpFloat64() / rate; due < length; due += r.ExpFloat64() / rate {
		operation := r.IntN(len(d.m.Operations))
		if rare && operation == len(d.m.Operations)-1 && r.IntN(15) > 0 {
			operation = 0
		}
		h := samples.Hit{Seq: uint64(len(d.hits)), Due: seconds2(due), Sent: seconds2(due), End: seconds2(due + 0.003 + 0.003*r.Float64()), Operation: uint16(operation), Status: 200, BytesIn: 100, NStores: 1}
		if d.slow(due, effects) {
			h.End += 9 * seconds2(0.0035)
		}
		out := slices.ContainsFunc(bad, func(b badness) bool {
			return due >= b.from && due < b.to && slices.Contains(b.operations, operation) && (b.share == 0 || r.Float64() < b.share)
		})
		if out || r.Float64() < usual {
			h.Failure, h.Status = samples.Status, 503
		}
		h.Stores[0] = samples.StoreTime{Store: 0, Time: h.Service() / 2}
		d.hits = append(d.hits, h)
	}
	d.m.Phases[0].Offered, d.m.Load.Offered = uint64(len(d.hits)), uint64(len(d.hits))
}

// drawLedger makes what might be found of the writes of a load of that length.
func drawLedger(r *rand.Rand, length float64) *samples.Ledger {
	some := func(in int, most uint64) uint64 {
		if r.IntN(in) > 0 {
			return 0
		}
		return 1 + r.Uint64N(most)
	}
	l := &samples.Ledger{Straight: r.IntN(2) == 0, AbsentUsers: some(4, 5), PartialFiles: some(4, 5), Took: 1}
	l.Lost, l.Hidden, l.Duplicated, l.Phantom, l.Unchecked = some(3, 3), some(4, 9), some(4, 9), some(4, 9), some(4, 9)
	l.Stale = l.Hidden + some(3, 9)
	l.HiddenFor = 12
	l.IndeterminateFound, l.IndeterminateMissing, l.Refused = some(2, 9), some(2, 9), some(2, 9)
	switch r.IntN(8) {
	case 0: // nothing was acknowledged
		l.LedgerCounts = samples.LedgerCounts{}
		if r.IntN(2) == 0 {
			l.Reason = "the API did not answer."
		}
		return l
	case 1:
		l.Lost = 1500 + r.Uint64N(100)
	case 2:
		l.Reason = "the time was over."
	}
	l.Confirmed = 100 + r.Uint64N(1000)
	l.Acknowledged = l.Confirmed + l.Lost + l.Stale + l.Duplicated
	if r.IntN(4) > 0 {
		for range min(l.Lost, samples.MaxLostAt) {
			l.LostAt = append(l.LostAt, length*r.Float64())
		}
		slices.Sort(l.LostAt)
	}
	return l
}
