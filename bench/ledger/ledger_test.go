package ledger_test

import (
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quintet/api/rest"
	"quintet/api/server"
	"quintet/api/store"
	"quintet/api/store/cached"
	"quintet/api/store/integrity"
	"quintet/bench/ledger"
	"quintet/bench/load"
	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/seed"
	"quintet/bench/workload"
)

// place is the real API on embedded stores that are seeded, with decorators between the two.
type place struct {
	url     string
	stores  store.Set
	dataset *workload.Dataset
}

// open opens it. decorate puts something before the stores; the cache stands before that, through beside.
func open(t testing.TB, decorate func(store.Set) store.Set, beside func(store.Cache) store.Cache) place {
	t.Helper()
	stores, err := server.OpenStores(t.Context(), server.Config{DataDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stores.Close() })
	p := place{stores: stores.Set, dataset: workload.NewDataset(scenario.Dataset{
		Users: 300, Groups: 40, Conversations: 50, Messages: 5000, Notifications: 600, Friendships: 2500, Memberships: 200, Files: 12,
		// So long that no two are equal: which of two equal writes was lost cannot be seen.
		ContentBytes: scenario.Distribution{Kind: "constant", Median: 60}, FileBytes: scenario.Distribution{Kind: "constant", Median: 3000},
	}, 42)}
	if err := seed.Load(t.Context(), stores.Set, p.dataset, nil); err != nil {
		t.Fatal(err)
	}
	set := decorate(stores.Set)
	set.Graph = integrity.Graph(set.Graph, set.Records)
	cache := cached.Config{Cache: beside(set.Cache)}
	set.Records, set.Messages = cached.Records(set.Records, cache), cached.Messages(set.Messages, cache)
	api := httptest.NewServer(rest.New(rest.Config{Stores: set}))
	t.Cleanup(api.Close)
	p.url = api.URL
	return p
}

func asItIs[T any](x T) T { return x }

// book takes writes down and keeps them.
type book struct {
	*ledger.Recorder
	record *samples.Writer
	dir    string
	mu     sync.Mutex
	all    []samples.Write
}

func newBook(t testing.TB) *book {
	t.Helper()
	dir := t.TempDir()
	record, err := samples.Create(dir, samples.Manifest{Format: samples.FormatVersion})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := record.Close(); err != nil {
			t.Error(err)
		}
	})
	recorder, err := ledger.NewRecorder(record, nil)
	if err != nil {
		t.Fatal(err)
	}
	return &book{Recorder: recorder, record: record, dir: dir}
}

func (b *book) Write(w *samples.Write) error {
	b.mu.Lock()
	b.all = append(b.all, *w)
	b.mu.Unlock()
	return b.Recorder.Write(w)
}

// writing is a mix of everything, mostly of writes.
func writing() scenario.Workload {
	w := scenario.Workload{Keys: map[string]scenario.Keys{"users": {Kind: "zipf", Theta: 0.8}, "conversations": {Kind: "zipf", Theta: 0.99}}}
	for name, weight := range map[string]float64{
		"users.create": 1, "users.update": 4, "groups.create": 1, "messages.send": 8, "notifications.send": 4, "friends.add": 3, "members.add": 2,
		"sessions.create": 1, "files.upload": 1, "users.get": 3, "messages.list": 3, "friends.list": 1,
	} {
		w.Mix = append(w.Mix, scenario.Weight{Operation: name, Weight: weight})
	}
	slices.SortFunc(w.Mix, func(a, b scenario.Weight) int { return strings.Compare(a.Operation, b.Operation) })
	return w
}

