package workload

import (
	"net/http"
	"net/url"
	"time"

	"quintet/bench/samples"
)

// sessionsCreate signs a seeded user in, and remembers the token once the server has acknowledged it.
func sessionsCreate(w *Workload, c *call) Request {
	user := w.user(c)
	body := append(integerMember(object(), "user_id", user), '}')
	write := &samples.Write{Kind: samples.CreatedSession, Row: user}
	return c.send(http.MethodPost, "/sessions", body, write, func(r Response) (samples.Failure, string) {
		if f, why := status(r, http.StatusCreated); f != samples.OK {
			return f, why
		}
		token, _ := str(r.Body, `"token"`)
		expiry, _ := str(r.Body, `"expires_at"`)
		expires, err := time.Parse(time.RFC3339, expiry)
		write.Name, write.Expires = token, expires
		if got, ok := integer(r.Body, `"user_id"`); !ok || got != user || token == "" {
			return mismatch("session %q of user %d, want a token of user %d", token, got, user)
		}
		if err != nil {
			return mismatch("session expires at %q, want an RFC 3339 time", expiry)
		}
		w.sessions.add(session{token, user, expires})
		return samples.OK, ""
	})
}

// soon is how near its end a session is no longer read: the request must get there in time.
const soon = 30 * time.Second

// sessionsGet reads a session that this run created, newer ones more often. No session is seeded: as long as there is none
// to read (at the beginning, or when all are about to expire) one is created instead, and counted as that.
func sessionsGet(w *Workload, c *call) Request {
	// The minimum of two even draws over what is remembered: newer sessions are likelier, older ones not forgotten.
	_, held, _ := w.sessions.newest(0)
	if held > 0 {
		rank := min(c.Below(held), c.Below(held))
		if s, _, ok := w.sessions.newest(rank); ok && s.expires.After(w.now().Add(soon)) {
			return c.get("/sessions/"+url.PathEscape(s.token), func(r Response) (samples.Failure, string) {
				if f, why := status(r, http.StatusOK); f != samples.OK {
					return f, why
				}
				if got, ok := integer(r.Body, `"user_id"`); !ok || got != s.user {
					return mismatch("session of user %d, want %d", got, s.user)
				}
				return samples.OK, ""
			})
		}
	}
	c.operation = w.index["sessions.create"]
	return sessionsCreate(w, c)
}
