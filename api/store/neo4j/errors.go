package neo4j

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"quintet/api/store"
)

// Neo4j's status codes that mean something here ("Neo4j status codes" in its manual).
const (
	// entityNotFound: what a statement had found was deleted by another transaction before it got its lock.
	entityNotFound = "Neo.ClientError.Statement.EntityNotFound"
	// timedOut is how the codes of transactions begin that the server ended for taking too long.
	timedOut = "Neo.ClientError.Transaction.TransactionTimedOut"
	// alreadyExists is how the codes end of constraints that another process made between the question and the act.
	alreadyExists = "AlreadyExists"
)

// cause is what the driver's own errors are about, which do not unwrap.
func cause(err error) error {
	var limit *neo4j.TransactionExecutionLimit
	if errors.As(err, &limit) && len(limit.Errors) > 0 {
		err = limit.Errors[len(limit.Errors)-1]
	}
	var connectivity *neo4j.ConnectivityError
	if errors.As(err, &connectivity) && connectivity.Inner != nil {
		err = connectivity.Inner
	}
	return err
}

// mayRepeat reports whether a statement that failed so may be tried again, and at once.
func (s statement) mayRepeat(err error) bool {
	var (
		said  *neo4j.Neo4jError
		limit *neo4j.TransactionExecutionLimit
		dial  *net.OpError
	)
	switch {
	case errors.As(cause(err), &dial) && dial.Op == "dial":
		// The server cannot be reached: trying at once again would only make it harder for it to come back.
		return false
	case errors.As(err, &limit):
		// What the driver would try again: the transaction was not committed.
		return true
	case errors.As(err, &said):
		return said.Code == entityNotFound || strings.HasSuffix(said.Code, alreadyExists)
	}
	// The connection broke in the middle of a commit, which may have been done or not.
	return s.repeatable && neo4j.IsConnectivityError(err)
}

// fail sorts an error of the driver into the contract's. What it says when the context ended differs, so the context is asked
// first, and the clock, because a context may be late to learn that its deadline has passed.
func fail(ctx context.Context, act string, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return store.Wrap(act, ctx.Err())
	}
	if deadline, ok := ctx.Deadline(); ok && !time.Now().Before(deadline) {
		return store.Wrap(act, context.DeadlineExceeded)
	}
	err = cause(err)
	var said *neo4j.Neo4jError
	if errors.As(err, &said) && strings.HasPrefix(said.Code, timedOut) {
		return fmt.Errorf("%s: %w: %w", act, store.ErrTimeout, err)
	}
	return store.Wrap(act, err)
}
