package load

import (
	"context"
	"errors"
	"io"
	"net"
	"syscall"

	"quintet/bench/load/http1"
	"quintet/bench/samples"
)

// classify says which failure the error of a hit without a whole answer is, what caused it, and why in words.
func (p *play) classify(err error) (samples.Failure, samples.Cause, string) {
	var failed *http1.Error
	stage := http1.Reading
	if errors.As(err, &failed) {
		stage = failed.Stage
	}
	if stage == http1.Preparing {
		return samples.Unsent, samples.NoCause, err.Error()
	}
	if cut := context.Cause(p.flight); cut != nil && (late(err) || errors.Is(err, context.Canceled)) {
		return samples.Timeout, samples.CutOff, errCut.Error()
	}
	for _, c := range errorCauses {
		if errors.Is(err, c.err) {
			if c.err == http1.ErrHTTP2 {
				p.fail(err)
			}
			return c.class, c.cause, err.Error()
		}
	}
	var dns *net.DNSError
	switch {
	case errors.Is(err, syscall.ETIMEDOUT): // the operating system gave up, before the timeout of the hit
		return samples.Timeout, lateCauses[stage], err.Error()
	case late(err):
		return samples.Timeout, lateCauses[stage], lateWords[stage] + " within " + p.Timeout.String()
	case errors.As(err, &dns):
		return samples.Connection, samples.Unresolved, err.Error()
	}
	return samples.Connection, samples.OtherCause, err.Error()
}

// late reports whether an error is that of a deadline.
func late(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}

// errorCauses are the errors with a cause of their own. The first that fits counts: a connection that breaks within the handshake broke.
var errorCauses = []struct {
	err   error
	class samples.Failure
	cause samples.Cause
}{
	{syscall.EADDRNOTAVAIL, samples.Generator, samples.NoPorts},
	{syscall.EMFILE, samples.Generator, samples.NoFiles},
	{syscall.ENFILE, samples.Generator, samples.NoSystemFiles},
	{syscall.ENOBUFS, samples.Generator, samples.NoBuffers},
	{syscall.ECONNREFUSED, samples.Connection, samples.Refused},
	{syscall.EHOSTUNREACH, samples.Connection, samples.Unreachable},
	{syscall.ENETUNREACH, samples.Connection, samples.Unreachable},
	{syscall.ECONNRESET, samples.Connection, samples.Reset},
	{syscall.EPIPE, samples.Connection, samples.Reset},
	{http1.ErrClosed, samples.Connection, samples.Closed},
	{http1.ErrHTTP2, samples.Connection, samples.Protocol},
	{http1.ErrProtocol, samples.Connection, samples.Protocol},
	{http1.ErrHandshake, samples.Connection, samples.Handshake},
	{io.ErrUnexpectedEOF, samples.Connection, samples.Truncated},
}

// lateCauses and lateWords are what had not happened when the time was over.
var (
	lateCauses = [...]samples.Cause{http1.Connecting: samples.LateConnecting, http1.Writing: samples.LateWriting, http1.Waiting: samples.LateAnswering,
		http1.Reading: samples.LateReading}
	lateWords = [...]string{http1.Connecting: "no connection", http1.Writing: "the request was not written", http1.Waiting: "no answer",
		http1.Reading: "no whole answer"}
)
