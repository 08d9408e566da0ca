package samples

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"slices"
	"sync"
	"time"
)

const (
	// headerSize is the size of a block's header.
	headerSize = 12
	// fullBlock is the size at which a block is written.
	fullBlock = 64 << 10
	// largestBlock is more than any block can have: what claims more is damaged.
	largestBlock = 4 << 20
	// flushEvery is how long what was recorded may stay in memory: who follows the record sees it a little later.
	flushEvery = time.Second / 4
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// blockFile appends entries to a file, or to another sink, in blocks. Safe for concurrent use. The first error stays: what follows it is refused, so
// that a file never has a hole.
type blockFile struct {
	mu      sync.Mutex
	file    io.WriteCloser
	buffer  []byte // headerSize bytes of room, then the payload
	entries uint32
	// end is what the blocks written so far add up to.
	end blocksEnd
	err error
	// fresh is called, locked, when a block begins.
	fresh func()
}

// blocksEnd is what a file's end mark states: how many blocks and entries stand before it, and the CRC-32C of the blocks' checksums, which
// tells blocks that were left out, doubled or exchanged.
type blocksEnd struct {
	blocks, entries uint64
	sum             uint32
}

// add counts a block with its header.
func (e *blocksEnd) add(header []byte) {
	e.blocks++
	e.entries += uint64(binary.LittleEndian.Uint32(header[4:]))
	e.sum = crc32.Update(e.sum, castagnoli, header[8:headerSize])
}

func (e *blocksEnd) encode(b []byte) []byte {
	b = binary.AppendUvarint(binary.AppendUvarint(b, e.blocks), e.entries)
	return binary.LittleEndian.AppendUint32(b, e.sum)
}

// createBlocks makes a file that begins with magic.
func createBlocks(path string, magic []byte) (*blockFile, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, err
	}
	return beginBlocks(f, magic)
}

// beginBlocks writes magic to a sink, which is closed when that fails.
func beginBlocks(sink io.WriteCloser, magic []byte) (*blockFile, error) {
	if _, err := sink.Write(magic); err != nil {
		return nil, errors.Join(err, sink.Close())
	}
	return &blockFile{file: sink, buffer: make([]byte, headerSize, fullBlock+4096), fresh: func() {}}, nil
}

// add appends one entry, which encode appends to the payload it is given.
func (b *blockFile) add(encode func(payload []byte) []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err != nil {
		return b.err
	}
	if b.entries == 0 {
		b.fresh()
	}
	b.buffer = encode(b.buffer)
	b.entries++
	if len(b.buffer) >= fullBlock {
		b.write()
	}
	return b.err
}

// flush writes the block that has begun, if any.
func (b *blockFile) flush() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err == nil && b.entries > 0 {
		b.write()
	}
	return b.err
}

// write writes header and payload in one call, so that a process that dies leaves whole blocks.
func (b *blockFile) write() {
	header, payload := b.buffer[:headerSize], b.buffer[headerSize:]
	binary.LittleEndian.PutUint32(header[0:], uint32(len(payload)))
	binary.LittleEndian.PutUint32(header[4:], b.entries)
	binary.LittleEndian.PutUint32(header[8:], checksum(header, payload))
	if _, b.err = b.file.Write(b.buffer); b.err == nil {
		b.end.add(header)
	}
	b.buffer, b.entries = b.buffer[:headerSize], 0
}

// checksum is over all of a block but itself.
func checksum(header, payload []byte) uint32 {
	return crc32.Update(crc32.Checksum(header[:8], castagnoli), castagnoli, payload)
}

// close writes the block that has begun and the end mark, and closes the file.
func (b *blockFile) close() (blocksEnd, error) {
	err := b.flush()
	b.mu.Lock()
	defer b.mu.Unlock()
	end := b.end
	if err == nil {
		b.buffer = end.encode(b.buffer)
		b.write() // a block of no entries
		err = b.err
	}
	if b.err == nil {
		b.err = os.ErrClosed
	}
	return end, errors.Join(err, b.file.Close())
}

// blockKind is a kind of file of blocks by what it begins with.
type blockKind struct {
	magic []byte
	// marked says that such a file has an end mark.
	marked bool
}

// readBlocks calls f with every whole block of a file of one of these kinds, and with the kind; their magics have one length. It returns
// what the blocks add up to, with ended true when an end mark says the same or files of the kind have none. What follows the last whole
// block is an error that says where it begins. The payload is valid during the call.
func readBlocks(path string, kinds []blockKind, f blockFunc) (end blocksEnd, ended bool, err error) {
	file, err := openRegular(path)
	if err != nil {
		return end, false, err
	}
	defer file.Close()
	s := blockScanner{path: path, kinds: kinds}
	if err := s.scan(bufio.NewReaderSize(file, readBuffer), f); err != nil {
		return s.end, false, err
	}
	return s.end, s.ended || !s.kind.marked, nil
}

