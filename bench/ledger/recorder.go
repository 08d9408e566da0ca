package ledger

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"

	"quintet/bench/samples"
)

// Record keeps the entries of a ledger; *samples.Writer is one, and *samples.Stream one whose entries are read elsewhere.
type Record interface {
	// Write adds an entry. It is safe for concurrent use and keeps nothing of the Write.
	Write(*samples.Write) error
}

// Reader is a Record that gives its entries back.
type Reader interface {
	// Writes streams the entries so far. The Write is reused.
	Writes(func(*samples.Write) error) error
}

// Recorder takes down writes. The token of a session is sealed with a key that is in no record: whoever reads the record of a run
// cannot sign in with it. Make it with NewRecorder.
type Recorder struct {
	record Record
	block  cipher.Block
	seed   maphash.Seed
}

// KeySize is the size in bytes of the key that seals tokens. A key is for one trial.
const KeySize = 16

// NewRecorder takes writes down in a record, which is empty. A nil key is one that this process alone has; generators that share a ledger, and who
// reads it back, share one.
func NewRecorder(record Record, key []byte) (*Recorder, error) {
	if key == nil {
		key = make([]byte, KeySize)
		rand.Read(key)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("make the key of the ledger: %w", err)
	}
	return &Recorder{record: record, block: block, seed: maphash.MakeSeed()}, nil
}

// Write adds an entry. It is safe for concurrent use.
func (r *Recorder) Write(w *samples.Write) error {
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

// count returns how many entries there are.
func (r *Recorder) count() (n int64, err error) {
	err = r.each(func(*samples.Write) error {
		n++
		return nil
	})
	return n, err
}

// part returns the entries that are one of so many parts.
func (r *Recorder) part(part, parts uint64) (held []samples.Write, err error) {
	err = r.each(func(w *samples.Write) error {
		if maphash.Comparable(r.seed, shelf(w))%parts != part {
			return nil
		}
		held = append(held, *w)
		if last := &held[len(held)-1]; last.Kind == samples.CreatedSession {
			last.Name = r.crypt(last)
		}
		return nil
	})
	return held, err
}

// each streams the entries.
func (r *Recorder) each(f func(*samples.Write) error) error {
	record, ok := r.record.(Reader)
	if !ok {
		return errors.New("read the ledger: its entries are not here")
	}
	if err := record.Writes(f); err != nil {
		return fmt.Errorf("read the ledger: %w", err)
	}
	return nil
}
