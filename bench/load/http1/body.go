package http1

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"slices"
	"sync"
)

const (
	// maxKept is how much of a body is kept.
	maxKept = 1 << 20
	// piece is how much of a body is read at a time.
	piece = 64 << 10
)

// readBody reads the body of an answer to a request of that method, and what follows it until the answer is over.
func (x *Exchange) readBody(in *bufio.Reader, method string) error {
	h := &x.head
	switch {
	case method == http.MethodHead, h.status < 200, h.status == http.StatusNoContent, h.status == http.StatusNotModified:
		h.close = h.close || h.status < 200 // another protocol follows
		return nil
	case h.chunked:
		err := x.readAll(httputil.NewChunkedReader(in), -1)
		if err == nil {
			err = h.readTrailer(in)
		}
		return ofChunks(err)
	case h.length >= 0:
		return x.readAll(in, h.length)
	}
	h.close = true
	return x.readAll(in, -1)
}

// readAll reads a body of a known length, or up to the end of the stream when that is -1.
func (x *Exchange) readAll(r io.Reader, length int64) error {
	var scratch *[]byte
	defer func() {
		if scratch != nil {
			scratches.Put(scratch)
		}
	}()
	if x.buffer == nil && length != 0 {
		x.buffer = buffers.Get().(*[]byte)
		x.Body = (*x.buffer)[:0]
	}
	for length < 0 || x.Size < length {
		var room []byte
		keeping := len(x.Body) < maxKept
		if keeping {
			if len(x.Body) == cap(x.Body) {
				more := int64(min(piece, maxKept-len(x.Body)))
				if length >= 0 {
					more = min(more, length-x.Size)
				}
				x.Body = slices.Grow(x.Body, int(more))
			}
			room = x.Body[len(x.Body):min(cap(x.Body), maxKept)]
		} else {
			if scratch == nil {
				scratch = scratches.Get().(*[]byte)
			}
			room = *scratch
		}
		if length >= 0 {
			room = room[:min(int64(len(room)), length-x.Size)]
		}
		n, err := r.Read(room)
		if x.Size += int64(n); keeping {
			x.Body = x.Body[:len(x.Body)+n]
		}
		switch {
		case err == io.EOF && x.Size < length:
			return io.ErrUnexpectedEOF
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
	}
	return nil
}

// scratches take what of a body is not kept.
var scratches = sync.Pool{New: func() any { return new(make([]byte, piece)) }}

// ofChunks makes an ErrProtocol of an error that is the decoder's own.
func ofChunks(err error) error {
	var wire net.Error
	if err == nil || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, ErrProtocol) || errors.As(err, &wire) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrProtocol, err)
}
