package workload

import (
	"math"
	"slices"
	"testing"

	"quintet/api/store"
)

// checkFriendships checks all friendships of a data set against one another and against what it says of users.
func checkFriendships(t *testing.T, d *Dataset) (degrees []int) {
	t.Helper()
	users := d.Rows()["users"]
	seen, friends := map[store.Friendship]bool{}, map[int64][]int64{}
	for i := range d.Rows()["friendships"] {
		f := d.Friendship(i)
		if f.A < 1 || f.A >= f.B || f.B > users || seen[f] {
			t.Fatalf("friendship %d: %+v with oneself, twice or outside", i, f)
		}
		seen[f] = true
		friends[f.A] = append(friends[f.A], f.B)
		friends[f.B] = append(friends[f.B], f.A)
	}
	for u := int64(1); u <= users; u++ {
		var got []int64
		d.friends(u, func(f int64) bool {
			got = append(got, f)
			return true
		})
		want := friends[u]
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) || d.degree(u) != int64(len(want)) {
			t.Fatalf("user %d has friends %v (degree %d), want %v", u, got, d.degree(u), want)
		}
		degrees = append(degrees, len(want))
	}
	return degrees
}

func TestFriendshipsFollowTheDegreeLaw(t *testing.T) {
	d := NewDataset(spec(1), 3)
	if replaced := len(d.mended().pairs); replaced == 0 {
		t.Error("nothing was mended, so mending is not tested")
	}
	degrees := checkFriendships(t, d)
	slices.Sort(degrees)
	n := len(degrees)
	mean := 2 * float64(d.Rows()["friendships"]) / float64(n)
	// Scaled from Facebook's mean 191, median 99: the base of one friend each lifts the median a little.
	median := float64(degrees[n/2])
	if ratio := mean / median; math.Abs(ratio-191.0/99) > 0.35 {
		t.Errorf("mean %.1f over median %.1f is %.2f, want about 1.93", mean, median, ratio)
	}
	if degrees[0] < 1 || degrees[n-1] < 60 || degrees[n-1] > 270 {
		t.Errorf("degrees from %d to %d, want 1 to a few dozen times the median", degrees[0], degrees[n-1])
	}
}

func TestStrangers(t *testing.T) {
	d := NewDataset(spec(0.05), 3)
	friends := map[int64]map[int64]bool{}
	for i := range d.Rows()["friendships"] {
		f := d.Friendship(i)
		for _, p := range [][2]int64{{f.A, f.B}, {f.B, f.A}} {
			if friends[p[0]] == nil {
				friends[p[0]] = map[int64]bool{}
			}
			friends[p[0]][p[1]] = true
		}
	}
	for u := int64(1); u <= 50; u++ {
		want := map[int64]bool{}
		for f := range friends[u] {
			for s := range friends[f] {
				if s != u && !friends[u][s] {
					want[s] = true
				}
			}
		}
		if got := d.strangers(u, math.MaxInt); got != len(want) {
			t.Errorf("user %d has %d strangers, want %d", u, got, len(want))
		}
		if got := d.strangers(u, 2); got > 2 {
			t.Errorf("user %d: counted %d, asked for at most 2", u, got)
		}
	}
}
