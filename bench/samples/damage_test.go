package samples

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// recorded writes a complete trial of two blocks of hits, two of points and two events, and returns its folder.
func recorded(t *testing.T) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "trial-001")
	w := create(t, dir)
	for i := range 20 {
		at := time.Duration(i) * time.Millisecond
		h := Hit{Seq: uint64(i), Due: at, Sent: at, End: at + time.Millisecond, Status: 200}
		if err := errors.Join(w.Hit(&h), w.Point(Point{At: at, Series: Series{Metric: UpMetric}, Value: float64(i)})); err != nil {
			t.Fatal(err)
		}
		if i == 9 {
			if err := errors.Join(w.hits.flush(), w.points.flush()); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := errors.Join(w.Event(Event{Kind: PhaseBegan, Name: "warm-up"}), w.Event(Event{At: 1, Kind: PhaseBegan, Name: "steady"}),
		w.Manifest(func(m *Manifest) {
			m.State, m.SLO = Complete, []SLO{{Expression: "p99 < 100ms", Comparison: "<"}}
		}), w.Close()); err != nil {
		t.Fatal(err)
	}
	return dir
}

// wrong reads all of a trial and returns what is wrong with it.
func wrong(dir string) error {
	trial, err := OpenTrial(dir)
	if err != nil {
		return err
	}
	_, hits := hitsOf(trial)
	_, events := trial.Events()
	return errors.Join(hits, events, trial.Points(func(*Point) error { return nil }))
}

// What is gone of a trial that ended is an error, whichever file it is gone from and however: one rule for all of them.
func TestLostParts(t *testing.T) {
	if err := wrong(recorded(t)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{firstHits, pointsName, eventsName} {
		for act, change := range map[string]func(whole []byte) []byte{
			"deleted": func([]byte) []byte { return nil },
			"empty":   func([]byte) []byte { return []byte{} },
			"without its end mark": func(whole []byte) []byte {
				if name == eventsName {
					return whole[:bytes.LastIndexByte(whole[:len(whole)-1], '\n')+1]
				}
				return whole[:lastBlock(whole)]
			},
			"cut between two blocks": func(whole []byte) []byte {
				if name == eventsName {
					return whole[:bytes.IndexByte(whole, '\n')+1]
				}
				return whole[:lastBlock(whole[:lastBlock(whole)])]
			},
		} {
			t.Run(name+" "+act, func(t *testing.T) {
				dir := recorded(t)
				path := filepath.Join(dir, name)
				whole, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				if left := change(whole); left == nil {
					err = os.Remove(path)
				} else {
					err = os.WriteFile(path, left, 0o644)
				}
				if err != nil {
					t.Fatal(err)
				}
				if err := wrong(dir); err == nil || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), dir) {
					t.Errorf("the error is %v", err)
				}
			})
		}
	}
}

// lastBlock is where the last block of a file begins.
func lastBlock(file []byte) int {
	at := bytes.IndexByte(file, '\n') + 1
	for {
		next := at + headerSize + int(file[at]) + int(file[at+1])<<8
		if next >= len(file) {
			return at
		}
		at = next
	}
}

// A file of hits that is no file of the record is an error, and its hits are none of the trial's.
func TestStrangeHits(t *testing.T) {
	dir := recorded(t)
	text, err := os.ReadFile(filepath.Join(dir, firstHits))
	if err := errors.Join(err, os.WriteFile(filepath.Join(dir, "hits-2.bin"), text, 0o644)); err != nil {
		t.Fatal(err)
	}
	hits, err := hitsOf(open(t, dir))
	if len(hits) != 20 || err == nil || err.Error() != "hits-2.bin is no file of this record" {
		t.Errorf("%d hits, %v", len(hits), err)
	}
}

// Points of another trial are whole, and are not those of this one.
func TestExchangedFile(t *testing.T) {
	dir, other := recorded(t), filepath.Join(t.TempDir(), "trial-001")
	if err := create(t, other).Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(other, pointsName), filepath.Join(dir, pointsName)); err != nil {
		t.Fatal(err)
	}
	if err := wrong(dir); err == nil || err.Error() != "points.bin is not the file that was recorded: it has 0 entries, the manifest says 20" {
		t.Error(err)
	}
}

