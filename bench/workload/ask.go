package workload

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"strings"
	"time"
)

// Client makes a client for Ask. It follows no redirection elsewhere: the host that was allowed is the host that is asked.
func Client(timeout time.Duration, tls *tls.Config) *http.Client {
	return &http.Client{
		Timeout: timeout, Transport: &http.Transport{DisableCompression: true, TLSClientConfig: tls, MaxIdleConnsPerHost: setupAtOnce},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Ask makes a request outside the load, of a target by its base URL, and returns the answer with at most maxBody bytes of its body; more of
// it is read, and counted, up to a hundred times as much.
func Ask(ctx context.Context, client *http.Client, target string, r Request, maxBody int64) (a Response, err error) {
	request, err := http.NewRequestWithContext(ctx, r.Method, target+r.Path, bytes.NewReader(r.Body))
	if err != nil {
		return a, fmt.Errorf("ask %s: %w", target, err)
	}
	if r.ContentType != "" {
		request.Header.Set("Content-Type", r.ContentType)
	}
	for line := range strings.SplitSeq(r.Fields, "\r\n") {
		if name, value, ok := strings.Cut(line, ": "); ok {
			request.Header.Add(name, value)
		}
	}
	response, err := client.Do(request)
	if err != nil {
		return a, err
	}
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	a.Status, a.Head = response.StatusCode, header(response.Header)
	if a.Body, err = io.ReadAll(io.LimitReader(response.Body, maxBody)); err != nil {
		return a, err
	}
	// An answer that never ends must not be waited for.
	rest, err := io.Copy(io.Discard, io.LimitReader(response.Body, 99*maxBody))
	a.Size = int64(len(a.Body)) + rest
	return a, err
}

// header is the header of an answer of net/http.
type header http.Header

// Values implements Head.
func (h header) Values(name string) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for _, v := range http.Header(h).Values(name) {
			if !yield([]byte(v)) {
				return
			}
		}
	}
}
