package cassandra

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/gocql/gocql"
)

// node is a node of a test.
func node(t *testing.T, n int) *gocql.HostInfo {
	t.Helper()
	h := new(gocql.HostInfo)
	h.SetHostID(fmt.Sprintf("00000000-0000-0000-0000-%012d", n))
	return h
}

// took is an exchange that took a while.
func took(h *gocql.HostInfo, d time.Duration, err error) gocql.ObservedQuery {
	start := time.Unix(1_700_000_000, 0)
	return gocql.ObservedQuery{Host: h, Start: start, End: start.Add(d), Err: err}
}

// TestDelay feeds latencies whose percentile is known and has them change.
func TestDelay(t *testing.T) {
	p, h := newPace(0), node(t, 1)
	if p.Delay() != firstDelay {
		t.Errorf("before any answer the delay is %s", p.Delay())
	}
	feed := func(n int, usual, slow time.Duration, every int) {
		for i := range n {
			d := usual
			if i%every == 0 {
				d = slow
			}
			p.ObserveQuery(t.Context(), took(h, d, nil))
		}
	}
	within := func(least time.Duration) {
		t.Helper()
		if d := float64(p.Delay()) / beyond; d < float64(least) || d > float64(least)*wider*wider {
			t.Errorf("the delay is %s, want %v times %s or a little more", p.Delay(), beyond, least)
		}
	}
	feed(2000, 5*time.Millisecond, 60*time.Millisecond, 200) // one in 200: the percentile is the usual
	within(5 * time.Millisecond)
	feed(20_000, 5*time.Millisecond, 60*time.Millisecond, 20) // one in 20
	within(60 * time.Millisecond)
	feed(40_000, 20*time.Millisecond, 20*time.Millisecond, 1000)
	within(20 * time.Millisecond)
	feed(40_000, time.Microsecond, time.Microsecond, 1000)
	if p.Delay() != minDelay {
		t.Errorf("the delay is %s, want no less than %s", p.Delay(), minDelay)
	}
	feed(40_000, time.Hour, time.Hour, 1000)
	if p.Delay() != maxDelay {
		t.Errorf("the delay of endless calls is %s, want no more than %s", p.Delay(), maxDelay)
	}
	for fixed, may := range map[time.Duration]bool{time.Second: true, -1: false} {
		p := newPace(fixed)
		p.ObserveQuery(t.Context(), took(h, time.Millisecond, nil))
		if p.reserve() != may || fixed > 0 && p.Delay() != fixed {
			t.Errorf("fixed at %s: delay %s", fixed, p.Delay())
		}
	}
}

// TestGivenUp: exchanges that were given up count as having taken at least that long, so that the delay follows nodes that become slower
// though the faster ones answer in their place; what ends early counts for nothing.
func TestGivenUp(t *testing.T) {
	p, h := newPace(0), node(t, 1)
	for range renewedEvery {
		p.ObserveQuery(t.Context(), took(h, 5*time.Millisecond, nil))
	}
	before := p.Delay()
	for range 10 * renewedEvery {
		p.ObserveQuery(t.Context(), took(h, before/2, context.Canceled))
		p.ObserveQuery(t.Context(), took(h, before/2, errors.New("broken")))
	}
	if p.Delay() != before || p.last(h, true) {
		t.Errorf("calls that ended early changed the delay from %s to %s", before, p.Delay())
	}
	for range 10 * renewedEvery {
		p.ObserveQuery(t.Context(), took(h, 3*before, context.Canceled))
	}
	if p.Delay() < 2*before {
		t.Errorf("the delay stayed at %s though nothing is answered within it", p.Delay())
	}
}

// TestBudget has every exchange be sent twice if it may, many at once: no more than a thirtieth of all are. What is not sent twice uses nothing up.
func TestBudget(t *testing.T) {
	d := &DB{pace: newPace(0)}
	const exchanges, atOnce = 100_000, 100
	for range exchanges / atOnce {
		var paths []*path
		for range atOnce {
			_, p := d.follow(t.Context())
			p.Attempts()
			paths = append(paths, p)
		}
		for _, p := range paths {
			var given []gocql.SelectedHost
			p.give(offered{node(t, 1)}, &given)
			p.give(offered{node(t, 2)}, &given)
			p.end()
		}
	}
	if sent := d.pace.sent.Load(); sent < exchanges/perCall || sent > exchanges/perCall+maxBudget/perCall {
		t.Errorf("of %d exchanges %d were sent twice, want a thirtieth", exchanges, sent)
	}
	for range 2 * maxBudget {
		_, p := d.follow(t.Context())
		p.Attempts()
		p.end()
	}
	if b := d.pace.budget.Load(); b != maxBudget {
		t.Errorf("the budget is %d, want %d", b, maxBudget)
	}
}

