package workload

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"quintet/api/store"
	"quintet/bench/samples"
)

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

// Whatever comes back, judging it ends, and nothing passes with a status that was not asked for.
func FuzzVerify(f *testing.F) {
	d := NewDataset(small(), 42)
	for i, o := range operations {
		if o.needs != "" {
			continue // made of another operation's answers
		}
		w := open(f, only(o.name), d)
		right := answers[o.name](d, w.Request(0))
		f.Add(i, right.Status, right.Body, right.Size)
	}
	f.Add(1, 200, []byte(`{"id":-,"email":"\u00`), int64(5))
	f.Add(7, 200, []byte(" [ "), int64(0))
	f.Fuzz(func(t *testing.T, i, status int, body []byte, size int64) {
		o := operations[uint(i)%uint(len(operations))]
		if o.needs != "" {
			return
		}
		r := open(t, only(o.name), d).Request(0)
		failure, why := r.Verify(Response{Status: status, Body: body, Size: size})
		if failure == samples.OK && (status < 200 || status > 204) || strings.ContainsAny(why, "\n\r") {
			t.Errorf("%s: status %d is %v: %q", o.name, status, failure, why)
		}
	})
}
