package samples

import (
	"errors"
	"fmt"
	"time"
)

// maxOffset is more than any instant of a trial can be after its beginning.
const maxOffset = 10 * 365 * 24 * time.Hour

// The most that a manifest may have of what analyses keep memory for.
const (
	maxManifestPhases     = 1000
	maxManifestOperations = 1000
	maxManifestTargets    = 256
	maxManifestGenerators = 10_000
)

// maxStatus is the largest status of HTTP.
const maxStatus = 999

// impossible states in words why a hit cannot have been recorded, "" when it can. operations is how many there are, 0 when that is not known.
func (h *Hit) impossible(operations int) string {
	switch {
	case h.Due < 0 || h.Sent < 0:
		return "is from before the load began"
	case h.End < h.Sent:
		return "ended before it was sent"
	case h.Due > maxOffset || h.Sent > maxOffset || h.End > maxOffset:
		return "is years after the load began"
	case int(h.Failure) >= Failures:
		return fmt.Sprintf("has a class of failure that there is not: %d", h.Failure)
	case int(h.Cause) >= Causes:
		return fmt.Sprintf("has a cause of failure that there is not: %d", h.Cause)
	case int(h.Connection) >= ConnectionEnds:
		return fmt.Sprintf("has an end of its connection that there is not: %d", h.Connection)
	case h.Status > maxStatus:
		return fmt.Sprintf("has a status that there is not: %d", h.Status)
	case operations > 0 && int(h.Operation) >= operations:
		return fmt.Sprintf("is of operation %d of %d", h.Operation+1, operations)
	}
	for _, instant := range []time.Duration{h.Connected, h.Written, h.FirstByte} {
		if instant != 0 && (instant < h.Sent || instant > h.End) {
			return "has an instant that is not between its sending and its end"
		}
	}
	for _, s := range h.Stores[:h.NStores] {
		if s.Time < 0 || s.Time > maxOffset {
			return "has a store time that cannot be"
		}
	}
	return ""
}

// possible is an error when a manifest states what no trial can have been. It bounds what an analysis keeps memory and time for.
func (m *Manifest) possible() error {
	for _, c := range []struct {
		name       string
		found, max int
	}{
		{"phases", len(m.Phases), maxManifestPhases}, {"operations", len(m.Operations), maxManifestOperations},
		{"targets", len(m.Targets), maxManifestTargets}, {"stores", len(m.Stores), maxStoreNames}, {"generators", len(m.Generators), maxManifestGenerators},
	} {
		if c.found > c.max {
			return fmt.Errorf("it has %d %s, more than the %d that can be", c.found, c.name, c.max)
		}
	}
	for i := range m.Generators {
		if err := m.Generators[i].possible(i); err != nil {
			return err
		}
	}
	end := time.Duration(0)
	for i, p := range m.Phases {
		if p.Start < end || p.End < p.Start || p.End > maxOffset {
			return fmt.Errorf("phases[%d] lasts from %s to %s, want a phase that begins at %s or later, ends after it began and within ten years", i, p.Start, p.End, end)
		}
		end = p.End
	}
	for _, o := range m.SLO {
		if o.Quantile < 0 || o.Quantile > 1 {
			return fmt.Errorf("objective %q has the quantile %v, want 0 to 1", o.Expression, o.Quantile)
		}
	}
	switch {
	case m.Elapsed < 0 || m.Elapsed > maxOffset:
		return fmt.Errorf("elapsed is %s, want 0 to ten years", m.Elapsed)
	case m.ScrapeInterval < 0:
		return fmt.Errorf("scrape_interval is %s, want 0 or more", m.ScrapeInterval)
	case m.Trial < 0 || m.Trials < 0 || m.Repetition < 0 || m.Load.Closed < 0 || m.Machine.Cores < 0:
		return errors.New("a count in it is below 0")
	}
	return nil
}
