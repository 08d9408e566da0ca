package workload

import (
	"strconv"
	"time"

	"github.com/google/uuid"

	"quintet/api/store"
	"quintet/bench/splitmix"
)

// User returns user i; its id is i+1.
func (d *Dataset) User(i int64) store.User {
	r := splitmix.For(d.seed, forUser, uint64(i))
	return store.User{ID: i + 1, Name: personName(&r), Email: userEmail(i + 1), CreatedAt: before(&r)}
}

// userEmail is the address of a seeded user, which no operation changes.
func userEmail(id int64) string { return "user" + strconv.FormatInt(id, 10) + "@example.com" }

// Group returns group i; its id is i+1.
func (d *Dataset) Group(i int64) store.Group {
	r := splitmix.For(d.seed, forGroup, uint64(i))
	return store.Group{ID: i + 1, Name: groupName(&r, i+1), Description: content(&r, 40+int(r.Below(80))), CreatedAt: before(&r)}
}

// before returns an instant in the two years before the seeded history begins.
func before(r *splitmix.Sequence) time.Time {
	const span = 2 * 365 * 24 * time.Hour
	return Epoch.Add(-history - time.Duration(r.Below(uint64(span/time.Millisecond)))*time.Millisecond)
}

// Conversation returns the id of conversation i.
func (d *Dataset) Conversation(i int64) uuid.UUID {
	r := splitmix.For(d.seed, forConversation, uint64(i))
	return randomID(&r, 4)
}

// participants is how many users at most write in one conversation.
const participants = 8

// Message returns message i. Messages are ordered by conversation, within one by time.
func (d *Dataset) Message(i int64) store.Message {
	conversation, rank := d.messages.owner(i)
	r := splitmix.For(d.seed, forMessage, uint64(i))
	at := d.eventTime(forConversation, conversation, rank, d.messages.size(conversation), &r)
	id := eventID(at, &r)
	who := splitmix.For(d.seed, forMember, uint64(conversation)*participants+r.Below(participants))
	return store.Message{
		ConversationID: d.Conversation(conversation), MessageID: id, UserID: int64(who.Below(uint64(max(1, d.spec.Users)))) + 1,
		Content: content(&r, int(d.content.draw(&r))), Timestamp: at,
	}
}

// notificationTypes are what a notification can be about.
var notificationTypes = [...]string{"message", "mention", "friend_request", "group_invite", "file_shared"}

// Notification returns notification i. Notifications are ordered by user, within one by time.
func (d *Dataset) Notification(i int64) store.Notification {
	user, rank := d.notifications.owner(i)
	r := splitmix.For(d.seed, forNotification, uint64(i))
	at := d.eventTime(forUser, user, rank, d.notifications.size(user), &r)
	id := eventID(at, &r)
	kind := notificationTypes[r.Below(uint64(len(notificationTypes)))]
	return store.Notification{
		UserID: user + 1, NotificationID: id, Type: kind, Content: content(&r, int(d.content.draw(&r))), Timestamp: at,
	}
}

// eventTime returns when the event of a rank among count happened: an owner's events begin between 90 days and one day before
// Epoch and are spread evenly, with jitter, over the time since. Higher ranks are never earlier.
func (d *Dataset) eventTime(purpose uint64, owner, rank, count int64, r *splitmix.Sequence) time.Time {
	const day = 24 * time.Hour
	o := splitmix.For(d.seed, purpose, ^uint64(owner))
	span := day + time.Duration(o.Float()*float64(history-day))
	slot := float64(span) / float64(count)
	return Epoch.Add(-span + time.Duration(slot*(float64(rank)+r.Float()))).Truncate(time.Millisecond)
}

// messagesOf returns the number of messages a conversation was seeded with.
func (d *Dataset) messagesOf(conversation int64) int64 { return d.messages.size(conversation) }

// conversationsToAsk is how many conversations, from the first, keys are drawn from: all, unless there are fewer messages; then
// those that have one. Without any message there is nothing to read and any may be written to.
func (d *Dataset) conversationsToAsk() int64 {
	if messages := d.messages.total(); messages > 0 {
		return min(d.spec.Conversations, messages)
	}
	return max(0, d.spec.Conversations)
}

// usersWithNotifications is how many users, from the first, have notifications: all, unless there are fewer notifications.
func (d *Dataset) usersWithNotifications() int64 {
	return min(max(0, d.spec.Users), d.notifications.total())
}

// Membership returns membership i. Memberships are ordered by group; a group's members are distinct users.
func (d *Dataset) Membership(i int64) store.Membership {
	group, rank := d.members.owner(i)
	order := newPermutation(uint64(d.spec.Users), splitmix.For(d.seed, forMember, ^uint64(group)))
	return store.Membership{Group: group + 1, User: int64(order.at(uint64(rank))) + 1}
}
