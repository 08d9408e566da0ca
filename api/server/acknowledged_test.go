package server_test

import (
	"fmt"
	"strings"
	"testing"

	driver "github.com/redis/go-redis/v9"

	"quintet/api/server"
	"quintet/api/store/storetest"
	"quintet/bench/stack/native"
	"quintet/bench/stack/native/nativetest"
)

// TestAcknowledgedThoughCacheFails deletes a user, renames another one and sends a message while Redis stands still, or takes no writes:
// what was acknowledged is answered from then on, and the deleted user gets no new friend.
func TestAcknowledgedThoughCacheFails(t *testing.T) {
	redis := nativetest.Start(t, "redis", native.Options{})
	admin := driver.NewClient(&driver.Options{Addr: fmt.Sprintf("%s:%d", redis.Hosts[0], redis.Port), Password: redis.Password})
	defer admin.Close()
	a := open(t, server.Config{Variables: redis.Env})
	for name, c := range map[string]struct{ fail, heal func() error }{
		"StandsStill": {redis.Nodes[0].Pause, redis.Nodes[0].Resume},
		"ReadOnly": {
			func() error { return admin.ReplicaOf(t.Context(), "127.0.0.1", "1").Err() },
			func() error { return admin.ReplicaOf(t.Context(), "NO", "ONE").Err() },
		},
	} {
		t.Run(name, func(t *testing.T) {
			gone, kept := a.createUser(t, "gone"+name), a.createUser(t, "kept"+name)
			post := fmt.Sprintf(`{"conversation_id":%q,"user_id":1,"content":"`, strings.TrimPrefix(conversation, "/messages/"))
			a.must(t, 201, "POST", "/messages", post+`before"}`)
			for _, path := range []string{gone, kept, conversation} {
				a.must(t, 200, "GET", path, "")
			}
			if err := c.fail(); err != nil {
				t.Fatal(err)
			}
			a.must(t, 204, "DELETE", gone, "")
			a.must(t, 200, "PUT", kept, `{"name":"new `+name+`","email":"new`+name+`@example.com"}`)
			a.must(t, 201, "POST", "/messages", post+name+`"}`)
			if name == "ReadOnly" {
				if got := a.must(t, 503, "GET", "/readyz", ""); !strings.Contains(string(got.body), "takes no writes") {
					t.Errorf("ready: %s", got.body)
				}
			}
			answers := func() {
				t.Helper()
				a.must(t, 404, "GET", gone, "")
				if got := a.must(t, 200, "GET", kept, "").field(t, "name"); got != "new "+name {
					t.Errorf("the name is %q", got)
				}
				if got := a.must(t, 200, "GET", conversation, ""); !strings.Contains(string(got.body), name) {
					t.Errorf("the page lacks the message: %s", got.body)
				}
				a.must(t, 404, "PUT", kept+"/friends/"+gone[len("/users/"):], "")
			}
			answers()
			if err := c.heal(); err != nil {
				t.Fatal(err)
			}
			for range 3 {
				answers()
			}
			storetest.Eventually(t, "/readyz", func() bool { return a.send(t, "GET", "/readyz", "").StatusCode == 200 })
		})
	}
}

// TestWhoExistsIsAskedOfTheStore has a replica without the cache delete a user whom another replica has there.
func TestWhoExistsIsAskedOfTheStore(t *testing.T) {
	cfg := shared(t)
	one := open(t, cfg)
	cfg.CacheOff = true
	two := open(t, cfg)
	gone, kept := one.createUser(t, "gone"), one.createUser(t, "kept")
	group := "/groups/" + one.must(t, 201, "POST", "/groups", `{"name":"g","description":"d"}`).field(t, "id")
	one.must(t, 200, "GET", gone, "")
	two.must(t, 204, "DELETE", gone, "")
	id := strings.TrimPrefix(gone, "/users/")
	for _, path := range []string{kept + "/friends/" + id, group + "/members/" + id} {
		if got := one.must(t, 404, "PUT", path, ""); !strings.Contains(string(got.body), "There is no user "+id) {
			t.Errorf("PUT %s: %s", path, got.body)
		}
	}
}
