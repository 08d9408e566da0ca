package stacktest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"quintet/api/store"
	"quintet/bench/stack"
	"quintet/bench/stack/snapshot"
)

// life takes the stack from up to down.
func (c *Case) life(t *testing.T) {
	kept := &snapshot.Cache{Dir: filepath.Join(c.Folder(t), "kept")}
	s, p := c.open(t, kept)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	seeded := 0
	fill := func(_ context.Context, set store.Set) error {
		seeded++
		if set.Records == nil || set.Messages == nil || set.Notifications == nil || set.Graph == nil || set.Sessions == nil || set.Objects == nil {
			t.Errorf("a role has no store: %+v", set)
		}
		return nil
	}
	if _, ok := s.(stack.Snapshotter); ok {
		fill = c.keep(ctx, t, kept, s, fill)
	}
	var planned []string
	if f, ok := s.(stack.Faultable); ok {
		planned = abilities(f.Planned())
	}
	if err := s.Up(ctx, fill); err != nil {
		t.Fatal(err)
	}
	if planned != nil && c.StandIn == nil {
		c.expectPlanned(t, planned, s.Services())
	}
	if want := map[bool]int{false: 1, true: 0}[c.Foreign]; seeded != want {
		t.Errorf("seeded %d times, want %d", seeded, want)
	}
	c.expectServices(t, s, p)
	c.expectReadings(ctx, t, s)
	c.expectStores(ctx, t, s)
	c.expectAnswers(ctx, t, s)
	services, targets := s.Services(), s.Targets()
	c.expectAbilities(ctx, t, services[len(services)-1])
	before := infos(services)
	if err := errors.Join(s.Down(ctx), s.Down(ctx)); err != nil {
		t.Error(err)
	}
	if c.Foreign {
		for _, target := range targets {
			if err := ready(ctx, target); err != nil {
				t.Errorf("what somebody else runs does not answer any more: %v", err)
			}
		}
		return
	}
	expectDown(t, s, p)
	expectEnded(t, before, c.StandIn == nil)
}

// expectServices expects every part in the list, each described and with a log.
func (c *Case) expectServices(t *testing.T, s stack.Stack, p Place) {
	t.Helper()
	var names []string
	for _, service := range s.Services() {
		info := service.Info()
		names = append(names, info.Name)
		if info.Role == "" || info.Address == "" || info.Software == "" {
			t.Errorf("%+v lacks something", info)
		}
		if _, ok := service.(stack.Killer); !ok || c.StandIn != nil {
			continue
		}
		if info.PID == 0 {
			t.Errorf("%s can be killed and has no process", info.Name)
		}
		if _, err := os.Stat(filepath.Join(p.LogDir, info.Name+".log")); err != nil {
			t.Errorf("%s has no log: %v", info.Name, err)
		}
	}
	if !slices.Equal(names, c.Services) {
		t.Errorf("services are %q, want %q", names, c.Services)
	}
}

