package ledger

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"quintet/bench/samples"
)

// sink is a file in memory.
type sink struct{ bytes.Buffer }

func (*sink) Close() error { return nil }

// What a generator takes down is read elsewhere by who has its key: without it no token can be read, and where there are no entries none are invented.
func TestRecordedElsewhere(t *testing.T) {
	const token = "0123456789abcdef0123456789abcdef"
	key := []byte("sixteen bytes of")
	var writes sink
	stream, err := samples.NewStream(&sink{}, &sink{}, &writes)
	if err != nil {
		t.Fatal(err)
	}
	taken, err := NewRecorder(stream, key)
	if err != nil {
		t.Fatal(err)
	}
	if err := taken.Write(&samples.Write{Seq: 7, Kind: samples.CreatedSession, Name: token, Row: 3, Sent: time.Second, Ended: 2 * time.Second}); err != nil {
		t.Fatal(err)
	}
	if _, err := stream.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := taken.count(); err == nil || !strings.Contains(err.Error(), "its entries are not here") {
		t.Errorf("the entries of a stream: %v", err)
	}
	if bytes.Contains(writes.Bytes(), []byte(token)) {
		t.Error("the token can be read in the record")
	}
	record, err := samples.Create(t.TempDir(), samples.Manifest{Format: samples.FormatVersion, Generators: []samples.LoadGenerator{{}}})
	if err != nil {
		t.Fatal(err)
	}
	defer record.Close()
	if n, err := record.AdoptWrites(0, io.Reader(&writes)); n != 1 || err != nil {
		t.Fatalf("%d writes, %v", n, err)
	}
	for name, c := range map[string]struct {
		key  []byte
		want bool
	}{"SameKey": {key, true}, "OtherKey": {nil, false}} {
		back, err := NewRecorder(record, c.key)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := back.count(); n != 1 || err != nil {
			t.Errorf("%s: %d entries, %v", name, n, err)
		}
		held, err := back.part(0, 1)
		if err != nil || len(held) != 1 || (held[0].Name == token) != c.want || held[0].Row != 3 {
			t.Errorf("%s: %+v, %v", name, held, err)
		}
	}
	if _, err := NewRecorder(record, key[:3]); err == nil {
		t.Error("a short key is taken")
	}
}
