package stacktest

import (
	"context"
	"errors"
	"strings"
	"testing"

	"quintet/api/server"
	"quintet/api/store"
	"quintet/bench/scenario"
	"quintet/bench/seed"
	"quintet/bench/stack"
	"quintet/bench/stack/snapshot"
	"quintet/bench/workload"
)

// keep has a stack filled and its data kept, changes what a copy holds in every store, and has s start from the kept data: it must be
// what was filled, and not be filled again. It returns what s is to call when it is up, which calls then.
func (c *Case) keep(ctx context.Context, t *testing.T, kept *snapshot.Cache, s stack.Stack, then func(context.Context, store.Set) error) func(context.Context, store.Set) error {
	t.Helper()
	dataset := workload.NewDataset(scenario.Dataset{
		Users: 300, Groups: 20, Conversations: 20, Messages: 2500, Notifications: 300, Friendships: 900, Memberships: 100, Files: 5,
		ContentBytes: scenario.Distribution{Kind: "constant", Median: 40}, FileBytes: scenario.Distribution{Kind: "constant", Median: 5000},
	}, 3)
	fills := 0
	data := stack.Data{
		Fingerprint: dataset.Fingerprint(), Rows: dataset.Rows(), Needs: seed.Needs(dataset, server.Backends()), Runs: true,
		Fill: func(ctx context.Context, stores store.Set, dir string) error {
			fills++
			_, err := seed.Fill(ctx, stores, dataset, seed.Options{Marks: dir})
			return err
		},
	}
	verify := func(ctx context.Context, stores store.Set) error {
		held, err := seed.Verify(ctx, stores)
		if err != nil {
			return err
		}
		if mismatch := seed.Miscounted(dataset.Rows(), held); mismatch != "" || len(held) != len(dataset.Rows()) {
			t.Errorf("the stores hold %v: %s", held, mismatch)
		}
		_, err = seed.Compare(ctx, stores, dataset)
		return err
	}
	first, p := c.open(t, kept)
	made, err := first.(stack.Snapshotter).Snapshot(ctx, data)
	if err != nil {
		t.Fatal(err)
	}
	if !made.Kept || made.Found || fills != 1 || made.Took <= 0 {
		t.Errorf("the first is %+v after %d fillings", made, fills)
	}
	if err := first.Up(ctx, func(ctx context.Context, stores store.Set) error {
		return errors.Join(verify(ctx, stores), change(ctx, stores, dataset))
	}); err != nil {
		t.Fatal(err)
	}
	sizes, err := first.(stack.Snapshotter).Sizes()
	if err != nil || len(sizes) == 0 {
		t.Errorf("sizes are %v, %v", sizes, err)
	}
	for name, bytes := range sizes {
		if bytes <= 0 || made.Bytes[name] <= 0 {
			t.Errorf("%s takes %d bytes now and took %d", name, bytes, made.Bytes[name])
		}
	}
	if err := first.Down(ctx); err != nil {
		t.Error(err)
	}
	expectDown(t, first, p)
	found, err := s.(stack.Snapshotter).Snapshot(ctx, data)
	if err != nil {
		t.Fatal(err)
	}
	if !found.Found || fills != 1 || !found.Made.Equal(made.Made) {
		t.Errorf("the second is %+v after %d fillings", found, fills)
	}
	if c.Kept != nil {
		c.Kept(t, kept.Dir)
	}
	return func(ctx context.Context, stores store.Set) error {
		return errors.Join(verify(ctx, stores), then(ctx, stores))
	}
}

// change changes what every store holds.
func change(ctx context.Context, s store.Set, dataset *workload.Dataset) error {
	f, m := dataset.Friendship(0), dataset.Message(0)
	m.Content = "what a run wrote"
	m.MessageID[15]++
	_, err1 := s.Messages.AddMessage(ctx, m)
	name, contentType, _, _ := dataset.File(0)
	_, err2 := s.Objects.Put(ctx, name, contentType, strings.NewReader("short"), 5)
	return errors.Join(err1, err2, s.Records.DeleteUser(ctx, 1), s.Graph.RemoveFriend(ctx, f.A, f.B))
}
