package stack

import (
	"context"
	"fmt"
	"net/http"
)

// ProbeAPI asks the API at "host:port" whether it answers at all, whatever becomes of its stores. It leaves no connection open.
func ProbeAPI(ctx context.Context, addr string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+"/healthz", nil)
	if err != nil {
		return fmt.Errorf("probe the API: %w", err)
	}
	transport := &http.Transport{DisableKeepAlives: true}
	defer transport.CloseIdleConnections()
	response, err := transport.RoundTrip(r)
	if err != nil {
		return fmt.Errorf("probe the API: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("probe the API: it answered %s", response.Status)
	}
	return nil
}
