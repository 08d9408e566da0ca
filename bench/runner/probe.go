package runner

import (
	"context"
	"fmt"
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
	if t.workload != nil {
		w.Recall(t.workload.Remembered())
	}
	client := workload.Client(s.Load.Timeout, t.tls)
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
		answer, err := workload.Ask(ctx, client, target, r, probedBody)
		if err != nil {
			return ctx.Err()
		}
		o.answers++
		// What declared operations read was not seeded by the harness, so any answer that fails its check is one too many.
		if f, why := r.Verify(answer); f == samples.Missing || f == samples.Content || f != samples.OK && s.Workload.Foreign() {
			o.without, o.why = o.without+1, why
		}
	}
	for i, o := range operations {
		if o.answers >= probes/2 && 2*o.without >= o.answers {
			if s.Workload.Foreign() {
				return fmt.Errorf("%d of %d answers of %s to %s fail their check (%s): the load would measure failures; mend the operation or the API",
					o.without, o.answers, target, w.Operations()[i], strings.TrimSuffix(o.why, "."))
			}
			return fmt.Errorf("%s does not hold the data of this scenario: %d of %d answers to %s lack rows that it seeds (%s); its stores may have been "+
				"seeded with another seed than %d, or another volume than %s: run with theirs (-seed, -set dataset.volume), or seed them anew",
				target, o.without, o.answers, w.Operations()[i], strings.TrimSuffix(o.why, "."), s.Seed, volume(s.Dataset.Volume))
		}
	}
	return nil
}
