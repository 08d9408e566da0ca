package analysis

// How much larger the p99 of response time must be than that of service time for the difference to matter, and how near they are that agree.
const (
	waitMatters = 1.5
	waitAgrees  = 1.05
)

// Wait is how much of the response time was spent before the hit was even sent: what a generator that waits for answers before it
// sends (coordinated omission) would not have seen.
type Wait struct {
	// Closed says that the load was a closed loop, in which nothing waits.
	Closed bool
	// The p99 of response time, service time and send lag, in seconds. Matters says that the first two differ enough to be named.
	Response, Service, SendLag float64
	Matters                    bool
	// Agree says that the first two are about the same, Late that hits left later than they may, ByGenerator that the generator may be the
	// cause of that.
	Agree, Late, ByGenerator bool
}

func findWait(t *Trial) Wait {
	response, service := t.All.Response.P99, t.All.Service.P99
	w := Wait{Closed: t.Manifest.Load.Closed > 0, Response: response, Service: service, SendLag: t.SendLag.P99,
		Matters: response >= waitMatters*service && response-service > 0.001, Agree: response <= waitAgrees*service}
	if i := indexOfCheck(t.Checks, &Check{Kind: CheckSendLag}); i >= 0 {
		w.Late, w.ByGenerator = !t.Checks[i].OK || t.Checks[i].Doubt, !t.Checks[i].OK
	}
	return w
}

func (Wait) values() {}
