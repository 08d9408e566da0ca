package ledger

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"hash/maphash"
	"sync/atomic"

	"quintet/bench/samples"
)

// Record keeps the entries of a ledger; *samples.Writer is one.
type Record interface {
	// Write adds an entry. It is safe for concurrent use and keeps nothing of the Write.
	Write(*samples.Write) error
	// Writes streams the entries so far. The Write is reused.
	Writes(func(*samples.Write) error) error
}

// Recorder takes down writes. The token of a session is sealed with a key that only this process has: whoever reads the record of a run
// cannot sign in with it. Make it with NewRecorder.
type Recorder struct {
	record  Record
	block   cipher.Block
	seed    maphash.Seed
	entries atomic.Int64
}

// NewRecorder takes writes down in a record, which is empty.
func NewRecorder(record Record) (*Recorder, error) {
	var key [16]byte
	rand.Read(key[:])
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, fmt.Errorf("make the key of the ledger: %w", err)
	}
	return &Recorder{record: record, block: block, seed: maphash.MakeSeed()}, nil
}

// Write adds an entry. It is safe for concurrent use.
func (r *Recorder) Write(w *samples.Write) error {
	r.entries.Add(1)
	if w.Kind != samples.CreatedSession || w.Name == "" {
		return r.record.Write(w)
	}
	sealed := *w
	sealed.Name = r.crypt(w)
	return r.record.Write(&sealed)
}

// crypt seals a name, or opens a sealed one.
func (r *Recorder) crypt(w *samples.Write) string {
	var once [aes.BlockSize]byte
	binary.LittleEndian.PutUint64(once[:], w.Seq)
	name := []byte(w.Name)
	cipher.NewCTR(r.block, once[:]).XORKeyStream(name, name)
	return string(name)
}

// part returns the entries that are one of so many parts.
func (r *Recorder) part(part, parts uint64) ([]samples.Write, error) {
	var held []samples.Write
	err := r.record.Writes(func(w *samples.Write) error {
		if maphash.Comparable(r.seed, shelf(w))%parts != part {
			return nil
		}
		held = append(held, *w)
		if last := &held[len(held)-1]; last.Kind == samples.CreatedSession {
			last.Name = r.crypt(last)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the ledger: %w", err)
	}
	return held, nil
}
