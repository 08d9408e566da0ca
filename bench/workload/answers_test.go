package workload

import (
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"quintet/api/store"
)

func encoded(status int, v any) Response {
	body, err := json.Marshal(v)
	if err != nil {
		panic(err) // the types are this file's
	}
	return Response{Status: status, Body: body, Size: int64(len(body))}
}

// number is the number at position i of a path.
func number(path string, i int) int64 {
	path, _, _ = strings.Cut(path, "?")
	v, err := strconv.ParseInt(strings.Split(path, "/")[i], 10, 64)
	if err != nil {
		panic(err)
	}
	return v
}

func decode[T any](r Request) (v T) {
	if err := json.Unmarshal(r.Body, &v); err != nil {
		panic(fmt.Errorf("%s: %w", r.Body, err))
	}
	return v
}

// answers give the right answer to a request, from the data set and the request alone.
var answers = map[string]func(d *Dataset, r Request) Response{
	"users.list": func(d *Dataset, r Request) Response { return encoded(200, pageAfter(r, d.spec.Users, d.User)) },
	"users.get":  func(d *Dataset, r Request) Response { return encoded(200, d.User(number(r.Path, 2)-1)) },
	"users.create": func(d *Dataset, r Request) Response {
		u := decode[store.User](r)
		u.ID, u.CreatedAt = d.spec.Users+1, Epoch
		return encoded(201, u)
	},
	"users.update": func(d *Dataset, r Request) Response {
		u := decode[store.User](r)
		u.ID = number(r.Path, 2)
		return encoded(200, u)
	},
	"groups.list": func(d *Dataset, r Request) Response { return encoded(200, pageAfter(r, d.spec.Groups, d.Group)) },
	"groups.get":  func(d *Dataset, r Request) Response { return encoded(200, d.Group(number(r.Path, 2)-1)) },
	"groups.create": func(d *Dataset, r Request) Response {
		g := decode[store.Group](r)
		g.ID = d.spec.Groups + 1
		return encoded(201, g)
	},
	"messages.list": func(d *Dataset, r Request) Response {
		id := uuid.MustParse(strings.Split(r.Path, "/")[2])
		list := []store.Message{}
		for i := d.Rows()["messages"] - 1; i >= 0 && len(list) < page; i-- {
			if m := d.Message(i); m.ConversationID == id {
				list = append(list, m)
			}
		}
		return encoded(200, list)
	},
	"messages.send": func(d *Dataset, r Request) Response {
		m := decode[store.Message](r)
		m.MessageID = uuid.Must(uuid.NewV7())
		return encoded(201, m)
	},
	"notifications.list": func(d *Dataset, r Request) Response {
		user := number(r.Path, 2)
		list := []store.Notification{}
		for i := d.notifications.starts[user] - 1; i >= d.notifications.starts[user-1] && len(list) < page; i-- {
			list = append(list, d.Notification(i))
		}
		return encoded(200, list)
	},
	"notifications.send": func(d *Dataset, r Request) Response {
		n := decode[store.Notification](r)
		n.NotificationID = d.Notification(0).NotificationID
		return encoded(201, n)
	},
	"friends.list": func(d *Dataset, r Request) Response {
		list := []int64{}
		d.friends(number(r.Path, 2), func(f int64) bool { list = append(list, f); return len(list) < page })
		return encoded(200, list)
	},
	"friends.add": func(*Dataset, Request) Response { return Response{Status: 204} },
	"friends.suggest": func(d *Dataset, r Request) Response {
		if d.strangers(number(r.Path, 2), 1) == 0 {
			return encoded(200, []store.Suggestion{})
		}
		return encoded(200, []store.Suggestion{{UserID: 1, MutualFriends: 1}})
	},
	"members.list": func(d *Dataset, r Request) Response {
		group := number(r.Path, 2)
		list := []store.User{}
		for i := d.members.starts[group-1]; i < d.members.starts[group] && len(list) < page; i++ {
			list = append(list, d.User(d.Membership(i).User-1))
		}
		return encoded(200, list)
	},
	"members.add": func(*Dataset, Request) Response { return Response{Status: 204} },
	"sessions.create": func(_ *Dataset, r Request) Response {
		s := decode[store.Session](r)
		s.Token, s.ExpiresAt = "token-of-"+strconv.FormatInt(s.UserID, 10), time.Now().Add(time.Hour)
		return encoded(201, s)
	},
	"sessions.get": func(_ *Dataset, r Request) Response {
		token := strings.TrimPrefix(r.Path, "/sessions/")
		return encoded(200, store.Session{Token: token, UserID: number(strings.ReplaceAll(token, "-", "/"), 2), ExpiresAt: time.Now()})
	},
	"files.upload": func(_ *Dataset, r Request) Response {
		_, params, err := mime.ParseMediaType(r.ContentType)
		if err != nil {
			panic(err)
		}
		part, err := multipart.NewReader(strings.NewReader(string(r.Body)), params["boundary"]).NextPart()
		if err != nil {
			panic(err)
		}
		content, err := io.ReadAll(part)
		if err != nil || part.FormName() != "file" {
			panic(err)
		}
		return encoded(201, map[string]any{"filename": "x-" + part.FileName(), "size": len(content), "etag": "e", "url": "/"})
	},
	"files.download": func(d *Dataset, r Request) Response {
		name, err := url.PathUnescape(strings.TrimPrefix(r.Path, "/storage/download/"))
		if err != nil {
			panic(err)
		}
		for i := range d.spec.Files {
			if n, _, size, content := d.File(i); n == name {
				body, err := io.ReadAll(content)
				if err != nil {
					panic(err)
				}
				return Response{Status: 200, Body: body, Size: size}
			}
		}
		panic("no file " + name)
	},
}

func pageAfter[T any](r Request, count int64, row func(int64) T) []T {
	u, err := url.Parse(r.Path)
	if err != nil {
		panic(err)
	}
	after, err := strconv.ParseInt(u.Query().Get("after"), 10, 64)
	if err != nil {
		panic(err)
	}
	list := []T{}
	for i := after; i < min(after+page, count); i++ {
		list = append(list, row(i))
	}
	return list
}
