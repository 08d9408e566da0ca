package cached

import (
	"encoding/binary"
	"slices"
	"time"

	"github.com/google/uuid"

	"quintet/api/store"
)

// codec writes the values of one class and reads them again: numbers as varints, texts with their length before them. JSON would take
// most of the time that a hit costs.
type codec[T any] struct {
	append func(b []byte, value T) []byte
	read   func(d *decoder) T
	// clone copies a result that several callers are given; nil means that they can share it.
	clone func(T) T
}

// decode is not ok when b does not hold a value, and nothing but one.
func (c codec[T]) decode(b []byte) (value T, ok bool) {
	d := decoder{rest: b, ok: true}
	if value = c.read(&d); !d.ok || len(d.rest) > 0 {
		var zero T
		return zero, false
	}
	return value, true
}

var users = codec[store.User]{
	append: func(b []byte, u store.User) []byte {
		b = appendText(appendText(binary.AppendVarint(b, u.ID), u.Name), u.Email)
		return binary.AppendVarint(b, u.CreatedAt.UnixMilli())
	},
	read: func(d *decoder) store.User {
		return store.User{ID: d.number(), Name: d.text(), Email: d.text(), CreatedAt: d.time()}
	},
}

var groups = codec[store.Group]{
	append: func(b []byte, g store.Group) []byte {
		b = appendText(appendText(binary.AppendVarint(b, g.ID), g.Name), g.Description)
		return binary.AppendVarint(b, g.CreatedAt.UnixMilli())
	},
	read: func(d *decoder) store.Group {
		return store.Group{ID: d.number(), Name: d.text(), Description: d.text(), CreatedAt: d.time()}
	},
}

// pages are those of one conversation each. A message's time is in its id. All contents come last, so that they are one string.
var pages = codec[[]store.Message]{
	append: func(b []byte, page []store.Message) []byte {
		b = binary.AppendUvarint(b, uint64(len(page)))
		if len(page) == 0 {
			return b
		}
		b = append(b, page[0].ConversationID[:]...)
		for _, m := range page {
			b = append(b, m.MessageID[:]...)
			b = binary.AppendVarint(b, m.UserID)
			b = binary.AppendUvarint(b, uint64(len(m.Content)))
		}
		for _, m := range page {
			b = append(b, m.Content...)
		}
		return b
	},
	read:  readPage,
	clone: slices.Clone[[]store.Message],
}

func readPage(d *decoder) []store.Message {
	n := d.length()
	if n > PageLimit {
		d.ok = false
		return nil
	}
	page := make([]store.Message, n)
	if n == 0 {
		return page
	}
	conversation := d.uuid()
	var lengths [PageLimit]int
	for i := range page {
		id := d.uuid()
		at, err := store.EventTime(id)
		d.ok = d.ok && err == nil
		page[i] = store.Message{ConversationID: conversation, MessageID: id, UserID: d.number(), Timestamp: at}
		lengths[i] = d.length()
	}
	contents := string(d.rest)
	d.rest = nil
	for i := range page {
		if lengths[i] > len(contents) {
			d.ok = false
			return nil
		}
		page[i].Content, contents = contents[:lengths[i]], contents[lengths[i]:]
	}
	d.ok = d.ok && contents == ""
	return page
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// decoder takes values off the beginning of rest. It is ok until something is not there.
type decoder struct {
	rest []byte
	ok   bool
}

// take returns the next n bytes.
func (d *decoder) take(n int) []byte {
	if n < 0 || n > len(d.rest) {
		d.ok, d.rest = false, nil
		return nil
	}
	var b []byte
	b, d.rest = d.rest[:n], d.rest[n:]
	return b
}

func (d *decoder) number() int64 {
	v, n := binary.Varint(d.rest)
	if n <= 0 {
		d.ok, d.rest = false, nil
		return 0
	}
	d.rest = d.rest[n:]
	return v
}

// length is that of something that follows.
func (d *decoder) length() int {
	v, n := binary.Uvarint(d.rest)
	if n <= 0 || v > 1<<30 {
		d.ok, d.rest = false, nil
		return 0
	}
	d.rest = d.rest[n:]
	return int(v)
}

func (d *decoder) text() string { return string(d.take(d.length())) }

func (d *decoder) time() time.Time { return time.UnixMilli(d.number()).UTC() }

func (d *decoder) uuid() (id uuid.UUID) {
	copy(id[:], d.take(len(id)))
	return id
}
