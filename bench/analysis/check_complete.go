package analysis

import (
	"slices"

	"quintet/bench/samples"
	"quintet/telemetry"
)

// Recorded is how many hits were recorded in all phases, the check's Measured, of those the schedule held, its Limit.
type Recorded struct {
	// Twice is how often a hit came that had been recorded, Lost how many the schedule held, or were sent, that are in no file.
	Twice, Lost uint64
}

// checkRecorded: a trial has each hit of its schedule once. Every hit that was due is recorded, whether it could be sent or not, so one that
// is not there was lost, however few they are; one that is there twice, or was not due, belongs to another record.
func checkRecorded(f *facts) []Check {
	m, seen := &f.Manifest, f.first.seen
	if seen == 0 {
		return nil // checkHits says so
	}
	n := &f.first.numbers
	e := Recorded{Twice: n.twice}
	offered := n.beyond
	if m.Load.Closed == 0 && m.Load.Offered > 0 {
		offered = m.Load.Offered
	}
	// Of a trial that was cut off it is not known which hits were in flight.
	if m.State != samples.Running && m.State != samples.Failed {
		e.Lost = n.missing()
		if offered > n.beyond {
			e.Lost += offered - n.beyond
		}
	}
	return []Check{{Kind: CheckRecorded, OK: e == (Recorded{}) && n.beyond <= offered, Measured: Quantity{float64(seen), telemetry.Number},
		Limit: Quantity{float64(offered), telemetry.Number}, Evidence: e}}
}

// Planned is which of the trials that were planned, the check's Limit, cannot be told of.
type Planned struct {
	// Missing are the numbers of those that are not there or could not be read, the first of Absent ones; Twice those of which there is
	// more than one.
	Missing, Twice []int
	Absent         int
}

// maxNamed is how many missing trials are named.
const maxNamed = 20

// checkPlanned: a matrix of which trials are missing answers another question than was asked. It is nil when all are there. The plan of a
// search is not known beforehand; its numbers have no gaps.
func checkPlanned(trials []Trial) []Check {
	planned, present := 0, map[int]int{}
	for i := range trials {
		m := &trials[i].Manifest
		planned = max(planned, m.Trials, m.Trial)
		if m.Trial > 0 {
			present[m.Trial]++
		}
	}
	var e Planned
	for number, n := range present {
		if n > 1 {
			e.Twice = append(e.Twice, number)
		}
	}
	slices.Sort(e.Twice)
	e.Absent = planned - len(present)
	for number := 1; number <= planned && len(e.Missing) < min(e.Absent, maxNamed); number++ {
		if present[number] == 0 {
			e.Missing = append(e.Missing, number)
		}
	}
	if e.Absent == 0 && len(e.Twice) == 0 {
		return nil
	}
	return []Check{{Kind: CheckPlanned, Measured: Quantity{float64(len(trials)), telemetry.Number}, Limit: Quantity{float64(planned), telemetry.Number}, Evidence: e}}
}

func (Recorded) evidence() {}
func (Planned) evidence()  {}
