package analysis

// waitMatters is how much larger the p99 of response time must be than that of service time.
const waitMatters = 1.5

// Wait is how much of the response time was spent before the hit was even sent: what a generator that waits for answers before it
// sends (coordinated omission) would not have seen.
type Wait struct {
	// Closed says that the load was a closed loop, in which nothing waits.
	Closed bool
	// The p99 of response time, service time and send lag, in seconds. Matters says that the first two differ enough to be named.
	Response, Service, SendLag float64
	Matters                    bool
}

func findWait(t *Trial) Wait {
	response, service := t.All.Response.P99, t.All.Service.P99
	return Wait{t.Manifest.Load.Closed > 0, response, service, t.SendLag.P99, response >= waitMatters*service && response-service > 0.001}
}

func (Wait) values() {}
