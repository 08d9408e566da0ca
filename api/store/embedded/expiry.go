package embedded

import (
	"container/heap"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/alicebob/miniredis/v2/server"
)

// expiry removes keys when their time has come. It learns of deadlines by seeing every command before it is carried out.
type expiry struct {
	remove func(key string)
	exists func(key string) bool
	// earlier wakes run when a deadline came in before the one it waits for.
	earlier chan struct{}
	done    chan struct{}

	// mu is held while a key is removed, so that a command that sets the key anew waits and is never undone.
	mu sync.Mutex
	// deadlines is what holds now; queue may hold older deadlines of a key, which are ignored when they come up.
	deadlines map[string]time.Time
	queue     deadlineQueue
}

func newExpiry(remove func(string), exists func(string) bool) *expiry {
	return &expiry{
		remove: remove, exists: exists, earlier: make(chan struct{}, 1), done: make(chan struct{}), deadlines: map[string]time.Time{},
	}
}

// see is a miniredis hook: it returns true when it has answered the command itself.
func (e *expiry) see(peer *server.Peer, command string, args ...string) bool {
	switch command {
	case "GET", "DEL", "PING", "HELLO", "CLIENT", "INFO":
		return false
	case "SELECT":
		if len(args) == 1 && args[0] != "0" {
			peer.WriteError("ERR only database 0 is served")
			return true
		}
	case "SET":
		e.set(args)
	case "SETEX", "EXPIRE":
		e.after(args, time.Second)
	case "PSETEX", "PEXPIRE":
		e.after(args, time.Millisecond)
	case "PERSIST", "GETDEL", "GETSET":
		if len(args) > 0 {
			e.forget(args[0])
		}
	case "TTL":
		return e.tell(peer, args, time.Second)
	case "PTTL":
		return e.tell(peer, args, time.Millisecond)
	}
	return false
}

// set sees SET key value [NX|XX] [GET] [EX s|PX ms|KEEPTTL ...].
func (e *expiry) set(args []string) {
	if len(args) < 2 {
		return
	}
	for i := 2; i < len(args); i++ {
		switch strings.ToUpper(args[i]) {
		case "KEEPTTL":
			return
		case "EX":
			if i+1 < len(args) {
				e.after([]string{args[0], args[i+1]}, time.Second)
			}
			return
		case "PX":
			if i+1 < len(args) {
				e.after([]string{args[0], args[i+1]}, time.Millisecond)
			}
			return
		}
	}
	e.forget(args[0])
}

// after notes that a key ends in args[1] units. What miniredis will refuse as malformed is ignored here.
func (e *expiry) after(args []string, unit time.Duration) {
	if len(args) < 2 {
		return
	}
	n, err := strconv.ParseInt(args[1], 10, 64)
	if err != nil || n <= 0 || n > int64(maxTTL/unit) {
		return
	}
	at := time.Now().Add(time.Duration(n) * unit)
	e.mu.Lock()
	e.deadlines[args[0]] = at
	heap.Push(&e.queue, deadline{at: at, key: args[0]})
	first := e.queue[0].at.Equal(at)
	e.mu.Unlock()
	if first {
		select {
		case e.earlier <- struct{}{}:
		default:
		}
	}
}

// maxTTL bounds what is kept in the queue; a key that lives longer does not end while anyone watches.
const maxTTL = 10 * 365 * 24 * time.Hour

func (e *expiry) forget(key string) {
	e.mu.Lock()
	delete(e.deadlines, key)
	e.mu.Unlock()
}

// tell answers TTL and PTTL of a key with a deadline: miniredis would give what the key was set with. Rounded as Redis does.
func (e *expiry) tell(peer *server.Peer, args []string, unit time.Duration) bool {
	if len(args) != 1 {
		return false
	}
	e.mu.Lock()
	at, ok := e.deadlines[args[0]]
	e.mu.Unlock()
	if !ok || !e.exists(args[0]) {
		return false
	}
	peer.WriteInt(int(max(0, time.Until(at)+unit/2) / unit))
	return true
}

// run removes keys until close.
func (e *expiry) run() {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		timer.Reset(e.removeDue(time.Now()))
		select {
		case <-timer.C:
		case <-e.earlier:
		case <-e.done:
			return
		}
	}
}

func (e *expiry) close() { close(e.done) }

// removeDue removes every key whose deadline is not after now and returns how long to wait for the next.
func (e *expiry) removeDue(now time.Time) time.Duration {
	for {
		e.mu.Lock()
		if len(e.queue) == 0 {
			e.mu.Unlock()
			return time.Hour
		}
		if next := e.queue[0].at; next.After(now) {
			e.mu.Unlock()
			return next.Sub(now)
		}
		due := heap.Pop(&e.queue).(deadline)
		if at, ok := e.deadlines[due.key]; ok && at.Equal(due.at) {
			delete(e.deadlines, due.key)
			e.remove(due.key)
		}
		// The lock is given up between keys: thousands may end at once.
		e.mu.Unlock()
	}
}

type deadline struct {
	at  time.Time
	key string
}

// deadlineQueue is a heap.Interface, earliest first.
type deadlineQueue []deadline

func (q deadlineQueue) Len() int           { return len(q) }
func (q deadlineQueue) Less(i, j int) bool { return q[i].at.Before(q[j].at) }
func (q deadlineQueue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *deadlineQueue) Push(x any)        { *q = append(*q, x.(deadline)) }
func (q *deadlineQueue) Pop() any {
	old := *q
	last := old[len(old)-1]
	old[len(old)-1] = deadline{}
	*q = old[:len(old)-1]
	return last
}
