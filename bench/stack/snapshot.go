package stack

import (
	"context"
	"errors"
	"fmt"
	"time"

	"quintet/api/store"
)

// Snapshotter is the ability of a Stack to keep a snapshot of the data it is filled with, so that a later one, in whatever process, starts from a copy
// instead of being filled anew.
type Snapshotter interface {
	// Snapshot makes sure that there is a kept copy of the data: by finding one, or by starting the stores alone, having Fill fill them
	// and ending them in order. Cut off, it goes on the next time where it stood. Up then starts from a copy of that copy, and calls
	// seed with stores that are full. The error is ErrNotKept, before anything is started, when there is a reason to keep nothing, as a
	// *NoRoomError when the disk would not hold it; Up then has to have the stores filled by seed.
	//
	// An Up that fails with ErrBadCopy has thrown the copy away; to call Snapshot and Up again makes another.
	Snapshot(ctx context.Context, d Data) (Origin, error)
	// Needs is about how many bytes of disk filling takes.
	Needs(d Data) int64
	// Sizes are the bytes on disk that the data of each store takes now, by the store's name; valid after Up.
	Sizes() (map[string]int64, error)
}

// Data is what the stores are to be filled with.
type Data struct {
	// Fingerprint names it, the way in which it is laid out included: the same name is the same data.
	Fingerprint string
	// Rows counts it by kind, Needs says about how many bytes on disk it is going to take in each store, by the store's name.
	Rows, Needs map[string]int64
	// Runs says that Up is going to follow, for which the disk must hold it twice.
	Runs bool
	// Fill fills the stores and counts what they hold. It may note in the folder dir how far it came, and finds there what it noted
	// when it was cut off; once it has returned nil, nothing of that is left.
	Fill func(ctx context.Context, stores store.Set, dir string) error
}

// Origin says where the data of a stack came from.
type Origin struct {
	// Kept says that there is a copy; Found that it was there before and Made when it was made.
	Kept, Found bool
	Made        time.Time
	// Took is how long the filling lasted when it was made, Bytes the space each store took on disk then, by its name.
	Took  time.Duration
	Bytes map[string]int64
}

// ErrNotKept is why there is no kept copy, and the seeding may go on without one.
var ErrNotKept = errors.New("the data is not kept")

// ErrBadCopy is what an Up fails with that could not work with its copy of kept data.
var ErrBadCopy = errors.New("the kept copy of the data is of no use")

// ErrMiscounted is what seeding fails with when stores do not hold what they were filled with.
var ErrMiscounted = errors.New("the stores do not hold what was seeded")

// NoRoomError says that a disk would not hold what is to be written to it.
type NoRoomError struct {
	// What needs the room, Where is the folder.
	What, Where string
	// Needs, Spare and Has are bytes: what is to be written, what must stay free beside it, and what is free.
	Needs, Spare, Has int64
}

// Is makes it an ErrNotKept.
func (e *NoRoomError) Is(target error) bool { return target == ErrNotKept }

// Error states what needs how much, how much must stay free, what there is, and where.
func (e *NoRoomError) Error() string {
	return fmt.Sprintf("%s needs about %s of disk, beside %s that must stay free, and %s has %s free", e.What, size(e.Needs), size(e.Spare), e.Where, size(e.Has))
}

// size writes bytes in the decimal unit that suits them.
func size(b int64) string {
	for _, unit := range []struct {
		name  string
		bytes float64
	}{{"GB", 1e9}, {"MB", 1e6}} {
		if float64(b) >= unit.bytes {
			return fmt.Sprintf("%.1f %s", float64(b)/unit.bytes, unit.name)
		}
	}
	return fmt.Sprintf("%.0f kB", float64(b)/1e3)
}
