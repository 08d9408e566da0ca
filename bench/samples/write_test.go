package samples

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// writes are entries of every kind, with every part there and not there.
func writes() []Write {
	id := [16]byte{1, 2, 3, 15: 9}
	return []Write{
		{Seq: 0, Kind: WroteMessage, Conversation: id, ID: [16]byte{15: 1}, Row: 7, Content: 1<<63 + 5, Sent: time.Millisecond, Ended: 3 * time.Millisecond},
		{Seq: 1 << 40, Operation: 300, Kind: WroteNotification, Outcome: Indeterminate, Row: 9, Content: 4, Sent: time.Hour, Ended: time.Hour + 30*time.Second},
		{Seq: 3, Kind: CreatedUser, Outcome: Denied, Name: "a@example.com", Content: 8, Sent: 5, Ended: 5},
		{Seq: 4, Kind: AddedFriend, Row: 2, Other: 1 << 50, Sent: 6, Ended: 9},
		{Seq: 5, Kind: CreatedSession, Row: 2, Name: "\x00sealed\xff", Expires: time.UnixMilli(1_800_000_000_123).UTC(), Sent: 7, Ended: 8},
		{Seq: 6, Kind: UploadedFile, Name: "f", Size: 1 << 33, Content: 77, Sent: 7, Ended: 8},
	}
}

// recordWrites makes the record of a trial with the entries, and leaves it open.
func recordWrites(t *testing.T, dir string) *Writer {
	t.Helper()
	w, err := Create(dir, Manifest{Format: FormatVersion})
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range writes() {
		if err := w.Write(&entry); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

func collect(stream func(func(*Write) error) error) (list []Write, err error) {
	err = stream(func(w *Write) error {
		list = append(list, *w)
		return nil
	})
	return list, err
}

// Entries come back as they were, while the trial runs and afterwards.
func TestWritesComeBack(t *testing.T) {
	dir := t.TempDir()
	w := recordWrites(t, dir)
	while, err := collect(w.Writes)
	if diff := cmp.Diff(writes(), while); diff != "" || err != nil {
		t.Errorf("while it runs: %v\n%s", err, diff)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	trial, err := OpenTrial(dir)
	if err != nil {
		t.Fatal(err)
	}
	after, err := collect(trial.Writes)
	if diff := cmp.Diff(writes(), after); diff != "" || err != nil {
		t.Errorf("afterwards: %v\n%s", err, diff)
	}
	stop := errors.New("enough")
	if err := trial.Writes(func(*Write) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("the stream ends with %v, want the error of its reader", err)
	}
}

// A trial that keeps no ledger has no file of one.
func TestNoLedger(t *testing.T) {
	dir := t.TempDir()
	w, err := Create(dir, Manifest{Format: FormatVersion})
	if err != nil {
		t.Fatal(err)
	}
	if list, err := collect(w.Writes); len(list) > 0 || err != nil {
		t.Errorf("%d entries, %v", len(list), err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, firstWrites)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file: %v", err)
	}
	trial, err := OpenTrial(dir)
	if err != nil {
		t.Fatal(err)
	}
	if list, err := collect(trial.Writes); len(list) > 0 || err != nil {
		t.Errorf("%d entries, %v", len(list), err)
	}
}

// Of a ledger that was cut off, the whole blocks are read, and an error says where it breaks off.
func TestTornLedger(t *testing.T) {
	dir := t.TempDir()
	w := recordWrites(t, dir)
	if _, err := collect(w.Writes); err != nil { // writes the first block
		t.Fatal(err)
	}
	more := writes()[0]
	if err := errors.Join(w.Write(&more), w.Close()); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, firstWrites)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	trial, err := OpenTrial(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := append(writes(), more)
	for cut := len(text) - 1; cut > len(text)-60; cut-- {
		if err := os.WriteFile(path, text[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		list, err := collect(trial.Writes)
		if len(list) < len(writes()) || !cmp.Equal(list, want[:len(list)]) || err == nil || !strings.Contains(err.Error(), firstWrites) || strings.Contains(err.Error(), dir) {
			t.Fatalf("cut off at byte %d of %d: %d entries, %v", cut, len(text), len(list), err)
		}
	}
}

// Every kind of write and every outcome has a name or a number of its own.
func TestWriteKindNames(t *testing.T) {
	seen := map[string]bool{}
	for k := range WriteKinds {
		name := WriteKind(k).String()
		if name == "" || name == "unknown" || seen[name] {
			t.Errorf("kind %d is called %q", k, name)
		}
		seen[name] = true
	}
}

func TestLedgerCountsAdd(t *testing.T) {
	one := LedgerCounts{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}
	if got, want := one.Plus(one), (LedgerCounts{2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24}); got != want {
		t.Errorf("%+v", got)
	}
}
