package stack_test

import (
	"errors"
	"testing"

	"quintet/bench/stack"
)

// What is to be written and what must stay free are two numbers: the one is the data's, the other a rule.
func TestNoRoomError(t *testing.T) {
	for want, e := range map[string]*stack.NoRoomError{
		"a copy of the seeded data needs about 2.7 MB of disk, beside 2.0 GB that must stay free, and /data has 1.9 GB free": {
			What: "a copy of the seeded data", Where: "/data", Needs: 2_700_000, Spare: 2e9, Has: 1_900_000_000},
		"seeding needs about 12 kB of disk, beside 0 kB that must stay free, and /data has 3 kB free": {What: "seeding", Where: "/data", Needs: 12_400, Has: 3_000},
		"seeding needs about 31.4 GB of disk, beside 2.0 GB that must stay free, and /data has 20.0 GB free": {
			What: "seeding", Where: "/data", Needs: 31_400_000_000, Spare: 2e9, Has: 20e9},
	} {
		if got := e.Error(); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		if !errors.Is(e, stack.ErrNotKept) {
			t.Error("it is no reason to keep nothing")
		}
	}
}
