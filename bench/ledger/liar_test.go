package ledger_test

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/google/uuid"

	"quintet/api/store"
)

// liar stands in front of stores and acknowledges what it does not do: it drops every 97th write, stores every 41st message or notification
// twice, and of every 13th user who is renamed it goes on showing the version before. What it did is known by the names of examples.
type liar struct {
	mu                       sync.Mutex
	writes, appends, renames int
	// lost and doubled are the writes that it did not do and did twice; linked are the edges that it did store.
	lost, doubled, linked map[string]bool
	shown                 map[int64]store.User
	// lostSessions is a number only, since tokens are secret.
	lostSessions int
}

func newLiar() *liar {
	return &liar{lost: map[string]bool{}, doubled: map[string]bool{}, linked: map[string]bool{}, shown: map[int64]store.User{}}
}

// drops reports whether the next write is dropped. l.mu is held.
func (l *liar) drops() bool {
	l.writes++
	return l.writes%97 == 0
}

// doubles reports whether the next message or notification is stored twice. l.mu is held.
func (l *liar) doubles() bool {
	l.appends++
	return l.appends%41 == 0
}

func name(kind string, of, key any) string { return fmt.Sprint(kind, " ", of, " ", key) }

// before puts the liar before stores.
func (l *liar) before(set store.Set) store.Set {
	set.Messages = lyingMessages{set.Messages, l}
	set.Notifications = lyingNotifications{set.Notifications, l}
	set.Records = lyingRecords{set.Records, l}
	set.Graph = lyingGraph{set.Graph, l}
	set.Sessions = lyingSessions{set.Sessions, l}
	set.Objects = lyingObjects{set.Objects, l}
	return set
}

// What a lying store embeds must not be called like its methods.
type (
	honestMessages      = store.Messages
	honestNotifications = store.Notifications
)

type lyingMessages struct {
	honestMessages
	*liar
}

func (s lyingMessages) AddMessage(ctx context.Context, m store.Message) (store.Message, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.drops() {
		id, err := uuid.NewV7()
		m.MessageID = id
		s.lost[name("messages", m.ConversationID, id)] = true
		return m, err
	}
	stored, err := s.honestMessages.AddMessage(ctx, m)
	if err == nil && s.doubles() {
		s.doubled[name("messages", m.ConversationID, stored.MessageID)] = true
		m.MessageID = uuid.Nil
		_, err = s.honestMessages.AddMessage(ctx, m)
	}
	return stored, err
}

type lyingNotifications struct {
	honestNotifications
	*liar
}

func (s lyingNotifications) AddNotification(ctx context.Context, n store.Notification) (store.Notification, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.drops() {
		id, err := uuid.NewV7()
		n.NotificationID = id
		s.lost[name("notifications", n.UserID, id)] = true
		return n, err
	}
	stored, err := s.honestNotifications.AddNotification(ctx, n)
	if err == nil && s.doubles() {
		s.doubled[name("notifications", n.UserID, stored.NotificationID)] = true
		n.NotificationID = uuid.Nil
		_, err = s.honestNotifications.AddNotification(ctx, n)
	}
	return stored, err
}

type lyingRecords struct {
	store.Records
	*liar
}

// nowhere is an id that no row has.
const nowhere = 1 << 40

func (s lyingRecords) CreateUser(ctx context.Context, called, email string) (store.User, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.drops() {
		s.lost[name("users created", "", email)] = true
		return store.User{ID: nowhere + int64(s.writes), Name: called, Email: email}, nil
	}
	return s.Records.CreateUser(ctx, called, email)
}

func (s lyingRecords) CreateGroup(ctx context.Context, called, description string) (store.Group, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.drops() {
		s.lost[name("groups", "", nowhere+s.writes)] = true
		return store.Group{ID: nowhere + int64(s.writes), Name: called, Description: description}, nil
	}
	return s.Records.CreateGroup(ctx, called, description)
}

func (s lyingRecords) UpdateUser(ctx context.Context, id int64, called, email string) (store.User, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.drops() {
		return store.User{ID: id, Name: called, Email: email}, nil
	}
	before, err := s.Records.User(ctx, id)
	if err != nil {
		return before, err
	}
	after, err := s.Records.UpdateUser(ctx, id, called, email)
	if _, already := s.shown[id]; err == nil && !already {
		if s.renames++; s.renames%13 == 0 {
			s.shown[id] = before
		}
	}
	return after, err
}

func (s lyingRecords) show(u store.User) store.User {
	s.mu.Lock()
	defer s.mu.Unlock()
	if old, hides := s.shown[u.ID]; hides {
		return old
	}
	return u
}

func (s lyingRecords) User(ctx context.Context, id int64) (store.User, error) {
	u, err := s.Records.User(ctx, id)
	return s.show(u), err
}

func (s lyingRecords) Users(ctx context.Context, after int64, limit int) ([]store.User, error) {
	users, err := s.Records.Users(ctx, after, limit)
	for i := range users {
		users[i] = s.show(users[i])
	}
	return users, err
}

type lyingGraph struct {
	store.Graph
	*liar
}

func (s lyingGraph) edge(kind string, of, key int64, add func() error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	what := name(kind, of, key)
	if s.drops() {
		s.lost[what] = true
		return nil
	}
	s.linked[what] = true
	return add()
}

func (s lyingGraph) AddFriend(ctx context.Context, user, friend int64) error {
	return s.edge("friendships", min(user, friend), max(user, friend), func() error { return s.Graph.AddFriend(ctx, user, friend) })
}

func (s lyingGraph) AddMember(ctx context.Context, group, user int64) error {
	return s.edge("memberships", group, user, func() error { return s.Graph.AddMember(ctx, group, user) })
}

type lyingSessions struct {
	store.Sessions
	*liar
}

func (s lyingSessions) CreateSession(ctx context.Context, user int64, ttl time.Duration) (store.Session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.drops() {
		s.lostSessions++
		return store.Session{Token: "token-" + uuid.NewString(), UserID: user, ExpiresAt: time.Now().Add(ttl)}, nil
	}
	return s.Sessions.CreateSession(ctx, user, ttl)
}

type lyingObjects struct {
	store.Objects
	*liar
}

func (s lyingObjects) Put(ctx context.Context, called, contentType string, r io.Reader, size int64) (store.Object, error) {
	s.mu.Lock()
	drops := s.drops()
	if drops {
		s.lost[name("files", "", called)] = true
	}
	s.mu.Unlock()
	if !drops {
		return s.Objects.Put(ctx, called, contentType, r, size)
	}
	n, err := io.Copy(io.Discard, r)
	return store.Object{Name: called, Size: n, ETag: "etag"}, err
}
