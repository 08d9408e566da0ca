package embedded

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
)

// trailer is what is known of an object beside its content. It follows the content in the same file, so that both always come
// from the same upload: content, trailer as JSON, length of the JSON (8 bytes, big endian), magic.
type trailer struct {
	Key  string            `json:"key"`
	Size int64             `json:"size"`
	Hash []byte            `json:"hash"`
	Meta map[string]string `json:"meta"`
}

const (
	magic  = "quintet1"
	footer = 8 + len(magic)
	// glimpse is how much of a file's end is read at once; it holds all but the largest trailers.
	glimpse = 1024
)

// write appends the trailer to a file that ends with the content.
func (t trailer) write(w io.Writer) error {
	text, err := json.Marshal(t)
	if err != nil {
		return err
	}
	n := len(text)
	text = binary.BigEndian.AppendUint64(text, uint64(n))
	_, err = w.Write(append(text, magic...))
	return err
}

// openObject opens a file at the beginning of its content and reads its trailer.
func openObject(path string) (*os.File, trailer, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, trailer{}, err
	}
	t, err := readTrailer(f)
	if err != nil {
		f.Close()
		return nil, trailer{}, fmt.Errorf("%s: %w", path, err)
	}
	return f, t, nil
}

func readTrailer(f *os.File) (t trailer, err error) {
	info, err := f.Stat()
	if err != nil {
		return t, err
	}
	size := info.Size()
	end := make([]byte, min(size, glimpse))
	if _, err := f.ReadAt(end, size-int64(len(end))); err != nil {
		return t, err
	}
	if len(end) < footer || string(end[len(end)-len(magic):]) != magic {
		return t, fmt.Errorf("not an object file")
	}
	n := int64(binary.BigEndian.Uint64(end[len(end)-footer:]))
	if n < 0 || n > size-int64(footer) {
		return t, fmt.Errorf("trailer of %d bytes in a file of %d", n, size)
	}
	text := end[:len(end)-footer]
	if int64(len(text)) < n {
		text = make([]byte, n)
		if _, err := f.ReadAt(text, size-int64(footer)-n); err != nil {
			return t, err
		}
	}
	if err := json.Unmarshal(text[int64(len(text))-n:], &t); err != nil {
		return t, fmt.Errorf("trailer: %w", err)
	}
	if t.Size != size-int64(footer)-n {
		return t, fmt.Errorf("content of %d bytes where the trailer says %d", size-int64(footer)-n, t.Size)
	}
	return t, nil
}

// kept are the headers of an upload that are given back on download; the rest belonged to the request.
func kept(meta map[string]string) map[string]string {
	out := map[string]string{}
	for name, value := range meta {
		if strings.HasPrefix(name, "Content-") || strings.HasPrefix(name, "X-Amz-Meta-") || name == "Last-Modified" {
			out[name] = value
		}
	}
	return out
}

// section is the rest of an object's content, to be read once.
type section struct {
	file *os.File
	rest int64
}

// Read implements io.Reader.
func (s *section) Read(p []byte) (int, error) {
	if s.rest <= 0 {
		return 0, io.EOF
	}
	n, err := s.file.Read(p[:min(int64(len(p)), s.rest)])
	s.rest -= int64(n)
	return n, err
}

// WriteTo implements io.WriterTo in the one form in which net/http lets the kernel copy from file to socket.
func (s *section) WriteTo(w io.Writer) (int64, error) {
	n, err := io.Copy(w, &io.LimitedReader{R: s.file, N: s.rest})
	s.rest -= n
	return n, err
}

// Close implements io.Closer.
func (s *section) Close() error { return s.file.Close() }
