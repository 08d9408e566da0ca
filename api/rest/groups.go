package rest

import (
	"net/http"
	"strconv"

	"quintet/api/store"
)

// maxDescription is how many characters the description of a group may have.
const maxDescription = 2000

// listGroups lists groups by id, a page at a time.
func (a *api) listGroups(x *exchange) error {
	after, limit, err := x.page()
	if err != nil {
		return err
	}
	groups, err := a.Stores.Records.Groups(x.ctx, after, limit)
	if err != nil {
		return err
	}
	return listed(x, groups, limit, appendGroup, func(g store.Group) int64 { return g.ID })
}

func (a *api) getGroup(x *exchange) error {
	id, err := x.id("id")
	if err != nil {
		return err
	}
	g, err := a.Stores.Records.Group(x.ctx, id)
	if err != nil {
		return noGroup(err, id)
	}
	return x.json(http.StatusOK, appendGroup(x.out, g))
}

// noGroup says which group an ErrNotFound is about.
func noGroup(err error, id int64) error { return absent(err, "There is no group %d.", id) }

func (a *api) createGroup(x *exchange) error {
	var name, description string
	if err := x.decode(line("name", &name, maxName), text("description", &description, 0, maxDescription)); err != nil {
		return err
	}
	g, err := a.Stores.Records.CreateGroup(x.ctx, name, description)
	if err != nil {
		return err
	}
	x.Header().Set("Location", "/groups/"+strconv.FormatInt(g.ID, 10))
	return x.json(http.StatusCreated, appendGroup(x.out, g))
}
