package workload

import (
	"bytes"
	"flag"
	"io"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"quintet/api/store"
	"quintet/bench/scenario"
)

var update = flag.Bool("update", false, "print the fingerprints that the data has now")

// spec is the data set that workloads.md calls 1x, at another volume.
func spec(volume float64) scenario.Dataset {
	n := func(at1x float64) int64 { return int64(math.Round(at1x * volume)) }
	return scenario.Dataset{
		Volume: volume, Users: n(10_000), Groups: n(1000), Conversations: n(5000), Messages: n(100_000), Notifications: n(20_000),
		Friendships: n(50_000), Memberships: n(8500), Files: n(100),
		ContentBytes: scenario.Distribution{Kind: "lognormal", Median: 30, P99: 1000, Max: 4000},
		FileBytes:    scenario.Distribution{Kind: "lognormal", Median: 16 << 10, P99: 1 << 20, Max: 8 << 20},
	}
}

// A change here changes every seeded data set: results before and after cannot be compared. Do it knowingly.
func TestFingerprintsAreGolden(t *testing.T) {
	for _, c := range []struct {
		volume float64
		seed   uint64
		want   string
	}{{0.01, 1, "ec3cb4877a37d856"}, {0.01, 2, "a6916d4d94549dbb"}, {1, 42, "9ef38ba59fc34942"}} {
		got := NewDataset(spec(c.volume), c.seed).Fingerprint()
		if *update {
			t.Logf("{%g, %d, %q}", c.volume, c.seed, got)
		} else if got != c.want {
			t.Errorf("volume %g, seed %d: %s, want %s", c.volume, c.seed, got, c.want)
		}
	}
}

func TestFingerprintChangesWithTheData(t *testing.T) {
	base := spec(0.02)
	seen := map[string]string{NewDataset(base, 1).Fingerprint(): "the base"}
	for name, change := range map[string]func(*scenario.Dataset){
		"users": func(d *scenario.Dataset) { d.Users++ }, "groups": func(d *scenario.Dataset) { d.Groups++ },
		"conversations": func(d *scenario.Dataset) { d.Conversations++ }, "messages": func(d *scenario.Dataset) { d.Messages++ },
		"notifications": func(d *scenario.Dataset) { d.Notifications++ }, "friendships": func(d *scenario.Dataset) { d.Friendships++ },
		"memberships": func(d *scenario.Dataset) { d.Memberships++ }, "files": func(d *scenario.Dataset) { d.Files++ },
		"content": func(d *scenario.Dataset) { d.ContentBytes.P99 = 999 }, "file sizes": func(d *scenario.Dataset) { d.FileBytes.Median++ },
	} {
		changed := base
		change(&changed)
		print := NewDataset(changed, 1).Fingerprint()
		if other, ok := seen[print]; ok {
			t.Errorf("%s and %s have the same fingerprint", name, other)
		}
		seen[print] = name
	}
}

// Rows are the same whoever makes them, in whatever order: what seeding in parallel relies on.
func TestRowsDoNotDependOnOrder(t *testing.T) {
	a, b := NewDataset(spec(0.05), 9), NewDataset(spec(0.05), 9)
	forward := make([]store.Message, a.Rows()["messages"])
	for i := range forward {
		forward[i] = a.Message(int64(i))
	}
	backward := make([]store.Message, len(forward))
	var wait sync.WaitGroup
	for w := range 4 {
		wait.Go(func() {
			for i := len(backward) - 1 - w; i >= 0; i -= 4 {
				backward[i] = b.Message(int64(i))
			}
		})
	}
	wait.Wait()
	if diff := cmp.Diff(forward, backward); diff != "" {
		t.Error(diff)
	}
}

func TestRecords(t *testing.T) {
	d := NewDataset(spec(0.1), 3)
	emails := map[string]bool{}
	for i := range d.Rows()["users"] {
		u := d.User(i)
		if u.ID != i+1 || u.Name == "" || emails[strings.ToLower(u.Email)] || !u.CreatedAt.Before(Epoch) || u.CreatedAt.Nanosecond()%1e6 != 0 {
			t.Fatalf("user %d: %+v", i, u)
		}
		emails[strings.ToLower(u.Email)] = true
	}
	for i := range d.Rows()["groups"] {
		if g := d.Group(i); g.ID != i+1 || g.Name == "" || g.Description == "" || !g.CreatedAt.Before(Epoch) {
			t.Fatalf("group %d: %+v", i, g)
		}
	}
}

func TestMessages(t *testing.T) {
	d := NewDataset(spec(0.1), 3)
	rows := d.Rows()
	seen, perConversation := map[uuid.UUID]bool{}, map[uuid.UUID]int64{}
	var last store.Message
	for i := range rows["messages"] {
		m := d.Message(i)
		at, err := store.EventTime(m.MessageID)
		switch {
		case err != nil || !at.Equal(m.Timestamp):
			t.Fatalf("message %d: id of %v (%v), timestamp %v", i, at, err, m.Timestamp)
		case seen[m.MessageID]:
			t.Fatalf("message %d: id %v a second time", i, m.MessageID)
		case m.UserID < 1 || m.UserID > rows["users"] || m.Content == "":
			t.Fatalf("message %d: %+v", i, m)
		case !m.Timestamp.Before(Epoch) || m.Timestamp.Before(Epoch.Add(-history-1)):
			t.Fatalf("message %d at %v", i, m.Timestamp)
		case m.ConversationID == last.ConversationID && m.Timestamp.Before(last.Timestamp):
			t.Fatalf("message %d is older than the one before", i)
		}
		seen[m.MessageID], last = true, m
		perConversation[m.ConversationID]++
	}
	var sizes []int64
	for i := range d.spec.Conversations {
		n := perConversation[d.Conversation(i)]
		if n == 0 || n != d.messagesOf(i) {
			t.Fatalf("conversation %d has %d messages, sized %d", i, n, d.messagesOf(i))
		}
		sizes = append(sizes, n)
	}
	slices.Sort(sizes)
	// Mean 20; skewed: the median well below, the largest well above.
	if median, largest := sizes[len(sizes)/2], sizes[len(sizes)-1]; median > 14 || median < 6 || largest < 150 {
		t.Errorf("conversations have median %d and at most %d messages", median, largest)
	}
}

