package workload

import (
	"net/http"

	"quintet/bench/samples"
)

// friendsList asks for the friends of a user. No operation ends a friendship, so at least the seeded ones must come; a user
// without any may have an empty list.
func friendsList(w *Workload, c *call) Request {
	user := w.user(c)
	return c.get(pathID("/users/", user, "/friends"), func(r Response) (samples.Failure, string) {
		if f, why := status(r, http.StatusOK); f != samples.OK {
			return f, why
		}
		return ids(r, min(page, w.data.degree(user)))
	})
}

// friendsAdd makes two different seeded users friends, whether or not they are already: the request is idempotent.
func friendsAdd(w *Workload, c *call) Request {
	user, friend := w.user(c), w.user(c)
	if friend == user {
		friend = user%w.data.spec.Users + 1
	}
	w.befriended.add(user)
	w.befriended.add(friend)
	path := pathID("/users/", user, "/friends/") + pathID("", friend, "")
	return c.put(path, &samples.Write{Kind: samples.AddedFriend, Row: min(user, friend), Other: max(user, friend)})
}

// friendsSuggest asks for friends of friends. An empty answer is looked into: it is right only when the seeded friends of the
// user's friends are friends already, by seeding or by what this run has added.
func friendsSuggest(w *Workload, c *call) Request {
	user := w.user(c)
	return c.get(pathID("/users/", user, "/suggestions"), func(r Response) (samples.Failure, string) {
		f, why := list(r, `"user_id"`, 1)
		if f != samples.Missing {
			return f, why
		}
		added := int(w.befriended.count(user))
		if w.data.strangers(user, added+1) > added {
			return f, why
		}
		return list(r, `"user_id"`, 0)
	})
}