// expectReadings expects the stores that give readings to give some.
func (c *Case) expectReadings(ctx context.Context, t *testing.T, s stack.Stack) {
	t.Helper()
	source, ok := s.(stack.Telemetry)
	if !ok {
		if len(c.Telemetry) > 0 {
			t.Error("the stack has no telemetry")
		}
		return
	}
	sources, end, err := source.TelemetrySources(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for name, one := range sources {
		names = append(names, name)
		if readings, err := one.Telemetry(ctx); err != nil || len(readings) == 0 {
			t.Errorf("%s gives %d readings, %v", name, len(readings), err)
		}
	}
	slices.Sort(names)
	if !slices.Equal(names, c.Telemetry) {
		t.Errorf("readings come from %q, want %q", names, c.Telemetry)
	}
	if err := end(); err != nil {
		t.Errorf("close the telemetry: %v", err)
	}
}

// expectStores expects the stores that can be reached to be opened beside the API, and to be closed again.
func (c *Case) expectStores(ctx context.Context, t *testing.T, s stack.Stack) {
	t.Helper()
	opener, ok := s.(stack.StoreOpener)
	if !ok {
		t.Fatal("the stack opens no stores")
	}
	stores, err := opener.OpenStores(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if stores == nil {
		if len(c.Telemetry) > 0 {
			t.Error("stores that give readings cannot be opened")
		}
		return
	}
	if c.StandIn == nil {
		if _, err := stores.Records.Users(ctx, 0, 1); err != nil {
			t.Error(err)
		}
	}
	if err := stores.Close(); err != nil {
		t.Errorf("close the stores: %v", err)
	}
}

// expectAnswers expects every target to be ready, and what is written through the first to be read through the last.
func (c *Case) expectAnswers(ctx context.Context, t *testing.T, s stack.Stack) {
	t.Helper()
	targets := s.Targets()
	if replicas := slices.DeleteFunc(slices.Clone(c.Services), func(name string) bool { return !strings.HasPrefix(name, "api-") }); len(targets) != len(replicas) {
		t.Fatalf("targets are %q, want one for each of %q", targets, replicas)
	}
	if c.StandIn != nil {
		return
	}
	for _, target := range targets {
		if err := ready(ctx, target); err != nil {
			t.Error(err)
		}
	}
	const user = `{"name":"Ada","email":"ada@example.org"}`
	status, answer, err := call(ctx, http.MethodPost, targets[0]+"/users", user)
	if err != nil || status != http.StatusCreated {
		t.Fatalf("posting a user: status %d: %s (%v)", status, answer, err)
	}
	var id string
	if _, rest, ok := strings.Cut(answer, `"id":`); ok {
		id = rest[:strings.IndexAny(rest, ",}")]
	}
	if status, answer, err := call(ctx, http.MethodGet, targets[len(targets)-1]+"/users/"+id, ""); err != nil || status != http.StatusOK || !strings.Contains(answer, "Ada") {
		t.Errorf("reading user %s through another replica: status %d: %s (%v)", id, status, answer, err)
	}
}

// works returns nil when a part works now, as far as a short time can tell.
func (c *Case) works(ctx context.Context, info stack.Info) error {
	if c.StandIn != nil {
		if !c.StandIn(info.Name) {
			return errors.New("the stand-in says no")
		}
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	return ready(ctx, "http://"+info.Address)
}

// ready asks a replica of the API whether it is ready.
func ready(ctx context.Context, target string) error {
	status, answer, err := call(ctx, http.MethodGet, target+"/readyz", "")
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("%s/readyz: status %d: %s", target, status, answer)
	}
	return err
}

func call(ctx context.Context, method, url, body string) (status int, answer string, err error) {
	r, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	r.Close = true
	r.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	b, err := io.ReadAll(response.Body)
	return response.StatusCode, string(b), err
}

func infos(services []stack.Service) []stack.Info {
	var list []stack.Info
	for _, s := range services {
		list = append(list, s.Info())
	}
	return list
}

// expectEnded expects no process of a stack to be left, nor anything that listens where one did.
func expectEnded(t *testing.T, was []stack.Info, real bool) {
	t.Helper()
	for _, info := range was {
		if info.PID != 0 && alive(info.PID) {
			t.Errorf("%s still runs as %d", info.Name, info.PID)
		}
		if _, _, err := net.SplitHostPort(info.Address); err != nil || !real {
			continue
		}
		if conn, err := net.Dial("tcp", info.Address); err == nil {
			conn.Close()
			t.Errorf("something listens where %s did, at %s", info.Name, info.Address)
		}
	}
}

// expectDown expects a stack that is down to list nothing and to have left nothing but logs.
func expectDown(t *testing.T, s stack.Stack, p Place) {
	t.Helper()
	if services, targets := s.Services(), s.Targets(); len(services) > 0 {
		t.Errorf("%d services and the targets %q are left", len(services), targets)
	}
	expectEmpty(t, p.Dir)
}

// expectEmpty expects a folder to be empty or absent.
func expectEmpty(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		t.Error(err)
	}
	for _, e := range entries {
		t.Errorf("%s is left in %s", e.Name(), dir)
	}
}
