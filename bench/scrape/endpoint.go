package scrape

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

// maxBody bounds an answer.
const maxBody = 8 << 20

// accept asks for the text format.
const accept = "text/plain;version=0.0.4"

// newClient makes a client that asks exactly what it is told to ask: no redirects, no proxy, no compression.
func newClient() *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			DisableCompression: true, MaxIdleConnsPerHost: 1, IdleConnTimeout: time.Minute, MaxResponseHeaderBytes: 64 << 10,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// endpoint reads one Prometheus endpoint. It is used by one goroutine.
type endpoint struct {
	client *http.Client
	url    string
	parser expfmt.TextParser
	body   bytes.Buffer
	values []value
}

func newEndpoint(client *http.Client, url string) *endpoint {
	return &endpoint{client: client, url: url, parser: expfmt.NewTextParser(model.UTF8Validation)}
}

var errTooLong = errors.New("an answer of more than 8 MiB")

// fetch asks the endpoint and returns its values. They are good until the next call.
func (e *endpoint) fetch(ctx context.Context) ([]value, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, e.url, nil)
	if err != nil {
		return nil, fmt.Errorf("make the request: %w", err)
	}
	req.Header.Set("Accept", accept)
	resp, err := e.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("answered %s", resp.Status)
	}
	e.body.Reset()
	n, err := e.body.ReadFrom(io.LimitReader(resp.Body, maxBody+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read the answer: %w", err)
	case n > maxBody:
		return nil, errTooLong
	}
	families, err := e.parser.TextToMetricFamilies(&e.body)
	if err != nil {
		return nil, fmt.Errorf("read the text format: %w", err)
	}
	e.values = appendFamilies(e.values[:0], families)
	return e.values, nil
}
