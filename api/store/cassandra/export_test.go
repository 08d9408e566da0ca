package cassandra

import "github.com/google/uuid"

// InsertMessage is the statement that writes a message, PartitionKey the key by which it is sent to a node.
func (d *DB) InsertMessage() string { return d.messages.insert }

// PartitionKey is documented at InsertMessage.
func PartitionKey(id uuid.UUID, bucket int32) []byte { return conversation(id).partition(bucket) }

// InsertNotification and NotificationKey are the same for notifications.
func (d *DB) InsertNotification() string { return d.notifications.insert }

// NotificationKey is documented at InsertNotification.
func NotificationKey(id int64, bucket int32) []byte { return user(id).partition(bucket) }

// HangUp breaks all connections, as a node does that dies.
func (d *DB) HangUp() {
	d.lines.mu.Lock()
	defer d.lines.mu.Unlock()
	for _, conn := range d.lines.open {
		conn.Close()
	}
}

// SentTwice counts the calls that were also sent to another node.
func (d *DB) SentTwice() int64 { return d.pace.sent.Load() }
