package runner

import (
	"context"
	"errors"
	"fmt"
	"time"

	"quintet/api/store"
	"quintet/bench/ledger"
	"quintet/bench/samples"
	"quintet/bench/stack"
)

// keepLedger begins the ledger of a trial whose scenario asks for one.
func (t *trial) keepLedger() (err error) {
	if !t.plan.Scenario.Ledger {
		return nil
	}
	var key []byte
	if t.runner.LedgerKey != nil {
		key = t.runner.LedgerKey(t.plan.Number)
	}
	t.ledger, err = ledger.NewRecorder(t.writer, key)
	return err
}

// readBack looks for the writes of a load that began at an instant and writes into the manifest what it found. What cannot be looked for is
// no failure of the trial: the result says so.
func (t *trial) readBack(ctx context.Context, began time.Time) error {
	if t.ledger == nil {
		return nil
	}
	t.runner.status.stage(Checking)
	found, err := t.found(ctx, began)
	if err != nil {
		found = samples.Ledger{Reason: t.runner.Redactor.Text(err.Error())}
	}
	found.Reason = t.runner.Redactor.Text(found.Reason)
	_, err = t.writer.Manifest(func(m *samples.Manifest) { m.ReadBack = &found })
	return err
}

// found reads the ledger back, from the API and, where the stack can reach them, from its stores.
func (t *trial) found(ctx context.Context, began time.Time) (found samples.Ledger, err error) {
	var set *store.Set
	if opener, ok := t.stack.(stack.StoreOpener); ok {
		opening, cancel := context.WithTimeout(ctx, openingTelemetry)
		stores, opened := opener.OpenStores(opening)
		cancel()
		if opened != nil {
			// The API is asked all the same; what it does not show counts as lost then, and the result has the reason.
			err = fmt.Errorf("look straight into the stores: %w", opened)
		} else if stores != nil {
			set = &stores.Set
			defer func() { err = errors.Join(err, stores.Close()) }()
		}
	}
	found, failed := ledger.ReadBack(ctx, ledger.Config{
		Recorder: t.ledger, Targets: t.stack.Targets(), Stores: set, Dataset: t.dataset, Operations: t.workload.Operations(), Began: began,
		ReadDeclared: t.workload.ReadBack, TLS: t.tls,
		Progress: func(p ledger.Progress) { t.runner.status.update(func(s *Status) { s.Checking = p }) },
	})
	if failed == nil && err != nil && found.Reason == "" {
		found.Reason = err.Error()
	}
	return found, failed
}
