package samples

import (
	"encoding/binary"
	"fmt"
	"time"
)

// hitKinds are the files of hits: those of today, of formats 3 and 4, which have no steps, of format 2, which have no end mark, and of format 1.
// The first block is the generator's clock offset in nanoseconds, which is added to all times of the file.
var hitKinds = []blockKind{{[]byte("quintet hits 4\n"), true}, {[]byte("quintet hits 3\n"), true}, {[]byte("quintet hits 2\n"), false}, {[]byte("quintet hits 1\n"), false}}

// format1 is the index of the kind whose hits decodeOldHit decodes.
const format1 = 3

// The parts of a hit that most hits do not have, or have as most others: a bit is set where the part is written out.
const (
	hasTarget = 1 << iota
	hasFailure
	hasBytesOut
	hasConnected
	hasWritten
	hasFirstByte
	hasConnection
	hasStep
)

// bitsOf has a bit for each part that is there, the first one the lowest.
func bitsOf(has ...bool) (bits uint64) {
	for i, there := range has {
		if there {
			bits |= 1 << i
		}
	}
	return bits
}

// encodeHit appends h as its difference to the hit before it in the block; the zero Hit stands before the first. An instant is the
// difference to the one before it that the hit has.
func encodeHit(b []byte, before, h *Hit) []byte {
	parts := bitsOf(h.Target != 0, h.Failure != OK || h.Cause != NoCause, h.BytesOut != 0, h.Connected != 0, h.Written != 0, h.FirstByte != 0,
		h.Stale != 0 || h.Connection != Kept, h.Step != 0)
	b = binary.AppendUvarint(b, parts)
	b = binary.AppendVarint(b, int64(h.Seq-before.Seq))
	if parts&hasStep != 0 {
		b = append(b, h.Step)
	}
	b = binary.AppendVarint(b, int64(h.Due-before.Due))
	b = binary.AppendVarint(b, int64(h.Sent-h.Due))
	last := h.Sent
	if parts&hasConnected != 0 {
		b = binary.AppendVarint(b, int64(h.Connected-last))
		last = h.Connected
	}
	if parts&hasWritten != 0 {
		b = binary.AppendVarint(b, int64(h.Written-last))
		last = h.Written
	}
	if parts&hasFirstByte != 0 {
		b = binary.AppendVarint(b, int64(h.FirstByte-last))
		last = h.FirstByte
	}
	b = binary.AppendVarint(b, int64(h.End-last))
	b = binary.AppendUvarint(b, uint64(h.Operation))
	if parts&hasTarget != 0 {
		b = append(b, h.Target)
	}
	b = binary.AppendUvarint(b, uint64(h.Status))
	if parts&hasFailure != 0 {
		b = append(b, byte(h.Failure), byte(h.Cause))
	}
	if parts&hasConnection != 0 {
		b = append(b, h.Stale, byte(h.Connection))
	}
	b = binary.AppendUvarint(b, uint64(h.BytesIn))
	if parts&hasBytesOut != 0 {
		b = binary.AppendUvarint(b, uint64(h.BytesOut))
	}
	b = append(b, h.NStores)
	for _, s := range h.Stores[:h.NStores] {
		b = append(b, s.Store)
		b = binary.AppendVarint(b, int64(s.Time))
	}
	return b
}

// decodeHit replaces h, the hit before, by the next one.
func decodeHit(d *decoder, h *Hit) {
	parts := d.uvarint()
	h.Seq += uint64(d.varint())
	h.Step = 0
	if parts&hasStep != 0 {
		h.Step = d.byte()
	}
	h.Due += time.Duration(d.varint())
	h.Sent = h.Due + time.Duration(d.varint())
	last := h.Sent
	h.Connected, h.Written, h.FirstByte = 0, 0, 0
	if parts&hasConnected != 0 {
		last += time.Duration(d.varint())
		h.Connected = last
	}
	if parts&hasWritten != 0 {
		last += time.Duration(d.varint())
		h.Written = last
	}
	if parts&hasFirstByte != 0 {
		last += time.Duration(d.varint())
		h.FirstByte = last
	}
	h.End = last + time.Duration(d.varint())
	h.Operation = uint16(d.uvarint())
	h.Target = 0
	if parts&hasTarget != 0 {
		h.Target = d.byte()
	}
	h.Status = uint16(d.uvarint())
	h.Failure, h.Cause, h.Stale, h.Connection = OK, NoCause, 0, Kept
	if parts&hasFailure != 0 {
		h.Failure, h.Cause = Failure(d.byte()), Cause(d.byte())
	}
	if parts&hasConnection != 0 {
		h.Stale, h.Connection = d.byte(), ConnectionEnd(d.byte())
	}
	h.BytesIn = uint32(d.uvarint())
	h.BytesOut = 0
	if parts&hasBytesOut != 0 {
		h.BytesOut = uint32(d.uvarint())
	}
	n := d.byte()
	if n > MaxStores {
		d.bad = true
		return
	}
	for i := range h.Stores[:n] {
		h.Stores[i] = StoreTime{Store: d.byte(), Time: time.Duration(d.varint())}
	}
	clearStores(h, n)
}

