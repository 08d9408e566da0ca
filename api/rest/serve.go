package rest

import (
	"context"
	"errors"
	"net/http"
	"runtime/debug"
	"time"

	"quintet/api/admission"
	"quintet/api/metrics"
	"quintet/api/store"
)

// endpoint serves the requests of one route: it is all that happens around a handler.
type endpoint struct {
	*api
	route
	counts *metrics.Route
}

// endpoint counts what has no template under metrics.Other.
func (a *api) endpoint(r route) http.Handler {
	return &endpoint{api: a, route: r, counts: a.Metrics.Route(r.template, r.method, r.code)}
}

// ServeHTTP implements http.Handler.
func (e *endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := begin(w, r)
	e.counts.Begin()
	defer e.end(x)
	if err := e.foreign(r); err != nil {
		e.fail(x, err)
		return
	}
	if !e.probe {
		if e.Gate.Enter() != admission.Admitted {
			e.fail(x, &problem{status: http.StatusServiceUnavailable, detail: "As many requests as allowed are being served; retry later."})
			return
		}
		defer e.Gate.Leave()
	}
	timeout := e.Timeout
	if e.file {
		timeout = e.UploadTimeout
	}
	ctx, timings := store.WithTimings(r.Context())
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	x.ctx, x.timings, x.deadline, x.maxBody = ctx, timings, x.start.Add(timeout), e.MaxBody
	if err := e.serve(e.api, x); err != nil {
		e.fail(x, err)
	}
	x.commit()
}

// end is deferred around a handler: it answers for one that panicked, and counts the request.
func (e *endpoint) end(x *exchange) {
	p := recover()
	if p != nil && p != http.ErrAbortHandler {
		e.Metrics.Panic()
		e.Log.Error("handler panicked", "method", x.r.Method, "route", e.template, "panic", p, "stack", string(debug.Stack()))
		e.fail(x, &problem{status: http.StatusInternalServerError, detail: broken})
		x.commit()
	}
	e.counts.End(metrics.Request{
		Method: x.r.Method, Code: x.counted(), Took: time.Since(x.start), Received: x.body.read, Sent: x.sent,
	})
	torn := x.torn
	x.release()
	if torn || p == http.ErrAbortHandler {
		// Half an answer must not look like a whole one: this closes the connection and logs nothing.
		panic(http.ErrAbortHandler)
	}
}

// gone is the code under which requests are counted whose client did not wait for the answer.
const gone = 499

// fail answers with what went wrong. When part of another answer is on its way already, it only takes note.
func (e *endpoint) fail(x *exchange, err error) {
	p := problemOf(err)
	if x.r.Context().Err() != nil && (errors.Is(err, context.Canceled) || errors.Is(err, errGone)) {
		p = &problem{status: gone}
	}
	if p.status == http.StatusInternalServerError && p.cause != nil {
		e.Log.Error("request failed", "method", x.r.Method, "route", e.template, "error", p.cause)
	}
	if x.committed {
		x.torn, x.code = true, p.status
		return
	}
	x.problem(p)
}
