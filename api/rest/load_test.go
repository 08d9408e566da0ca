package rest_test

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"quintet/api/rest"
	"quintet/api/store"
	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/seed"
	"quintet/bench/workload"
)

// messages is store.Messages under a name that its method Messages leaves free for a field.
type messages = store.Messages

// pages counts the pages that are read from the store, and lets each wait for a sign.
type pages struct {
	messages
	read atomic.Int64
	wait chan struct{}
}

// Messages implements store.Messages.
func (p *pages) Messages(ctx context.Context, conversation, before uuid.UUID, limit int) ([]store.Message, error) {
	p.read.Add(1)
	<-p.wait
	return p.messages.Messages(ctx, conversation, before, limit)
}

// TestHerd lets 1,000 clients ask at once for a page that is not in the cache.
func TestHerd(t *testing.T) {
	const clients = 1000
	watched := &pages{wait: make(chan struct{})}
	s := open(t, func(cfg *rest.Config) {
		watched.messages = cfg.Stores.Messages
		cfg.Stores.Messages = watched
	})
	answer := sync.OnceFunc(func() { close(watched.wait) })
	t.Cleanup(answer) // before the server, which waits for its requests
	s.want(201, "POST", "/messages", fmt.Sprintf(`{"conversation_id":%q,"user_id":1,"content":"hi"}`, conversation))
	var running sync.WaitGroup
	for range clients {
		running.Go(func() {
			if a := s.do("GET", "/messages/"+conversation, ""); a.StatusCode != 200 || !strings.Contains(a.body, `"content":"hi"`) {
				t.Errorf("%s %s", a.Status, a.body)
			}
		})
	}
	s.counted(fmt.Sprintf(`http_requests_in_flight{route="/messages/{conversationId}"} %d`, clients))
	answer()
	running.Wait()
	if n := watched.read.Load(); n != 1 {
		t.Errorf("the store was asked %d times, want once", n)
	}
	s.counted(`store_operation_duration_seconds_count{operation="list_messages",outcome="ok",store="sqlite"} 1`)
	s.counted(fmt.Sprintf(`http_request_duration_seconds_count{code="200",method="GET",route="/messages/{conversationId}"} %d`, clients))
}

// TestIDsAddNoSeries asks for 10,000 different things.
func TestIDsAddNoSeries(t *testing.T) {
	s := open(t, nil)
	ask := func(from, to int) {
		for i := from; i < to; i++ {
			switch i % 5 {
			case 0:
				s.do("GET", fmt.Sprint("/users/", i+1), "")
			case 1:
				s.do("GET", "/messages/"+uuid.NewString(), "")
			case 2:
				s.do("GET", fmt.Sprint("/notifications/", i), "")
			case 3:
				s.do("GET", fmt.Sprint("/nothing/", i), "")
			case 4:
				s.do(fmt.Sprint("X", i), fmt.Sprint("/sessions/", i), "")
			}
		}
	}
	series := func() int {
		n := 0
		for line := range strings.Lines(s.want(200, "GET", "/metrics", "").body) {
			if !strings.HasPrefix(line, "#") {
				n++
			}
		}
		return n
	}
	ask(0, 10)
	series() // the first scrape has not counted itself
	before := series()
	ask(10, 10_000)
	// On a busy machine a few results may be seen that ten requests did not have, such as a cache that was late; ids would add thousands.
	after := series()
	if after > before+100 {
		t.Errorf("%d series after 10,000 ids, %d after ten", after, before)
	}
	if after >= 3000 {
		t.Errorf("%d series", after)
	}
}

// TestWorkload plays every operation of the harness against the API: its proofs are what clients expect of answers.
func TestWorkload(t *testing.T) {
	var stores store.Set
	s := open(t, func(cfg *rest.Config) { stores = cfg.Stores; cfg.MaxUpload = 16 << 20 })
	dataset, mix := played(t)
	if err := seed.Load(t.Context(), stores, dataset, nil); err != nil {
		t.Fatal(err)
	}
	asked := map[string]int{}
	for n := range uint64(2000) {
		request := mix.Request(n)
		a := s.do(request.Method, request.Path, string(request.Body), "Content-Type", request.ContentType)
		failure, why := request.Verify(workload.Response{Status: a.StatusCode, Body: []byte(a.body), Size: int64(len(a.body))})
		name := mix.Operations()[request.Operation]
		if failure != samples.OK {
			t.Errorf("%s: %s %s: %s", name, request.Method, request.Path, why)
		}
		asked[name]++
	}
	for _, name := range workload.Operations() {
		if asked[name] == 0 {
			t.Errorf("%s was not asked", name)
		}
	}
}

// played is a small data set and a mix of all operations.
func played(t testing.TB) (*workload.Dataset, *workload.Workload) {
	t.Helper()
	dataset := workload.NewDataset(scenario.Dataset{
		Volume: 0.02, Users: 200, Groups: 20, Conversations: 100, Messages: 2000, Notifications: 400, Friendships: 1000, Memberships: 170, Files: 5,
		ContentBytes: scenario.Distribution{Kind: "lognormal", Median: 30, P99: 1000, Max: 4000},
		FileBytes:    scenario.Distribution{Kind: "lognormal", Median: 5000, P99: 100_000, Max: 1 << 20},
	}, 42)
	all := scenario.Workload{Keys: map[string]scenario.Keys{
		"users": {Kind: "zipf", Theta: 0.8}, "conversations": {Kind: "scrambled", Theta: 0.99}, "files": {Kind: "latest", Theta: 0.8},
	}}
	for _, o := range workload.Operations() {
		all.Mix = append(all.Mix, scenario.Weight{Operation: o, Weight: 1})
	}
	mix, err := workload.New(all, dataset, 42)
	if err != nil {
		t.Fatal(err)
	}
	return dataset, mix
}

// BenchmarkRequest measures a request over a real connection, the client included.
func BenchmarkRequest(b *testing.B) {
	s := open(b, nil)
	s.user(1)
	for n := range 50 {
		s.want(201, "POST", "/messages", fmt.Sprintf(`{"conversation_id":%q,"user_id":1,"content":"hello are you there tomorrow %d"}`, conversation, n))
	}
	for name, path := range map[string]string{"Health": "/healthz", "CachedUser": "/users/1", "CachedPage": "/messages/" + conversation, "Users": "/users"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				response, err := s.client.Get(s.url + path)
				if err != nil {
					b.Fatal(err)
				}
				_, _ = io.Copy(io.Discard, response.Body)
				response.Body.Close()
			}
		})
	}
}
