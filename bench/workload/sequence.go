package workload

import (
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"time"

	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/splitmix"
)

// sequence is a sequence that a scenario declares, with its operations found.
type sequence []step

type step struct {
	*operation
	// index is that of the operation in Workload.Operations.
	index uint16
	// from and to bound the time to think before it.
	from, to time.Duration
}

// Sequence is one playing of a sequence: the requests of one user, one after another. It keeps the cookies that answers set, and what they are
// remembered for. It is not safe for concurrent use.
type Sequence struct {
	workload *Workload
	steps    sequence
	// call is that of the step before, next the number of the next one.
	call call
	next int
	// cookies is nil until an answer sets one; own are the values remembered of its own answers.
	cookies *cookiejar.Jar
	own     map[*memory]string
}

// numbersApart is the distance between the numbers of two steps of one sequence, beyond those of any load, so that what their requests name with
// their number is theirs alone.
const numbersApart = 52

// sequences finds the operations of the sequences that the mix names, and appends those to the workload's that are only steps.
func (w *Workload) sequences(s scenario.Workload, operations []operation) error {
	for i, m := range s.Mix {
		declared := s.Sequence(m.Operation)
		if declared == nil {
			continue
		}
		var steps sequence
		for _, one := range declared.Steps {
			o, err := w.find(operations, one.Operation)
			if err != nil {
				return err
			}
			index, known := w.index[one.Operation]
			if !known {
				index = uint16(len(w.names))
				w.index[one.Operation], w.names = index, append(w.names, one.Operation)
			}
			steps = append(steps, step{o, index, one.ThinkFrom, one.ThinkTo})
		}
		w.mix[i] = &operation{name: m.Operation, build: steps.build}
	}
	return nil
}

// find is an operation by its name, whose rows the data set has.
func (w *Workload) find(operations []operation, name string) (*operation, error) {
	at := slices.IndexFunc(operations, func(o operation) bool { return o.name == name })
	if at < 0 {
		return nil, fmt.Errorf("workload: unknown operation %q", name)
	}
	o := &operations[at]
	rows := w.data.Rows()
	rows["conversations"] = w.data.spec.Conversations
	if o.rows != "" && rows[o.rows] == 0 {
		return nil, fmt.Errorf("workload: %s needs %s, and the data set has none", name, o.rows)
	}
	return o, nil
}

// build begins a playing of the sequence.
func (s sequence) build(w *Workload, c *call) Request {
	return Request{Operation: c.operation, Sequence: &Sequence{workload: w, steps: s, call: *c}}
}

// Next makes the request of the next step, which goes to a target by its base URL, as all of its requests must. think is how long the user
// thinks before it, from the end of the answer before. It is false after the last step. An answer that was wrong ends the sequence: the
// caller asks no more.
func (s *Sequence) Next(target string) (r Request, think time.Duration, ok bool) {
	if s.next == len(s.steps) {
		return Request{}, 0, false
	}
	one := &s.steps[s.next]
	if s.next > 0 {
		n := s.call.n + 1<<numbersApart
		s.call = call{n: n, Sequence: splitmix.For(s.workload.seed, forRequest, n)}
	}
	s.next++
	s.call.operation, s.call.within = one.index, s
	if span := one.to - one.from; one.to > 0 {
		think = one.from + time.Duration(s.call.Float()*float64(span))
	}
	r = one.build(s.workload, &s.call)
	s.send(target, &r)
	verify := r.Verify
	r.Verify = func(a Response) (samples.Failure, string) {
		f, why := verify(a)
		if f == samples.OK && a.Head != nil {
			s.keep(target, r.Path, a.Head)
		}
		return f, why
	}
	return r, think, true
}

// at is the URL that cookies of a request belong to.
func at(target, path string) *url.URL {
	u, err := url.Parse(target)
	if err != nil {
		return &url.URL{} // not reached: the target has been asked
	}
	u.Path, _, _ = strings.Cut(path, "?")
	return u
}

// keep takes the cookies of an answer.
func (s *Sequence) keep(target, path string, head Head) {
	for line := range head.Values("Set-Cookie") {
		c, err := http.ParseSetCookie(string(line))
		if err != nil {
			continue // a browser drops it too
		}
		if s.cookies == nil {
			s.cookies, _ = cookiejar.New(nil) // which never fails
		}
		s.cookies.SetCookies(at(target, path), []*http.Cookie{c})
	}
}

// send adds the cookies that a request is to have.
func (s *Sequence) send(target string, r *Request) {
	if s.cookies == nil {
		return
	}
	var pairs []string
	for _, c := range s.cookies.Cookies(at(target, r.Path)) {
		pairs = append(pairs, c.Name+"="+c.Value)
	}
	if len(pairs) == 0 {
		return
	}
	const field = "Cookie: "
	text := strings.Join(pairs, "; ")
	// A request has one such field at most, so what the scenario sends stays in front of what was set.
	if i := strings.Index("\r\n"+r.Fields, "\r\n"+field); i >= 0 {
		end := i + strings.Index(r.Fields[i:], "\r\n")
		r.Fields = r.Fields[:end] + "; " + text + r.Fields[end:]
		return
	}
	r.Fields += field + text + "\r\n"
}

// remember keeps a value of an answer of the sequence itself. A request of no sequence has none, and keeps nothing.
func (s *Sequence) remember(in *memory, text string) {
	if s == nil {
		return
	}
	if s.own == nil {
		s.own = map[*memory]string{}
	}
	s.own[in] = text
}

// recall is the value of an answer of the sequence itself, false when there is none.
func (s *Sequence) recall(d *draw, values []string) bool {
	if s == nil || d.memory == nil {
		return false
	}
	text, ok := s.own[d.memory]
	if ok {
		values[d.at] = text
	}
	return ok
}
