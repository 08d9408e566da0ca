package runner

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"quintet/bench/samples"
	"quintet/bench/workload"
)

// The bounds of a probe.
const (
	// probes is how many answers of each operation are looked at, and maxDraws how many hits are drawn for that.
	probes   = 20
	maxDraws = 5000
	// probedBody is how much of an answer's body is kept for the check.
	probedBody = 1 << 20
)

// probe asks a target that somebody else seeded for seeded rows, as the load will, and is an error when half of the answers to an operation
// or more lack them: the load would measure how fast nothing is found. What goes wrong otherwise is for the load to measure.
func (t *trial) probe(ctx context.Context, target string) error {
	s := t.plan.Scenario
	// A workload of its own: what a draw remembers of its run is not to depend on the probe.
	w, err := workload.New(s.Workload, t.dataset, t.plan.Seed)
	if err != nil {
		return fmt.Errorf("make the workload: %w", err)
	}
	client := &http.Client{Timeout: s.Load.Timeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	type asked struct {
		answers, without int
		why              string
	}
	operations := make([]asked, len(w.Operations()))
	for n := range uint64(maxDraws) {
		r := w.Request(n)
		o := &operations[r.Operation]
		if r.Method != http.MethodGet || o.answers == probes {
			continue
		}
		answer, err := get(ctx, client, target+r.Path)
		if err != nil {
			return ctx.Err()
		}
		o.answers++
		if f, why := r.Verify(answer); f == samples.Missing || f == samples.Content {
			o.without, o.why = o.without+1, why
		}
	}
	for i, o := range operations {
		if o.answers >= probes/2 && 2*o.without >= o.answers {
			return fmt.Errorf("%s does not hold the data of this scenario: %d of %d answers to %s lack rows that it seeds (%s); its stores may have been "+
				"seeded with another seed than %d, or another volume than %s: run with theirs (-seed, -set dataset.volume), or seed them anew",
				target, o.without, o.answers, w.Operations()[i], strings.TrimSuffix(o.why, "."), s.Seed, volume(s.Dataset.Volume))
		}
	}
	return nil
}

// get makes one request and returns its answer.
func get(ctx context.Context, client *http.Client, url string) (a workload.Response, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return a, err
	}
	response, err := client.Do(request)
	if err != nil {
		return a, err
	}
	defer response.Body.Close()
	if a.Body, err = io.ReadAll(io.LimitReader(response.Body, probedBody)); err != nil {
		return a, err
	}
	rest, err := io.Copy(io.Discard, response.Body)
	a.Status, a.Size = response.StatusCode, int64(len(a.Body))+rest
	return a, err
}