// clearStores sets how many stores a hit has, and takes away those of the hit before that are more.
func clearStores(h *Hit, n uint8) {
	for i := n; i < h.NStores; i++ {
		h.Stores[i] = StoreTime{}
	}
	h.NStores = n
}

// decodeOldHit is decodeHit for a file of format 1.
func decodeOldHit(d *decoder, h *Hit) {
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
	n := d.byte()
	if n > MaxStores {
		d.bad = true
		return
	}
	for i := range h.Stores[:n] {
		h.Stores[i] = StoreTime{Store: uint8(d.uvarint()), Time: time.Duration(d.varint())}
	}
	clearStores(h, n)
}

// readHits streams a file of hits of as many operations, 0 for any number. The Hit is reused. A hit that cannot be is an error. What it
// returns is as readBlocks returns it.
func readHits(path string, operations int, f func(*Hit) error) (end blocksEnd, ended bool, err error) {
	d := hitDecoder{path: path, operations: operations}
	return readBlocks(path, hitKinds, func(kind *blockKind, entries int, payload []byte) error { return d.block(kind, entries, payload, f) })
}

// hitDecoder decodes the blocks of a file of hits, one after the other.
type hitDecoder struct {
	path       string
	operations int
	// offset is that of the generator's clock, which the first block states.
	offset time.Duration
	begun  bool
}

// block calls f with each hit of a block.
func (r *hitDecoder) block(kind *blockKind, entries int, payload []byte, f func(*Hit) error) error {
	decode := decodeHit
	if kind == &hitKinds[format1] {
		decode = decodeOldHit
	}
	d := decoder{rest: payload}
	if !r.begun {
		r.begun, r.offset = true, time.Duration(d.varint())
		if d.bad || r.offset < -maxOffset || r.offset > maxOffset {
			return fmt.Errorf("%s has a clock offset that cannot be", r.path)
		}
		return nil
	}
	var stored, h Hit
	for range entries {
		if decode(&d, &stored); d.bad {
			return fmt.Errorf("%s holds a hit that cannot be decoded", r.path)
		}
		if why := stored.impossible(r.operations); why != "" {
			return fmt.Errorf("%s holds a hit that cannot be: number %d %s", r.path, stored.Seq, why)
		}
		h = stored
		if r.offset != 0 {
			h.move(r.offset)
		}
		if err := f(&h); err != nil {
			return err
		}
	}
	if len(d.rest) > 0 {
		return fmt.Errorf("%s holds more bytes than hits", r.path)
	}
	return nil
}

// move adds an offset to all instants that the hit has.
func (h *Hit) move(offset time.Duration) {
	h.Due, h.Sent, h.End = h.Due+offset, h.Sent+offset, h.End+offset
	for _, instant := range []*time.Duration{&h.Connected, &h.Written, &h.FirstByte} {
		if *instant != 0 {
			*instant += offset
		}
	}
}

// createHits makes a file of hits of a generator whose clock is offset behind the trial's.
func createHits(path string, offset time.Duration) (*blockFile, error) {
	return createRecord(path, hitKinds[0].magic, offset)
}

// createRecord makes a file of a generator. Its first block holds the clock offset.
func createRecord(path string, magic []byte, offset time.Duration) (*blockFile, error) {
	b, err := createBlocks(path, magic)
	if err != nil {
		return nil, err
	}
	return withOffset(b, offset)
}

// withOffset writes the first block, which holds the clock offset.
func withOffset(b *blockFile, offset time.Duration) (*blockFile, error) {
	if err := b.add(func(p []byte) []byte { return binary.AppendVarint(p, int64(offset)) }); err != nil {
		return nil, err
	}
	return b, b.flush()
}
