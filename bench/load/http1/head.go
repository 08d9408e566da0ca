package http1

import (
	"bufio"
	"bytes"
	"io"
	"iter"
	"strconv"
)

// maxHead bounds the head of an answer, together with the interim answers before it and the trailers after it. Servers that are
// well-behaved keep far below; most of them refuse a request with a head of a quarter of that.
const maxHead = 64 << 10

// head is the first part of an answer.
type head struct {
	// lines are the status line and the fields, each without white space at its end and with '\n' instead of its line ending; a field on
	// several lines is one.
	lines []byte

	status int
	// close says that the connection ends with this answer.
	close   bool
	chunked bool
	// length is the value of Content-Length, -1 without one.
	length int64
}

// read reads a head and takes its size from the budget. An end of the stream within it is io.ErrUnexpectedEOF.
func (h *head) read(in *bufio.Reader, budget *int) error {
	if first, err := in.Peek(1); err == nil && first[0] == 0 {
		if frame, _ := in.Peek(9); http2(frame) {
			return ErrHTTP2
		}
	}
	lines, err := appendLine(h.lines[:0], in, budget)
	h.lines = lines
	if err != nil {
		return err
	}
	h.lines = append(h.lines, '\n')
	if err := h.statusLine(h.lines); err != nil {
		return err
	}
	if h.lines, err = appendFields(h.lines, in, budget); err != nil {
		return err
	}
	return h.parse()
}

// readTrailer reads the fields that follow a body in chunks, up to the empty line that ends the answer.
func (h *head) readTrailer(in *bufio.Reader) error {
	budget, start := maxHead, len(h.lines)
	var err error
	if h.lines, err = appendFields(h.lines, in, &budget); err != nil {
		return err
	}
	for name, value := range fields(h.lines[start:]) {
		if err := check(name, value); err != nil {
			return err
		}
	}
	return nil
}

// appendLine appends one line without its ending.
func appendLine(b []byte, in *bufio.Reader, budget *int) ([]byte, error) {
	for {
		part, err := in.ReadSlice('\n')
		if *budget -= len(part); *budget < 0 {
			return b, malformed("the head is larger than 64 KiB and begins with", b)
		}
		b = append(b, part...)
		switch {
		case err == bufio.ErrBufferFull:
			continue
		case err == io.EOF:
			return b, io.ErrUnexpectedEOF
		case err != nil:
			return b, err
		}
		// What stands before the line in b ends in '\n'.
		return bytes.TrimSuffix(b[:len(b)-1], []byte("\r")), nil
	}
}

// appendFields appends lines of fields up to the empty line that ends them.
func appendFields(b []byte, in *bufio.Reader, budget *int) ([]byte, error) {
	for first := true; ; first = false {
		var err error
		start := len(b)
		if b, err = appendLine(b, in, budget); err != nil {
			return b, err
		}
		line := b[start:]
		if len(line) == 0 {
			return b, nil
		}
		if line[0] == ' ' || line[0] == '\t' {
			if first {
				return b, malformed("a first field that begins with a space", line)
			}
			b = append(append(b[:start-1], ' '), trim(line)...)
		} else {
			if bytes.IndexByte(line, ':') < 0 {
				return b, malformed("a field without a colon", line)
			}
			b = b[:start+len(trim(line))]
		}
		b = append(b, '\n')
	}
}

func trim(b []byte) []byte { return bytes.Trim(b, " \t") }

// statusLine reads the status line.
func (h *head) statusLine(line []byte) error {
	line = line[:len(line)-1]
	version, rest, ok := bytes.Cut(line, []byte(" "))
	if len(version) != len("HTTP/1.1") || string(version[:7]) != "HTTP/1." || version[7] < '0' || version[7] > '9' || !ok {
		if bytes.HasPrefix(line, []byte("HTTP/2")) {
			return ErrHTTP2
		}
		return malformed("an answer that begins with", line)
	}
	code, _, _ := bytes.Cut(bytes.TrimLeft(rest, " "), []byte(" "))
	h.status = 0
	for _, c := range code {
		if c < '0' || c > '9' || len(code) != 3 {
			return malformed("a status line without a status", line)
		}
		h.status = 10*h.status + int(c-'0')
	}
	if h.status < 100 {
		return malformed("a status line without a status", line)
	}
	// Before HTTP/1.1 a connection closes unless it is said that it stays.
	h.close = version[7] == '0'
	return nil
}

// http2 reports whether an answer begins with a frame of HTTP/2 that opens or ends a connection: SETTINGS or GOAWAY, on stream 0.
func http2(frame []byte) bool {
	return len(frame) == 9 && (frame[3] == 4 || frame[3] == 7) && string(frame[5:]) == "\x00\x00\x00\x00"
}

// fields gives the name and the value of each field.
func (h *head) fields() iter.Seq2[[]byte, []byte] {
	_, rest, _ := bytes.Cut(h.lines, []byte("\n"))
	return fields(rest)
}

func fields(lines []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(name, value []byte) bool) {
		for rest := lines; len(rest) > 0; {
			var line []byte
			line, rest, _ = bytes.Cut(rest, []byte("\n"))
			name, value, _ := bytes.Cut(line, []byte(":"))
			if !yield(name, bytes.TrimLeft(value, " \t")) {
				return
			}
		}
	}
}

// parse reads the fields that say where the answer ends.
func (h *head) parse() error {
	old, keepAlive := h.close, false
	h.chunked, h.length, h.close = false, -1, false
	encodings := 0
	for name, value := range h.fields() {
		if err := check(name, value); err != nil {
			return err
		}
		switch len(name) {
		case len("Connection"):
			if is(name, "Connection") {
				h.close = h.close || lists(value, "close")
				keepAlive = keepAlive || lists(value, "keep-alive")
			}
		case len("Content-Length"):
			if is(name, "Content-Length") {
				n, err := strconv.ParseUint(string(trim(value)), 10, 63)
				if err != nil || h.length >= 0 && h.length != int64(n) {
					return malformed("a length of", value)
				}
				h.length = int64(n)
			}
		case len("Transfer-Encoding"):
			if is(name, "Transfer-Encoding") && !old {
				if encodings++; encodings > 1 || !is(value, "chunked") {
					return malformed("an unknown transfer encoding", value)
				}
				h.chunked = true
			}
		}
	}
	h.close = h.close || old && !keepAlive
	return nil
}

// check refuses a field whose name or value holds what it may not. A name with a space in it is no name that means anything here, and
// is let pass as net/http does.
func check(name, value []byte) error {
	for _, c := range name {
		if !inToken[c] && c != ' ' {
			return malformed("a field named", name)
		}
	}
	for _, c := range value {
		if !inValue[c] {
			return malformed("a field with the value", value)
		}
	}
	if len(name) == 0 {
		return malformed("a field without a name and the value", value)
	}
	return nil
}

// is compares a name with one in ASCII, whatever the case of its letters.
func is(name []byte, want string) bool {
	if len(name) != len(want) {
		return false
	}
	for i, c := range name {
		if c != want[i] && (c|0x20 != want[i]|0x20 || c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
	}
	return true
}

// lists reports whether a list of tokens separated by commas holds one.
func lists(value []byte, token string) bool {
	for len(value) > 0 {
		var one []byte
		one, value, _ = bytes.Cut(value, []byte(","))
		if is(trim(one), token) {
			return true
		}
	}
	return false
}

// Values gives the values of the fields with a name, in the head of the answer or after its body. They are valid until the next use of the exchange.
func (x *Exchange) Values(name string) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for field, value := range x.head.fields() {
			if is(field, name) && !yield(value) {
				return
			}
		}
	}
}
