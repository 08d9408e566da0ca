package store

import (
	"context"
	"time"
)

// User is a person of the system. E-mail addresses are unique without regard to letter case: so is their EmailKey.
type User struct {
	ID        int64     `json:"id"`
	Name      string    `json:"name"`
	Email     string    `json:"email"`
	CreatedAt time.Time `json:"created_at"`
}

// Group is a named set of users; who belongs to it is the Graph's.
type Group struct {
	ID          int64     `json:"id"`
	Name        string    `json:"name"`
	Description string    `json:"description"`
	CreatedAt   time.Time `json:"created_at"`
}

// Records keeps users and groups (PostgreSQL's role). Ids are positive, given by the store, ascending.
type Records interface {
	// CreateUser stores a user and returns it with its id and creation time. ErrConflict when the e-mail is taken.
	CreateUser(ctx context.Context, name, email string) (User, error)
	// User returns one user, or ErrNotFound.
	User(ctx context.Context, id int64) (User, error)
	// CheckUsers returns a MissingError that names the first of ids that no user has, and nil when all exist. One question of the store.
	CheckUsers(ctx context.Context, ids ...int64) error
	// Users returns at most limit users with id > after, by ascending id.
	Users(ctx context.Context, after int64, limit int) ([]User, error)
	// UpdateUser replaces name and e-mail and returns the stored user. ErrNotFound, ErrConflict. Idempotent.
	UpdateUser(ctx context.Context, id int64, name, email string) (User, error)
	// DeleteUser removes a user, or says ErrNotFound.
	DeleteUser(ctx context.Context, id int64) error

	// CreateGroup stores a group and returns it with its id and creation time. Names need not be unique.
	CreateGroup(ctx context.Context, name, description string) (Group, error)
	// Group returns one group, or ErrNotFound.
	Group(ctx context.Context, id int64) (Group, error)
	// Groups returns at most limit groups with id > after, by ascending id.
	Groups(ctx context.Context, after int64, limit int) ([]Group, error)
}

// RecordsLoader fills a Records store in bulk with rows whose ids and times are given. Loading the same rows again
// changes nothing; ids given later by Create are above every loaded one.
type RecordsLoader interface {
	LoadUsers(ctx context.Context, users []User) error
	LoadGroups(ctx context.Context, groups []Group) error
}
