package ledger

import (
	"context"
	"io"

	"github.com/google/uuid"

	"quintet/api/store"
)

// source is where writes are looked for: the API, or the stores themselves. Absent things are store.ErrNotFound, lists of what is absent
// are empty. Methods are those of the stores' contract.
type source interface {
	Messages(ctx context.Context, conversation, before uuid.UUID, limit int) ([]store.Message, error)
	Notifications(ctx context.Context, user int64, before uuid.UUID, limit int) ([]store.Notification, error)
	Users(ctx context.Context, after int64, limit int) ([]store.User, error)
	Groups(ctx context.Context, after int64, limit int) ([]store.Group, error)
	Friends(ctx context.Context, user, after int64, limit int) ([]int64, error)
	Members(ctx context.Context, group, after int64, limit int) ([]int64, error)
	Session(ctx context.Context, token string) (store.Session, error)
	// File calls read with the content of a file, more than once when reading it failed.
	File(ctx context.Context, name string, read func(io.Reader) error) error
}

// stores are the stores themselves as a source.
type stores struct{ store.Set }

var _ source = stores{}

func (s stores) Messages(ctx context.Context, conversation, before uuid.UUID, limit int) ([]store.Message, error) {
	return s.Set.Messages.Messages(ctx, conversation, before, limit)
}

func (s stores) Notifications(ctx context.Context, user int64, before uuid.UUID, limit int) ([]store.Notification, error) {
	return s.Set.Notifications.Notifications(ctx, user, before, limit)
}

func (s stores) Users(ctx context.Context, after int64, limit int) ([]store.User, error) {
	return s.Records.Users(ctx, after, limit)
}

func (s stores) Groups(ctx context.Context, after int64, limit int) ([]store.Group, error) {
	return s.Records.Groups(ctx, after, limit)
}

func (s stores) Friends(ctx context.Context, user, after int64, limit int) ([]int64, error) {
	return s.Graph.Friends(ctx, user, after, limit)
}

func (s stores) Members(ctx context.Context, group, after int64, limit int) ([]int64, error) {
	return s.Graph.Members(ctx, group, after, limit)
}

func (s stores) Session(ctx context.Context, token string) (store.Session, error) {
	return s.Sessions.Session(ctx, token)
}

func (s stores) File(ctx context.Context, name string, read func(io.Reader) error) error {
	_, content, err := s.Objects.Open(ctx, name)
	if err != nil {
		return err
	}
	defer content.Close()
	return read(content)
}
