package external

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"quintet/bench/samples"
	"quintet/bench/stack"
	"quintet/bench/workload"
)

// upForeign waits until every target of an API that is not this repository's is ready.
func (s *Stack) upForeign(ctx context.Context, client *http.Client) error {
	ask := s.cfg.Ready
	if ask == nil {
		ask = &workload.Request{Method: http.MethodGet, Path: "/", Verify: anyAnswer}
	}
	var services []stack.Service
	for i, target := range s.targets {
		if err := s.await(ctx, client, target, ask); err != nil {
			return err
		}
		services = append(services, service{stack.Info{Name: "api-" + strconv.Itoa(i+1), Role: "api", Software: "unknown", Address: target}})
	}
	s.services = services
	return nil
}

// anyAnswer takes every answer but those with which a gateway says that what is behind it is not there.
func anyAnswer(r workload.Response) (samples.Failure, string) {
	switch r.Status {
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return samples.Status, fmt.Sprintf("status %d", r.Status)
	}
	return samples.OK, ""
}

// await asks a target until it answers rightly or patience is over. A target that cannot be reached may only have been started just now; one that
// sends elsewhere will do so again.
func (s *Stack) await(ctx context.Context, client *http.Client, target string, ask *workload.Request) error {
	began := time.Now()
	for {
		why, absent := "", error(nil)
		answer, err := workload.Ask(ctx, client, target, *ask, maxBody)
		switch {
		case err != nil:
			why, absent = err.Error(), cause(err)
		default:
			if elsewhere := redirected(target, answer); elsewhere != "" {
				return fmt.Errorf("%s sends to another address, %s: redirections are not followed, since another server than the target would be measured; "+
					"give that one as -target", target, elsewhere)
			}
			var failure samples.Failure
			if failure, why = ask.Verify(answer); failure == samples.OK {
				return nil
			}
		}
		if time.Since(began) >= s.cfg.Patience {
			if absent != nil && ctx.Err() == nil {
				return &stack.Absent{Target: target, Err: absent}
			}
			return fmt.Errorf("%s is not ready: %s %s: %s", target, ask.Method, ask.Path, beginning([]byte(why)))
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for %s: %w", target, context.Cause(ctx))
		case <-time.After(min(200*time.Millisecond, s.cfg.Patience)):
		}
	}
}

// cause is why nothing answered, without the URL that net/http puts before it.
func cause(err error) error {
	var asked *url.Error
	if errors.As(err, &asked) {
		return asked.Err
	}
	return err
}

// redirected is where an answer sends to when that is another server than the target, "" otherwise.
func redirected(target string, a workload.Response) string {
	if a.Status/100 != 3 {
		return ""
	}
	base, err := url.Parse(target)
	if err != nil {
		return "" // not reached: New has parsed it
	}
	for v := range a.Head.Values("Location") {
		to, err := base.Parse(string(v))
		if err == nil && (to.Host != base.Host || to.Scheme != base.Scheme) {
			return to.Scheme + "://" + to.Host
		}
	}
	return ""
}
