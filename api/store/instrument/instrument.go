package instrument

import (
	"context"
	"errors"
	"time"

	"quintet/api/store"
	"quintet/api/store/bulkhead"
)

// Observer gets every call. Its methods must be safe for concurrent use and quick.
type Observer interface {
	// Observe reports one finished call: what really answered ("sqlite"), which operation (see Operations), how it ended (see
	// Outcomes) and how long it took.
	Observe(store, operation, outcome string, took time.Duration)
	// Bytes reports content of objects that was "read" from or "written" to the object store.
	Bytes(direction string, n int64)
}

// Directions are the directions that Observer.Bytes is told.
func Directions() []string { return []string{"read", "written"} }

// Names states what really answers for each role: "sqlite", "miniredis", "gofakes3", or "postgres", ...
type Names struct {
	Records, Messages, Notifications, Graph, Sessions, Cache, Objects string
}

// Bulkheads bound the calls of stores, by name; a store that is not there has no bound. Those of the cache are not bounded: it has a timeout and
// a breaker of its own.
type Bulkheads map[string]*bulkhead.Bulkhead

// Admit is asked when a call to what really answers begins: it returns when the call may go on, or the error that it fails with. The time
// is the store's, and the call has its turn meanwhile. See package faulty.
type Admit func(ctx context.Context, store, operation string) error

// Set decorates every role that is there. admit may be nil.
func Set(set store.Set, names Names, observe Observer, bulkheads Bulkheads, admit Admit) store.Set {
	of := func(name string) meter { return meter{name, observe, bulkheads[name], admit} }
	if set.Records != nil {
		set.Records = &records{decorator[store.Records]{set.Records, of(names.Records)}}
	}
	if set.Messages != nil {
		set.Messages = &messages{decorator[store.Messages]{set.Messages, of(names.Messages)}}
	}
	if set.Notifications != nil {
		set.Notifications = &notifications{decorator[store.Notifications]{set.Notifications, of(names.Notifications)}}
	}
	if set.Graph != nil {
		set.Graph = &graph{decorator[store.Graph]{set.Graph, of(names.Graph)}}
	}
	if set.Sessions != nil {
		set.Sessions = &sessions{decorator[store.Sessions]{set.Sessions, of(names.Sessions)}}
	}
	if set.Cache != nil {
		set.Cache = &cache{decorator[store.Cache]{set.Cache, meter{names.Cache, observe, nil, admit}}}
	}
	if set.Objects != nil {
		set.Objects = &objects{decorator[store.Objects]{set.Objects, of(names.Objects)}}
	}
	return set
}

// Outcomes are the outcomes that Observer.Observe is told.
func Outcomes() []string {
	return []string{"ok", "not_found", "conflict", "invalid", "timeout", "shed", "unavailable", "canceled", "error"}
}

// Outcome names the outcome of a call. "error" is what is none of the contract's errors, such as an upload whose client went away.
func Outcome(err error) string {
	switch {
	case err == nil:
		return "ok"
	case errors.Is(err, store.ErrNotFound):
		return "not_found"
	case errors.Is(err, store.ErrConflict):
		return "conflict"
	case errors.Is(err, store.ErrInvalid), errors.Is(err, store.ErrTooLarge):
		return "invalid"
	case errors.Is(err, store.ErrTimeout), errors.Is(err, context.DeadlineExceeded):
		return "timeout"
	case errors.Is(err, context.Canceled):
		return "canceled"
	case errors.Is(err, store.ErrBusy):
		return "shed"
	case errors.Is(err, store.ErrUnavailable):
		return "unavailable"
	default:
		return "error"
	}
}

// Operation is one kind of call of one role.
type Operation struct{ Store, Name string }

// Operations are all names under which an Observer can get calls, so that its series can be created beforehand.
func Operations(names Names) []Operation {
	var out []Operation
	for _, role := range []struct {
		store      string
		operations []string
	}{
		{names.Records, []string{"create_user", "get_user", "check_users", "list_users", "update_user", "delete_user", "create_group", "get_group", "list_groups"}},
		{names.Messages, []string{"add_message", "list_messages"}},
		{names.Notifications, []string{"add_notification", "list_notifications"}},
		{names.Graph, []string{"add_friend", "remove_friend", "list_friends", "suggest_friends", "add_member", "remove_member",
			"list_members", "list_groups_of", "remove_user"}},
		{names.Sessions, []string{"create_session", "get_session", "delete_session"}},
		{names.Cache, []string{"cache_get", "cache_set", "cache_delete"}},
		{names.Objects, ObjectOperations()},
	} {
		if role.store == "" {
			continue
		}
		for _, name := range role.operations {
			out = append(out, Operation{role.store, name})
		}
	}
	return out
}

// ObjectOperations are the operations of the Objects role.
func ObjectOperations() []string {
	return []string{"put_object", "open_object", "read_object", "presign_object", "delete_object"}
}

// meter observes the calls of one role, and bounds them.
type meter struct {
	store    string
	observe  Observer
	bulkhead *bulkhead.Bulkhead
	admit    Admit
}

// decorator is what decorators of all roles have: the store underneath, and the meter of its calls.
type decorator[Role any] struct {
	next Role
	meter
}

// Unwrap implements store.Wrapper.
func (d *decorator[Role]) Unwrap() any { return d.next }

// begin admits a call: it has its turn, which it must end, unless there is an error.
func (m meter) begin(ctx context.Context, operation string) (bulkhead.Turn, error) {
	turn, err := m.bulkhead.Enter(ctx)
	if err != nil || m.admit == nil {
		return turn, err
	}
	if err := m.admit(ctx, m.store, operation); err != nil {
		turn.End()
		return bulkhead.Turn{}, err
	}
	return turn, nil
}

// done ends a call that began at start.
func (m meter) done(ctx context.Context, operation string, start time.Time, err error) {
	end := time.Now()
	store.TimingsFrom(ctx).Charge(m.store, start, end)
	m.observe.Observe(m.store, operation, Outcome(err), end.Sub(start))
}

// call observes f as result does.
func call(ctx context.Context, m meter, operation string, f func() error) error {
	_, err := result(ctx, m, operation, func() (struct{}, error) { return struct{}{}, f() })
	return err
}

// result observes f, once it is admitted. Waiting for that counts as waiting for the store.
func result[T any](ctx context.Context, m meter, operation string, f func() (T, error)) (v T, err error) {
	start := time.Now()
	turn, err := m.begin(ctx, operation)
	if err == nil {
		defer turn.End()
		v, err = f()
	}
	m.done(ctx, operation, start, err)
	return v, err
}
