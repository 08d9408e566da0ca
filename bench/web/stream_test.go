package web

import (
	"bufio"
	"errors"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

// TestStream sends events over a connection, and reads them as a browser does.
func TestStream(t *testing.T) {
	s, err := Listen(t.Context(), Config{}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		stream, err := OpenStream(w)
		if err != nil {
			t.Error(err)
			return
		}
		for _, err := range []error{stream.Send(Event{ID: "1.2", Name: "now", Data: []byte("a\r\nb")}), stream.Ping(), stream.Send(Event{Data: []byte(r.Header.Get("Last-Event-ID"))})} {
			if err != nil {
				t.Error(err)
			}
		}
		if err := stream.Send(Event{Name: "a\ndata: b"}); err == nil {
			t.Error("a name of two lines was sent")
		}
	}))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	r, err := http.NewRequestWithContext(t.Context(), "GET", s.URL(), nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Last-Event-ID", "1.1")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var lines []string
	for scanner := bufio.NewScanner(answer.Body); scanner.Scan(); {
		lines = append(lines, scanner.Text())
	}
	want := "retry: 500||id: 1.2|event: now|data: a|data: b||:||data: 1.1|"
	if found := strings.Join(lines, "|"); found != want || answer.Header.Get("Content-Type") != "text/event-stream" {
		t.Errorf("found %s of %s, want %s", found, answer.Header.Get("Content-Type"), want)
	}
}

// A reader who does not read is dropped; what is sent to others does not wait for him.
func TestReaderWhoDoesNotReadIsDropped(t *testing.T) {
	dropped := make(chan error, 1)
	s, err := Listen(t.Context(), Config{}, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		stream, err := OpenStream(w)
		stream.patience = 10 * time.Millisecond
		for err == nil {
			err = stream.Send(Event{Data: make([]byte, 1<<20)})
		}
		dropped <- err
	}))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	answer, err := http.Get(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if err := <-dropped; !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("found %v", err)
	}
}
