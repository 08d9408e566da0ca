package rest

import (
	"context"
	_ "embed"
	"errors"
	"net/http"
	"strconv"
	"sync"
	"syscall"
	"time"

	"quintet/api/store"
)

// health says that the process is up: it asks no store.
func (a *api) health(x *exchange) error {
	return x.json(http.StatusOK, append(x.out, `{"status":"up"}`...))
}

// patience is how long a store may take to give a sign of life.
const patience = time.Second

// pinged is what came of asking one dependency.
type pinged struct {
	took time.Duration
	err  error
}

// ping asks every dependency at once. Whoever asks while that is under way is given the same answers: the stores write something for
// each ping, and anybody may ask for one.
func (a *api) ping(ctx context.Context) []pinged {
	answers, _, _ := a.pings.Do("", func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
		defer cancel()
		answers := make([]pinged, len(a.Dependencies))
		var asking sync.WaitGroup
		for i, d := range a.Dependencies {
			asking.Go(func() {
				start := time.Now()
				err := d.Ping(ctx)
				answers[i] = pinged{time.Since(start), err}
			})
		}
		asking.Wait()
		return answers, nil
	})
	return answers.([]pinged)
}

// ready reports whether every dependency does what it is needed for. It is 503 when one does not: the API may still answer much, but not
// all.
func (a *api) ready(x *exchange) error {
	answers := a.ping(x.ctx)
	code, status := http.StatusOK, "ready"
	for _, p := range answers {
		if p.err != nil {
			code, status = http.StatusServiceUnavailable, "not ready"
			x.Header().Set("Retry-After", "1")
		}
	}
	b := appendString(append(x.out, `{"status":`...), status)
	b = append(b, `,"stores":[`...)
	for i, d := range a.Dependencies {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(append(b, `{"name":`...), d.Name)
		b = appendString(append(b, `,"role":`...), d.Role)
		b = strconv.AppendBool(append(b, `,"up":`...), answers[i].err == nil)
		b = strconv.AppendFloat(append(b, `,"latency_seconds":`...), answers[i].took.Round(time.Microsecond).Seconds(), 'f', -1, 64)
		if err := answers[i].err; err != nil {
			b = appendString(append(b, `,"error":`...), reason(err))
		}
		b = append(b, '}')
	}
	return x.json(code, append(b, "]}"...))
}

// reason states why a store is down in words of our own: a driver's text may hold addresses and more.
func reason(err error) string {
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case errors.Is(err, store.ErrReadOnly):
		return "takes no writes"
	case errors.Is(err, store.ErrTimeout), errors.Is(err, context.DeadlineExceeded):
		return "no answer in time"
	case errors.Is(err, context.Canceled):
		return "not asked to the end"
	}
	return "not available"
}

func (a *api) metrics(x *exchange) error {
	if a.Metrics == nil {
		return notFound("Nobody counts here.")
	}
	a.Metrics.Handler().ServeHTTP(x, x.r)
	return nil
}

// description is the API's contract for programs.
//
//go:embed openapi.yaml
var description []byte

func (a *api) describe(x *exchange) error {
	return x.answer(http.StatusOK, "application/yaml", description)
}
