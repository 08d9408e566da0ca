package workload

import (
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"quintet/api/store"
	"quintet/bench/samples"
	"quintet/bench/scenario"
)

// everything is a mix of all operations.
func everything() scenario.Workload {
	w := scenario.Workload{Keys: map[string]scenario.Keys{
		"users": {Kind: "zipf", Theta: 0.8}, "groups": {Kind: "uniform"}, "conversations": {Kind: "scrambled", Theta: 0.99},
		"files": {Kind: "latest", Theta: 0.8},
	}}
	for _, o := range Operations() {
		w.Mix = append(w.Mix, scenario.Weight{Operation: o, Weight: 1})
	}
	return w
}

func only(names ...string) scenario.Workload {
	var w scenario.Workload
	for _, name := range names {
		w.Mix = append(w.Mix, scenario.Weight{Operation: name, Weight: 1})
	}
	return w
}

func open(t testing.TB, w scenario.Workload, d *Dataset) *Workload {
	t.Helper()
	out, err := New(w, d, 42)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// small has files that are quick to make.
func small() scenario.Dataset {
	s := spec(0.02)
	s.Files, s.FileBytes = 5, scenario.Distribution{Kind: "lognormal", Median: 500, P99: 5000, Max: 10_000}
	return s
}

func TestRequestDependsOnSeedAndNumber(t *testing.T) {
	d := NewDataset(small(), 42)
	a, b := open(t, everything(), d), open(t, everything(), d)
	ignore := cmpopts.IgnoreFields(Request{}, "Verify")
	distinct := map[string]bool{}
	for n := range uint64(500) {
		x := a.Request(n)
		b.Request(n + 7777) // what was asked before does not matter
		if diff := cmp.Diff(x, b.Request(n), ignore); diff != "" {
			t.Fatalf("request %d: %s", n, diff)
		}
		distinct[x.Method+x.Path+string(x.Body)] = true
	}
	if len(distinct) < 300 {
		t.Errorf("only %d of 500 requests are distinct", len(distinct))
	}
	other, err := New(everything(), d, 43)
	if err != nil {
		t.Fatal(err)
	}
	same := 0
	for n := range uint64(100) {
		if cmp.Equal(a.Request(n), other.Request(n), ignore) {
			same++
		}
	}
	if same > 10 {
		t.Errorf("%d of 100 requests are the same with another seed", same)
	}
}

func TestMixFollowsTheWeights(t *testing.T) {
	d := NewDataset(small(), 42)
	w := open(t, scenario.Workload{Mix: []scenario.Weight{
		{Operation: "users.get", Weight: 6}, {Operation: "messages.list", Weight: 3}, {Operation: "friends.add", Weight: 1},
	}}, d)
	const draws = 20_000
	got := make([]float64, 3)
	for n := range uint64(draws) {
		got[w.Request(n).Operation]++
	}
	if x := chiSquare(got, []float64{0.6 * draws, 0.3 * draws, 0.1 * draws}); x > 20 {
		t.Errorf("%v of %d, chi-square %.1f", got, draws, x)
	}
	if diff := cmp.Diff([]string{"users.get", "messages.list", "friends.add"}, w.Operations()); diff != "" {
		t.Error(diff)
	}
}

// What the run wrote is read again: sessions always, files and users when the newest are the hottest.
func TestReadsOfWrites(t *testing.T) {
	d := NewDataset(small(), 42)
	latest := scenario.Keys{Kind: "latest", Theta: 0.99}
	w := open(t, scenario.Workload{
		Mix:  only("sessions.create", "sessions.get", "files.upload", "files.download", "users.create", "users.get").Mix,
		Keys: map[string]scenario.Keys{"users": latest, "files": latest},
	}, d)
	stored := map[string]Response{}
	seen := map[string]int{}
	for n := range uint64(2000) {
		r := w.Request(n)
		name := w.Operations()[r.Operation]
		var answer Response
		switch name {
		case "files.upload":
			answer = answers[name](d, r)
			file, _ := str(answer.Body, `"filename"`)
			_, body, _ := strings.Cut(string(r.Body), "\r\n\r\n")
			body = strings.TrimSuffix(body, "\r\n--"+boundary+"--\r\n")
			stored["/storage/download/"+url.PathEscape(file)] = Response{Status: 200, Body: []byte(body), Size: int64(len(body))}
		case "users.create":
			u := decode[store.User](r)
			u.ID = d.spec.Users + 1 + int64(len(stored))
			answer = encoded(201, u)
			stored[fmt.Sprintf("/users/%d", u.ID)] = encoded(200, u)
		default:
			var ok bool
			if answer, ok = stored[r.Path]; ok {
				seen[name+" of new"]++
			} else {
				answer = answers[name](d, r)
				seen[name]++
			}
		}
		if f, why := r.Verify(answer); f != samples.OK {
			t.Fatalf("%s %s: %v %s", r.Method, r.Path, f, why)
		}
	}
	for _, name := range []string{"sessions.get", "files.download of new", "users.get of new"} {
		if seen[name] == 0 {
			t.Errorf("no %s among %v", name, seen)
		}
	}
}

func TestSessionsAboutToExpireAreNotRead(t *testing.T) {
	d := NewDataset(small(), 42)
	w := open(t, only("sessions.create", "sessions.get"), d)
	for n := range uint64(50) {
		r := w.Request(n)
		r.Verify(answers[w.Operations()[r.Operation]](d, r))
	}
	w.now = func() time.Time { return time.Now().Add(time.Hour) }
	for n := range uint64(50) {
		if r := w.Request(n); r.Method != http.MethodPost {
			t.Fatalf("%s %s of an expired session", r.Method, r.Path)
		}
	}
}

func TestEmailsOfARunAreUnique(t *testing.T) {
	d := NewDataset(small(), 42)
	w := open(t, only("users.create"), d)
	seen := map[string]bool{}
	for n := range uint64(1000) {
		u := decode[store.User](w.Request(n))
		if seen[u.Email] {
			t.Fatalf("%s a second time", u.Email)
		}
		seen[u.Email] = true
	}
	w.Run = ".r2"
	if u := decode[store.User](w.Request(1)); seen[u.Email] {
		t.Errorf("%s in another run too", u.Email)
	}
}

func TestNewRefuses(t *testing.T) {
	none := scenario.Dataset{Users: 10, ContentBytes: scenario.Distribution{Kind: "constant", Median: 1}}
	for name, c := range map[string]struct {
		mix  scenario.Workload
		want string
	}{
		"no operation":         {scenario.Workload{}, "empty"},
		"an unknown operation": {only("users.fetch"), "users.fetch"},
		"no rows to read":      {only("files.download"), "needs files"},
		"what nobody writes":   {only("sessions.get"), "sessions.create"},
		"no weight":            {scenario.Workload{Mix: []scenario.Weight{{Operation: "users.get"}}}, "weight"},
		"not a weight":         {scenario.Workload{Mix: []scenario.Weight{{Operation: "users.get", Weight: math.NaN()}}}, "weight"},
		"unknown keys":         {scenario.Workload{Mix: only("users.get").Mix, Keys: map[string]scenario.Keys{"users": {Kind: "zipff"}}}, "zipff"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := New(c.mix, NewDataset(none, 1), 1)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one that names %q", err, c.want)
			}
		})
	}
}

