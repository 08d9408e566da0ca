package ledger

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"quintet/api/store"
)

const (
	// askTimeout bounds one question to the API, which itself gives its stores ten seconds.
	askTimeout = 30 * time.Second
	// maxAnswer bounds a list in bytes.
	maxAnswer = 64 << 20
	// tries is how often a question is asked that has no answer, a replica after the other, with a pause that doubles from firstPause: a
	// server that has just come back has half a minute to serve.
	tries      = 8
	firstPause = 200 * time.Millisecond
)

// api is the API as a source. Its lists pass the cache by: what is cached are users and groups one by one, and the newest page of a
// conversation of the usual length.
type api struct {
	client  *http.Client
	targets []string
	next    atomic.Uint64
}

var _ source = (*api)(nil)

func newAPI(targets []string, connections int, tls *tls.Config) *api {
	return &api{targets: targets, client: &http.Client{
		Timeout: askTimeout, Transport: &http.Transport{MaxIdleConnsPerHost: connections, DisableCompression: true, TLSClientConfig: tls},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

func (a *api) close() { a.client.CloseIdleConnections() }

// errAgain is an answer that another try may better.
var errAgain = errors.New("no answer of use")

// get asks for a path until there is an answer, and has read read the body of a 200. A 404 is store.ErrNotFound.
func (a *api) get(ctx context.Context, path string, read func(io.Reader) error) error {
	return patiently(ctx, func() error {
		target := a.targets[a.next.Add(1)%uint64(len(a.targets))]
		return a.once(ctx, target+path, read)
	})
}

// patiently asks until there is an answer of use.
func patiently(ctx context.Context, ask func() error) error {
	for try, pause := 1, firstPause; ; try, pause = try+1, 2*pause {
		err := ask()
		if !errors.Is(err, errAgain) || try == tries {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("read back: %w", context.Cause(ctx))
		case <-time.After(pause):
		}
	}
}

// once asks one target once. errAgain wraps what a later attempt may answer: a broken connection or answer, 429 and 5xx. store.ErrNotFound is
// an answer.
func (a *api) once(ctx context.Context, url string, read func(io.Reader) error) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return fmt.Errorf("read back: %w", err)
	}
	response, err := a.client.Do(request)
	if err != nil {
		return fmt.Errorf("%w: %w", errAgain, err)
	}
	defer response.Body.Close()
	switch {
	case response.StatusCode == http.StatusOK:
		if err := read(response.Body); err != nil {
			return fmt.Errorf("%w: %w", errAgain, err)
		}
		return nil
	case response.StatusCode == http.StatusNotFound:
		return store.ErrNotFound
	case response.StatusCode == http.StatusTooManyRequests || response.StatusCode >= 500:
		return fmt.Errorf("%w: status %d", errAgain, response.StatusCode)
	}
	return fmt.Errorf("read back: status %d for a question that has an answer", response.StatusCode)
}

// list asks for a list; of what is absent it is empty.
func list[T any](ctx context.Context, a *api, path string) (rows []T, err error) {
	err = a.get(ctx, path, decode(&rows))
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	return rows, err
}

func decode[T any](into *T) func(io.Reader) error {
	return func(r io.Reader) error {
		*into = *new(T)
		return json.NewDecoder(io.LimitReader(r, maxAnswer)).Decode(into)
	}
}

func page(prefix string, id int64, suffix string, after int64, limit int) string {
	return prefix + strconv.FormatInt(id, 10) + suffix + "?after=" + strconv.FormatInt(after, 10) + "&limit=" + strconv.Itoa(limit)
}

func before(id uuid.UUID, limit int) string {
	query := "?limit=" + strconv.Itoa(limit)
	if id != uuid.Nil {
		query += "&before=" + id.String()
	}
	return query
}

func (a *api) Messages(ctx context.Context, conversation, from uuid.UUID, limit int) ([]store.Message, error) {
	return list[store.Message](ctx, a, "/messages/"+conversation.String()+before(from, limit))
}

func (a *api) Notifications(ctx context.Context, user int64, from uuid.UUID, limit int) ([]store.Notification, error) {
	return list[store.Notification](ctx, a, "/notifications/"+strconv.FormatInt(user, 10)+before(from, limit))
}

func (a *api) Users(ctx context.Context, after int64, limit int) ([]store.User, error) {
	return list[store.User](ctx, a, fmt.Sprintf("/users?after=%d&limit=%d", after, limit))
}

func (a *api) Groups(ctx context.Context, after int64, limit int) ([]store.Group, error) {
	return list[store.Group](ctx, a, fmt.Sprintf("/groups?after=%d&limit=%d", after, limit))
}

// member is a row of a list of friends or members.
type member struct {
	UserID int64 `json:"user_id"`
}

func ids(rows []member, err error) ([]int64, error) {
	list := make([]int64, len(rows))
	for i, r := range rows {
		list[i] = r.UserID
	}
	return list, err
}

func (a *api) Friends(ctx context.Context, user, after int64, limit int) ([]int64, error) {
	return ids(list[member](ctx, a, page("/users/", user, "/friends", after, limit)))
}

func (a *api) Members(ctx context.Context, group, after int64, limit int) ([]int64, error) {
	return ids(list[member](ctx, a, page("/groups/", group, "/members", after, limit)))
}

func (a *api) Session(ctx context.Context, token string) (s store.Session, err error) {
	err = a.get(ctx, "/sessions/"+url.PathEscape(token), decode(&s))
	return s, err
}

func (a *api) File(ctx context.Context, name string, read func(io.Reader) error) error {
	return a.get(ctx, "/storage/download/"+url.PathEscape(name), read)
}

// cachedUser asks for a user the way that a cache may answer.
func (a *api) cachedUser(ctx context.Context, id int64) (u store.User, err error) {
	err = a.get(ctx, "/users/"+strconv.FormatInt(id, 10), decode(&u))
	return u, err
}

// cachedMessages asks for the newest messages the way that a cache may answer.
func (a *api) cachedMessages(ctx context.Context, conversation uuid.UUID) ([]store.Message, error) {
	return list[store.Message](ctx, a, "/messages/"+conversation.String())
}
