package server_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"quintet/api/server"
	"quintet/api/store/storetest"
	"quintet/bench/stack"
	"quintet/bench/stack/native"
	"quintet/bench/stack/native/nativetest"
)

// TestRoundsOnRealServers has one API on all five real servers, and in every round the cache stand still under writes, a user be deleted while
// others befriend him, and one id be used for several messages: what was acknowledged is answered, nothing names who is gone, and each id
// has one content. The long form is ROUNDS=1000.
func TestRoundsOnRealServers(t *testing.T) {
	if os.Getenv("ROUNDS") == "" && os.Getenv("REQUIRE_STACK") != "native" {
		t.Skip("five servers: run with ROUNDS=10 or REQUIRE_STACK=native")
	}
	names := []string{"cassandra", "neo4j", "postgres", "redis", "minio"}
	nativetest.Require(t, names...)
	instances, variables := make([]*native.Instance, len(names)), map[string]string{}
	var starting sync.WaitGroup
	for i, name := range names {
		starting.Go(func() {
			i2, err := native.Start(t.Context(), name, native.Options{Dir: t.TempDir(), LogDir: t.TempDir(), JavaOptions: nativetest.JavaOptions()})
			if err != nil {
				t.Error(err)
				return
			}
			instances[i] = i2
			t.Cleanup(func() {
				if err := i2.Stop(); err != nil {
					t.Error(err)
				}
			})
		})
	}
	starting.Wait()
	if t.Failed() {
		t.FailNow()
	}
	for _, i := range instances {
		maps.Copy(variables, i.Env)
	}
	a := open(t, server.Config{Variables: variables})
	redis := instances[slices.Index(names, "redis")].Nodes[0]
	kept, group := a.createUser(t, "kept"), "/groups/"+a.must(t, 201, "POST", "/groups", `{"name":"g","description":"d"}`).field(t, "id")
	for round := range storetest.Rounds(t, 5) {
		a.cacheStandsStill(t, round, kept, redis)
		a.deletedBesideAdd(t, round, kept, group)
		a.oneContent(t, round)
		if t.Failed() {
			t.Fatalf("round %d was wrong", round)
		}
	}
}

// cacheStandsStill deletes a user, renames another and sends a message while the cache stands still.
func (a *api) cacheStandsStill(t *testing.T, round int, kept string, cache *stack.Node) {
	t.Helper()
	gone, path := a.createUser(t, fmt.Sprint("gone", round)), "/messages/"+uuid.NewString()
	name := fmt.Sprint("name", round)
	for _, read := range []string{gone, kept, path} {
		a.must(t, 200, "GET", read, "")
	}
	if err := cache.Pause(); err != nil {
		t.Fatal(err)
	}
	resume := sync.OnceValue(cache.Resume)
	defer resume()
	a.must(t, 204, "DELETE", gone, "")
	a.must(t, 200, "PUT", kept, fmt.Sprintf(`{"name":%q,"email":"kept@example.com"}`, name))
	a.must(t, 201, "POST", "/messages", message(strings.TrimPrefix(path, "/messages/"), "", name))
	answers := func() {
		t.Helper()
		a.must(t, 404, "GET", gone, "")
		if got := a.must(t, 200, "GET", kept, "").field(t, "name"); got != name {
			t.Errorf("round %d: the name is %s, acknowledged was %s", round, got, name)
		}
		if got := a.must(t, 200, "GET", path, ""); !strings.Contains(string(got.body), name) {
			t.Errorf("round %d: the page lacks the message: %s", round, got.body)
		}
	}
	if round%2 == 0 {
		answers()
	}
	if err := resume(); err != nil {
		t.Fatal(err)
	}
	answers()
	answers()
}

// deletedBesideAdd deletes a user while friendships and a membership of his are added.
func (a *api) deletedBesideAdd(t *testing.T, round int, friend, group string) {
	t.Helper()
	user := a.createUser(t, fmt.Sprint("raced", round))
	id, other := strings.TrimPrefix(user, "/users/"), strings.TrimPrefix(friend, "/users/")
	acts := [][2]string{{"DELETE", user}, {"PUT", user + "/friends/" + other}, {"PUT", friend + "/friends/" + id}, {"PUT", group + "/members/" + id}}
	storetest.Together(len(acts), func(i int) {
		act := acts[(i+round)%len(acts)]
		if got := a.send(t, act[0], act[1], ""); got.StatusCode != 204 && got.StatusCode != 404 {
			t.Errorf("round %d: %s %s: %s %s", round, act[0], act[1], got.Status, got.body)
		}
	})
	for _, list := range []string{friend + "/friends?limit=500", group + "/members?limit=500"} {
		if got := a.must(t, 200, "GET", list, ""); strings.Contains(string(got.body), `"user_id":`+id+"}") {
			t.Errorf("round %d: %s names user %s, who is deleted: %s", round, list, id, got.body)
		}
	}
}

// oneContent sends four contents, each twice, under one id.
func (a *api) oneContent(t *testing.T, round int) {
	t.Helper()
	id, err := uuid.NewV7()
	if err != nil {
		t.Fatal(err)
	}
	conversation := uuid.NewString()
	var codes [8]int
	storetest.Together(len(codes), func(i int) {
		// Whoever is not answered asks again, as clients do.
		for codes[i] == 0 || codes[i] == 503 {
			codes[i] = a.send(t, "POST", "/messages", message(conversation, id.String(), fmt.Sprint("content ", i%4))).StatusCode
		}
	})
	page := a.must(t, 200, "GET", "/messages/"+conversation, "")
	if n := strings.Count(string(page.body), id.String()); n != 1 {
		t.Errorf("round %d: id %s is stored %d times: %s", round, id, n, page.body)
	}
	for i, code := range codes {
		stored := strings.Contains(string(page.body), fmt.Sprintf(`"content":"content %d"`, i%4))
		if want := map[bool]int{true: 201, false: 409}[stored]; code != want {
			t.Errorf("round %d: content %d was answered %d, want %d; stored is %s", round, i%4, code, want, page.body)
		}
	}
}

// message is the body of a message; without an id the API makes one.
func message(conversation, id, content string) string {
	if id != "" {
		id = fmt.Sprintf(`"message_id":%q,`, id)
	}
	return fmt.Sprintf(`{"conversation_id":%q,%s"user_id":1,"content":%q}`, conversation, id, content)
}
