package load

import (
	"strconv"
	"strings"
	"sync"

	vegeta "github.com/tsenart/vegeta/v12/lib"

	"quintet/bench/samples"
	"quintet/bench/workload"
)

// call is a request on its way from the targeter through the transport to the recording. One goroutine at a time has it.
type call struct {
	id      uint32
	request workload.Request
	hit     samples.Hit
	// why says what was wrong with the answer, in one line.
	why string
}

// calls finds calls by the number that travels with them. There are as many as were ever in flight at once, and they are used
// again.
type calls struct {
	mu   sync.Mutex
	all  []*call
	free []*call
}

// take returns a call that nobody has.
func (c *calls) take() *call {
	c.mu.Lock()
	defer c.mu.Unlock()
	if n := len(c.free); n > 0 {
		x := c.free[n-1]
		c.free = c.free[:n-1]
		return x
	}
	x := &call{id: uint32(len(c.all))}
	c.all = append(c.all, x)
	return x
}

// of returns the call whose number stands at the end of a URL's fragment; nil when there is none.
func (c *calls) of(url string) *call {
	id, err := strconv.ParseUint(url[strings.LastIndexByte(url, '#')+1:], 10, 32)
	c.mu.Lock()
	defer c.mu.Unlock()
	if err != nil || id >= uint64(len(c.all)) {
		return nil
	}
	return c.all[id]
}

// release gives a call back.
func (c *calls) release(x *call) {
	*x = call{id: x.id}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.free = append(c.free, x)
}

// target is the vegeta.Targeter: the next request, its call's number as the fragment.
func (p *play) target(t *vegeta.Target) error {
	n := p.next.Add(1) - 1
	c := p.calls.take()
	c.request = p.Source.Request(n)
	c.hit = samples.Hit{Operation: c.request.Operation, Target: uint8(n % uint64(len(p.targets))),
		// Until the transport has it.
		Failure: samples.Unsent}
	t.Method, t.Body = c.request.Method, c.request.Body
	t.URL = p.targets[c.hit.Target] + c.request.Path + "#" + strconv.FormatUint(uint64(c.id), 10)
	return nil
}

// result turns a result of vegeta into a hit.
func (p *play) result(r *vegeta.Result) {
	c := p.calls.of(r.URL)
	h := &c.hit
	h.Seq = r.Seq
	if h.Failure == samples.Unsent {
		// The transport never had it: no request could be made of it.
		h.Sent = r.Timestamp.Sub(p.began)
		h.End = h.Sent
		c.why = r.Error
	}
	h.Due = h.Sent
	if !p.Schedule.Closed() {
		h.Due = p.Schedule.At(h.Seq)
	}
	p.record(h, c.request.Method, c.request.Path, c.why)
	p.calls.release(c)
}

// record writes a hit, counts it, and leaves an example of its failure when there are few yet.
func (p *play) record(h *samples.Hit, method, path, why string) {
	p.fail(p.Writer.Hit(h))
	p.tally.add(h)
	if h.Failure != samples.OK && p.examples.want(h) {
		p.event(samples.Event{At: h.End, Kind: samples.FailureExample, Name: p.tally.name(h.Operation), Detail: exampleOf(h, method, path, why)})
	}
}
