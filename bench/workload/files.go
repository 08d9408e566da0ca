package workload

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"

	"quintet/bench/splitmix"
)

// fileTypes are what files are, with the ending of their names.
var fileTypes = [...]struct{ contentType, ending string }{
	{"image/jpeg", ".jpg"}, {"image/png", ".png"}, {"application/pdf", ".pdf"}, {"audio/ogg", ".ogg"}, {"application/zip", ".zip"},
}

// File returns file i: the name it is seeded and downloaded under, its type, its size in bytes, and its content, a stream that
// can be read again from any place (io.Seeker).
func (d *Dataset) File(i int64) (name, contentType string, size int64, content io.Reader) {
	name, contentType, size = d.file(i)
	return name, contentType, size, &fileContent{seed: d.fileSeed(i), size: size}
}

func (d *Dataset) file(i int64) (name, contentType string, size int64) {
	r := splitmix.For(d.seed, forFile, uint64(i))
	kind := fileTypes[r.Below(uint64(len(fileTypes)))]
	return fmt.Sprintf("seed-%06d-%08x%s", i, uint32(r.Next()), kind.ending), kind.contentType, d.fileSizes.draw(&r)
}

func (d *Dataset) fileSeed(i int64) uint64 { return fileSeed(d.seed, forFileContent, uint64(i)) }

func fileSeed(seed, purpose, index uint64) uint64 {
	r := splitmix.For(seed, purpose, index)
	return r.Next()
}

// fileContent is a file's bytes: word k of eight bytes, little-endian, is a hash of seed and k. So any part can be made, and
// compared with an answer, without the rest and without storing anything.
type fileContent struct {
	seed   uint64
	size   int64
	offset int64
}

func word(seed uint64, k int64) uint64 { return splitmix.Mix(seed + uint64(k)*splitmix.Golden) }

// fill writes the content from offset on into b.
func fill(b []byte, seed uint64, offset int64) {
	var w [8]byte
	if skip := offset % 8; skip != 0 && len(b) > 0 {
		binary.LittleEndian.PutUint64(w[:], word(seed, offset/8))
		n := copy(b, w[skip:])
		b, offset = b[n:], offset+int64(n)
	}
	k := offset / 8
	for ; len(b) >= 8; b, k = b[8:], k+1 {
		binary.LittleEndian.PutUint64(b, word(seed, k))
	}
	if len(b) > 0 {
		binary.LittleEndian.PutUint64(w[:], word(seed, k))
		copy(b, w[:])
	}
}

// differs returns the first offset at which b is not the beginning of the content, or -1.
func differs(b []byte, seed uint64) int64 {
	k := int64(0)
	for ; len(b) >= 8; b, k = b[8:], k+1 {
		if binary.LittleEndian.Uint64(b) != word(seed, k) {
			break
		}
	}
	var w [8]byte
	binary.LittleEndian.PutUint64(w[:], word(seed, k))
	for i := range min(len(b), 8) {
		if b[i] != w[i] {
			return 8*k + int64(i)
		}
	}
	return -1
}

// Read implements io.Reader.
func (c *fileContent) Read(b []byte) (int, error) {
	left := c.size - c.offset
	if left <= 0 {
		return 0, io.EOF
	}
	b = b[:min(int64(len(b)), left)]
	fill(b, c.seed, c.offset)
	c.offset += int64(len(b))
	return len(b), nil
}

// Seek implements io.Seeker, so that an upload can be retried.
func (c *fileContent) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekStart:
	case io.SeekCurrent:
		offset += c.offset
	case io.SeekEnd:
		offset += c.size
	default:
		return 0, errors.New("seek in file content: unknown whence " + strconv.Itoa(whence))
	}
	if offset < 0 {
		return 0, errors.New("seek in file content: before the beginning")
	}
	c.offset = offset
	return offset, nil
}
