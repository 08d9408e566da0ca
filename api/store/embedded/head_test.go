package embedded_test

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"quintet/api/store/embedded"
)

// journal is a log that can be read while it is written.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// TestClientLeavesDuringDownload closes the connection in the middle of an object: that is one line of the structured log, and no second
// head is sent.
func TestClientLeavesDuringDownload(t *testing.T) {
	var log journal
	server := openS3(t, embedded.S3Config{Dir: t.TempDir(), MaxBytes: 64 << 20, Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	bucket := openBucket(t, server)
	if _, err := bucket.Put(t.Context(), "large", "a/b", io.LimitReader(zeros{}, 32<<20), -1); err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(conn, "GET /files/large HTTP/1.1\r\nHost: %s\r\nAuthorization: %s\r\n\r\n", server.Addr(), signed)
	begin := make([]byte, 64<<10)
	if n, err := io.ReadFull(conn, begin); err != nil {
		t.Fatalf("%v after %s", err, begin[:n])
	}
	conn.Close()
	deadline := time.NewTimer(30 * time.Second)
	defer deadline.Stop()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !strings.Contains(log.String(), "ended too early") {
		select {
		case <-deadline.C:
			t.Fatalf("the log does not tell:\n%s", log.String())
		case <-tick.C:
		}
	}
	if strings.Contains(log.String(), "superfluous") {
		t.Errorf("a second head was sent:\n%s", log.String())
	}
}

// zeros never end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }
