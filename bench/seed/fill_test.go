package seed_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"quintet/api/server"
	"quintet/api/store"
	"quintet/bench/scenario"
	"quintet/bench/seed"
	"quintet/bench/workload"
)

// little is a data set of a few batches of every kind.
func little() *workload.Dataset {
	return workload.NewDataset(scenario.Dataset{
		Users: 2100, Groups: 40, Conversations: 50, Messages: 4100, Notifications: 600, Friendships: 2100, Memberships: 200, Files: 3,
		ContentBytes: scenario.Distribution{Kind: "constant", Median: 30}, FileBytes: scenario.Distribution{Kind: "constant", Median: 300},
	}, 42)
}

// batches is in how many batches little is loaded: two of users, three of messages, two of friendships, three files, one of each of the
// others.
const batches = 2 + 1 + 3 + 1 + 2 + 1 + 3

const marksFile = "seeding.marks"

// age makes all marks in a folder a minute older than the last sign of life.
func age(t *testing.T, dir string) (lines int) {
	t.Helper()
	path := filepath.Join(dir, marksFile)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for i, line := range strings.Split(strings.TrimRight(string(text), "\n"), "\n") {
		if i > 0 {
			fields := strings.Fields(line)
			at, err := strconv.ParseInt(fields[3], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			line = fmt.Sprint(fields[0], " ", fields[1], " ", fields[2], " ", max(0, at-time.Minute.Milliseconds()))
			lines++
		}
		out.WriteString(line + "\n")
	}
	fmt.Fprintf(&out, "none 0 0 %d\n", time.Now().UnixMilli())
	// The last line was cut off with the process.
	out.WriteString("messages 0 20")
	if err := os.WriteFile(path, []byte(out.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return lines
}

func total(d *workload.Dataset) (n int64) {
	for _, rows := range d.Rows() {
		n += rows
	}
	return n
}

// Cut off after any batch, filling goes on where it stood and ends as if nothing had been.
func TestFillCutOffAnywhere(t *testing.T) {
	d := little()
	for after := range batches {
		t.Run(strconv.Itoa(after), func(t *testing.T) {
			t.Parallel()
			set, dir := stores(t), t.TempDir()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if after == 0 {
				cancel()
			}
			seen := 0
			_, err := seed.Fill(ctx, set, d, seed.Options{Marks: dir, Progress: func(seed.Progress) {
				if seen++; seen == after {
					cancel()
				}
			}})
			if !errors.Is(err, context.Canceled) {
				t.Fatalf("found %v, want it cut off", err)
			}
			marked := age(t, dir)
			if marked < after {
				t.Errorf("%d batches are marked after %d", marked, after)
			}
			var last seed.Progress
			filled, err := seed.Fill(t.Context(), set, d, seed.Options{Marks: dir, Progress: func(p seed.Progress) { last = p }})
			if err != nil {
				t.Fatal(err)
			}
			if filled.Resumed != (marked > 0) || (last.Before > 0) != (marked > 0) || last.Done != total(d) || last.Rows != total(d) {
				t.Errorf("with %d batches marked: %+v, in the end %+v", marked, filled, last)
			}
			if wrong := seed.Miscounted(d.Rows(), filled.Held); wrong != "" || len(filled.Held) != len(d.Rows()) {
				t.Errorf("it holds %v: %s", filled.Held, wrong)
			}
			if _, err := seed.Compare(t.Context(), set, d); err != nil {
				t.Error(err)
			}
			if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
				t.Errorf("left %v, %v", left, err)
			}
		})
	}
}

// Batches that a killed store may have lost are loaded again.
func TestFillDoesNotTrustTheLast(t *testing.T) {
	set, d, dir := stores(t), little(), t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	seen := 0
	if _, err := seed.Fill(ctx, set, d, seed.Options{Marks: dir, Progress: func(seed.Progress) {
		if seen++; seen == 5 {
			cancel()
		}
	}}); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	var last seed.Progress
	filled, err := seed.Fill(t.Context(), set, d, seed.Options{Marks: dir, Progress: func(p seed.Progress) { last = p }})
	if err != nil || filled.Resumed || last.Before != 0 {
		t.Errorf("%+v, %+v, %v: marks of a moment ago were believed", filled, last, err)
	}
	verify(t, set, d.Rows())
}

// Marks that lie, because the stores are others or have lost their rows, cost a second loading and no rows. Those of another data set
// are not even read.
func TestFillMarksThatLie(t *testing.T) {
	d := little()
	for name, title := range map[string]string{"Lost": d.Fingerprint(), "OtherData": dataset().Fingerprint()} {
		t.Run(name, func(t *testing.T) {
			set, dir := stores(t), t.TempDir()
			text := "quintet seeds " + title + "\nusers 0 2000 0\nmessages 2000 4000 0\nfiles 1 2 0\n"
			if err := os.WriteFile(filepath.Join(dir, marksFile), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			before := false
			if _, err := seed.Fill(t.Context(), set, d, seed.Options{Marks: dir, Progress: func(p seed.Progress) { before = before || p.Before > 0 }}); err != nil {
				t.Fatal(err)
			}
			if before != (name == "Lost") {
				t.Errorf("marks believed at first: %v", before)
			}
			verify(t, set, d.Rows())
		})
	}
}

// Marks that have once settled stay so, however often it is cut off.
func TestFillCutOffTwice(t *testing.T) {
	set, d, dir := stores(t), little(), t.TempDir()
	cutAfter := func(n int) seed.Progress {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var last seed.Progress
		_, err := seed.Fill(ctx, set, d, seed.Options{Marks: dir, Progress: func(p seed.Progress) {
			if last = p; p.Done > p.Before {
				if n--; n <= 0 {
					cancel()
				}
			}
		}})
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		return last
	}
	cutAfter(5)
	age(t, dir)
	first := cutAfter(1)
	// Cut off again before anything of its own had settled.
	var last seed.Progress
	if _, err := seed.Fill(t.Context(), set, d, seed.Options{Marks: dir, Progress: func(p seed.Progress) { last = p }}); err != nil {
		t.Fatal(err)
	}
	if last.Before < first.Before || first.Before == 0 {
		t.Errorf("%d rows were believed, then %d", first.Before, last.Before)
	}
	verify(t, set, d.Rows())
}

// Compare sees every kind of row that is not what it was.
func TestCompare(t *testing.T) {
	d := little()
	for name, spoil := range map[string]func(ctx context.Context, s store.Set) error{
		"Nothing": func(context.Context, store.Set) error { return nil },
		"User": func(ctx context.Context, s store.Set) error {
			_, err := s.Records.UpdateUser(ctx, 1, "Somebody Else", d.User(0).Email)
			return err
		},
		"UserGone": func(ctx context.Context, s store.Set) error { return s.Records.DeleteUser(ctx, 2100) },
		"Friendship": func(ctx context.Context, s store.Set) error {
			f := d.Friendship(0)
			return s.Graph.RemoveFriend(ctx, f.A, f.B)
		},
		"Membership": func(ctx context.Context, s store.Set) error {
			m := d.Membership(0)
			return s.Graph.RemoveMember(ctx, m.Group, m.User)
		},
		"File": func(ctx context.Context, s store.Set) error {
			name, contentType, _, _ := d.File(2)
			_, err := s.Objects.Put(ctx, name, contentType, strings.NewReader(strings.Repeat("x", 300)), 300)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			set := stores(t)
			if err := seed.Load(t.Context(), set, d, nil); err != nil {
				t.Fatal(err)
			}
			if err := spoil(t.Context(), set); err != nil {
				t.Fatal(err)
			}
			n, err := seed.Compare(t.Context(), set, d)
			if (err != nil) != (name != "Nothing") || err == nil && n != 6*25+3 {
				t.Errorf("compared %d rows: %v", n, err)
			}
		})
	}
	// An event that is not there: the stores are empty.
	set := stores(t)
	other := workload.NewDataset(scenario.Dataset{Conversations: 3, Messages: 30, ContentBytes: scenario.Distribution{Kind: "constant", Median: 9}}, 1)
	if _, err := seed.Compare(t.Context(), set, other); err == nil {
		t.Error("found messages in an empty store")
	}
}

// What is needed grows with what is seeded, and names every store.
func TestNeeds(t *testing.T) {
	spec := scenario.Dataset{
		Users: 1000, Groups: 100, Conversations: 500, Messages: 10_000, Notifications: 2000, Friendships: 5000, Memberships: 850, Files: 10,
		ContentBytes: scenario.Distribution{Kind: "constant", Median: 100}, FileBytes: scenario.Distribution{Kind: "constant", Median: 100_000},
	}
	needs := seed.Needs(workload.NewDataset(spec, 1), server.Backends())
	more := spec
	more.Users, more.Messages, more.Friendships, more.Files = 2000, 20_000, 10_000, 20
	for store, n := range seed.Needs(workload.NewDataset(more, 1), server.Backends()) {
		if n <= needs[store] || needs[store] <= 0 {
			t.Errorf("%s needs %d bytes, and %d for more", store, needs[store], n)
		}
	}
	for _, store := range []string{"postgres", "cassandra", "neo4j", "minio", "versitygw", "sqlite", "gofakes3"} {
		if needs[store] == 0 {
			t.Errorf("nobody knows what %s needs", store)
		}
	}
	if files := needs["minio"]; files < 10*100_000 {
		t.Errorf("a million bytes of files need %d", files)
	}
}
