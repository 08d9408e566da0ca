package load_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"quintet/bench/load"
	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/workload"
)

// visit is a workload of one sequence: enter, think, look, leave.
func visit(t *testing.T, think time.Duration) *workload.Workload {
	t.Helper()
	ok := &scenario.Expect{Statuses: []scenario.Statuses{{From: 200, To: 200}}}
	get := func(name string) scenario.Operation {
		return scenario.Operation{Name: name, Method: http.MethodGet, Path: "/" + name, Expect: ok}
	}
	w, err := workload.New(scenario.Workload{
		Operations: []scenario.Operation{get("enter"), get("look"), get("leave")},
		Sequences:  []scenario.Sequence{{Name: "visit", Steps: []scenario.Step{{Operation: "enter"}, {Operation: "look", ThinkFrom: think, ThinkTo: think}, {Operation: "leave"}}}},
		Mix:        []scenario.Weight{{Operation: "visit", Weight: 1}},
	}, workload.NewDataset(scenario.Dataset{}, 1), 1)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// byNumber are the hits of each number, those of the steps in their order and that of the whole last.
func byNumber(hits []samples.Hit) map[uint64][]samples.Hit {
	of := map[uint64][]samples.Hit{}
	for _, h := range hits {
		of[h.Seq] = append(of[h.Seq], h)
	}
	return of
}

// Steps follow one another, each due after its time to think, and the whole lasts from when it was due to the last answer, with what its steps add up to.
func TestSequence(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		c, err := r.Cookie("seen")
		if r.URL.Path == "/enter" {
			http.SetCookie(w, &http.Cookie{Name: "seen", Value: "yes", Path: "/"})
		} else if err != nil || c.Value != "yes" {
			w.WriteHeader(http.StatusForbidden)
		}
		w.Header().Set("Server-Timing", "db;dur=0.25")
		_, _ = w.Write([]byte("ok"))
	})
	const think = 30 * time.Millisecond
	for name, l := range map[string]scenario.Load{"open": steady(40, time.Second/2), "closed": {Closed: 3, Phases: []scenario.Phase{{Name: "users", Duration: 200 * time.Millisecond, Measure: true}}}} {
		t.Run(name, func(t *testing.T) {
			var r record
			a := &load.Attack{Schedule: schedule(t, l, 1), Source: visit(t, think), Targets: []string{url}, Writer: &r}
			sum, err := a.Run(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			of := byNumber(r.hits)
			if name == "open" && (sum.Offered != 20 || len(of) != 20) || len(of) == 0 {
				t.Errorf("%d sequences were offered, %d recorded", sum.Offered, len(of))
			}
			for n, hits := range of {
				if len(hits) != 4 {
					t.Fatalf("sequence %d has %d hits", n, len(hits))
				}
				whole := hits[3]
				if whole.Step != 0 || whole.Failure != samples.OK || whole.Operation != 0 || whole.End != hits[2].End || whole.Due > hits[0].Due || whole.BytesIn != 6 || whole.Status != 200 {
					t.Errorf("the whole is %+v", whole)
				}
				if name == "open" && (whole.Due != a.Schedule.At(n) || hits[0].Due != whole.Due) {
					t.Errorf("a sequence that is due at %s began with %+v", a.Schedule.At(n), hits[0])
				}
				times := map[string]time.Duration{}
				for _, s := range whole.Stores[:whole.NStores] {
					times[r.stores[s.Store]] = s.Time
				}
				if times["db"] != 750*time.Microsecond || times[samples.Think] != think {
					t.Errorf("its time went to %v", times)
				}
				for i, h := range hits[:3] {
					if h.Step != uint8(i+1) || h.Operation != uint16(i+1) || h.Failure != samples.OK || h.Sent < h.Due {
						t.Errorf("step %d is %+v", i+1, h)
					}
					if i > 0 && h.Due < hits[i-1].End || i == 1 && h.Due < hits[0].End+think {
						t.Errorf("step %d was due at %s, %s after the answer before", i+1, h.Due, h.Due-hits[i-1].End)
					}
				}
			}
			live := a.Live()
			if live.Total.Done != uint64(len(of)) || live.InFlight != 0 || live.Operations[0].Hits == 0 {
				t.Errorf("the live look is %+v", live.Total)
			}
		})
	}
}

// A step that fails ends its sequence, which fails with it.
func TestSequenceEndsWithAFailure(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/look" {
			w.WriteHeader(http.StatusTeapot)
		}
	})
	var r record
	a := &load.Attack{Schedule: schedule(t, steady(10, time.Second/2), 1), Source: visit(t, 0), Targets: []string{url}, Writer: &r}
	if _, err := a.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	for n, hits := range byNumber(r.hits) {
		if len(hits) != 3 || hits[1].Failure != samples.Status || hits[2].Failure != samples.Status || hits[2].Status != http.StatusTeapot || hits[2].Step != 0 {
			t.Errorf("sequence %d is %+v", n, hits)
		}
	}
	if e := r.of(samples.FailureExample); !slices.ContainsFunc(e, func(e samples.Event) bool {
		return e.Name == "visit" && strings.HasPrefix(e.Detail, "status: GET /look -> ")
	}) {
		t.Errorf("examples are %+v", e)
	}
}

// A user who thinks when the load is cut off is not waited for, and the sequence is a failure with the time that it took.
func TestSequenceIsCutOff(t *testing.T) {
	url, arrived, release := holding(t)
	release()
	ctx, interrupt := context.WithCancel(context.Background())
	defer interrupt()
	go func() {
		<-arrived
		interrupt()
	}()
	var r record
	a := &load.Attack{Schedule: schedule(t, steady(1, time.Hour), 1), Source: visit(t, 10*time.Minute), Targets: []string{url}, Writer: &r}
	if _, err := a.Run(ctx); err != nil {
		t.Fatal(err)
	}
	of := byNumber(r.hits)
	if len(of) == 0 {
		t.Fatal("nothing was recorded")
	}
	hits := of[0]
	if len(hits) != 2 || hits[0].Step != 1 || hits[1].Failure != samples.Timeout || hits[1].Cause != samples.CutOff || hits[1].End < hits[0].End {
		t.Errorf("the sequence is %+v", hits)
	}
}

// A sequence that no worker was free for is one hit that was never sent.
func TestSequenceIsUnsent(t *testing.T) {
	url, _, _ := holding(t)
	var r record
	a := &load.Attack{Schedule: schedule(t, steady(50, 100*time.Millisecond), 1), Source: visit(t, 0), Targets: []string{url}, Writer: &r, MaxWorkers: 1, Timeout: 100 * time.Millisecond}
	sum, err := a.Run(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	whole := 0
	for _, h := range r.hits {
		if h.Step == 0 {
			whole++
		}
	}
	if uint64(whole) != sum.Offered || r.count(samples.Unsent) == 0 {
		t.Errorf("%d sequences were offered, %d recorded, %d unsent", sum.Offered, whole, r.count(samples.Unsent))
	}
}
