package rest

import (
	"errors"
	"net/http"
	"strconv"

	"quintet/api/store"
)

// maxName is how many characters a name may have.
const maxName = 200

// listUsers lists users by id, a page at a time.
func (a *api) listUsers(x *exchange) error {
	after, limit, err := x.page()
	if err != nil {
		return err
	}
	users, err := a.Stores.Records.Users(x.ctx, after, limit)
	if err != nil {
		return err
	}
	return listed(x, users, limit, appendUser, func(u store.User) int64 { return u.ID })
}

func (a *api) getUser(x *exchange) error {
	id, err := x.id("id")
	if err != nil {
		return err
	}
	u, err := a.Stores.Records.User(x.ctx, id)
	if err != nil {
		return noUser(err, id)
	}
	return x.json(http.StatusOK, appendUser(x.out, u))
}

// noUser says which user an ErrNotFound is about.
func noUser(err error, id int64) error { return absent(err, "There is no user %d.", id) }

// userBody reads what a user is made of.
func (x *exchange) userBody() (name, address string, err error) {
	err = x.decode(line("name", &name, maxName), email("email", &address))
	return name, address, err
}

// emailTaken is the detail of a conflict of users.
const emailTaken = "Another user has this e-mail address."

// createUser makes a user; 409 when another one has the address.
func (a *api) createUser(x *exchange) error {
	name, address, err := x.userBody()
	if err != nil {
		return err
	}
	u, err := a.Stores.Records.CreateUser(x.ctx, name, address)
	if err != nil {
		return taken(err, emailTaken)
	}
	x.Header().Set("Location", "/users/"+strconv.FormatInt(u.ID, 10))
	return x.json(http.StatusCreated, appendUser(x.out, u))
}

// updateUser replaces name and address; 404 when there is no such user, 409 when another one has the address.
func (a *api) updateUser(x *exchange) error {
	id, err := x.id("id")
	if err != nil {
		return err
	}
	name, address, err := x.userBody()
	if err != nil {
		return err
	}
	u, err := a.Stores.Records.UpdateUser(x.ctx, id, name, address)
	if err != nil {
		return noUser(taken(err, emailTaken), id)
	}
	return x.json(http.StatusOK, appendUser(x.out, u))
}

// deleteUser removes the row, then what the graph knows. The two stores share no transaction: when the second fails, so does the
// request, and doing it again removes the rest, though it finds no row any more.
func (a *api) deleteUser(x *exchange) error {
	id, err := x.id("id")
	if err != nil {
		return err
	}
	err = a.Stores.Records.DeleteUser(x.ctx, id)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if err := a.Stores.Graph.RemoveUser(store.Finishing(x.ctx), id); err != nil {
		return err
	}
	if err != nil {
		return noUser(err, id)
	}
	return x.done()
}
