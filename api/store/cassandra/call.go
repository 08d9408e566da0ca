package cassandra

import (
	"context"
	"fmt"
	"time"

	"github.com/gocql/gocql"
)

// repeat runs f, again if need be, each time with a share of the time that is left and on a node that was not asked before. Everything this
// package asks of a cluster may be asked twice. The driver is not left to do this: it tries the next node and no second time where there
// is only one, at once, and without regard to what failed.
func (d *DB) repeat(ctx context.Context, f func(context.Context) error) error {
	_, bounded := ctx.Deadline()
	if bounded {
		var p *path
		ctx, p = d.follow(ctx)
		defer p.end()
	}
	budget := d.cfg.Budget
	if !bounded {
		// No caller waits for the answer, so nothing is lost by waiting for the cluster to take what is loaded.
		budget = nil
	}
	return budget.Do(ctx, func(attempt int) (bool, error) {
		err := d.share(ctx, d.cfg.Retries-attempt, f)
		// Without a deadline a node that is late has too much to do already.
		return attempt < d.cfg.Retries && (passing(err) || bounded && late(err)), err
	})
}

// share runs f with a share of the time that ctx leaves: as much for each of the attempts that follow.
func (d *DB) share(ctx context.Context, follow int, f func(context.Context) error) error {
	deadline, bounded := ctx.Deadline()
	if !bounded || follow <= 0 {
		return f(ctx)
	}
	part, cancel := context.WithTimeout(ctx, time.Until(deadline)/time.Duration(follow+1))
	defer cancel()
	err := f(part)
	if err != nil && part.Err() != nil && ctx.Err() == nil {
		return fmt.Errorf("%w: %v", gocql.ErrTimeoutNoResponse, err)
	}
	return err
}

// query is a statement with its values. routing is the partition's key as the ring hashes it, nil when there is no one partition.
//
// The driver could find the key out by itself, but has everyone wait, whatever their deadlines, while the first who uses a statement
// asks for its columns.
func (d *DB) query(ctx context.Context, routing []byte, statement string, values ...any) *gocql.Query {
	q := d.session.Query(statement, values...).WithContext(ctx)
	if p, ok := ctx.Value(pathKey{}).(*path); ok {
		q.Observer(d.pace).SetSpeculativeExecutionPolicy(p)
	}
	if routing != nil {
		q.RoutingKey(routing)
	}
	return q
}

// exec writes.
func (d *DB) exec(ctx context.Context, routing []byte, statement string, values ...any) error {
	return d.repeat(ctx, func(ctx context.Context) error { return d.query(ctx, routing, statement, values...).Exec() })
}

// maxPerFrame is how many rows one answer carries; what is more comes in further ones.
const maxPerFrame = 500

// read reads rows of one partition: scan takes one off the iterator, until it says that there is none.
func (d *DB) read(ctx context.Context, routing []byte, scan func(*gocql.Iter) bool, statement string, values ...any) error {
	rows := d.query(ctx, routing, statement, values...).PageSize(maxPerFrame).Iter()
	for scan(rows) {
	}
	return rows.Close()
}
