package analysis

import (
	"math"

	"quintet/bench/resilience"
	"quintet/bench/samples"
)

// faultObjectives are the metrics of objectives that a trial's faults are measured for, with how: the value and its 95 % interval, NaN where
// nothing was measured.
var faultObjectives = map[string]func(*facts, samples.SLO) (measured, low, high float64){
	"availability": availabilityOf, "recovery": slowestRecovery,
	"lost": func(f *facts, _ samples.SLO) (measured, low, high float64) { return lostWrites(&f.Manifest) },
}

// availabilityOf is the share of hits that were answered rightly and in time: of all hits of the trial, or of those due while a fault was in force.
func availabilityOf(f *facts, o samples.SLO) (measured, low, high float64) {
	s := f.first.watch.Availability(o.Fault, o.Operation)
	return s.Value, s.Low, s.High
}

// slowestRecovery is the longest time from the end of a fault until all was good again. One that was not seen to recover has only a lower
// bound: there is no number then.
func slowestRecovery(f *facts, o samples.SLO) (measured, low, high float64) {
	if f.Resilience == nil {
		return math.NaN(), math.NaN(), math.NaN()
	}
	measured, atLeast := f.Resilience.Slowest(o.Fault)
	if math.IsNaN(measured) && !math.IsNaN(atLeast) {
		return measured, atLeast, math.Inf(1)
	}
	return measured, measured, measured
}

// AnyFault is what an objective names that holds while any fault is in force.
const AnyFault = resilience.AnyFault