func TestNotifications(t *testing.T) {
	for name, c := range map[string]struct{ notifications, readers int64 }{"enough": {2000, 1000}, "too few": {300, 300}} {
		t.Run(name, func(t *testing.T) {
			s := spec(0.1)
			s.Notifications = c.notifications
			d := NewDataset(s, 3)
			if got := d.usersWithNotifications(); got != c.readers {
				t.Fatalf("%d users have notifications, want %d", got, c.readers)
			}
			perUser := map[int64]int64{}
			for i := range c.notifications {
				n := d.Notification(i)
				if at, err := store.EventTime(n.NotificationID); err != nil || !at.Equal(n.Timestamp) || n.Type == "" {
					t.Fatalf("notification %d: %+v", i, n)
				}
				perUser[n.UserID]++
			}
			for u := int64(1); u <= c.readers; u++ {
				if perUser[u] == 0 || perUser[u] != d.notifications.size(u-1) {
					t.Fatalf("user %d has %d notifications", u, perUser[u])
				}
			}
		})
	}
}

func TestMemberships(t *testing.T) {
	d := NewDataset(spec(1), 3)
	rows := d.Rows()
	seen, sizes := map[store.Membership]bool{}, map[int64]int{}
	for i := range rows["memberships"] {
		m := d.Membership(i)
		if seen[m] || m.Group < 1 || m.Group > rows["groups"] || m.User < 1 || m.User > rows["users"] {
			t.Fatalf("membership %d: %+v twice or outside", i, m)
		}
		seen[m] = true
		sizes[m.Group]++
	}
	pairs, thousands := 0, 0
	for g := int64(1); g <= rows["groups"]; g++ {
		switch n := sizes[g]; {
		case n < 2:
			t.Errorf("group %d has %d members", g, n)
		case n == 2:
			pairs++
		case n >= 500:
			thousands++
		}
	}
	if pairs < 590 || pairs > 640 || thousands != 1 {
		t.Errorf("of 1000 groups %d have size 2 and %d are of the tail, want about 600 and 1", pairs, thousands)
	}
}

func TestFiles(t *testing.T) {
	d := NewDataset(spec(1), 3)
	names := map[string]bool{}
	for i := range d.Rows()["files"] {
		name, contentType, size, content := d.File(i)
		if names[name] || strings.ContainsAny(name, "/\\") || contentType == "" || size < 1 || size > 8<<20 {
			t.Fatalf("file %d: %q %q %d", i, name, contentType, size)
		}
		names[name] = true
		if size > 100_000 {
			continue
		}
		all, err := io.ReadAll(content)
		if err != nil || int64(len(all)) != size {
			t.Fatalf("file %d: %d bytes (%v), want %d", i, len(all), err, size)
		}
		if at := differs(all, d.fileSeed(i)); at >= 0 {
			t.Fatalf("file %d differs from itself at %d", i, at)
		}
		if at := differs(all[:size/2], d.fileSeed(i)); at >= 0 {
			t.Fatalf("the beginning of file %d differs at %d", i, at)
		}
		at := size * 2 / 3
		all[at] ^= 1
		if got := differs(all, d.fileSeed(i)); got != at {
			t.Fatalf("a changed byte of file %d at %d was found at %d", i, at, got)
		}
	}
}

func TestFileContentReadsTheSameInPieces(t *testing.T) {
	const size = 1003
	want := make([]byte, size)
	fill(want, 77, 0)
	if err := iotest.TestReader(&fileContent{seed: 77, size: size}, want); err != nil {
		t.Error(err)
	}
	odd, err := io.ReadAll(iotest.OneByteReader(&fileContent{seed: 77, size: size}))
	if err != nil || !bytes.Equal(odd, want) {
		t.Errorf("byte by byte it is another file (%v)", err)
	}
}

// The extremes that volumes and overrides can ask for.
func TestSmallDatasets(t *testing.T) {
	tiny := spec(0.001)
	tiny.Friendships = 22 // half of all pairs, as many as a scenario may ask for
	for name, s := range map[string]scenario.Dataset{
		"empty":       {},
		"smallest":    {Users: 2, Groups: 1, Conversations: 1, Messages: 1, Notifications: 1, Friendships: 1, Memberships: 1, Files: 1},
		"dense":       {Users: 20, Friendships: 95, Groups: 4, Memberships: 40, Conversations: 3, Messages: 2, Notifications: 3},
		"volume .001": tiny,
	} {
		t.Run(name, func(t *testing.T) {
			d := NewDataset(s, 1)
			rows := d.Rows()
			if rows["friendships"] != s.Friendships || rows["messages"] != s.Messages || rows["memberships"] != s.Memberships {
				t.Errorf("rows %v of %+v", rows, s)
			}
			checkFriendships(t, d)
			for i := range rows["memberships"] {
				d.Membership(i)
			}
			for i := range rows["messages"] {
				d.Message(i)
			}
			if d.Fingerprint() == "" {
				t.Error("no fingerprint")
			}
		})
	}
}
