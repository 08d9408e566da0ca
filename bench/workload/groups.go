package workload

import (
	"net/http"

	"quintet/bench/samples"
	"quintet/bench/splitmix"
)

// group draws the id of a seeded group.
func (w *Workload) group(c *call) int64 { return int64(w.groups.draw(&c.Sequence)) + 1 }

func groupsList(w *Workload, c *call) Request {
	first := w.group(c)
	want := min(page, w.data.spec.Groups-first+1)
	return c.get(pathID("/groups?after=", first-1, ""), func(r Response) (samples.Failure, string) {
		return firstAndCount(r, `"id"`, first, want)
	})
}

func groupsGet(w *Workload, c *call) Request {
	created, seeded, written := fresh(&w.groups, &w.newGroups, &c.Sequence)
	if !written {
		r := splitmix.For(w.data.seed, forGroup, uint64(seeded))
		created = createdGroup{seeded + 1, groupName(&r, seeded+1)}
	}
	return c.get(pathID("/groups/", created.id, ""), func(r Response) (samples.Failure, string) {
		if f, why := status(r, http.StatusOK); f != samples.OK {
			return f, why
		}
		return oneGroup(r, created)
	})
}

func oneGroup(r Response, want createdGroup) (samples.Failure, string) {
	if got, ok := integer(r.Body, `"id"`); !ok || got != want.id {
		return mismatch("group %d, want %d: %s", got, want.id, excerpt(r.Body))
	}
	if got, _ := str(r.Body, `"name"`); got != want.name {
		return mismatch("group %d is named %q, want %q", want.id, got, want.name)
	}
	return samples.OK, ""
}

func groupsCreate(w *Workload, c *call) Request {
	name := groupName(&c.Sequence, int64(c.n))
	about := content(&c.Sequence, 40+int(c.Below(80)))
	body := append(text(text(object(), "name", name), "description", about), '}')
	write := &samples.Write{Kind: samples.CreatedGroup, Content: contentOf(0, name, about)}
	return c.send(http.MethodPost, "/groups", body, write, func(r Response) (samples.Failure, string) {
		if f, why := status(r, http.StatusCreated); f != samples.OK {
			return f, why
		}
		created := createdGroup{name: name}
		created.id, _ = integer(r.Body, `"id"`)
		write.Row = created.id
		if created.id <= 0 {
			return mismatch("a created group without an id: %s", excerpt(r.Body))
		}
		f, why := oneGroup(r, created)
		if f == samples.OK {
			w.newGroups.add(created)
		}
		return f, why
	})
}
