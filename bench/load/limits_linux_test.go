package load_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"quintet/bench/load"
	"quintet/bench/samples"
	"quintet/bench/scenario"
)

const (
	limitEnvironment       = "QUINTET_LOAD_TEST_LIMIT"
	limitTargetEnvironment = "QUINTET_LOAD_TEST_LIMIT_TARGET"
)

// limits make a generator of little, each in a process of its own.
var limits = map[string]struct {
	cause samples.Cause
	apply func() error
	// alone says that the process has a network of its own.
	alone bool
}{
	"local ports": {samples.NoPorts, func() error {
		return os.WriteFile("/proc/sys/net/ipv4/ip_local_port_range", []byte("40000 40009"), 0)
	}, true},
	"file descriptors": {samples.NoFiles, func() error {
		return syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: 40, Max: 40})
	}, false},
}

// outcome is how many hits ended with each class and cause.
type outcome map[string]int

// What the generator itself is out of is a class of its own, told from what the system under test does.
func TestGeneratorsOwnLimits(t *testing.T) {
	for name, l := range limits {
		t.Run(name, func(t *testing.T) {
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), limitEnvironment+"="+name)
			if !l.alone {
				server := httptest.NewServer(withheld())
				defer server.Close()
				cmd.Env = append(cmd.Env, limitTargetEnvironment+"="+server.URL)
			} else {
				cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET}
				if os.Getuid() != 0 {
					cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
					cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
					cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
				}
			}
			var complaint strings.Builder
			cmd.Stderr = &complaint
			out, err := cmd.Output()
			if why := fmt.Sprint(err, complaint.String()); l.alone && (strings.Contains(why, "not permitted") || strings.Contains(why, "read-only")) {
				t.Skip("no network of its own on this machine: ", why)
			}
			var got outcome
			if err := json.Unmarshal(out, &got); err != nil {
				t.Fatalf("%v: %q %s", err, out, complaint.String())
			}
			limited := got["generator: "+l.cause.String()]
			if got["ok: "] == 0 || limited == 0 || got["ok: "]+limited != 200 {
				t.Errorf("hits %v, want 200 that are right or %s", got, l.cause)
			}
		})
	}
}

// withheld answers no request until it is asked for /release.
func withheld() http.Handler {
	all := make(chan struct{})
	return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/release" {
			close(all)
		}
		<-all
	})
}

// limitedLoad plays a load of 200 hits that are all in flight at once, under a limit, and prints its outcome.
func limitedLoad(name string) error {
	target := os.Getenv(limitTargetEnvironment)
	if limits[name].alone {
		if err := loopbackUp(); err != nil {
			return err
		}
		s := httptest.NewServer(withheld())
		defer s.Close()
		target = s.URL
	}
	control, err := net.Dial("tcp", strings.TrimPrefix(target, "http://")) // while there is no limit yet
	if err != nil {
		return err
	}
	defer control.Close()
	if err := limits[name].apply(); err != nil {
		return err
	}
	schedule, err := load.NewSchedule(scenario.Load{Arrivals: "constant", Phases: []scenario.Phase{constantPhase("all", 1000, 200*time.Millisecond)}}, 1)
	if err != nil {
		return err
	}
	var r record
	a := &load.Attack{Schedule: schedule, Source: asks{}, Targets: []string{target}, Writer: &r, Interval: time.Millisecond}
	released := false
	a.Abort = func(l load.Live) string { // the server answers once all hits were sent
		if !released && l.Total.Sent == schedule.Len() {
			released = true
			fmt.Fprint(control, "GET /release HTTP/1.1\r\nHost: x\r\n\r\n")
		}
		return ""
	}
	if _, err := a.Run(context.Background()); err != nil {
		return err
	}
	got := outcome{}
	for _, h := range r.hits {
		got[fmt.Sprintf("%s: %s", h.Failure, h.Cause)]++
	}
	return json.NewEncoder(os.Stdout).Encode(got)
}

// loopbackUp switches the loopback interface of a new network on.
func loopbackUp() error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	lo, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	lo.SetUint16(unix.IFF_UP)
	return unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, lo)
}