// play puts a load on the API and reads its writes back.
func play(t testing.TB, p place, l scenario.Load, straight bool) (*book, samples.Ledger) {
	t.Helper()
	b := newBook(t)
	source, err := workload.New(writing(), p.dataset, 7)
	if err != nil {
		t.Fatal(err)
	}
	schedule, err := load.NewSchedule(l, 7)
	if err != nil {
		t.Fatal(err)
	}
	attack := &load.Attack{Schedule: schedule, Source: source, Targets: []string{p.url}, Writer: b.record, Ledger: b.Write}
	sum, err := attack.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	cfg := ledger.Config{
		Recorder: b.Recorder, Targets: []string{p.url}, Dataset: p.dataset, Operations: source.Operations(), Began: sum.Began,
		Held: 200, Examples: 1000, // so that there are several parts, and all findings have names
	}
	if straight {
		cfg.Stores = &p.stores
	}
	last := ledger.Progress{}
	cfg.Progress = func(p ledger.Progress) { last = p }
	found, err := ledger.ReadBack(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if int(last.Done) != len(b.all) || last.Entries != last.Done || last.Left() != 0 {
		t.Errorf("%d writes, and the progress ended with %+v", len(b.all), last)
	}
	return b, found
}

// loads are shapes of load that differ in how much happens at once.
func loads() map[string]scenario.Load {
	steady := func(arrivals string, rate float64, d time.Duration) scenario.Load {
		return scenario.Load{Arrivals: arrivals, Phases: []scenario.Phase{{Name: "steady", Duration: d, Measure: true, Shape: "constant",
			Params: map[string]float64{"rate": rate}}}}
	}
	return map[string]scenario.Load{
		"Calm": steady("constant", 500, 2*time.Second), "Random": steady("poisson", 1200, time.Second), "AllAtOnce": steady("constant", 8000, 200*time.Millisecond),
	}
}

// TestLiarIsFound: of what a lying store did the ledger names everything, and nothing else, whatever the load.
func TestLiarIsFound(t *testing.T) {
	for shape, l := range loads() {
		t.Run(shape, func(t *testing.T) {
			liar := newLiar()
			p := open(t, liar.before, asItIs)
			b, got := play(t, p, l, true)
			want := map[string][]string{}
			truth(t, b, p, liar, want)
			named := map[string][]string{}
			for _, e := range got.Examples {
				if e.Kind == "sessions" {
					continue
				}
				named[e.Class] = append(named[e.Class], name(e.Kind, e.Of, e.Key))
			}
			for _, list := range named {
				slices.Sort(list)
			}
			if diff := cmp.Diff(want, named); diff != "" {
				t.Errorf("(-done +found)\n%s", diff)
			}
			lost := len(want["lost"]) + liar.lostSessions
			if int(got.Lost) != lost || len(got.LostAt) != lost || int(got.Hidden) != len(want["hidden"]) || int(got.Duplicated) != len(want["duplicated"]) ||
				int(got.Stale) != len(want["stale"])+len(want["hidden"]) || lost == 0 || len(want["duplicated"]) == 0 || len(want["hidden"]) == 0 {
				t.Errorf("found %+v; want %d lost, %d stale and hidden", got.LedgerCounts, lost, len(want["hidden"]))
			}
			if sum := got.Confirmed + got.Lost + got.Stale + got.Duplicated; got.Acknowledged != sum || got.Reason != "" || !got.Straight || got.Phantom+got.Unchecked > 0 {
				t.Errorf("%+v", got)
			}
		})
	}
}

// truth collects what a liar did, by class.
func truth(t *testing.T, b *book, p place, l *liar, want map[string][]string) {
	t.Helper()
	acknowledged := map[string]int{}
	updates := map[int64][]samples.Write{}
	for _, w := range b.all {
		switch {
		case w.Outcome != samples.Acknowledged:
		case w.Kind == samples.ChangedUser:
			updates[w.Row] = append(updates[w.Row], w)
		case w.Kind == samples.AddedFriend || w.Kind == samples.AddedMember:
			acknowledged[name(w.Kind.String(), w.Row, w.Other)]++
		}
	}
	for _, w := range b.all { // an edge that is there by itself cannot be missed
		if w.Kind == samples.AddedFriend && p.dataset.Befriended(w.Row, w.Other) || w.Kind == samples.AddedMember && p.dataset.Joined(w.Row, w.Other) {
			l.linked[name(w.Kind.String(), w.Row, w.Other)] = true
		}
	}
	for what := range l.lost {
		if !l.linked[what] {
			for range max(1, acknowledged[what]) {
				want["lost"] = append(want["lost"], what)
			}
		}
	}
	for what := range l.doubled {
		want["duplicated"] = append(want["duplicated"], what)
	}
	for id, list := range updates {
		stored, err := p.stores.Records.User(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		shown, hides := l.shown[id]
		if !hides {
			shown = stored
		}
		class := "hidden"
		switch {
		case mayShow(list, workload.UserContent(&shown)):
			continue
		case !mayShow(list, workload.UserContent(&stored)):
			class = "stale"
		}
		for _, w := range list {
			if !replaced(list, w) {
				want[class] = append(want[class], name("users changed", "", id))
			}
		}
	}
	for _, list := range want {
		slices.Sort(list)
	}
}

// replaced reports whether an update was acknowledged before another began that was acknowledged too.
func replaced(list []samples.Write, w samples.Write) bool {
	return slices.ContainsFunc(list, func(v samples.Write) bool { return v.Sent > w.Ended })
}

// mayShow reports whether one of the updates that may have been the last wrote this.
func mayShow(list []samples.Write, content uint64) bool {
	return slices.ContainsFunc(list, func(w samples.Write) bool { return w.Content == content && !replaced(list, w) })
}

// TestHonestStore: nothing is found where nothing was done, with and without a look into the stores.
func TestHonestStore(t *testing.T) {
	for shape, l := range loads() {
		t.Run(shape, func(t *testing.T) {
			b, got := play(t, open(t, asItIs, asItIs), l, shape != "Calm")
			if len(got.Examples) > 0 || got.Confirmed != got.Acknowledged || got.Reason != "" || got.AbsentUsers+got.PartialFiles > 0 {
				t.Errorf("found %+v", got)
			}
			if int(got.Acknowledged+got.IndeterminateFound+got.IndeterminateMissing+got.Refused) != len(b.all) || len(got.Kinds) != samples.WriteKinds-1 {
				t.Errorf("%d writes, found %+v", len(b.all), got)
			}
		})
	}
}
