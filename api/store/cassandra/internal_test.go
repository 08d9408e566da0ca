package cassandra

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/gocql/gocql"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// v7 is a UUIDv7 with a time and otherwise random bits.
func v7(ms int64) uuid.UUID {
	id := uuid.New()
	binary.BigEndian.PutUint64(id[:8], uint64(ms)<<16|0x7000|rand.Uint64N(1<<12))
	return id
}

// TestBoundary compares, for bounds of every version, what Cassandra's order puts below the boundary with what the bytes do.
func TestBoundary(t *testing.T) {
	// below is Cassandra's order: the version, then the bytes.
	below := func(a, b uuid.UUID) bool {
		if va, vb := a[6]>>4, b[6]>>4; va != vb {
			return va < vb
		}
		return bytes.Compare(a[:], b[:]) < 0
	}
	for _, ms := range []int64{0, 1, 1_700_000_000_000, 1<<48 - 2, 1<<48 - 1} {
		for version := range 16 {
			for range 20 {
				before := v7(ms)
				before[6] = before[6]&0x0f | byte(version<<4)
				for _, at := range []int64{ms - 1, ms, ms + 1} {
					id := v7(min(max(at, 0), 1<<48-1))
					if want := bytes.Compare(id[:], before[:]) < 0; below(id, boundary(before)) != want {
						t.Fatalf("%s below the boundary %s of %s is %v, want %v", id, boundary(before), before, !want, want)
					}
				}
			}
		}
	}
	if got := boundary(uuid.Nil); got != uuid.Max {
		t.Errorf("boundary of the newest page is %s", got)
	}
}

func TestKnown(t *testing.T) {
	var k known
	if k.has(0, "a", 1) {
		t.Error("an empty memory knows a bucket")
	}
	if _, ok := k.newest("a", math.MaxInt32); ok {
		t.Error("an empty memory knows a newest bucket")
	}
	k.add(0, "a", 5, 3, 9, 3)
	for bucket, want := range map[int32]bool{2: false, 3: true, 4: false, 5: true, 9: true, 10: false} {
		if k.has(0, "a", bucket) != want {
			t.Errorf("bucket %d is known: %v", bucket, !want)
		}
	}
	if k.has(0, "b", 3) {
		t.Error("a bucket of one owner is known of another")
	}
	for last, want := range map[int32]int32{math.MaxInt32: 9, 9: 9, 8: 5, 5: 5, 3: 3} {
		if got, ok := k.newest("a", last); !ok || got != want {
			t.Errorf("newest up to %d is %d, %v; want %d", last, got, ok, want)
		}
	}
	if got, ok := k.newest("a", 2); ok {
		t.Errorf("newest up to 2 is %d, want none", got)
	}
}

// TestKnownForgets ends an era: nothing of it is known any more, and what is heard of it late is not learnt.
func TestKnownForgets(t *testing.T) {
	var k known
	k.add(1, "a", 5)
	if !k.has(1, "a", 5) {
		t.Error("a bucket is not known in its era")
	}
	if k.has(2, "a", 5) {
		t.Error("a bucket of an era is known in the next")
	}
	k.add(1, "a", 5)
	if k.has(1, "a", 5) || k.has(2, "a", 5) {
		t.Error("a bucket of an era that ended was learnt")
	}
	k.add(3, "a", 6)
	if !k.has(3, "a", 6) || k.has(3, "a", 5) {
		t.Error("a new era knows not what it learnt, or more")
	}
}

func TestKnownIsBounded(t *testing.T) {
	var k known
	for i := range int32(3 * knownBuckets) {
		k.add(0, "busy", i)
	}
	if n := len(k.entry("busy")); n != knownBuckets {
		t.Errorf("%d buckets of one owner, want %d", n, knownBuckets)
	}
	if !k.has(0, "busy", 3*knownBuckets-1) {
		t.Error("the newest bucket was forgotten")
	}
	for i := range 5 * knownOwners {
		k.add(0, strconv.Itoa(i), 1)
		if !k.has(0, "busy", 3*knownBuckets-1) {
			t.Fatalf("what is used all the time was forgotten after %d others", i)
		}
	}
	if n := len(k.young) + len(k.old); n > 2*knownOwners {
		t.Errorf("%d owners, want at most %d", n, 2*knownOwners)
	}
	if k.has(0, "0", 1) {
		t.Error("what was not used for long was not forgotten")
	}
}

