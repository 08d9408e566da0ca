package generator

import (
	"bytes"
	"context"
	"encoding/json"

	"quintet/bench/distributed"
	"quintet/bench/samples"
)

// putEvents writes the examples of failures, one JSON object a line. When phases begin, the coordinator says.
func (r *round) putEvents(ctx context.Context) error {
	var lines bytes.Buffer
	encoder := json.NewEncoder(&lines)
	for _, e := range r.stream.Events() {
		if e.Kind != samples.FailureExample {
			continue
		}
		e.Detail = r.redactor.Text(e.Detail)
		if err := encoder.Encode(e); err != nil {
			return err
		}
		if lines.Len() > distributed.MaxMessage/2 {
			break // there are a few of each kind of failure and operation; more than fit are no better evidence
		}
	}
	if lines.Len() == 0 {
		return nil
	}
	return r.bucket.Put(ctx, r.Part(distributed.EventsFile, r.Index, 0), lines.Bytes())
}
