package live

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"sync"
)

// feed has the latest that is known of the trial that goes on, each piece with the round in which it changed. Its size is that of the page, however
// many read it. Safe for concurrent use.
type feed struct {
	mu sync.Mutex
	// epoch changes when all that was sent is of another trial, or of another time axis.
	epoch, round uint64
	charts       json.RawMessage
	columns      piece
	rows         []piece
	now, look    piece
	// changed is closed, and made anew, at each round.
	changed chan struct{}
}

// piece is a part of what is sent.
type piece struct {
	text  json.RawMessage
	round uint64
}

// set changes a piece when its text is another one.
func (p *piece) set(text []byte, round uint64) {
	if string(p.text) != string(text) {
		p.text, p.round = text, round
	}
}

// mark is what a reader has seen: the epoch and the round. The zero mark is that of one who has seen nothing.
type mark struct{ epoch, round uint64 }

func (m mark) String() string { return fmt.Sprintf("%d.%d", m.epoch, m.round) }

// parseMark reads what a browser says that it had last; anything else is the zero mark.
func parseMark(text string) (m mark) {
	var rest string
	if n, err := fmt.Sscanf(text, "%d.%d%s", &m.epoch, &m.round, &rest); n != 2 || err == nil {
		return mark{}
	}
	return m
}

// message is what a reader gets: what has changed since the round that he has seen, or everything.
type message struct {
	// Charts are there for one who has seen nothing of this epoch: he forgets all rows.
	Charts  json.RawMessage `json:"charts,omitempty"`
	Columns json.RawMessage `json:"columns,omitempty"`
	// Rows are those that have changed, by their slot.
	Rows map[string]json.RawMessage `json:"rows,omitempty"`
	Now  json.RawMessage            `json:"now,omitempty"`
	Look json.RawMessage            `json:"look,omitempty"`
}

// update is what a round brings.
type update struct {
	columns []column
	// rows are those of the slots from first on.
	rows  []row
	first int
	now   now
}

// begin forgets what was known of another trial.
func (f *feed) begin(all []chart) error {
	text, err := json.Marshal(all)
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.epoch++
	f.charts, f.columns, f.rows, f.look = text, piece{}, nil, piece{}
	return nil
}

// publish takes a round and wakes those who wait for it.
func (f *feed) publish(u update) error {
	columns, err := json.Marshal(u.columns)
	if err != nil {
		return err
	}
	present, err := json.Marshal(u.now)
	if err != nil {
		return err
	}
	rows := make([][]byte, len(u.rows))
	for i := range u.rows {
		if rows[i], err = json.Marshal(&u.rows[i]); err != nil {
			return err
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.round++
	f.columns.set(columns, f.round)
	f.now.set(present, f.round)
	for i, text := range rows {
		slot := u.first + i
		for len(f.rows) <= slot {
			f.rows = append(f.rows, piece{})
		}
		f.rows[slot].set(text, f.round)
	}
	f.wake()
	return nil
}

// looked takes a verdict so far of an epoch, unless another one has begun since.
func (f *feed) looked(epoch uint64, l look) error {
	text, err := json.Marshal(l)
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if epoch == f.epoch {
		f.round++
		f.look.set(text, f.round)
		f.wake()
	}
	return nil
}

func (f *feed) wake() {
	if f.changed != nil {
		close(f.changed)
	}
	f.changed = make(chan struct{})
}

// since is what has changed since a mark, the new mark, and a channel that is closed when there is more.
func (f *feed) since(seen mark) (message, mark, <-chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.changed == nil {
		f.changed = make(chan struct{})
	}
	var m message
	if seen.epoch != f.epoch || seen.round > f.round {
		seen, m.Charts = mark{}, f.charts
	}
	for _, p := range []struct {
		*piece
		to *json.RawMessage
	}{{&f.columns, &m.Columns}, {&f.now, &m.Now}, {&f.look, &m.Look}} {
		if p.round > seen.round {
			*p.to = p.text
		}
	}
	for slot := range f.rows {
		if f.rows[slot].round > seen.round {
			if m.Rows == nil {
				m.Rows = map[string]json.RawMessage{}
			}
			m.Rows[strconv.Itoa(slot)] = f.rows[slot].text
		}
	}
	return m, mark{f.epoch, f.round}, f.changed
}

// latest is what stands in the page of a reader without script.
func (f *feed) latest() (present now, l look) {
	f.mu.Lock()
	text, html := slices.Clone(f.now.text), slices.Clone(f.look.text)
	f.mu.Unlock()
	// Both are of our own making, or nothing yet.
	_ = json.Unmarshal(text, &present)
	_ = json.Unmarshal(html, &l)
	return present, l
}

// current is the epoch that goes on.
func (f *feed) current() uint64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.epoch
}
