// Command mutants breaks the harness one line at a time and says which break no test notices.
//
// Each mutant of list.txt is one small fault where numbers are made: a response time without its wait, a failure that is not counted, a
// verdict turned round. A mutant is compiled in place of the real file (go's -overlay; the tree itself is never changed) and the tests of
// the packages named beside it are run. They must fail. A mutant that survives, that does not compile, or whose line is no longer there is
// an error: the list is part of the tests.
//
//	go run ./test/mutants            all of them, some minutes
//	go run ./test/mutants resets     those whose name contains a word
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(1)
	}
}

// run tries the mutants whose names contain all words.
func run(ctx context.Context, words []string) error {
	root, err := moduleRoot(ctx)
	if err != nil {
		return err
	}
	list, err := readList(root)
	if err != nil {
		return err
	}
	tried := 0
	var errs []error
	for _, m := range list {
		if !m.named(words) {
			continue
		}
		tried++
		began := time.Now()
		killer, err := m.try(ctx, root)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		outcome := "killed by " + killer
		if err != nil {
			outcome = strings.ToUpper(err.Error())
			errs = append(errs, fmt.Errorf("%s (%s): %w", m.name, m.file, err))
		}
		fmt.Printf("%-38s %-8s %s\n", m.name, time.Since(began).Round(100*time.Millisecond), outcome)
	}
	if tried == 0 {
		return errors.New("no mutant has such a name")
	}
	fmt.Printf("%d mutants, %d not killed\n", tried, len(errs))
	return errors.Join(errs...)
}
