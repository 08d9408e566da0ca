package workload

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"quintet/api/store"
	"quintet/bench/samples"
	"quintet/bench/scenario"
)

// everything is a mix of all operations.
func everything() scenario.Workload {
	w := scenario.Workload{Keys: map[string]scenario.Keys{
		"users": {Kind: "zipf", Theta: 0.8}, "groups": {Kind: "uniform"}, "conversations": {Kind: "scrambled", Theta: 0.99},
		"files": {Kind: "latest", Theta: 0.8},
	}}
	for _, o := range Operations() {
		w.Mix = append(w.Mix, scenario.Weight{Operation: o, Weight: 1})
	}
	return w
}

func only(names ...string) scenario.Workload {
	var w scenario.Workload
	for _, name := range names {
		w.Mix = append(w.Mix, scenario.Weight{Operation: name, Weight: 1})
	}
	return w
}

func open(t testing.TB, w scenario.Workload, d *Dataset) *Workload {
	t.Helper()
	out, err := New(w, d, 42)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

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
	"messages.send": func(d *Dataset, r Request) Response { return encoded(201, decode[store.Message](r)) },
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

// small has files that are quick to make.
func small() scenario.Dataset {
	s := spec(0.02)
	s.Files, s.FileBytes = 5, scenario.Distribution{Kind: "lognormal", Median: 500, P99: 5000, Max: 10_000}
	return s
}

// Each operation of the table: the right answer passes, and no wrong one does.
func TestVerify(t *testing.T) {
	d := NewDataset(small(), 42)
	for _, o := range operations {
		t.Run(o.name, func(t *testing.T) {
			mix := only(o.name)
			if o.needs != "" {
				mix = only(o.needs, o.name)
			}
			w := open(t, mix, d)
			made := 0
			for n := range uint64(60) {
				r := w.Request(n)
				name := w.Operations()[r.Operation]
				right := answers[name](d, r)
				if f, why := r.Verify(right); f != samples.OK {
					t.Fatalf("%s %s: the right answer is %v: %s\n%s", r.Method, r.Path, f, why, right.Body)
				}
				if name != o.name {
					continue
				}
				made++
				for what, c := range wrongAnswers(o.name, right) {
					if f, why := r.Verify(c.answer); f != c.want || strings.Contains(why, "\n") || (why == "") != (f == samples.OK) {
						t.Errorf("%s %s: %s is %v (%q), want %v", r.Method, r.Path, what, f, why, c.want)
					}
				}
			}
			if made < 10 {
				t.Errorf("only %d of 60 requests were %s", made, o.name)
			}
		})
	}
}

type wrongAnswer struct {
	answer Response
	want   samples.Failure
}

func wrongAnswers(operation string, right Response) map[string]wrongAnswer {
	problem := []byte("{\"type\":\"about:blank\",\n\"title\":\"x\"}")
	list := map[string]wrongAnswer{
		"a 500":                  {Response{Status: 500, Body: problem, Size: 40}, samples.Status},
		"a 404":                  {Response{Status: 404, Body: problem, Size: 40}, samples.Missing},
		"a 503 with a good body": {Response{Status: 503, Body: right.Body, Size: right.Size}, samples.Status},
	}
	empty := func(body string) Response {
		return Response{Status: right.Status, Body: []byte(body), Size: int64(len(body))}
	}
	switch {
	case operation == "friends.add" || operation == "members.add":
		list["a 200"] = wrongAnswer{Response{Status: 200}, samples.Status}
	case operation == "files.download":
		list["no bytes"] = wrongAnswer{empty(""), samples.Missing}
		list["one byte less"] = wrongAnswer{empty(string(right.Body[:len(right.Body)-1])), func() samples.Failure {
			if len(right.Body) == 1 {
				return samples.Missing
			}
			return samples.Content
		}()}
		changed := slices.Clone(right.Body)
		changed[len(changed)/2] ^= 1
		list["another byte"] = wrongAnswer{empty(string(changed)), samples.Content}
		list["the right beginning"] = wrongAnswer{Response{Status: 200, Body: right.Body[:len(right.Body)/2], Size: right.Size}, samples.OK}
	case right.Body[0] == '[':
		list["an object"] = wrongAnswer{empty("{}"), samples.Content}
		list["nothing"] = wrongAnswer{empty(""), samples.Content}
		if len(right.Body) > 2 {
			list["an empty list"] = wrongAnswer{empty("[]"), samples.Missing}
			list["a torn list"] = wrongAnswer{empty(string(right.Body[:len(right.Body)-1])), samples.Content}
		} else {
			list["an empty list, rightly"] = wrongAnswer{empty("[ ]\n"), samples.OK}
		}
	default:
		list["an empty object"] = wrongAnswer{empty("{}"), samples.Content}
		list["nothing"] = wrongAnswer{empty(""), samples.Content}
		other := strings.NewReplacer(`":"`, `":"x`, `":1`, `":91`, `":2`, `":92`, `":3`, `":93`, `":4`, `":94`, `":5`, `":95`,
			`":6`, `":96`, `":7`, `":97`, `":8`, `":98`, `":9`, `":99`).Replace(string(right.Body))
		list["another row"] = wrongAnswer{empty(other), samples.Content}
	}
	return list
}

// A list with too few rows, or with another conversation's, is no proof.
func TestVerifyCountsRows(t *testing.T) {
	d := NewDataset(small(), 42)
	w := open(t, only("messages.list"), d)
	for n := range uint64(50) {
		r := w.Request(n)
		var all []store.Message
		right := answers["messages.list"](d, r)
		if err := json.Unmarshal(right.Body, &all); err != nil {
			t.Fatal(err)
		}
		if len(all) < 2 {
			continue
		}
		if f, _ := r.Verify(encoded(200, all[1:])); f != samples.Missing {
			t.Errorf("one row less of %d is %v, want missing", len(all), f)
		}
		all[0].ConversationID[0] ^= 1
		if f, _ := r.Verify(encoded(200, all)); f != samples.Missing {
			t.Errorf("a row of another conversation is %v, want missing", f)
		}
		begin := right
		begin.Body = begin.Body[:200]
		if f, why := r.Verify(begin); f != samples.OK {
			t.Errorf("the beginning of the right answer is %v: %s", f, why)
		}
	}
}

func TestVerifyTakesAnyJSON(t *testing.T) {
	d := NewDataset(small(), 42)
	w := open(t, only("users.get"), d)
	r := w.Request(1)
	u := d.User(number(r.Path, 2) - 1)
	body, err := json.MarshalIndent(map[string]any{"name": "quoted \"id\": 7", "email": u.Email, "id": u.ID, "created_at": u.CreatedAt}, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	if f, why := r.Verify(Response{Status: 200, Body: body, Size: int64(len(body))}); f != samples.OK {
		t.Errorf("%s\nis %v: %s", body, f, why)
	}
}

func TestRequestDependsOnSeedAndNumber(t *testing.T) {
	d := NewDataset(small(), 42)
	a, b := open(t, everything(), d), open(t, everything(), d)
	ignore := cmpopts.IgnoreFields(Request{}, "Verify")
	distinct := map[string]bool{}
	for n := range uint64(500) {
		x := a.Request(n)
		b.Request(n + 7777) // what was asked before does not matter
		if diff := cmp.Diff(x, b.Request(n), ignore); diff != "" {
			t.Fatalf("request %d: %s", n, diff)
		}
		distinct[x.Method+x.Path+string(x.Body)] = true
	}
	if len(distinct) < 300 {
		t.Errorf("only %d of 500 requests are distinct", len(distinct))
	}
	other, err := New(everything(), d, 43)
	if err != nil {
		t.Fatal(err)
	}
	same := 0
	for n := range uint64(100) {
		if cmp.Equal(a.Request(n), other.Request(n), ignore) {
			same++
		}
	}
	if same > 10 {
		t.Errorf("%d of 100 requests are the same with another seed", same)
	}
}

func TestMixFollowsTheWeights(t *testing.T) {
	d := NewDataset(small(), 42)
	w := open(t, scenario.Workload{Mix: []scenario.Weight{
		{Operation: "users.get", Weight: 6}, {Operation: "messages.list", Weight: 3}, {Operation: "friends.add", Weight: 1},
	}}, d)
	const draws = 20_000
	got := make([]float64, 3)
	for n := range uint64(draws) {
		got[w.Request(n).Operation]++
	}
	if x := chiSquare(got, []float64{0.6 * draws, 0.3 * draws, 0.1 * draws}); x > 20 {
		t.Errorf("%v of %d, chi-square %.1f", got, draws, x)
	}
	if diff := cmp.Diff([]string{"users.get", "messages.list", "friends.add"}, w.Operations()); diff != "" {
		t.Error(diff)
	}
}

// What the run wrote is read again: sessions always, files and users when the newest are the hottest.
func TestReadsOfWrites(t *testing.T) {
	d := NewDataset(small(), 42)
	latest := scenario.Keys{Kind: "latest", Theta: 0.99}
	w := open(t, scenario.Workload{
		Mix:  only("sessions.create", "sessions.get", "files.upload", "files.download", "users.create", "users.get").Mix,
		Keys: map[string]scenario.Keys{"users": latest, "files": latest},
	}, d)
	stored := map[string]Response{}
	seen := map[string]int{}
	for n := range uint64(2000) {
		r := w.Request(n)
		name := w.Operations()[r.Operation]
		var answer Response
		switch name {
		case "files.upload":
			answer = answers[name](d, r)
			file, _ := str(answer.Body, `"filename"`)
			_, body, _ := strings.Cut(string(r.Body), "\r\n\r\n")
			body = strings.TrimSuffix(body, "\r\n--"+boundary+"--\r\n")
			stored["/storage/download/"+url.PathEscape(file)] = Response{Status: 200, Body: []byte(body), Size: int64(len(body))}
		case "users.create":
			u := decode[store.User](r)
			u.ID = d.spec.Users + 1 + int64(len(stored))
			answer = encoded(201, u)
			stored[fmt.Sprintf("/users/%d", u.ID)] = encoded(200, u)
		default:
			var ok bool
			if answer, ok = stored[r.Path]; ok {
				seen[name+" of new"]++
			} else {
				answer = answers[name](d, r)
				seen[name]++
			}
		}
		if f, why := r.Verify(answer); f != samples.OK {
			t.Fatalf("%s %s: %v %s", r.Method, r.Path, f, why)
		}
	}
	for _, name := range []string{"sessions.get", "files.download of new", "users.get of new"} {
		if seen[name] == 0 {
			t.Errorf("no %s among %v", name, seen)
		}
	}
}

func TestSessionsAboutToExpireAreNotRead(t *testing.T) {
	d := NewDataset(small(), 42)
	w := open(t, only("sessions.create", "sessions.get"), d)
	for n := range uint64(50) {
		r := w.Request(n)
		r.Verify(answers[w.Operations()[r.Operation]](d, r))
	}
	w.now = func() time.Time { return time.Now().Add(time.Hour) }
	for n := range uint64(50) {
		if r := w.Request(n); r.Method != http.MethodPost {
			t.Fatalf("%s %s of an expired session", r.Method, r.Path)
		}
	}
}

func TestEmailsOfARunAreUnique(t *testing.T) {
	d := NewDataset(small(), 42)
	w := open(t, only("users.create"), d)
	seen := map[string]bool{}
	for n := range uint64(1000) {
		u := decode[store.User](w.Request(n))
		if seen[u.Email] {
			t.Fatalf("%s a second time", u.Email)
		}
		seen[u.Email] = true
	}
	w.Run = ".r2"
	if u := decode[store.User](w.Request(1)); seen[u.Email] {
		t.Errorf("%s in another run too", u.Email)
	}
}

func TestNewRefuses(t *testing.T) {
	none := scenario.Dataset{Users: 10, ContentBytes: scenario.Distribution{Kind: "constant", Median: 1}}
	for name, c := range map[string]struct {
		mix  scenario.Workload
		want string
	}{
		"no operation":         {scenario.Workload{}, "empty"},
		"an unknown operation": {only("users.fetch"), "users.fetch"},
		"no rows to read":      {only("files.download"), "needs files"},
		"what nobody writes":   {only("sessions.get"), "sessions.create"},
		"no weight":            {scenario.Workload{Mix: []scenario.Weight{{Operation: "users.get"}}}, "weight"},
		"not a weight":         {scenario.Workload{Mix: []scenario.Weight{{Operation: "users.get", Weight: math.NaN()}}}, "weight"},
		"unknown keys":         {scenario.Workload{Mix: only("users.get").Mix, Keys: map[string]scenario.Keys{"users": {Kind: "zipff"}}}, "zipff"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := New(c.mix, NewDataset(none, 1), 1)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one that names %q", err, c.want)
			}
		})
	}
}

