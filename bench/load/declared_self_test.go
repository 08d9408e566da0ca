package load_test

import (
	"net/http"
	"testing"
	"time"

	"quintet/bench/scenario"
	"quintet/bench/workload"
)

// BenchmarkWholeHit prints what a whole hit takes of the generator's CPU when its operation is shipped and when a scenario declares it, in
// pairs that take turns in going first: making the request, the transport, judging the answer, recording and counting.
func BenchmarkWholeHit(b *testing.B) {
	const turns, lasting = 7, 2 * time.Second
	data := workload.NewDataset(scenario.Dataset{Users: 1000}, 1)
	shipped, err := workload.New(scenario.Workload{Mix: []scenario.Weight{{Operation: "users.get", Weight: 1}}}, data, 1)
	if err != nil {
		b.Fatal(err)
	}
	id := "{id}"
	declared, err := workload.New(scenario.Workload{
		Operations: []scenario.Operation{{
			Name: "people.get", Method: http.MethodGet, Path: "/users/{id}",
			Draw:   []scenario.Draw{{Name: "id", From: 1, To: 1000, Keys: scenario.Keys{Kind: "uniform"}}},
			Expect: &scenario.Expect{Statuses: []scenario.Statuses{{From: 200, To: 200}}, JSON: []scenario.JSONCheck{{Path: "$.id", Equals: &id}, {Path: "$.email", Type: "string"}}},
		}},
		Mix: []scenario.Weight{{Operation: "people.get", Weight: 1}},
	}, data, 1)
	if err != nil {
		b.Fatal(err)
	}
	url := startServer(b)
	var ours, theirs, more []float64
	for range b.N {
		for turn := range turns {
			var x, y load64
			if turn%2 == 0 {
				x, y = ofSource(b, url, lasting, shipped), ofSource(b, url, lasting, declared)
			} else {
				y, x = ofSource(b, url, lasting, declared), ofSource(b, url, lasting, shipped)
			}
			ours, theirs, more = append(ours, 1e6*x.cost), append(theirs, 1e6*y.cost), append(more, 100*(y.cost/x.cost-1))
		}
	}
	b.ReportMetric(median(ours), "us-shipped")
	b.ReportMetric(median(theirs), "us-declared")
	b.ReportMetric(median(more), "%-more")
	b.ReportMetric(0, "ns/op")
}
