package workload

import (
	"net/http"

	"quintet/bench/samples"
)

// notificationsList asks for the newest notifications of a user who has some.
func notificationsList(w *Workload, c *call) Request {
	i := int64(w.users.draw(&c.Sequence)) % w.data.usersWithNotifications()
	want := min(page, w.data.notifications.size(i))
	return c.get(pathID("/notifications/", i+1, ""), func(r Response) (samples.Failure, string) {
		f, why := list(r, `"notification_id"`, want)
		if f != samples.OK {
			return f, why
		}
		if got, ok := integer(r.Body, `"user_id"`); !ok || got != i+1 {
			return mismatch("notifications of user %d, want %d", got, i+1)
		}
		return samples.OK, ""
	})
}

// notificationsSend tells a user something. The server chooses the id, so a retry would be another notification.
func notificationsSend(w *Workload, c *call) Request {
	user := w.user(c)
	kind := notificationTypes[c.Below(uint64(len(notificationTypes)))]
	size := int(w.data.content.draw(&c.Sequence))
	b := append(make([]byte, 0, size+100), '{')
	b = text(integerMember(b, "user_id", user), "type", kind)
	said := content(&c.Sequence, size)
	b = append(text(b, "content", said), '}')
	write := &samples.Write{Kind: samples.WroteNotification, Row: user, Content: contentOf(user, kind, said)}
	return c.send(http.MethodPost, "/notifications", b, write, func(r Response) (samples.Failure, string) {
		if f, why := status(r, http.StatusCreated); f != samples.OK {
			return f, why
		}
		if got, ok := integer(r.Body, `"user_id"`); !ok || got != user {
			return mismatch("notification of user %d, want %d", got, user)
		}
		return eventMade(r, `"notification_id"`, write)
	})
}
