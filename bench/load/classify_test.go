package load

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"

	"quintet/bench/load/http1"
	"quintet/bench/samples"
)

func TestClassify(t *testing.T) {
	call := func(op string, e syscall.Errno) error {
		return &net.OpError{Op: op, Net: "tcp", Err: os.NewSyscallError(op, e)}
	}
	for _, c := range []struct {
		stage http1.Stage
		err   error
		class samples.Failure
		cause samples.Cause
		words string
	}{
		{http1.Preparing, errors.New("invalid path"), samples.Unsent, samples.NoCause, "invalid path"},
		{http1.Connecting, call("connect", syscall.ECONNREFUSED), samples.Connection, samples.Refused, "refused"},
		{http1.Connecting, call("connect", syscall.EHOSTUNREACH), samples.Connection, samples.Unreachable, "no route"},
		{http1.Connecting, call("connect", syscall.ENETUNREACH), samples.Connection, samples.Unreachable, "unreachable"},
		{http1.Connecting, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "x.invalid"}}, samples.Connection, samples.Unresolved, "no such host"},
		{http1.Connecting, call("connect", syscall.EADDRNOTAVAIL), samples.Generator, samples.NoPorts, "assign requested address"},
		{http1.Connecting, call("socket", syscall.EMFILE), samples.Generator, samples.NoFiles, "too many open files"},
		{http1.Connecting, call("socket", syscall.ENFILE), samples.Generator, samples.NoSystemFiles, "in system"},
		{http1.Connecting, call("connect", syscall.ENOBUFS), samples.Generator, samples.NoBuffers, "buffer space"},
		{http1.Writing, call("write", syscall.ENOBUFS), samples.Generator, samples.NoBuffers, "buffer space"},
		{http1.Connecting, os.ErrDeadlineExceeded, samples.Timeout, samples.LateConnecting, "no connection within 30s"},
		{http1.Connecting, call("connect", syscall.ETIMEDOUT), samples.Timeout, samples.LateConnecting, "timed out"},
		{http1.Writing, os.ErrDeadlineExceeded, samples.Timeout, samples.LateWriting, "the request was not written within 30s"},
		{http1.Waiting, os.ErrDeadlineExceeded, samples.Timeout, samples.LateAnswering, "no answer within 30s"},
		{http1.Reading, os.ErrDeadlineExceeded, samples.Timeout, samples.LateReading, "no whole answer within 30s"},
		{http1.Writing, call("write", syscall.EPIPE), samples.Connection, samples.Reset, "broken pipe"},
		{http1.Waiting, call("read", syscall.ECONNRESET), samples.Connection, samples.Reset, "reset"},
		{http1.Waiting, http1.ErrClosed, samples.Connection, samples.Closed, "without an answer"},
		{http1.Reading, io.ErrUnexpectedEOF, samples.Connection, samples.Truncated, "unexpected EOF"},
		{http1.Reading, fmt.Errorf("%w: x", http1.ErrProtocol), samples.Connection, samples.Protocol, "HTTP/1.1"},
		{http1.Connecting, fmt.Errorf("%w: bad certificate", http1.ErrHandshake), samples.Connection, samples.Handshake, "certificate"},
		{http1.Waiting, errors.New("something else"), samples.Connection, samples.OtherCause, "something else"},
	} {
		p := &play{Attack: &Attack{Timeout: 30e9}, flight: context.Background(), broken: make(chan struct{})}
		class, cause, words := p.classify(&http1.Error{Stage: c.stage, Err: c.err})
		if class != c.class || cause != c.cause || !strings.Contains(words, c.words) {
			t.Errorf("%v at stage %d: %s, %s, %q", c.err, c.stage, class, cause, words)
		}
		ctx, cancel := context.WithCancelCause(context.Background())
		cancel(errCut)
		p.flight = ctx
		if class, cause, _ := p.classify(&http1.Error{Stage: c.stage, Err: c.err}); (cause == samples.CutOff) != (c.class == samples.Timeout) || cause == samples.CutOff && class != samples.Timeout {
			t.Errorf("%v when the load is cut off: %s, %s", c.err, class, cause)
		}
	}
}