// A bit that changed is noticed, wherever in a record it stands.
func TestFlippedBits(t *testing.T) {
	dir := recorded(t)
	trial := open(t, dir)
	for name, read := range map[string]func(damaged []byte) error{
		manifestName: func(damaged []byte) error { _, err := DecodeManifest(damaged); return err },
		eventsName:   func([]byte) error { _, err := trial.Events(); return err },
		firstHits:    func([]byte) error { _, err := hitsOf(trial); return err },
		pointsName:   func([]byte) error { return trial.Points(func(*Point) error { return nil }) },
	} {
		path := filepath.Join(dir, name)
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 2 * len(whole) {
			bit := 8*(i/2) + i%2*5 // 5 is the difference between small letters and capitals
			damaged := bytes.Clone(whole)
			damaged[bit/8] ^= 1 << (bit % 8)
			if name != manifestName {
				if err := os.WriteFile(path, damaged, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if err := read(damaged); err == nil {
				t.Errorf("bit %d of %s: no error", bit, name)
			}
		}
		if err := errors.Join(os.WriteFile(path, whole, 0o644), read(whole)); err != nil {
			t.Error(err)
		}
	}
}

// A hit that cannot have been ends the stream with its number and why.
func TestImpossibleHits(t *testing.T) {
	for want, h := range map[string]Hit{
		"number 7 is from before the load began":                                {Seq: 7, Due: -1, Sent: 1, End: 2},
		"number 7 ended before it was sent":                                     {Seq: 7, Sent: 2, End: 1},
		"number 7 is years after the load began":                                {Seq: 7, Due: 1 << 62, Sent: 1 << 62, End: 1 << 62},
		"number 7 has a class of failure that there is not: 8":                  {Seq: 7, Failure: Failure(Failures)},
		"number 7 has a cause of failure that there is not: 200":                {Seq: 7, Failure: Connection, Cause: 200},
		"number 7 has an end of its connection that there is not: 99":           {Seq: 7, Connection: 99},
		"number 7 has a status that there is not: 1000":                         {Seq: 7, Status: 1000},
		"number 7 is of operation 3 of 2":                                       {Seq: 7, Operation: 2},
		"number 7 has an instant that is not between its sending and its end":   {Seq: 7, Sent: 5, FirstByte: 9, End: 8},
		"number 7 has a store time that cannot be":                              {Seq: 7, NStores: 1, Stores: [MaxStores]StoreTime{{Time: -1}}},
		"number 18446744073709551615 has a status that there is not: 1001":      {Seq: 1<<64 - 1, Status: 1001},
		"number 7 has a class of failure that there is not: 255":                {Seq: 7, Failure: 255},
		"number 7 has an instant that is not between its sending and its end: ": {Seq: 7, Sent: 5, Connected: 4, End: 8},
	} {
		dir := filepath.Join(t.TempDir(), "trial-001")
		w := create(t, dir)
		if err := errors.Join(w.Manifest(func(m *Manifest) { m.Operations = []string{"a", "b"} }), w.Hit(&Hit{Seq: 1}), w.Hit(&h), w.Close()); err != nil {
			t.Fatal(err)
		}
		hits, err := hitsOf(open(t, dir))
		want = strings.TrimSuffix(want, ": ")
		if len(hits) != 1 || err == nil || err.Error() != "hits-1.bin holds a hit that cannot be: "+want {
			t.Errorf("%d hits, %v, want %s", len(hits), err, want)
		}
	}
}

// A manifest that states what cannot have been is a trial that cannot be read, at once.
func TestImpossibleManifests(t *testing.T) {
	many := func(one string, n int) string { return "[" + strings.Repeat(one+",", n-1) + one + "]" }
	for text, want := range map[string]string{
		`"phases": [{"end": 5}, {"start": -4611686018427387904, "end": 7}]`: "phases[1] lasts from -1281023h53m38.427387904s to 7ns, want",
		`"phases": [{"start": 3, "end": 2}]`:                                "phases[0] lasts from 3ns to 2ns, want a phase that",
		`"phases": [{"end": 9223372036854775807}]`:                          "within ten years",
		`"phases": ` + many(`{"end": 1, "start": 1}`, 100_000):              "100000 phases, more than the 1000 that can be",
		`"operations": ` + many(`"a"`, 1001):                                "1001 operations",
		`"stores": ` + many(`"a"`, 257):                                     "257 stores",
		`"elapsed": -1`:                                                     "elapsed is -1ns",
		`"slo": [{"expression": "p99 < 1s", "quantile": 99}]`:               `objective "p99 < 1s" has the quantile 99`,
		`"trials": -3`:          "a count in it is below 0",
		`"scrape_interval": -3`: "scrape_interval is -3ns",
	} {
		_, err := DecodeManifest([]byte(`{"format": 2, ` + text + "}"))
		if err == nil || !strings.Contains(err.Error(), want) || len(err.Error()) > 250 {
			t.Errorf("%.60s: %v, want %q in it", text, err, want)
		}
	}
	if _, err := DecodeManifest(make([]byte, maxManifest+1)); err == nil || !strings.Contains(err.Error(), "larger than the 16 MiB") {
		t.Error(err)
	}
}

// Records of before format 3 have no end marks: what can be noticed is a file that is not there, and one with nothing in it.
func TestLostPartsOfOldRecords(t *testing.T) {
	old := func(t *testing.T) (dir string) {
		dir = filepath.Join(t.TempDir(), "trial-001")
		if err := errors.Join(os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "format-1", "trial-001"))),
			os.WriteFile(filepath.Join(dir, pointsName), []byte("quintet points 1\n"), 0o644),
			os.WriteFile(filepath.Join(dir, eventsName), []byte(`{"at":0,"kind":"phase-began","name":"steady","detail":""}`+"\n"), 0o644)); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	if err := wrong(old(t)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{firstHits, pointsName, eventsName} {
		for _, change := range []func(path string) error{os.Remove, func(path string) error { return os.Truncate(path, 0) }} {
			dir := old(t)
			if err := change(filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
			if err := wrong(dir); err == nil || err.Error() != name+" is missing" && err.Error() != name+" is empty" {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}
