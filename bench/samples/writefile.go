package samples

import (
	"encoding/binary"
	"errors"
	"fmt"
	"path/filepath"
	"time"
)

// writeKinds are the files of the ledger. The first block is the generator's clock offset, as in a file of hits.
var writeKinds = []blockKind{{[]byte("quintet ledger 1\n"), true}}

// The parts of a write that not every kind has: a bit is set where the part is written out.
const (
	hasConversation = 1 << iota
	hasID
	hasRow
	hasOther
	hasName
	hasSize
	hasExpires
)

// encodeWrite appends w. Entries stand by themselves: most of one are ids and hashes, which differ in every byte from those before.
func encodeWrite(b []byte, w *Write) []byte {
	parts := bitsOf(w.Conversation != [16]byte{}, w.ID != [16]byte{}, w.Row != 0, w.Other != 0, w.Name != "", w.Size != 0, !w.Expires.IsZero())
	b = append(b, byte(w.Kind), byte(w.Outcome))
	b = binary.AppendUvarint(b, parts)
	b = binary.AppendUvarint(b, w.Seq)
	b = binary.AppendUvarint(b, uint64(w.Operation))
	b = binary.AppendVarint(b, int64(w.Sent))
	b = binary.AppendVarint(b, int64(w.Ended-w.Sent))
	b = binary.LittleEndian.AppendUint64(b, w.Content)
	if parts&hasConversation != 0 {
		b = append(b, w.Conversation[:]...)
	}
	if parts&hasID != 0 {
		b = append(b, w.ID[:]...)
	}
	if parts&hasRow != 0 {
		b = binary.AppendVarint(b, w.Row)
	}
	if parts&hasOther != 0 {
		b = binary.AppendVarint(b, w.Other)
	}
	if parts&hasName != 0 {
		b = appendText(b, w.Name)
	}
	if parts&hasSize != 0 {
		b = binary.AppendVarint(b, w.Size)
	}
	if parts&hasExpires != 0 {
		b = binary.AppendVarint(b, w.Expires.UnixMilli())
	}
	return b
}

// decodeWrite reads what encodeWrite wrote; parts is which of the optional fields follow.
func decodeWrite(d *decoder, w *Write) {
	*w = Write{Kind: WriteKind(d.byte()), Outcome: Outcome(d.byte())}
	parts := d.uvarint()
	w.Seq, w.Operation = d.uvarint(), uint16(d.uvarint())
	w.Sent = time.Duration(d.varint())
	w.Ended = w.Sent + time.Duration(d.varint())
	w.Content = d.uint64()
	if parts&hasConversation != 0 {
		w.Conversation = d.id()
	}
	if parts&hasID != 0 {
		w.ID = d.id()
	}
	if parts&hasRow != 0 {
		w.Row = d.varint()
	}
	if parts&hasOther != 0 {
		w.Other = d.varint()
	}
	if parts&hasName != 0 {
		w.Name = d.text()
	}
	if parts&hasSize != 0 {
		w.Size = d.varint()
	}
	if parts&hasExpires != 0 {
		w.Expires = time.UnixMilli(d.varint()).UTC()
	}
}

func (d *decoder) id() (id [16]byte) {
	binary.LittleEndian.PutUint64(id[:8], d.uint64())
	binary.LittleEndian.PutUint64(id[8:], d.uint64())
	return id
}

// Write records an entry of the ledger, whose file the first one makes: a trial without a ledger has none.
func (w *Writer) Write(entry *Write) error {
	writes, err := w.ledger()
	if err == nil {
		err = writes.add(func(b []byte) []byte { return encodeWrite(b, entry) })
	}
	return wrap("record write", err)
}

// ledger is the file of the ledger.
func (w *Writer) ledger() (*blockFile, error) {
	if b := w.writes.Load(); b != nil {
		return b, nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if b := w.writes.Load(); b != nil {
		return b, nil
	}
	b, err := createRecord(filepath.Join(w.dir, firstWrites), writeKinds[0].magic, 0)
	if err == nil {
		w.writes.Store(b)
	}
	return b, err
}

// Writes flushes the ledger and streams what has been recorded until then, in the order of the files: its own, or those taken over of generators. The
// Write is reused.
func (w *Writer) Writes(f func(*Write) error) error {
	b := w.writes.Load()
	if b == nil {
		return wrap("read the ledger", w.adoptedWrites(f))
	}
	if err := b.flush(); err != nil {
		return wrap("read the ledger", err)
	}
	_, _, err := readWrites(filepath.Join(w.dir, firstWrites), f)
	return wrap("read the ledger", err)
}

// Writes streams the ledger of all generators as Hits streams hits. A trial that kept none has no entries.
func (t *Trial) Writes(f func(*Write) error) error {
	files, damage, err := t.files(writesPrefix)
	if err != nil {
		return err
	}
	for _, name := range files {
		var stopped error
		path := filepath.Join(t.dir, name)
		end, ended, err := readWrites(path, func(w *Write) error {
			stopped = f(w)
			return stopped
		})
		if stopped != nil {
			return stopped
		}
		damage = errors.Join(damage, t.verified(path, end.file(name), ended, err))
	}
	return damage
}

// readWrites streams a file of the ledger. What it returns is as readBlocks returns it.
func readWrites(path string, f func(*Write) error) (end blocksEnd, ended bool, err error) {
	var offset time.Duration
	first := true
	return readBlocks(path, writeKinds, func(_ *blockKind, entries int, payload []byte) error {
		d := decoder{rest: payload}
		if first {
			first, offset = false, time.Duration(d.varint())
			return nil
		}
		for range entries {
			var w Write
			if decodeWrite(&d, &w); d.bad || int(w.Kind) >= WriteKinds || w.Outcome > Denied {
				return fmt.Errorf("%s holds a write that cannot be decoded", path)
			}
			w.Sent, w.Ended = w.Sent+offset, w.Ended+offset
			if err := f(&w); err != nil {
				return err
			}
		}
		if len(d.rest) > 0 {
			return fmt.Errorf("%s holds more bytes than writes", path)
		}
		return nil
	})
}
