package load

import (
	"math"
	"time"

	"quintet/bench/load/http1"
	"quintet/bench/samples"
	"quintet/bench/workload"
)

// attempt makes hits, one after another, and keeps the memory they take. One goroutine has it.
type attempt struct {
	*play
	request  http1.Request
	exchange http1.Exchange
	result   samples.Hit
}

// hit makes the request of hit n, sends it, judges the answer, and records what became of it.
func (a *attempt) hit(n uint64) {
	r := a.Source.Request(a.Schedule.drawn(n))
	if r.Sequence != nil {
		a.sequence(n, &r)
		return
	}
	a.fresh(n, &r)
	a.result.Sent = a.now()
	a.result.Due = a.dueAt(n, a.result.Sent)
	why := a.send(&r)
	a.record(&a.result, r.Method, r.Path, why)
}

// fresh begins the hit of a request.
func (a *attempt) fresh(n uint64, r *workload.Request) {
	a.result = samples.Hit{Seq: n, Operation: r.Operation, Target: uint8(n % uint64(len(a.targets))), BytesOut: clamp(int64(len(r.Body)))}
}

// dueAt is when hit n was due that is sent at an instant.
func (a *attempt) dueAt(n uint64, sent time.Duration) time.Duration {
	if a.Schedule.Closed() {
		return sent
	}
	return a.Schedule.At(n)
}

// send sends the request of the hit that is being made and judges the answer. It returns what was wrong.
func (a *attempt) send(r *workload.Request) (why string) {
	a.request = http1.Request{Method: r.Method, Path: r.Path, Fields: r.Fields, ContentType: r.ContentType, Body: r.Body}
	h, x := &a.result, &a.exchange
	if a.Trace != nil {
		a.request.Fields += "traceparent: " + a.Trace.Parent(h.Seq, h.Step) + "\r\n"
	}
	err := a.targets[h.Target].Do(&a.request, x)
	h.Connected, h.Written, h.FirstByte, h.End = x.Connected, x.Written, x.FirstByte, x.End
	h.Status, h.BytesIn = uint16(x.Status), clamp(x.Size)
	h.Stale, h.Connection = uint8(min(x.Stale, math.MaxUint8)), ends[x.Ending]
	if err != nil {
		h.Failure, h.Cause, why = a.classify(err)
	} else {
		h.Failure, why = r.Verify(workload.Response{Status: x.Status, Body: x.Body, Size: x.Size, Head: x})
	}
	for line := range x.Values("Server-Timing") {
		storeTimes(h, string(line), a.Writer.Store)
	}
	x.Release()
	if r.Write != nil && a.Ledger != nil && h.Failure != samples.Unsent && h.Failure != samples.Generator {
		// Two steps of one sequence are two writes.
		r.Write.Seq = h.Seq + uint64(h.Step)<<stepsApart
		r.Write.Operation, r.Write.Sent, r.Write.Ended = h.Operation, h.Sent, h.End
		r.Write.Outcome = outcome(h.Status, err)
		a.fail(a.Ledger(r.Write))
	}
	return why
}

// outcome is what the client knows of a write whose answer has a status and was read with an error. Only the whole answer acknowledges.
func outcome(status uint16, err error) samples.Outcome {
	switch {
	case err != nil:
		return samples.Indeterminate
	case status/100 == 2:
		return samples.Acknowledged
	case status/100 == 4:
		return samples.Denied
	}
	return samples.Indeterminate
}

// ends are the ends of a connection as they are recorded.
var ends = [...]samples.ConnectionEnd{
	http1.Kept: samples.Kept, http1.Failed: samples.FailedWithHit, http1.Announced: samples.ClosedByServer,
	http1.Excess: samples.ExcessBytes, http1.Early: samples.EarlyAnswer,
}

// record writes a hit, counts it, and leaves an example of its failure when there are few yet.
func (p *play) record(h *samples.Hit, method, path, why string) {
	p.fail(p.Writer.Hit(h))
	p.tally.add(h)
	if h.Failure != samples.OK && p.examples.want(h) {
		p.event(samples.Event{At: h.End, Kind: samples.FailureExample, Name: p.tally.name(h.Operation), Detail: exampleOf(h, method, path, why)})
	}
}

// clamp makes a size fit a hit.
func clamp(size int64) uint32 { return uint32(min(size, math.MaxUint32)) }
