package http1

import (
	"errors"
	"fmt"
)

// Stage is the step of an exchange that an error ended.
type Stage uint8

// The stages, in order.
const (
	// Preparing: the request could not be made, and nothing was sent.
	Preparing Stage = iota
	// Connecting, with the TLS handshake.
	Connecting
	// Writing the request.
	Writing
	// Waiting for the first byte of the answer.
	Waiting
	// Reading the answer.
	Reading
)

// Error is how an exchange failed. Err is the cause as the operating system, crypto/tls or this package names it.
type Error struct {
	Stage Stage
	Err   error
}

// Error implements error.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Causes of an Error. io.ErrUnexpectedEOF says that the connection was closed within an answer.
var (
	// ErrClosed: the server closed the connection without an answer.
	ErrClosed = errors.New("connection closed without an answer")
	// ErrProtocol: what came is no answer of HTTP/1.1.
	ErrProtocol = errors.New("no valid HTTP/1.1 answer")
	// ErrHTTP2: the server speaks HTTP/2 alone. It wraps ErrProtocol.
	ErrHTTP2 = fmt.Errorf("%w: the server answers in HTTP/2, and only HTTP/1.1 is spoken here", ErrProtocol)
	// ErrHandshake: TLS was not agreed upon, or the certificate is not accepted.
	ErrHandshake = errors.New("TLS handshake")
)

// handshakeError is an ErrHandshake that keeps its cause.
type handshakeError struct{ err error }

func (e *handshakeError) Error() string   { return "TLS handshake: " + e.err.Error() }
func (e *handshakeError) Unwrap() []error { return []error{ErrHandshake, e.err} }

// malformed is an ErrProtocol that shows the beginning of what came.
func malformed(what string, came []byte) error {
	const longest = 80
	if len(came) > longest {
		came = came[:longest]
	}
	return fmt.Errorf("%w: %s %q", ErrProtocol, what, came)
}
