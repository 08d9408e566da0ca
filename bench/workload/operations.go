package workload

// operation is one thing a client asks for.
type operation struct {
	name string
	// rows is the kind of row without which it cannot be asked, as Dataset.Rows names it, or "conversations".
	rows string
	// needs is another operation that must be in the mix: it writes what this one reads.
	needs string
	// build makes the request of one hit.
	build func(w *Workload, c *call) Request
}

// operations is the table of all shipped operations. Those that a scenario declares are made from it, of the same type (declared.go).
var operations = []operation{
	{"users.list", "users", "", usersList},
	{"users.get", "users", "", usersGet},
	{"users.create", "", "", usersCreate},
	{"users.update", "users", "", usersUpdate},
	{"groups.list", "groups", "", groupsList},
	{"groups.get", "groups", "", groupsGet},
	{"groups.create", "", "", groupsCreate},
	{"messages.list", "messages", "", messagesList},
	{"messages.send", "conversations", "", messagesSend},
	{"notifications.list", "notifications", "", notificationsList},
	{"notifications.send", "users", "", notificationsSend},
	{"friends.list", "users", "", friendsList},
	{"friends.add", "users", "", friendsAdd},
	{"friends.suggest", "users", "", friendsSuggest},
	{"members.list", "groups", "", membersList},
	{"members.add", "groups", "", membersAdd},
	{"sessions.create", "users", "", sessionsCreate},
	{"sessions.get", "users", "sessions.create", sessionsGet},
	{"files.upload", "", "", filesUpload},
	{"files.download", "files", "", filesDownload},
}

// Operations names every operation, in the order of the table.
func Operations() []string {
	names := make([]string, len(operations))
	for i, o := range operations {
		names[i] = o.name
	}
	return names
}

// Needs maps an operation to the one that must be in the same mix because it writes what the first reads.
func Needs() map[string]string {
	needs := map[string]string{}
	for _, o := range operations {
		if o.needs != "" {
			needs[o.name] = o.needs
		}
	}
	return needs
}
