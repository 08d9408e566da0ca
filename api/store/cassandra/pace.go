package cassandra

import (
	"context"
	"errors"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gocql/gocql"
)

// pace learns how long answers take and which nodes give none, and so decides when a call is sent to another node as well (speculation).
// It sees the exchanges of calls with a deadline; those without one, loading and counting, take as long as they take.
//
// The delay is somewhat more than the 99th percentile of late, so that when all is well less than one call in a hundred is sent twice. A budget
// of a thirtieth of all exchanges bounds what is sent twice when all nodes become slower at once: sending more would make them slower still. A node
// that gave no answer several times in a row is asked last until it gives one, so that a node that hangs does not use the budget up.
type pace struct {
	// fixed is the delay; 0 means the percentile, negative never.
	fixed time.Duration
	// budget is in exchanges times perCall; sent counts the exchanges that were sent twice.
	budget, sent atomic.Int64
	delay        atomic.Int64

	mu     sync.Mutex
	counts [latencies]int
	seen   int
	silent map[string]*unanswered
}

// unanswered is what a node did not answer.
type unanswered struct {
	// times in a row, since its last answer; probed is when it was last asked nevertheless.
	times  int
	probed time.Time
}

const (
	// latencies is how many classes of latencies are told apart, each a fifth wider than the one before, from shortest on.
	latencies = 64
	shortest  = 100 * time.Microsecond
	wider     = 1.2
	// percentile is what share of answers comes within the delay.
	percentile = 0.99
	// renewedEvery is after how many exchanges the delay is computed anew, halvedEvery after how many the past counts half.
	renewedEvery, halvedEvery = 128, 4096
	// beyond is how many times the percentile the delay is: most of what comes later than the percentile comes soon after it.
	beyond = 1.5
	// firstDelay is the delay until renewedEvery exchanges are known, minDelay the shortest: below it timers are too coarse.
	// However slow answers are, a call waits at most maxDelay for a node that may hang; the budget bounds what that costs.
	firstDelay, minDelay, maxDelay = 100 * time.Millisecond, 2 * time.Millisecond, 250 * time.Millisecond

	// perCall is the budget that one exchange sent twice takes, earned what every exchange adds, maxBudget how much is kept: what is
	// under way to a node when it begins to hang. A program that begins, when servers may be cold, has firstBudget.
	perCall, earned        = 30, 1
	maxBudget, firstBudget = 150 * perCall, 20 * perCall

	// silentTimes in a row make a node one that is asked last; every probeInterval one call asks it first all the same.
	silentTimes   = 3
	probeInterval = time.Second
)

func newPace(fixed time.Duration) *pace {
	p := &pace{fixed: fixed, silent: map[string]*unanswered{}}
	p.budget.Store(firstBudget)
	p.delay.Store(int64(firstDelay))
	return p
}

// add puts something into the budget.
func (p *pace) add(n int64) {
	if p.budget.Add(n) > maxBudget {
		p.budget.Store(maxBudget)
	}
}

// reserve takes from the budget what sending an exchange twice takes, if that is there.
func (p *pace) reserve() bool {
	if p.fixed < 0 {
		return false
	}
	if p.budget.Add(-perCall) >= 0 {
		return true
	}
	p.budget.Add(perCall)
	return false
}

// Delay is how long an answer is waited for before the exchange is sent to another node as well.
func (p *pace) Delay() time.Duration {
	if p.fixed > 0 {
		return p.fixed
	}
	return time.Duration(p.delay.Load())
}

// ObserveQuery implements gocql.QueryObserver. An exchange that was given up, because another node answered first or its time was over, took
// at least that long.
func (p *pace) ObserveQuery(_ context.Context, q gocql.ObservedQuery) {
	took := q.End.Sub(q.Start)
	var said gocql.RequestError
	answered := q.Err == nil || errors.As(q.Err, &said)
	if !answered && took < p.Delay() {
		// The connection broke, or the caller left: neither says anything about the node's pace.
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.silent[q.Host.HostID()]
	switch {
	case answered:
		delete(p.silent, q.Host.HostID())
	case s == nil:
		p.silent[q.Host.HostID()] = &unanswered{times: 1}
	default:
		s.times++
	}
	class := int(math.Log(float64(took)/float64(shortest)) / math.Log(wider))
	p.counts[min(max(class, 0), latencies-1)]++
	p.seen++
	if p.seen%renewedEvery == 0 {
		p.renew()
	}
}

// renew computes the delay from the upper bound of the class in which the percentile lies.
func (p *pace) renew() {
	all := 0
	for _, n := range p.counts {
		all += n
	}
	class, below := 0, 0
	for class < latencies-1 {
		if below += p.counts[class]; float64(below) >= percentile*float64(all) {
			break
		}
		class++
	}
	bound := time.Duration(beyond * float64(shortest) * math.Pow(wider, float64(class+1)))
	p.delay.Store(int64(min(max(minDelay, bound), maxDelay)))
	if p.seen >= halvedEvery {
		for i := range p.counts {
			p.counts[i] /= 2
		}
		p.seen = 0
	}
}

// last reports whether a node is to be asked after the others. A node that is silent is probed now and then by an exchange that may be sent
// twice, so that no call waits long for it.
func (p *pace) last(node *gocql.HostInfo, mayProbe bool) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.silent[node.HostID()]
	if s == nil || s.times < silentTimes {
		return false
	}
	if now := time.Now(); (mayProbe || p.fixed < 0) && now.Sub(s.probed) >= probeInterval {
		s.probed = now
		return false
	}
	return true
}
