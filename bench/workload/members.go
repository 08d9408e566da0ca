package workload

import (
	"net/http"

	"quintet/bench/samples"
)

// membersList asks for the members of a group. No operation takes members away.
func membersList(w *Workload, c *call) Request {
	group := w.group(c)
	want := min(page, w.data.members.size(group-1))
	return c.get(pathID("/groups/", group, "/members"), func(r Response) (samples.Failure, string) {
		if f, why := status(r, http.StatusOK); f != samples.OK {
			return f, why
		}
		return ids(r, want)
	})
}

// membersAdd puts a seeded user into a seeded group, whether or not it is in already: the request is idempotent.
func membersAdd(w *Workload, c *call) Request {
	group, user := w.group(c), w.user(c)
	path := pathID("/groups/", group, "/members/") + pathID("", user, "")
	return c.put(path, &samples.Write{Kind: samples.AddedMember, Row: group, Other: user})
}
