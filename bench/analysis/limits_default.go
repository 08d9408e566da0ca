package analysis

// DefaultLimits are the limits of Options that say nothing. Those that depend on a scenario's SLOs are as for one without: failures 5 %.
func DefaultLimits() Limits {
	l := Limits{}.withDefaults()
	l.Failures = 0.05
	return l
}
