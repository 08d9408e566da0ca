package external

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"quintet/bench/stack"
)

// timeout bounds a question to a target; the API itself gives its stores a second.
const timeout = 10 * time.Second

// maxBody bounds an answer, in bytes.
const maxBody = 16 << 20

// answer is what a target says about itself.
type answer struct {
	Stores []struct{ Name, Role string } `json:"stores"`
	// software is its version, metrics the URL of its metrics, empty when it has none.
	software, metrics string
}

// names are the stores and their roles, to compare targets with.
func (a *answer) names() string {
	var list []string
	for _, s := range a.Stores {
		list = append(list, s.Name+" ("+s.Role+")")
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}

// ask asks a target whether it is ready, on which stores, and what it is.
func ask(ctx context.Context, client *http.Client, target string, patience time.Duration) (*answer, error) {
	body, status, err := ready(ctx, client, target, patience)
	if err != nil {
		return nil, err
	}
	a := &answer{software: "quintet api (version unknown)"}
	switch {
	case status == http.StatusServiceUnavailable:
		return nil, fmt.Errorf("%s is not ready: %s", target, beginning(body))
	case status != http.StatusOK:
		return nil, fmt.Errorf("%s answers /readyz with status %d, want 200: is it the API?", target, status)
	case json.Unmarshal(body, a) != nil || len(a.Stores) == 0:
		return nil, fmt.Errorf("%s answers /readyz without naming its stores: is it the API?", target)
	}
	body, status, err = get(ctx, client, target+"/metrics")
	if err != nil {
		return nil, err
	}
	if status == http.StatusOK {
		a.metrics = target + "/metrics"
		if text := buildInfo(body); text != "" {
			a.software = text
		}
	}
	return a, nil
}

// ready asks a target whether it is ready, again and again while it says that it is not and there is patience left: the first question
// a store is asked has it open its connections. What else is wrong does not come right by waiting.
func ready(ctx context.Context, client *http.Client, target string, patience time.Duration) (body []byte, status int, err error) {
	began := time.Now()
	for {
		body, status, err = get(ctx, client, target+"/readyz")
		if err != nil && ctx.Err() == nil {
			err = &stack.Absent{Target: target, Err: cause(err)}
		}
		if err != nil || status != http.StatusServiceUnavailable || time.Since(began) >= patience {
			return body, status, err
		}
		select {
		case <-ctx.Done():
			return nil, 0, fmt.Errorf("wait for %s: %w", target, context.Cause(ctx))
		case <-time.After(min(200*time.Millisecond, patience)):
		}
	}
}

// labels finds the labels of a metric.
var labels = regexp.MustCompile(`(\w+)="((?:[^"\\]|\\.)*)"`)

// buildInfo is version and revision, as app_build_info has them; empty when it is not among the metrics.
func buildInfo(metrics []byte) string {
	lines := bufio.NewScanner(bytes.NewReader(metrics))
	lines.Buffer(nil, maxBody)
	for lines.Scan() {
		if !strings.HasPrefix(lines.Text(), "app_build_info{") {
			continue
		}
		found := map[string]string{}
		for _, label := range labels.FindAllStringSubmatch(lines.Text(), -1) {
			found[label[1]] = label[2]
		}
		text := "quintet api " + found["version"]
		if revision := found["revision"]; revision != "" && revision != "unknown" {
			text += " (revision " + revision + ")"
		}
		return text
	}
	return ""
}

// get asks a URL and returns the body and the status of the answer.
func get(ctx context.Context, client *http.Client, url string) (body []byte, status int, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, 0, fmt.Errorf("ask %s: %w", url, err)
	}
	response, err := client.Do(request)
	if err != nil {
		// It names the URL itself.
		return nil, 0, fmt.Errorf("ask the target: %w", err)
	}
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	if body, err = io.ReadAll(io.LimitReader(response.Body, maxBody)); err != nil {
		return nil, 0, fmt.Errorf("ask %s: %w", url, err)
	}
	return body, response.StatusCode, nil
}

// beginning is as much of a body as an error message can bear, on one line.
func beginning(body []byte) string {
	const maxBytes = 600
	text := strings.Join(strings.Fields(strings.ToValidUTF8(string(body), "")), " ")
	return text[:min(maxBytes, len(text))]
}
