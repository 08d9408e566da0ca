package web

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A handler reads as much of a body as a form may have, and then an error.
func TestBodyIsBounded(t *testing.T) {
	var tooLarge *http.MaxBytesError
	for size, bounded := range map[int]bool{maxBody: false, maxBody + 1: true} {
		handler := guard("token", nil, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			n, err := io.Copy(io.Discard, r.Body)
			if n != maxBody || errors.As(err, &tooLarge) != bounded {
				t.Errorf("of %d bytes %d were read: %v", size, n, err)
			}
		}))
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest("POST", "http://127.0.0.1/token/change", strings.NewReader(strings.Repeat("x", size))))
		if w.Code != http.StatusOK {
			t.Errorf("found %d %s", w.Code, w.Body)
		}
	}
}
