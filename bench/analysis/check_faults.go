package analysis

import "quintet/bench/samples"

// FaultsHeld are the faults that were due, those of them that were not seen to take effect, and those that were not over in the end. Commands counts
// those by commands of the scenario, of which nothing is seen but their exit status.
type FaultsHeld struct {
	Due       int
	Commands  int
	Without   []FaultTrouble
	Lingering []FaultTrouble
}

// FaultTrouble is a fault with what went wrong with it; At is when it was due, in seconds since the load began, and Reason is empty
// where nothing was recorded.
type FaultTrouble struct {
	Label  string
	At     float64
	Reason string
}

func (FaultsHeld) evidence() {}

// checkFaults: a trial in which a planned fault was not seen to hold measures something else than it says. One that was not taken back, or
// whose service did not serve again, spoils what comes after it.
func checkFaults(f *facts) []Check {
	if len(f.Manifest.Faults) == 0 {
		return nil
	}
	held, failed := map[int]bool{}, map[int]string{}
	for _, e := range f.Events {
		switch e.Kind {
		case samples.FaultEffective:
			held[e.Fault] = true
		case samples.FaultFailed:
			failed[e.Fault] = e.Detail
		}
	}
	var e FaultsHeld
	for i, fault := range f.Manifest.Faults {
		if fault.At >= f.Manifest.Elapsed {
			continue
		}
		e.Due++
		if len(fault.Commands) > 0 {
			e.Commands++
		}
		reason, bad := failed[i+1]
		trouble := FaultTrouble{fault.Label, fault.At.Seconds(), reason}
		switch {
		case !held[i+1]:
			e.Without = append(e.Without, trouble)
		case bad:
			e.Lingering = append(e.Lingering, trouble)
		}
	}
	return []Check{{Kind: CheckFaults, OK: len(e.Without) == 0, Doubt: len(e.Lingering) > 0, Evidence: e}}
}
