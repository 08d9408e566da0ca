package samples_test

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"quintet/bench/samples"
)

// A record is written while the load runs and read afterwards, hit by hit.
func ExampleCreate() {
	run, err := os.MkdirTemp("", "run")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(run)

	trial := filepath.Join(run, "trial-001")
	if err := os.Mkdir(trial, 0o755); err != nil {
		fmt.Println(err)
		return
	}
	w, err := samples.Create(trial, samples.Manifest{Format: samples.FormatVersion, Trial: 1, Operations: []string{"users.get"}, Targets: []string{"http://127.0.0.1:3000"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	hit := samples.Hit{Due: 0, Sent: 2 * time.Millisecond, End: 5 * time.Millisecond, Status: 200}
	if err := w.Hit(&hit); err != nil {
		fmt.Println(err)
	}
	if err := w.Close(); err != nil {
		fmt.Println(err)
	}

	record, err := samples.OpenRun(run)
	if len(record.Unread) > 0 {
		fmt.Println(record.Unread)
		return
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	err = record.Trials[0].Hits(func(h *samples.Hit) error {
		fmt.Println("response time", h.Response(), "service time", h.Service(), "send lag", h.Wait())
		return nil
	})
	fmt.Println(err)
	// Output:
	// response time 5ms service time 3ms send lag 2ms
	// <nil>
}
