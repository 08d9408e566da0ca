package workload

import (
	"iter"

	"quintet/bench/samples"
)

// Request is one request of a workload, ready to be sent to any API replica.
type Request struct {
	// Operation indexes Workload.Operations.
	Operation uint16
	Method    string
	// Path is absolute and escaped, with its query.
	Path string
	// Fields are the lines of further header fields, each with its line ending.
	Fields string
	// ContentType is empty when there is no body.
	ContentType string
	Body        []byte
	// Write is the ledger's entry of a request that writes, nil for one that only reads. Verify adds what the server alone knows; who sends
	// the request adds what became of it.
	Write *samples.Write
	// Sequence is what is asked in place of one request: its steps, one after another. Of the rest of the Request only Operation is given then. Nil
	// for one request.
	Sequence *Sequence
	// Verify judges the answer: OK only when it proves that the work was done. The string states what was wrong in one line, ""
	// when nothing was. It may be called from any goroutine, once.
	Verify func(Response) (samples.Failure, string)
}

// Response is an answer as Verify sees it.
type Response struct {
	Status int
	// Body is the whole body, or its beginning when Size is larger.
	Body []byte
	Size int64
	// Head has the header fields; nil where there are none to look at.
	Head Head
}

// Head gives the values of the header fields of a name, whatever the case of its letters. They are valid until Verify returns.
type Head interface {
	Values(name string) iter.Seq[[]byte]
}
