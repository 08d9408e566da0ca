// Package exitcode holds the exit codes of bench, which scripts and CI rely on.
package exitcode

// The exit codes. Of a comparison OK means no worse, Broken worse and Invalid that the repetitions cannot tell.
const (
	OK          = 0   // every SLO holds
	Broken      = 1   // an SLO is broken
	Usage       = 2   // the command line or a scenario is wrong, or runs are not comparable
	Invalid     = 3   // the run cannot be believed
	Interrupted = 130 // the user ended it
)
