package nativetest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"

	"quintet/bench/stack/native"
)

// Shared is one server for all tests of a package, started when the first of them asks for it. Make it a variable of the package and
// have TestMain call Run.
type Shared struct {
	// Name is the server's.
	Name string

	once   sync.Once
	server *native.Instance
	err    error
}

// Run runs the tests, stops the server if it was started, and returns the exit code.
func (s *Shared) Run(m *testing.M) (code int) {
	defer func() {
		if s.server == nil {
			return
		}
		if err := s.server.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}()
	return m.Run()
}

// Server is the server. Where the machine lacks it the test is skipped or fails, as by Require.
func (s *Shared) Server(t testing.TB) *native.Instance {
	t.Helper()
	s.once.Do(func() {
		ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
		defer cancel()
		s.server, s.err = native.Start(ctx, s.Name, native.Options{JavaOptions: JavaOptions()})
	})
	var missing *native.MissingError
	if errors.As(s.err, &missing) {
		skip(t, missing)
	}
	if s.err != nil {
		t.Fatal(s.err)
	}
	return s.server
}