func TestTableIsComplete(t *testing.T) {
	want := strings.Fields(`users.list users.get users.create users.update groups.list groups.get groups.create messages.list
		messages.send notifications.list notifications.send friends.list friends.add friends.suggest members.list members.add
		sessions.create sessions.get files.upload files.download`)
	if diff := cmp.Diff(want, Operations()); diff != "" {
		t.Error(diff)
	}
	for name, need := range Needs() {
		if !slices.Contains(want, need) {
			t.Errorf("%s needs %s, which is no operation", name, need)
		}
	}
}

// BenchmarkOperation is what one hit costs the generator: making the request and judging the right answer.
func BenchmarkOperation(b *testing.B) {
	d := NewDataset(spec(0.1), 42)
	for _, o := range operations {
		mix := only(o.name)
		if o.needs != "" {
			mix = only(o.needs, o.name)
		}
		b.Run(o.name, func(b *testing.B) {
			w := open(b, mix, d)
			var asked []Response
			const distinct = 64
			for n := range uint64(distinct) {
				r := w.Request(n)
				asked = append(asked, answers[w.Operations()[r.Operation]](d, r))
				r.Verify(asked[n])
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				n := uint64(i % distinct)
				r := w.Request(n)
				r.Verify(asked[n])
			}
		})
	}
}
