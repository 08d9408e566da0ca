package native

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// askJSON reads the answer at an address. Any status but 2xx is an error.
func askJSON(ctx context.Context, address string, answer any) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	r.Header.Set("Accept", "application/json")
	b, err := fetch(r)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, answer)
}

// fetch sends a request over a connection of its own, so that none is left open to a server that is to be stopped.
func fetch(r *http.Request) ([]byte, error) {
	const maxBytes = 1 << 20
	r.Close = true
	transport := &http.Transport{DisableKeepAlives: true}
	defer transport.CloseIdleConnections()
	response, err := transport.RoundTrip(r)
	if err != nil {
		var of *url.Error
		if errors.As(err, &of) {
			err = of.Err
		}
		return nil, err
	}
	defer response.Body.Close()
	b, err := io.ReadAll(io.LimitReader(response.Body, maxBytes))
	if err != nil {
		return nil, err
	}
	if response.StatusCode/100 != 2 {
		return nil, fmt.Errorf("it answered %s: %.300s", response.Status, b)
	}
	return b, nil
}
