package resilience

import (
	"math"
	"testing"

	"quintet/bench/samples"
	"quintet/bench/stats"
)

// durable is repeated for two values of a setting: four trials each, of which those of the first lose so many of a thousand writes.
func durable(lost ...uint64) []Source {
	var list []Source
	for i, sync := range []string{"periodic", "batch"} {
		for k, s := range repeated(sec, 2*sec, 3*sec, 4*sec) {
			s.Number, s.Throughput, s.P99 = 4*i+k+1, 400, float64(i+1)/100
			s.Configuration = map[string]string{FaultAxis: "kill redis", "sync": sync}
			s.Ledger = &samples.Ledger{LedgerCounts: samples.LedgerCounts{Acknowledged: 1000}}
			if i == 0 {
				s.Ledger.Lost = lost[k]
			}
			list = append(list, s)
		}
	}
	return list
}

func TestDurabilityOfConfigurations(t *testing.T) {
	r := Of(durable(10, 20, 30, 0))
	if len(r.Durability) != 2 {
		t.Fatalf("%+v", r.Durability)
	}
	periodic, batch := r.Durability[0], r.Durability[1]
	if periodic.Configuration["sync"] != "periodic" || len(periodic.Configuration) != 1 || len(periodic.Trials) != 4 || periodic.Throughput.Value != 400 || periodic.P99.Value != 0.01 || batch.P99.Value != 0.02 {
		t.Errorf("%+v", r.Durability)
	}
	low, high := stats.Wilson(60, 4000, confidence)
	if periodic.Lost != 60 || periodic.Acknowledged != 4000 || periodic.LostShare != 0.015 || periodic.LostLow >= low || periodic.LostHigh <= high {
		t.Errorf("what one crash takes is taken together, so the interval is wider than %v to %v: %+v", low, high, periodic)
	}
	low, high = stats.Wilson(0, 4000, confidence)
	if batch.Lost != 0 || batch.LostShare != 0 || batch.LostLow != low || batch.LostHigh != high {
		t.Errorf("none of 4,000 says at most %v: %+v", high, batch)
	}
}

// Trials that do not take part, and those without a ledger, count nowhere; where nothing is left to choose there is no table.
func TestDurabilityWithoutAChoice(t *testing.T) {
	one := durable(1, 0, 0, 0)
	for i := range one[4:] {
		one[4+i].Ledger = nil
	}
	if r := Of(one); r.Durability != nil || len(r.Writes) != 4 {
		t.Errorf("one configuration with a ledger: %+v", r.Durability)
	}
	some := durable(500, 0, 0, 0)
	some[0].Valid = false
	if d := Of(some).Durability[0]; d.Lost != 0 || len(d.Trials) != 3 {
		t.Errorf("an invalid trial counts: %+v", d)
	}
	none := durable(0, 0, 0, 0)
	for i := range none {
		none[i].Ledger.Acknowledged = 0
	}
	if d := Of(none).Durability[0]; !math.IsNaN(d.LostShare) || !math.IsNaN(d.LostLow) {
		t.Errorf("nothing was acknowledged: %+v", d)
	}
}

// The row of a configuration that stands for its recovery is the one that took longest, and one that was not seen to recover before any other.
func TestSlowestRow(t *testing.T) {
	cache := map[string]string{"cache": "on"}
	row := func(label string, recovery, atLeast float64, notRecovered, notHeld int) Row {
		return Row{Label: label, Configuration: cache, Recovery: Estimate{Value: recovery}, AtLeast: atLeast, NotRecovered: notRecovered, HoldNotReached: notHeld}
	}
	r := &Result{Rows: []Row{row("soon", 1, 0, 0, 0), row("late", 5, 0, 0, 0), row("soon too", 2, 0, 0, 0)}}
	for _, want := range []string{"late", "cut short", "never", "never for longer"} {
		if got := r.Slowest(cache); got == nil || got.Label != want {
			t.Errorf("of %d rows %+v, want %s", len(r.Rows), got, want)
		}
		switch want {
		case "late":
			r.Rows = append(r.Rows, row("cut short", nan, 0, 0, 1))
		case "cut short":
			r.Rows = append(r.Rows, row("never", nan, 20, 1, 0))
		case "never":
			r.Rows = append(r.Rows, row("never for longer", nan, 30, 2, 0), row("later", 9, 0, 0, 0))
		}
	}
	if got := r.Slowest(nil); got != nil {
		t.Errorf("of another configuration: %+v", got)
	}
}