// TestSilentNode: a node that does not answer is asked last but for a probe now and then, until it answers.
func TestSilentNode(t *testing.T) {
	p, h := newPace(time.Millisecond), node(t, 1)
	for i := range silentTimes {
		if p.last(h, true) {
			t.Errorf("asked last after %d times", i)
		}
		p.ObserveQuery(t.Context(), took(h, time.Second, context.Canceled))
	}
	if !p.last(h, false) {
		t.Error("probed by an exchange that may not be sent twice")
	}
	if p.last(h, true) {
		t.Error("not probed")
	}
	if !p.last(h, true) {
		t.Error("asked as before though it is silent")
	}
	p.ObserveQuery(t.Context(), took(h, time.Second, &gocql.RequestErrUnavailable{}))
	if p.last(h, true) {
		t.Error("asked last though it answers")
	}
}

// offered is a node that a policy offers.
type offered struct{ h *gocql.HostInfo }

// Info implements gocql.SelectedHost.
func (o offered) Info() *gocql.HostInfo { return o.h }

// Mark implements gocql.SelectedHost.
func (offered) Mark(error) {}

// TestPath asks for the nodes of one call's attempts.
func TestPath(t *testing.T) {
	nodes := []*gocql.HostInfo{node(t, 0), node(t, 1), node(t, 2)}
	policy := func(of []*gocql.HostInfo) gocql.NextHost {
		return func() gocql.SelectedHost {
			if len(of) == 0 {
				return nil
			}
			h := of[0]
			of = of[1:]
			return offered{h}
		}
	}
	take := func(next gocql.NextHost, n int) (list []int) {
		for range n {
			h := next()
			if h == nil {
				return append(list, -1)
			}
			list = append(list, slices.Index(nodes, h.Info()))
		}
		return list
	}
	d := &DB{pace: newPace(0)}
	_, p := d.follow(t.Context())
	for i, want := range [][]int{{0, 1}, {2}, {0, 1, 2, 0, 1, 2, -1}} {
		if got := take(p.order(policy(nodes)), len(want)); !slices.Equal(got, want) {
			t.Errorf("attempt %d goes to %v, want %v", i, got, want)
		}
	}
	// A single node is asked again rather than none.
	_, p = d.follow(t.Context())
	for i, want := range [][]int{{0, 0, -1}, {0, 0, -1}} {
		if got := take(p.order(policy(nodes[:1])), len(want)); !slices.Equal(got, want) {
			t.Errorf("attempt %d at the only node goes to %v, want %v", i, got, want)
		}
	}
	// One that is silent comes last, and is there.
	for range silentTimes {
		d.pace.ObserveQuery(t.Context(), took(nodes[0], time.Minute, context.Canceled))
	}
	_, p = d.follow(t.Context())
	if got := take(p.order(policy(nodes)), 3); !slices.Equal(got, []int{1, 2, 0}) {
		t.Errorf("with the first node silent a call goes to %v", got)
	}
}

// TestShares: each attempt has a share of the time that is left, the last one all of it.
func TestShares(t *testing.T) {
	d := &DB{pace: newPace(0), cfg: Config{Retries: 2}}
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	var shares []time.Duration
	err := d.repeat(ctx, func(ctx context.Context) error {
		deadline, _ := ctx.Deadline()
		shares = append(shares, time.Until(deadline).Round(time.Minute))
		return gocql.ErrTimeoutNoResponse
	})
	if !errors.Is(err, gocql.ErrTimeoutNoResponse) || !slices.Equal(shares, []time.Duration{20 * time.Minute, 30 * time.Minute, time.Hour}) {
		t.Errorf("shares are %v, %v", shares, err)
	}
	// A share that is over is a late answer, not the caller's deadline.
	ended, calls := make(chan struct{}), 0
	brief, stop := context.WithTimeout(t.Context(), 12*time.Second)
	defer stop()
	err = d.repeat(brief, func(ctx context.Context) error {
		calls++
		if calls == 2 {
			close(ended)
			return nil
		}
		<-ctx.Done()
		return ctx.Err()
	})
	<-ended
	if err != nil || calls != 2 {
		t.Errorf("after %d attempts: %v", calls, err)
	}
	// Without a deadline no call waits longer for a late node.
	calls = 0
	if err := d.repeat(t.Context(), func(context.Context) error { calls++; return gocql.ErrTimeoutNoResponse }); !errors.Is(err, gocql.ErrTimeoutNoResponse) || calls != 1 {
		t.Errorf("without a deadline: %d attempts, %v", calls, err)
	}
}
