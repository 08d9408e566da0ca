package rest

import "context"

// idsOf answers with a page of what the graph knows of one user or group; owner fails with a 404 when that does not exist.
func (a *api) idsOf(x *exchange, list func(ctx context.Context, of, after int64, limit int) ([]int64, error),
	row func([]byte, int64) []byte, owner func(*exchange, int64) error) error {

	of, err := x.id("id")
	if err != nil {
		return err
	}
	after, limit, err := x.page()
	if err != nil {
		return err
	}
	ids, err := list(x.ctx, of, after, limit)
	if err == nil && len(ids) == 0 {
		err = owner(x, of)
	}
	if err != nil {
		return err
	}
	return listed(x, ids, limit, row, func(id int64) int64 { return id })
}

// groupExists fails with a 404 when a group does not exist.
func (a *api) groupExists(x *exchange, group int64) error {
	_, err := a.Stores.Records.Group(x.ctx, group)
	return noGroup(err, group)
}

func (a *api) listMembers(x *exchange) error {
	return a.idsOf(x, a.Stores.Graph.Members, appendUserID, a.groupExists)
}

func (a *api) listGroupsOf(x *exchange) error {
	return a.idsOf(x, a.Stores.Graph.GroupsOf, appendGroupID, a.exists)
}

// addMember adds a user to a group; 204 also when it is a member already, 404 when one of them does not exist.
func (a *api) addMember(x *exchange) error {
	group, user, err := x.ids("id", "userId")
	if err != nil {
		return err
	}
	if err := a.Stores.Graph.AddMember(x.ctx, group, user); err != nil {
		return missing(err)
	}
	return x.done()
}

// removeMember removes a user from a group; 404 when it is no member.
func (a *api) removeMember(x *exchange) error {
	group, user, err := x.ids("id", "userId")
	if err != nil {
		return err
	}
	if err := a.Stores.Graph.RemoveMember(x.ctx, group, user); err != nil {
		return absent(err, "User %d is not in group %d.", user, group)
	}
	return x.done()
}