// TestGather reads pages from conversations of several shapes and counts what it takes.
func TestGather(t *testing.T) {
	fill := func(buckets, each int) []int {
		return slices.Repeat([]int{each}, buckets)
	}
	for name, c := range map[string]struct {
		sizes  []int // events of each bucket, newest first
		limit  int
		atHand bool
		// most is how many buckets may be read, waves in how many waves at most.
		most, waves int
	}{
		"OneFullBucket":       {[]int{500}, 50, true, 1, 1},
		"FullBehindGuess":     {fill(10, 500), 50, true, 1, 1},
		"LittleInTheNewest":   {append([]int{1}, fill(10, 500)...), 50, true, 5, 2},
		"OneShort":            {append([]int{49}, fill(10, 500)...), 50, true, 2, 2},
		"EmptyRecords":        {append(fill(3, 0), 50), 50, true, 4, 2},
		"OneEach":             {fill(25, 1), 50, true, 25, 5},
		"ManyOfOneEach":       {fill(80, 1), 50, true, 57, 9},
		"WrongGuess":          {fill(10, 500), 50, false, 4, 1},
		"LimitOne":            {fill(10, 500), 1, true, 1, 1},
		"LimitOverTwoBuckets": {fill(10, 30), 50, true, 2, 2},
		"Nothing":             {fill(3, 0), 50, true, 3, 2},
	} {
		t.Run(name, func(t *testing.T) {
			var want []int
			var buckets []int32
			for i, n := range c.sizes {
				buckets = append(buckets, int32(len(c.sizes)-i))
				for j := range n {
					want = append(want, i*1000+j)
				}
			}
			want = want[:min(len(want), c.limit)]
			var mu sync.Mutex
			read, asked := 0, map[int]bool{} // a wave asks for as many events as are missing
			got, err := gather(t.Context(), []int{}, buckets, c.limit, c.atHand, func(_ context.Context, bucket int32, limit int) ([]int, error) {
				mu.Lock()
				defer mu.Unlock()
				read++
				asked[limit] = true
				i := len(c.sizes) - int(bucket)
				var page []int
				for j := range min(c.sizes[i], limit) {
					page = append(page, i*1000+j)
				}
				return page, nil
			})
			if diff := cmp.Diff(want, got); err != nil || diff != "" && len(want)+len(got) > 0 {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
			if read > c.most || len(asked) > c.waves {
				t.Errorf("read %d buckets in %d waves, want at most %d in %d", read, len(asked), c.most, c.waves)
			}
		})
	}
	t.Run("Error", func(t *testing.T) {
		broken := errors.New("broken")
		_, err := gather(t.Context(), nil, []int32{3, 2, 1}, 50, false, func(_ context.Context, bucket int32, _ int) ([]int, error) {
			if bucket == 2 {
				return nil, broken
			}
			return nil, nil
		})
		if !errors.Is(err, broken) {
			t.Errorf("error is %v", err)
		}
	})
}

// TestCountInHalves counts a ring of which the server can only count small stretches in time.
func TestCountInHalves(t *testing.T) {
	calls := 0
	// One row stands for every 2^40 tokens.
	count := func(from, to int64) (int64, error) {
		calls++
		if to-from > 1<<50 {
			return 0, gocql.ErrTimeoutNoResponse
		}
		return to>>40 - from>>40, nil
	}
	if n, err := countRange(-1<<57, 1<<57, count); err != nil || n != 1<<18 {
		t.Errorf("counted %d, %v; want %d", n, err, 1<<18)
	}
	if want := 2<<8 - 1; calls != want {
		t.Errorf("%d calls, want %d", calls, want)
	}
	always := func(int64, int64) (int64, error) { return 0, gocql.ErrTimeoutNoResponse }
	if _, err := countRange(0, 1<<58, always); !late(err) {
		t.Errorf("a server that is always late: %v", err)
	}
	broken := errors.New("broken")
	if _, err := countRange(0, 1<<58, func(int64, int64) (int64, error) { return 0, broken }); !errors.Is(err, broken) {
		t.Errorf("error is %v", err)
	}
}
