package load

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/workload"
)

type discard struct{}

func (discard) Hit(*samples.Hit) error     { return nil }
func (discard) Event(samples.Event) error  { return nil }
func (discard) Store(string) (uint8, bool) { return 0, true }
func (discard) Operations() []string       { return []string{"only.get"} }
func (discard) Request(uint64) workload.Request {
	return workload.Request{Method: http.MethodGet, Path: "/", Verify: func(workload.Response) (samples.Failure, string) { return samples.OK, "" }}
}

// A load keeps as much as is in flight at once, however long it is.
func TestCallsAreUsedAgain(t *testing.T) {
	const users, hits = 4, 1000
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer s.Close()
	a := &Attack{Source: discard{}, Targets: []string{s.URL}, Writer: discard{}, Interval: time.Millisecond,
		Schedule: mustSchedule(t, scenario.Load{Closed: users, Phases: []scenario.Phase{{Name: "all", Duration: time.Hour}}}, 1),
		Abort: func(l Live) string {
			if l.Total.Done >= hits {
				return "enough"
			}
			return ""
		}}
	if _, err := a.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	// A worker may take its next call while its last is still being recorded.
	if p := a.playing.Load(); len(p.calls.all) > 2*users || len(p.calls.free) != len(p.calls.all) || p.tally.counts.done < hits {
		t.Errorf("%d calls for %d users and %d hits, %d are free", len(p.calls.all), users, p.tally.counts.done, len(p.calls.free))
	}
}

func TestCallsAreFoundByTheirURL(t *testing.T) {
	var c calls
	one, two := c.take(), c.take()
	for url, want := range map[string]*call{"http://x/#0": one, "1": two, "http://x/a#b#1": two, "2": nil, "": nil, "#": nil, "http://x/": nil, "#-1": nil} {
		if got := c.of(url); got != want {
			t.Errorf("%q gives %v, want %v", url, got, want)
		}
	}
	c.release(one)
	if again := c.take(); again != one {
		t.Error("a call that is free is not used again")
	}
}
