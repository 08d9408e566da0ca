package workload

import (
	"io"

	"github.com/cespare/xxhash/v2"

	"quintet/api/store"
	"quintet/bench/splitmix"
)

// What the ledger tells one content from another by. A found row has the same value as the request that wrote it.

// MessageContent is that of a message: who wrote what.
func MessageContent(m *store.Message) uint64 { return contentOf(m.UserID, m.Content) }

// NotificationContent is that of a notification: whom it told what.
func NotificationContent(n *store.Notification) uint64 {
	return contentOf(n.UserID, n.Type, n.Content)
}

// UserContent is that of a user.
func UserContent(u *store.User) uint64 { return contentOf(0, u.Name, u.Email) }

// GroupContent is that of a group.
func GroupContent(g *store.Group) uint64 { return contentOf(0, g.Name, g.Description) }

// FileDiffers reads a stored file to its end and returns the first offset at which it is not the file that a Write with this Content and
// Size uploaded, -1 when it is.
func FileDiffers(r io.Reader, content uint64, size int64) (int64, error) {
	// A multiple of eight, so that each part begins with a word of the content.
	var part [32 << 10]byte
	at := int64(0)
	for {
		n, err := io.ReadFull(r, part[:])
		if k := differs(part[:n], content+uint64(at/8)*splitmix.Golden); k >= 0 {
			return at + k, nil
		}
		at += int64(n)
		switch {
		case err == io.EOF || err == io.ErrUnexpectedEOF:
			if at != size {
				return min(at, size), nil
			}
			return -1, nil
		case err != nil:
			return at, err
		case at > size:
			return size, nil
		}
	}
}

// Befriended reports whether two users were seeded as friends.
func (d *Dataset) Befriended(user, friend int64) (found bool) {
	if most := d.Rows()["users"]; user < 1 || friend < 1 || user > most || friend > most {
		return false
	}
	d.friends(user, func(f int64) bool {
		found = f == friend
		return !found
	})
	return found
}

// Joined reports whether a user was seeded as a member of a group.
func (d *Dataset) Joined(group, user int64) bool {
	if group < 1 || group > d.Rows()["groups"] {
		return false
	}
	for i := d.members.starts[group-1]; i < d.members.starts[group]; i++ {
		if d.Membership(i).User == user {
			return true
		}
	}
	return false
}

// contentOf is a hash of a number and texts, each of which begins afresh: "ab", "c" is not "a", "bc".
func contentOf(number int64, texts ...string) uint64 {
	h := splitmix.Mix(uint64(number) + splitmix.Golden)
	for _, text := range texts {
		h = splitmix.Mix(h*splitmix.Golden + xxhash.Sum64String(text))
	}
	return h
}