// Messages can be sent before there are any.
func TestSendingIntoEmptyConversations(t *testing.T) {
	d := NewDataset(scenario.Dataset{Users: 10, Conversations: 3, ContentBytes: scenario.Distribution{Kind: "constant", Median: 5}}, 1)
	r := open(t, only("messages.send"), d).Request(0)
	if f, why := r.Verify(answers["messages.send"](d, r)); f != samples.OK {
		t.Errorf("%v: %s", f, why)
	}
}

func TestTableIsComplete(t *testing.T) {
	want := strings.Fields(`users.list users.get users.create users.update groups.list groups.get groups.create messages.list
		messages.send notifications.list notifications.send friends.list friends.add friends.suggest members.list members.add
		sessions.create sessions.get files.upload files.download`)
	if diff := cmp.Diff(want, Operations()); diff != "" {
		t.Error(diff)
	}
	for name, need := range Needs() {
		if !slices.Contains(want, need) {
			t.Errorf("%s needs %s, which is no operation", name, need)
		}
	}
}

// BenchmarkOperation is what one hit costs the generator: making the request and judging the right answer.
func BenchmarkOperation(b *testing.B) {
	d := NewDataset(spec(0.1), 42)
	for _, o := range operations {
		mix := only(o.name)
		if o.needs != "" {
			mix = only(o.needs, o.name)
		}
		b.Run(o.name, func(b *testing.B) {
			w := open(b, mix, d)
			var asked []Response
			const distinct = 64
			for n := range uint64(distinct) {
				r := w.Request(n)
				asked = append(asked, answers[w.Operations()[r.Operation]](d, r))
				r.Verify(asked[n])
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				n := uint64(i % distinct)
				r := w.Request(n)
				r.Verify(asked[n])
			}
		})
	}
}

// Requests are made and judged from many goroutines at once.
func TestConcurrentUse(t *testing.T) {
	d := NewDataset(small(), 42)
	w := open(t, only("sessions.create", "sessions.get", "users.create", "friends.add", "friends.suggest", "friends.list"), d)
	var wait sync.WaitGroup
	for worker := range uint64(4) {
		wait.Go(func() {
			for n := worker; n < 400; n += 4 {
				r := w.Request(n)
				if f, why := r.Verify(answers[w.Operations()[r.Operation]](d, r)); f != samples.OK {
					t.Errorf("%s %s: %v %s", r.Method, r.Path, f, why)
				}
			}
		})
	}
	wait.Wait()
}
