package workload_test

import (
	"fmt"

	"quintet/bench/scenario"
	"quintet/bench/workload"
)

var small = scenario.Dataset{
	Users: 100, Groups: 10, Conversations: 20, Messages: 400, Friendships: 200,
	ContentBytes: scenario.Distribution{Kind: "lognormal", Median: 30, P99: 1000},
}

// A row depends on the seed and its number alone, so rows can be made in any order and by several loaders at once.
func ExampleDataset() {
	d, again := workload.NewDataset(small, 42), workload.NewDataset(small, 42)
	fmt.Println(d.User(7) == again.User(7), d.User(7) == d.User(8))
	// Output: true false
}

// Request n is a function of the seed and n; Verify looks for what was asked.
func ExampleWorkload_Request() {
	mix := scenario.Workload{Mix: []scenario.Weight{{Operation: "users.get", Weight: 1}}}
	w, err := workload.New(mix, workload.NewDataset(small, 42), 42)
	if err != nil {
		fmt.Println(err)
		return
	}
	r := w.Request(0)
	failure, why := r.Verify(workload.Response{Status: 404, Body: []byte(`{}`), Size: 2})
	fmt.Println(r.Method, r.Path, failure, why)
	// Output: GET /users/73 missing status 404, want 200: {}
}
