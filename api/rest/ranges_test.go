package rest

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// Whatever is asked for as a range, the answer is the whole file, or the one part of it that its Content-Range names, or 416 with the size.
func FuzzRange(f *testing.F) {
	for _, s := range []string{"bytes=0-0", "bytes=3-", "bytes=-2", "bytes=-0", "bytes=5-4", "bytes=0-0,2-3", "BYTES = 1-2", "lines=1-2", "bytes=99999999999999999999-", "bytes=--1", "", "="} {
		f.Add(s, uint8(10), false)
		f.Add(s, uint8(0), true)
	}
	content := make([]byte, 255)
	for i := range content {
		content[i] = byte(i)
	}
	f.Fuzz(func(t *testing.T, value string, size uint8, head bool) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		if head {
			r.Method = http.MethodHead
		}
		r.Header["Range"] = []string{value}
		w := httptest.NewRecorder()
		w.Header().Set("Content-Type", "a/b")
		http.ServeContent(w, withRange(r, int64(size)), "", time.Time{}, bytes.NewReader(content[:size]))
		if r.Header.Get("Range") != value {
			t.Error("the request itself was changed")
		}
		of := w.Header().Get("Content-Range")
		switch w.Code {
		case http.StatusOK:
			if of != "" || !head && !bytes.Equal(w.Body.Bytes(), content[:size]) {
				t.Errorf("%q of %d: %d bytes as a whole, Content-Range %q", value, size, w.Body.Len(), of)
			}
		case http.StatusPartialContent:
			var from, to, all int
			if _, err := fmt.Sscanf(of, "bytes %d-%d/%d", &from, &to, &all); err != nil || all != int(size) || from < 0 || to < from || to >= all ||
				!bytes.Equal(w.Body.Bytes(), content[from:to+1]) {
				t.Errorf("%q of %d: %d bytes as %q, %v", value, size, w.Body.Len(), of, err)
			}
		case http.StatusRequestedRangeNotSatisfiable:
			if head || size == 0 || of != fmt.Sprintf("bytes */%d", size) {
				t.Errorf("%q of %d: refused with Content-Range %q", value, size, of)
			}
		default:
			t.Errorf("%q of %d: status %d", value, size, w.Code)
		}
	})
}
