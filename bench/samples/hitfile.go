package samples

import (
	"encoding/binary"
	"fmt"
	"time"
)

// hitsMagic begins a file of hits; after it stands the generator's clock offset in nanoseconds, which is added to all times of
// the file.
var hitsMagic = []byte("quintet hits 1\n")

// encodeHit appends h as its difference to the hit before it in the block; the zero Hit stands before the first.
func encodeHit(b []byte, before, h *Hit) []byte {
	b = binary.AppendVarint(b, int64(h.Seq-before.Seq))
	b = binary.AppendVarint(b, int64(h.Due-before.Due))
	b = binary.AppendVarint(b, int64(h.Sent-h.Due))
	b = binary.AppendVarint(b, int64(h.End-h.Sent))
	b = binary.AppendUvarint(b, uint64(h.Operation))
	b = binary.AppendUvarint(b, uint64(h.Target))
	b = binary.AppendUvarint(b, uint64(h.Status))
	b = binary.AppendUvarint(b, uint64(h.Failure))
	b = binary.AppendUvarint(b, uint64(h.BytesIn))
	b = binary.AppendUvarint(b, uint64(h.BytesOut))
	b = append(b, h.NStores)
	for _, s := range h.Stores[:h.NStores] {
		b = binary.AppendUvarint(b, uint64(s.Store))
		b = binary.AppendVarint(b, int64(s.Time))
	}
	return b
}

// decodeHit replaces h, the hit before, by the next one.
func decodeHit(d *decoder, h *Hit) {
	h.Seq += uint64(d.varint())
	h.Due += time.Duration(d.varint())
	h.Sent = h.Due + time.Duration(d.varint())
	h.End = h.Sent + time.Duration(d.varint())
	h.Operation = uint16(d.uvarint())
	h.Target = uint8(d.uvarint())
	h.Status = uint16(d.uvarint())
	h.Failure = Failure(d.uvarint())
	h.BytesIn = uint32(d.uvarint())
	h.BytesOut = uint32(d.uvarint())
	n := d.uvarint()
	if n > MaxStores {
		d.bad = true
		return
	}
	h.NStores = uint8(n)
	for i := range h.Stores {
		if i >= int(n) {
			h.Stores[i] = StoreTime{}
			continue
		}
		h.Stores[i] = StoreTime{Store: uint8(d.uvarint()), Time: time.Duration(d.varint())}
	}
}

// readHits streams a file of hits. The Hit is reused.
func readHits(path string, f func(*Hit) error) error {
	var offset time.Duration
	first := true
	return readBlocks(path, hitsMagic, func(entries int, payload []byte) error {
		d := decoder{rest: payload}
		if first {
			first, offset = false, time.Duration(d.varint())
			return nil
		}
		var stored, h Hit
		for range entries {
			if decodeHit(&d, &stored); d.bad {
				return fmt.Errorf("%s holds a hit that cannot be decoded", path)
			}
			h = stored
			h.Due, h.Sent, h.End = h.Due+offset, h.Sent+offset, h.End+offset
			if err := f(&h); err != nil {
				return err
			}
		}
		return nil
	})
}

// createHits makes a file of hits of a generator whose clock is offset behind the trial's. Its first block holds the offset.
func createHits(path string, offset time.Duration) (*blockFile, error) {
	b, err := createBlocks(path, hitsMagic)
	if err != nil {
		return nil, err
	}
	if err := b.add(func(p []byte) []byte { return binary.AppendVarint(p, int64(offset)) }); err != nil {
		return nil, err
	}
	return b, b.flush()
}
