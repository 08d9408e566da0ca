package workload

import (
	"net/http"
	"strconv"

	"quintet/bench/samples"
)

// user draws the id of a seeded user.
func (w *Workload) user(c *call) int64 { return int64(w.users.draw(&c.Sequence)) + 1 }

// usersList asks for the page that begins with a drawn user: with hot keys spread over the space, any page; with plain Zipf
// mostly the first. Seeded ids have no gaps and no operation deletes users, so what must come is known.
func usersList(w *Workload, c *call) Request {
	first := w.user(c)
	want := min(page, w.data.spec.Users-first+1)
	return c.get(pathID("/users?after=", first-1, ""), func(r Response) (samples.Failure, string) {
		return firstAndCount(r, `"id"`, first, want)
	})
}

// firstAndCount judges a page of rows: what the first one is, and that all that were seeded are there.
func firstAndCount(r Response, quotedKey string, first, want int64) (samples.Failure, string) {
	f, why := list(r, quotedKey, want)
	if f != samples.OK {
		return f, why
	}
	if got, ok := integer(r.Body, quotedKey); !ok || got != first {
		return mismatch("the page begins with %s %d, want %d: %s", quotedKey, got, first, excerpt(r.Body))
	}
	return samples.OK, ""
}

func usersGet(w *Workload, c *call) Request {
	created, seeded, written := fresh(&w.users, &w.newUsers, &c.Sequence)
	if !written {
		created = createdUser{seeded + 1, userEmail(seeded + 1)}
	}
	return c.get(pathID("/users/", created.id, ""), func(r Response) (samples.Failure, string) {
		return oneUser(r, http.StatusOK, created.id, created.email)
	})
}

// oneUser judges the answer that holds one user. An e-mail address is never changed by an operation.
func oneUser(r Response, want int, id int64, email string) (samples.Failure, string) {
	if f, why := status(r, want); f != samples.OK {
		return f, why
	}
	if got, ok := integer(r.Body, `"id"`); !ok || got != id {
		return mismatch("user %d, want %d: %s", got, id, excerpt(r.Body))
	}
	if got, ok := str(r.Body, `"email"`); !ok || got != email {
		return mismatch("e-mail %q, want %q", got, email)
	}
	return samples.OK, ""
}

func usersCreate(w *Workload, c *call) Request {
	// Unique in the run by n; the domain keeps them apart from seeded ones.
	email := "new" + strconv.FormatUint(c.n, 10) + "." + strconv.FormatUint(w.seed, 36) + w.Run + "@example.net"
	name := personName(&c.Sequence)
	body := append(text(text(object(), "name", name), "email", email), '}')
	write := &samples.Write{Kind: samples.CreatedUser, Name: email, Content: contentOf(0, name, email)}
	return c.send(http.MethodPost, "/users", body, write, func(r Response) (samples.Failure, string) {
		if f, why := status(r, http.StatusCreated); f != samples.OK {
			return f, why
		}
		id, ok := integer(r.Body, `"id"`)
		write.Row = id
		if got, _ := str(r.Body, `"email"`); !ok || id <= 0 || got != email {
			return mismatch("created user %d with e-mail %q, want an id and %q", id, got, email)
		}
		w.newUsers.add(createdUser{id, email})
		return samples.OK, ""
	})
}

// usersUpdate renames a seeded user and leaves the address, which is how usersGet knows that it got the right one. No two updates of a run
// give the same name, so that what is found later tells which one it was.
func usersUpdate(w *Workload, c *call) Request {
	id := w.user(c)
	name := personName(&c.Sequence) + " " + strconv.FormatUint(c.n, 36)
	body := append(text(text(object(), "name", name), "email", userEmail(id)), '}')
	write := &samples.Write{Kind: samples.ChangedUser, Row: id, Content: contentOf(0, name, userEmail(id))}
	return c.send(http.MethodPut, pathID("/users/", id, ""), body, write, func(r Response) (samples.Failure, string) {
		if f, why := oneUser(r, http.StatusOK, id, userEmail(id)); f != samples.OK {
			return f, why
		}
		if got, _ := str(r.Body, `"name"`); got != name {
			return mismatch("user %d is named %q after the update, want %q", id, got, name)
		}
		return samples.OK, ""
	})
}
