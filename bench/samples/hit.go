package samples

import "time"

// Hit is one request. All times are offsets from the trial's beginning on the generator's monotonic clock.
type Hit struct {
	// Seq is the hit's number in the schedule, or in a closed loop that of its sending, from 0. A trial has each number once, but for steps.
	Seq uint64
	// Due is when the schedule wanted it sent, Sent when it was, End when the last byte of the answer had arrived or the hit
	// had failed. In a closed loop Due equals Sent.
	Due, Sent, End time.Duration
	// Connected is when a connection had been opened for the hit, TLS included; 0 when it went out on one that was open. Written is
	// when the request had been handed to the operating system, FirstByte when its answer began to come in; 0 when it did not come
	// to that. Records older than format 2 have none of the three.
	Connected, Written, FirstByte time.Duration
	// Operation indexes Manifest.Operations.
	Operation uint16
	// Target indexes Manifest.Targets: which API replica was asked.
	Target uint8
	// Step is the number of a step of a sequence, from 1; 0 for every other hit. The sequence as a whole is a hit of Step 0 with the same Seq: it
	// lasts from when it was due to the last answer, thinking included, and fails as its last step did. A step is due when the user has
	// thought after the answer before. Records older than format 5 have no steps.
	Step uint8
	// Status is the HTTP status, 0 when there was no answer.
	Status uint16
	// Failure states what was wrong, OK when the work was checked to have been done.
	Failure Failure
	// Cause is what ended a hit that has no whole answer, NoCause of one that has.
	Cause Cause
	// Stale counts the idle connections that had to be given up before one was found that the server had not closed; no byte of the request
	// had been written then. Connection is what became of the connection after the hit.
	Stale      uint8
	Connection ConnectionEnd
	// Generator indexes Manifest.Generators, in a trial that has any. It is known by the file that the hit stands in.
	Generator uint16
	// BytesIn and BytesOut are the sizes of the answer's and the request's bodies.
	BytesIn, BytesOut uint32
	// Stores states how much of the service time the API spent in each store, from the Server-Timing header.
	// At most MaxStores entries; unused ones are the zero StoreTime with Time 0 beyond NStores.
	Stores  [MaxStores]StoreTime
	NStores uint8
}

// MaxStores is how many entries of a Server-Timing header one hit keeps.
const MaxStores = 8

// StoreTime is the time one hit spent in one store; Store indexes Manifest.Stores ("sqlite", "miniredis", ..., "app").
type StoreTime struct {
	Store uint8
	Time  time.Duration
}

// Think is the name in Manifest.Stores under which a sequence has the time that its user thought.
const Think = "think"

// Response is the time from due to end, what a headline calls latency: it includes the wait of requests that could not be
// sent in time, so a stalled server cannot hide (no coordinated omission).
func (h *Hit) Response() time.Duration { return h.End - h.Due }

// Service is the time from sent to end.
func (h *Hit) Service() time.Duration { return h.End - h.Sent }

// Connect is the time from sent until a connection had been opened; 0 when one was open.
func (h *Hit) Connect() time.Duration { return between(h.Sent, h.Connected) }

// ToFirstByte is the time from sent until the answer began to come in; 0 when that is not known.
func (h *Hit) ToFirstByte() time.Duration { return between(h.Sent, h.FirstByte) }

func between(from, to time.Duration) time.Duration {
	if to == 0 {
		return 0
	}
	return to - from
}

// Wait is the time from due to sent: the send lag.
func (h *Hit) Wait() time.Duration { return h.Sent - h.Due }

// Failure is the class of what went wrong with a hit.
type Failure uint8

// The classes of failure. Each is a failure of the SLO; none is ever dropped.
const (
	// OK: the expected status and the expected content.
	OK Failure = iota
	// Status: an answer with another status than the operation expects.
	Status
	// Missing: an empty answer, or a 404, where rows were seeded or written.
	Missing
	// Content: an answer that is not what was asked for (another id, a short file, no JSON).
	Content
	// Timeout: no whole answer within the request's timeout.
	Timeout
	// Connection: refused, reset, or closed early.
	Connection
	// Unsent: due, but never sent, because the run was cut off or no worker was free in time.
	Unsent
	// Generator: the generator was out of something that a connection takes (local ports, file descriptors, socket buffers). It says nothing
	// of the system under test.
	Generator
)

// Failures is how many classes there are, OK among them.
const Failures = int(Generator) + 1

var failureNames = [Failures]string{"ok", "status", "missing", "content", "timeout", "connection", "unsent", "generator"}

// String is the class's name in tables and files.
func (f Failure) String() string { return nameOf(failureNames[:], int(f)) }
