package web

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// patience is how long one event may take to be written. A reader who takes longer has stopped reading.
const patience = 10 * time.Second

// Stream sends events to one reader (server-sent events). Make it with OpenStream. It is for one goroutine.
type Stream struct {
	w        http.ResponseWriter
	control  *http.ResponseController
	buffer   bytes.Buffer
	patience time.Duration
}

// OpenStream begins the answer of a request for events.
func OpenStream(w http.ResponseWriter) (*Stream, error) {
	s := &Stream{w: w, control: http.NewResponseController(w), patience: patience}
	w.Header().Set("Content-Type", "text/event-stream")
	// The request has been read; the time that a request may take is not that of its answer.
	if err := s.control.SetReadDeadline(time.Time{}); err != nil {
		return nil, fmt.Errorf("stream events: %w", err)
	}
	// A browser whose connection was cut comes back after this time and says which event it had last.
	s.buffer.WriteString("retry: 500\n\n")
	return s, s.flush()
}

// Event is one message. ID, unless empty, is what a reader whose connection was cut says that it had last (Last-Event-ID).
type Event struct {
	ID, Name string
	Data     []byte
}

// Send writes an event. An error means that the reader has gone, or does not read: the stream has ended.
func (s *Stream) Send(e Event) error {
	if strings.ContainsAny(e.ID+e.Name, "\r\n\x00") {
		return errors.New("send an event: its name or number has more than one line")
	}
	if e.ID != "" {
		fmt.Fprintf(&s.buffer, "id: %s\n", e.ID)
	}
	if e.Name != "" {
		fmt.Fprintf(&s.buffer, "event: %s\n", e.Name)
	}
	for line := range bytes.SplitSeq(bytes.ReplaceAll(e.Data, []byte("\r"), nil), []byte("\n")) {
		s.buffer.WriteString("data: ")
		s.buffer.Write(line)
		s.buffer.WriteByte('\n')
	}
	s.buffer.WriteByte('\n')
	return s.flush()
}

// Ping writes what readers ignore, so that one who has gone is noticed while there is nothing to send.
func (s *Stream) Ping() error {
	s.buffer.WriteString(":\n\n")
	return s.flush()
}

// flush writes what was collected, within the patience.
func (s *Stream) flush() error {
	defer s.buffer.Reset()
	if err := s.control.SetWriteDeadline(time.Now().Add(s.patience)); err != nil {
		return fmt.Errorf("stream events: %w", err)
	}
	if _, err := s.w.Write(s.buffer.Bytes()); err != nil {
		return fmt.Errorf("stream events: %w", err)
	}
	return s.control.Flush()
}
