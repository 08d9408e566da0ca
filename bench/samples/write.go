package samples

import "time"

// Write is one entry of the ledger: a request that wrote, under which keys and with what content, and what became of it. Instants are
// those of its Hit.
type Write struct {
	// Seq and Operation are those of the Hit.
	Seq       uint64
	Operation uint16
	Kind      WriteKind
	Outcome   Outcome
	// Sent is when it was sent, Ended when the last byte of its answer had come in, which is when it was acknowledged, or when it failed.
	Sent, Ended time.Duration

	// Conversation is that of a message. ID is the id of a message or notification, zero until an answer names it.
	Conversation, ID [16]byte
	// Row is the id of the user who wrote a message, is told, was created or changed, signed in, or is the first of two friends; of a
	// group that was created or joined. It is 0 until an answer names it. Other is the second friend, or the new member.
	Row, Other int64
	// Name is a user's e-mail address, a file's name, the key of a declared write, or a session's token, which the ledger seals.
	Name string
	// Content tells one content from another: a hash of texts; of a file what its bytes are made from, and Size how many there are.
	Content uint64
	Size    int64
	// Expires is when a session ends, zero when it was not said.
	Expires time.Time
}

// WriteKind is what a Write writes.
type WriteKind uint8

// The kinds of writes.
const (
	WroteMessage WriteKind = iota
	WroteNotification
	CreatedUser
	ChangedUser
	CreatedGroup
	AddedFriend
	AddedMember
	CreatedSession
	UploadedFile
	// WroteDeclared is a write of an operation that the scenario declares. Name is its key, Content is of the values that must be read back.
	WroteDeclared
)

// WriteKinds is how many kinds there are.
const WriteKinds = int(WroteDeclared) + 1

var writeKindNames = [WriteKinds]string{"messages", "notifications", "users created", "users changed", "groups", "friendships", "memberships",
	"sessions", "files", "declared writes"}

// String is the kind's name in tables and files.
func (k WriteKind) String() string { return nameOf(writeKindNames[:], int(k)) }

// Outcome is what the client knows of a write.
type Outcome uint8

// The outcomes of a write.
const (
	// Acknowledged: an answer 2xx was read whole.
	Acknowledged Outcome = iota
	// Indeterminate: it timed out, was cut off, or was answered with neither 2xx nor 4xx: it may have happened or not.
	Indeterminate
	// Denied: an answer 4xx.
	Denied
)
