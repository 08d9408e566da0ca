package rest

import "net/http"

// Lists look up whose they are only when they are empty: whoever has friends exists.

// exists fails with a 404 when a user does not exist.
func (a *api) exists(x *exchange, user int64) error {
	_, err := a.Stores.Records.User(x.ctx, user)
	return noUser(err, user)
}

func (a *api) listFriends(x *exchange) error {
	return a.idsOf(x, a.Stores.Graph.Friends, appendUserID, a.exists)
}

// addFriend makes two users friends; 204 also when they are already, 404 when one does not exist, 422 for oneself.
func (a *api) addFriend(x *exchange) error {
	user, friend, err := x.ids("id", "friendId")
	if err != nil {
		return err
	}
	if user == friend {
		return invalid("friendId", "must be another user: nobody is a friend of oneself")
	}
	if err := a.Stores.Graph.AddFriend(x.ctx, user, friend); err != nil {
		return missing(err)
	}
	return x.done()
}

// removeFriend ends a friendship; 404 when there is none.
func (a *api) removeFriend(x *exchange) error {
	user, friend, err := x.ids("id", "friendId")
	if err != nil {
		return err
	}
	if err := a.Stores.Graph.RemoveFriend(x.ctx, user, friend); err != nil {
		return absent(err, "User %d and user %d are not friends.", user, friend)
	}
	return x.done()
}

// suggestFriends lists friends of friends. The graph does not know who exists, so only an empty list makes it look the user up.
func (a *api) suggestFriends(x *exchange) error {
	user, err := x.id("id")
	if err != nil {
		return err
	}
	q, err := x.query()
	if err != nil {
		return err
	}
	limit, err := q.limit()
	if err != nil {
		return err
	}
	suggestions, err := a.Stores.Graph.Suggestions(x.ctx, user, limit)
	if err == nil && len(suggestions) == 0 {
		err = a.exists(x, user)
	}
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, appendList(x.out, suggestions, appendSuggestion))
}
