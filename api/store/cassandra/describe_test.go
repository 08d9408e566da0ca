package cassandra

import (
	"testing"
	"time"
)

// TestSpeculation reads the two variables that say when a call is asked twice, and how often it is tried again.
func TestSpeculation(t *testing.T) {
	for value, want := range map[string]time.Duration{"p99": 0, "off": -1, "50ms": 50 * time.Millisecond, "1s": time.Second} {
		if wrong := isSpeculation(value); wrong != "" || speculation(value) != want {
			t.Errorf("%s is %s, %q", value, speculation(value), wrong)
		}
	}
	for _, value := range []string{"", "p98", "0", "1us", "-1s", "50"} {
		if isSpeculation(value) == "" {
			t.Errorf("%q is taken", value)
		}
	}
	if retries(0) >= 0 || retries(3) != 3 {
		t.Errorf("no retries are %d, 3 are %d", retries(0), retries(3))
	}
}
