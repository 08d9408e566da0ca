package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"quintet/api/server"
)

// TestBoundedSeries asks for 10,000 different ids and names, of everything that has one, in all the ways that can go wrong, and counts
// what a scraper of /metrics has to keep.
func TestBoundedSeries(t *testing.T) {
	a := open(t, server.Config{})
	count := func() (n int) {
		for line := range strings.Lines(string(a.must(t, http.StatusOK, "GET", "/metrics", "").body)) {
			if !strings.HasPrefix(line, "#") {
				n++
			}
		}
		return n
	}
	before := count()
	requests := func(i int) [][2]string {
		id := uuid.NewString()
		return [][2]string{
			{"GET", fmt.Sprint("/users/", i)}, {"GET", fmt.Sprint("/groups/", i)}, {"GET", "/messages/" + id}, {"GET", fmt.Sprint("/notifications/", i)},
			{"GET", fmt.Sprint("/users/", i, "/friends")}, {"GET", fmt.Sprint("/users/", i, "/suggestions")}, {"PUT", fmt.Sprint("/users/", i, "/friends/", i+1)},
			{"GET", "/sessions/" + id}, {"GET", "/storage/download/" + id + ".txt"}, {"GET", fmt.Sprint("/nothing/", i)},
			{fmt.Sprint("BREW", i), fmt.Sprint("/users/", i)}, {"DELETE", "/groups/x" + id}, {"GET", "/users/%00" + id}, {"POST", "/users/" + id},
		}
	}
	const different = 10_000
	var asking sync.WaitGroup
	asked := len(requests(0))
	for worker := range 8 {
		asking.Go(func() {
			for i := worker; i < different/asked+1; i += 8 {
				for _, r := range requests(i) {
					if answer := a.send(t, r[0], r[1], ""); answer.StatusCode >= 500 {
						t.Errorf("%s %s: status %d", r[0], r[1], answer.StatusCode)
					}
				}
			}
		})
	}
	asking.Wait()
	after := count()
	t.Logf("%d series at first, %d after %d different requests", before, after, (different/asked+1)*asked)
	if after >= 3000 {
		t.Errorf("%d series, want less than 3,000", after)
	}
}