// readBuffer is how much of a file is read at once.
const readBuffer = 256 << 10

// blockFunc takes a block with the kind of its file.
type blockFunc func(kind *blockKind, entries int, payload []byte) error

// blockScanner reads the blocks of a file of one of these kinds, and can go on later with those that have been written since.
type blockScanner struct {
	path  string
	kinds []blockKind
	// kind is nil until the file's beginning has been read. at is where the next block begins.
	kind *blockKind
	at   int64
	// end is what the blocks read so far add up to; ended says that an end mark was read, which said the same.
	end     blocksEnd
	ended   bool
	payload []byte
}

// begin reads what a file of these kinds begins with.
func (s *blockScanner) begin(r io.Reader) error {
	begin := make([]byte, len(s.kinds[0].magic))
	if n, err := io.ReadFull(r, begin); n == 0 && err == io.EOF {
		return fmt.Errorf("%s is empty", s.path)
	}
	is := slices.IndexFunc(s.kinds, func(k blockKind) bool { return bytes.Equal(k.magic, begin) })
	if is < 0 {
		return fmt.Errorf("%s does not begin as such a file does", s.path)
	}
	s.kind, s.at = &s.kinds[is], int64(len(begin))
	return nil
}

// scan calls f with every whole block of r, which begins at s.at in the file.
func (s *blockScanner) scan(r io.Reader, f blockFunc) error {
	if s.kind == nil {
		if err := s.begin(r); err != nil {
			return err
		}
	}
	var header [headerSize]byte
	for {
		if _, err := io.ReadFull(r, header[:]); err == io.EOF {
			return nil
		} else if err != nil {
			return torn(s.path, s.at, err)
		}
		length, entries := binary.LittleEndian.Uint32(header[0:]), binary.LittleEndian.Uint32(header[4:])
		if length > largestBlock {
			return fmt.Errorf("%s is damaged at byte %d: a block of %d bytes", s.path, s.at, length)
		}
		if cap(s.payload) < int(length) {
			s.payload = make([]byte, length)
		}
		payload := s.payload[:length]
		if _, err := io.ReadFull(r, payload); err != nil {
			return torn(s.path, s.at, err)
		}
		switch {
		case checksum(header[:], payload) != binary.LittleEndian.Uint32(header[8:]):
			return fmt.Errorf("%s is damaged at byte %d: wrong checksum", s.path, s.at)
		case s.ended:
			return fmt.Errorf("%s is damaged at byte %d: a block after the end mark", s.path, s.at)
		case entries == 0:
			if !s.kind.marked || !bytes.Equal(payload, s.end.encode(nil)) {
				return fmt.Errorf("%s is damaged at byte %d: the end mark is of other blocks", s.path, s.at)
			}
			s.ended = true
		default:
			if err := f(s.kind, int(entries), payload); err != nil {
				return err
			}
			s.end.add(header[:])
		}
		s.at += int64(headerSize + len(payload))
	}
}

// tornError is a file that breaks off within a block, as one does that is being written.
type tornError struct {
	path string
	at   int64
}

func (e *tornError) Error() string {
	return fmt.Sprintf("%s breaks off in the block at byte %d", e.path, e.at)
}

func torn(path string, at int64, err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return &tornError{path, at}
	}
	return fmt.Errorf("read %s at byte %d: %w", path, at, err)
}

// decoder reads the fields of a payload. After the first field that is not there all are zero and bad is set.
type decoder struct {
	rest []byte
	bad  bool
}

func (d *decoder) uvarint() uint64 {
	v, n := binary.Uvarint(d.rest)
	if n <= 0 {
		d.bad, d.rest = true, nil
		return 0
	}
	d.rest = d.rest[n:]
	return v
}

func (d *decoder) varint() int64 {
	u := d.uvarint()
	return int64(u>>1) ^ -int64(u&1)
}

func (d *decoder) byte() byte {
	if len(d.rest) == 0 {
		d.bad = true
		return 0
	}
	v := d.rest[0]
	d.rest = d.rest[1:]
	return v
}

func (d *decoder) uint64() uint64 {
	if len(d.rest) < 8 {
		d.bad, d.rest = true, nil
		return 0
	}
	v := binary.LittleEndian.Uint64(d.rest)
	d.rest = d.rest[8:]
	return v
}

func (d *decoder) text() string {
	n := d.uvarint()
	if n > uint64(len(d.rest)) {
		d.bad, d.rest = true, nil
		return ""
	}
	s := string(d.rest[:n])
	d.rest = d.rest[n:]
	return s
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}
