package samples

// Cause is what ended a hit that has no whole answer: the finer class below Failure.
type Cause uint8

// The causes. What the generator itself was out of is of the class Generator, being late Timeout, all the others Connection.
const (
	// NoCause: there was a whole answer, or the record is older than format 2.
	NoCause Cause = iota
	// Refused: no server listened.
	Refused
	// Unresolved: the name of the target has no address.
	Unresolved
	// Unreachable: no route to the target.
	Unreachable
	// Reset: the connection broke, before an answer or within it.
	Reset
	// Closed: the server closed the connection without an answer.
	Closed
	// Truncated: the server closed the connection within its answer.
	Truncated
	// Handshake: TLS was not agreed upon, or the certificate is not accepted.
	Handshake
	// Protocol: what came is no answer of HTTP/1.1.
	Protocol
	// OtherCause: anything else; the example of the failure has its words.
	OtherCause
	// LateConnecting to LateReading: the timeout passed before a connection was open, before the request had been written, before the answer
	// began, before it had ended.
	LateConnecting
	LateWriting
	LateAnswering
	LateReading
	// CutOff: the load was cut off, and the answer had not come by then.
	CutOff
	// NoPorts: the generator had no free local port (EADDRNOTAVAIL).
	NoPorts
	// NoFiles: its process had no free file descriptor (EMFILE), NoSystemFiles: its machine had none (ENFILE).
	NoFiles
	NoSystemFiles
	// NoBuffers: its machine had no memory for sockets (ENOBUFS).
	NoBuffers
)

// Causes is how many causes there are, NoCause among them.
const Causes = int(NoBuffers) + 1

var causeNames = [Causes]string{"", "refused", "name not found", "unreachable", "reset", "closed without an answer", "closed within the answer",
	"TLS handshake", "protocol", "other", "time-out connecting", "time-out writing", "time-out waiting for the answer", "time-out reading the answer",
	"cut off", "out of local ports", "out of file descriptors", "out of file descriptors of the machine", "out of socket buffers"}

// String is the cause's name in tables and files, "" for NoCause.
func (c Cause) String() string { return nameOf(causeNames[:], int(c)) }

// ConnectionEnd is what became of the connection of a hit when the hit had ended.
type ConnectionEnd uint8

// The ends of a connection.
const (
	// Kept: it stayed open for another hit, or the record is older than format 2.
	Kept ConnectionEnd = iota
	// FailedWithHit: the hit failed on it, or it could not be opened.
	FailedWithHit
	// ClosedByServer: the server said that it closes, or marked the end of an answer by closing.
	ClosedByServer
	// ExcessBytes: the server sent more than the answer, so it was given up.
	ExcessBytes
	// EarlyAnswer: the answer came before the request had been written, so it was given up.
	EarlyAnswer
)

// ConnectionEnds is how many ends there are, Kept among them.
const ConnectionEnds = int(EarlyAnswer) + 1

var connectionEndNames = [ConnectionEnds]string{"kept", "failed with its hit", "closed by the server", "bytes after the answer", "answer before the request was written"}

// String is the end's name in tables and files.
func (c ConnectionEnd) String() string { return nameOf(connectionEndNames[:], int(c)) }

func nameOf(names []string, i int) string {
	if i < len(names) {
		return names[i]
	}
	return "unknown"
}
