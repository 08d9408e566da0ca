package words

import "fmt"

// AutoSearch announces the search that a run at a share of the capacity begins with.
func AutoSearch(share float64) string {
	return fmt.Sprintf("rate=auto: a rough search for the capacity comes first; then the scenario runs at %s of it.", Ratio(share))
}

// AutoRate states how the rate of a run came about: a share of the largest load that a search found to hold, or where none was shown to,
// that broke nothing.
func AutoRate(share, found, rate float64, run string, shown bool) string {
	capacity := "the capacity"
	if !shown {
		capacity = "the largest load that broke nothing"
	}
	return fmt.Sprintf("Rate chosen by rate=auto: %s, which is %s of %s that a rough search found first (%s, run %s).", Rate(rate), Ratio(share), capacity, Rate(found), run)
}

// NoAutoRate is why a run at a share of the capacity has no rate.
const NoAutoRate = "rate=auto: the search found no load that breaks nothing, so there is no rate to run at; its report shows what broke"

// MadeFor states on which machine a scenario's rates were chosen, beside the machine at hand.
func MadeFor(scenario, machine string, cores int, cpu string) string {
	return fmt.Sprintf("%s is made for %s; this machine has %s (%s). Where that is less, -set rate=auto runs at a share of the capacity found first.",
		scenario, machine, Counted(cores, "core"), Or(cpu, "of an unknown kind"))
}
