package neo4j

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"quintet/api/store"
)

func TestErrors(t *testing.T) {
	said := func(code string) error { return &neo4j.Neo4jError{Code: code} }
	limit := func(err error) error { return &neo4j.TransactionExecutionLimit{Errors: []error{io.EOF, err}} }
	lost := func(err error) error { return &neo4j.ConnectivityError{Inner: err} }
	refused := &net.OpError{Op: "dial", Err: errors.New("refused")}
	for name, c := range map[string]struct {
		err error
		// merge and change say whether a statement that may be repeated, and one that may not, is tried again.
		merge, change bool
		want          error
	}{
		"Deadlock":          {limit(said("Neo.TransientError.Transaction.DeadlockDetected")), true, true, store.ErrUnavailable},
		"Starting":          {limit(said("Neo.TransientError.General.DatabaseUnavailable")), true, true, store.ErrUnavailable},
		"BrokeBeforeCommit": {limit(lost(io.EOF)), true, true, store.ErrUnavailable},
		"BrokeDuringCommit": {lost(io.EOF), true, false, store.ErrUnavailable},
		"Refused":           {limit(lost(refused)), false, false, store.ErrUnavailable},
		"RefusedPlain":      {lost(refused), false, false, store.ErrUnavailable},
		"NodeDeleted":       {said(entityNotFound), true, true, store.ErrUnavailable},
		"ConstraintMade":    {said("Neo.ClientError.Schema.EquivalentSchemaRuleAlreadyExists"), true, true, store.ErrUnavailable},
		"ServerTimeout":     {said("Neo.ClientError.Transaction.TransactionTimedOut"), false, false, store.ErrTimeout},
		"ClientTimeout":     {said("Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration"), false, false, store.ErrTimeout},
		"WrongPassword":     {said("Neo.ClientError.Security.Unauthorized"), false, false, store.ErrUnavailable},
		"Closed":            {errClosed, false, false, store.ErrUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			if got := merge("", nil).mayRepeat(c.err); got != c.merge {
				t.Errorf("a merge is tried again: %t, want %t", got, c.merge)
			}
			if got := change("", nil).mayRepeat(c.err); got != c.change {
				t.Errorf("a change is tried again: %t, want %t", got, c.change)
			}
			err := fail(t.Context(), "act", c.err)
			if !errors.Is(err, c.want) || errors.Is(err, store.ErrTimeout) != (c.want == store.ErrTimeout) {
				t.Errorf("%v, want %v", err, c.want)
			}
			if err := fail(late{t.Context()}, "act", c.err); !errors.Is(err, store.ErrTimeout) || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("past the deadline: %v, want a timeout", err)
			}
		})
	}
}

// late is a context that has not learnt yet that its deadline has passed.
type late struct{ context.Context }

func (late) Deadline() (time.Time, bool) { return time.Now().Add(-time.Microsecond), true }
