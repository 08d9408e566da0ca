package seed

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/google/uuid"

	"quintet/api/store"
	"quintet/bench/workload"
)

// compared is how many rows of a kind are compared, evenly spaced from the first to the last.
const compared = 25

// Compare reads rows of every kind back, each through the store that has it, and says which differs from what was seeded. It returns how
// many were compared.
func Compare(ctx context.Context, stores store.Set, d *workload.Dataset) (rows int64, err error) {
	counts := d.Rows()
	for _, k := range kinds {
		n := min(counts[k.name], compared)
		for j := range n {
			i := (counts[k.name] - 1) * j / max(1, n-1)
			if err := k.compare(ctx, stores, d, i); err != nil {
				return rows, fmt.Errorf("compare %s %d: %w", k.name, i, err)
			}
			rows++
		}
	}
	return rows, nil
}

// same is an error when a row was not found or differs.
func same[T comparable](want, got T, err error) error {
	if err == nil && want != got {
		err = fmt.Errorf("it is %+v, seeded was %+v", got, want)
	}
	return err
}

func compareUser(ctx context.Context, s store.Set, d *workload.Dataset, i int64) error {
	want := d.User(i)
	got, err := s.Records.User(ctx, want.ID)
	got.CreatedAt = sameInstant(want.CreatedAt, got.CreatedAt)
	return same(want, got, err)
}

func compareGroup(ctx context.Context, s store.Set, d *workload.Dataset, i int64) error {
	want := d.Group(i)
	got, err := s.Records.Group(ctx, want.ID)
	got.CreatedAt = sameInstant(want.CreatedAt, got.CreatedAt)
	return same(want, got, err)
}

func compareMessage(ctx context.Context, s store.Set, d *workload.Dataset, i int64) error {
	want := d.Message(i)
	page, err := s.Messages.Messages(ctx, want.ConversationID, following(want.MessageID), 1)
	got := first(page)
	got.Timestamp = sameInstant(want.Timestamp, got.Timestamp)
	return same(want, got, err)
}

func compareNotification(ctx context.Context, s store.Set, d *workload.Dataset, i int64) error {
	want := d.Notification(i)
	page, err := s.Notifications.Notifications(ctx, want.UserID, following(want.NotificationID), 1)
	got := first(page)
	got.Timestamp = sameInstant(want.Timestamp, got.Timestamp)
	return same(want, got, err)
}

// compareFriendship asks both friends.
func compareFriendship(ctx context.Context, s store.Set, d *workload.Dataset, i int64) error {
	f := d.Friendship(i)
	ofA, errA := s.Graph.Friends(ctx, f.A, f.B-1, 1)
	ofB, errB := s.Graph.Friends(ctx, f.B, f.A-1, 1)
	return errors.Join(same(f.B, first(ofA), errA), same(f.A, first(ofB), errB))
}

// compareMembership asks the group and the user.
func compareMembership(ctx context.Context, s store.Set, d *workload.Dataset, i int64) error {
	m := d.Membership(i)
	members, errM := s.Graph.Members(ctx, m.Group, m.User-1, 1)
	groups, errG := s.Graph.GroupsOf(ctx, m.User, m.Group-1, 1)
	return errors.Join(same(m.User, first(members), errM), same(m.Group, first(groups), errG))
}

func compareFile(ctx context.Context, s store.Set, d *workload.Dataset, i int64) error {
	name, contentType, size, content := d.File(i)
	object, reader, err := s.Objects.Open(ctx, name)
	if err != nil {
		return err
	}
	defer reader.Close()
	if object.Size != size || object.ContentType != contentType {
		return fmt.Errorf("it is %+v, seeded were %d bytes of %s", object, size, contentType)
	}
	want, err := io.ReadAll(content)
	if err != nil {
		return err
	}
	got, err := io.ReadAll(reader)
	if err == nil && !bytes.Equal(got, want) {
		err = errors.New("its bytes differ")
	}
	return err
}

// first is the first of a page, the zero value of an empty one.
func first[T any](page []T) (row T) {
	if len(page) > 0 {
		row = page[0]
	}
	return row
}

// following is the id after this one: a page of what comes before it begins with this one.
func following(id uuid.UUID) uuid.UUID {
	for i, b := range slices.Backward(id[:]) {
		id[i] = b + 1
		if id[i] != 0 {
			break
		}
	}
	return id
}

// sameInstant returns want when got is the same instant: the time zone is not part of the data.
func sameInstant(want, got time.Time) time.Time {
	if got.Equal(want) {
		return want
	}
	return got
}
