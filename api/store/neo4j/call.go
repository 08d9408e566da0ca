package neo4j

import (
	"context"
	"errors"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"quintet/api/store"
)

// statement is one statement, which is a transaction of its own.
type statement struct {
	text string
	// with are the parameters; no value ever becomes part of the text.
	with map[string]any
	// reads says that it changes nothing, repeatable that doing it twice is the same as doing it once, answer included.
	reads, repeatable bool
	// retryTime overrides Config.RetryTime when it is not 0.
	retryTime time.Duration
}

// read is a statement that changes nothing.
func read(text string, with map[string]any) statement {
	return statement{text: text, with: with, reads: true, repeatable: true}
}

// merge is a statement that brings about a state, whatever the state was before.
func merge(text string, with map[string]any) statement {
	return statement{text: text, with: with, repeatable: true}
}

// change is a statement whose answer would be another one the second time.
func change(text string, with map[string]any) statement {
	return statement{text: text, with: with}
}

// call runs a statement, within the default deadline when the context has none.
func (d *DB) call(ctx context.Context, act string, s statement) (*neo4j.EagerResult, error) {
	ctx, cancel := store.Bounded(ctx, d.cfg.Timeout)
	defer cancel()
	return d.withoutTimeout(ctx, act, s)
}

// withoutTimeout runs a statement, again if need be, for as long as the context lets it, and sorts its error.
//
// The driver would try again by itself, but its first pause is two seconds, which two writers who ran into one another need not
// wait, and it goes on dialling a server that is gone.
func (d *DB) withoutTimeout(ctx context.Context, act string, s statement) (*neo4j.EagerResult, error) {
	retryTime, budget := d.cfg.RetryTime, d.cfg.Budget
	if s.retryTime != 0 {
		// Loaders run into one another by nature, and no request waits for one of their calls.
		retryTime, budget = s.retryTime, nil
	}
	var failed time.Time
	var result *neo4j.EagerResult
	err := budget.Do(ctx, func(int) (again bool, err error) {
		if result, err = d.once(ctx, s); err == nil {
			return false, nil
		}
		if failed.IsZero() {
			failed = time.Now()
		}
		return s.mayRepeat(err) && time.Since(failed) < retryTime, err
	})
	if err != nil {
		return nil, fail(ctx, act, err)
	}
	return result, nil
}

// once runs a statement on a connection.
func (d *DB) once(ctx context.Context, s statement) (*neo4j.EagerResult, error) {
	if err := d.acquire(ctx); err != nil {
		return nil, err
	}
	defer d.release()
	settings := []neo4j.ExecuteQueryConfigurationOption{
		neo4j.ExecuteQueryWithDatabase(database),
		// There is one server, which shows everyone what was committed before.
		neo4j.ExecuteQueryWithoutBookmarkManager(),
	}
	if s.reads {
		settings = append(settings, neo4j.ExecuteQueryWithReadersRouting())
	}
	if deadline, ok := ctx.Deadline(); ok {
		// The server gives up by itself too: it may not see that its client is gone.
		left := max(time.Until(deadline), time.Millisecond).Round(time.Millisecond)
		settings = append(settings, neo4j.ExecuteQueryWithTransactionConfig(neo4j.WithTxTimeout(left)))
	}
	result, err := neo4j.ExecuteQuery(deadlineContext{ctx}, d.driver, s.text, s.with, neo4j.EagerResultTransformer, settings...)
	if err != nil {
		return nil, err
	}
	return result, nil
}

// acquire takes a place, waiting for one if need be.
func (d *DB) acquire(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case <-d.closed:
		return errClosed
	default:
	}
	select {
	case d.places <- struct{}{}:
		return nil
	default:
	}
	began := time.Now()
	defer func() {
		d.waits.Add(1)
		d.waited.Add(int64(time.Since(began)))
	}()
	select {
	case d.places <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-d.closed:
		return errClosed
	}
}

var errClosed = errors.New("closed")

func (d *DB) release() { <-d.places }

// Pools implements store.Pooler with one pool. Idle stays 0: the driver does not tell how many connections it keeps.
func (d *DB) Pools() []store.Pool {
	return []store.Pool{{InUse: len(d.places), Max: d.cfg.PoolSize, Waits: d.waits.Load(), Waited: time.Duration(d.waited.Load())}}
}

// deadlineContext is a context for the driver.
//
// Subtleness ahead: the driver looks at a context's deadline before each read and each write. Without one, and unless the server
// asked for one, it does not look at Done either, so that a cancelled call would go on. And with one that has passed, while the
// context's timer has not gone off yet (which may take milliseconds on a busy machine), it takes the read or write for done and
// goes on with whatever its buffer holds. A deadline that is always far off leaves Done to end the wait in every case.
type deadlineContext struct{ context.Context }

// Deadline implements context.Context.
func (p deadlineContext) Deadline() (time.Time, bool) { return time.Now().Add(24 * time.Hour), true }
