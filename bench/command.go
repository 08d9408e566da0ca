package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"quintet/bench/display"
	"quintet/bench/exitcode"
	"quintet/bench/page"
	"quintet/bench/redact"
	"quintet/bench/scenario"
)

// exit is an error that carries an exit code. Without a cause it prints nothing: what there is to say has been said.
type exit struct {
	code  int
	cause error
}

func (e exit) Error() string {
	if e.cause == nil {
		return fmt.Sprintf("exit status %d", e.code)
	}
	return e.cause.Error()
}

func (e exit) Unwrap() error { return e.cause }

// usageError marks an error as the user's: exit code 2.
func usageError(err error) error { return exit{exitcode.Usage, err} }

// terminal is where a subcommand writes.
type terminal struct {
	stdout, stderr io.Writer
	// redactor knows the secrets of the command line and the environment; errors are printed through it.
	redactor *redact.Redactor
}

// complain writes an error without secrets, and without what would move the cursor: errors quote files and arguments.
func (t terminal) complain(prefix string, err error) {
	fmt.Fprintln(plainWriter{t.stderr}, prefix, t.redactor.Error(err))
}

// plainWriter writes text without the control characters that a terminal would obey.
type plainWriter struct{ w io.Writer }

// Write implements io.Writer.
func (p plainWriter) Write(text []byte) (int, error) {
	if _, err := io.WriteString(p.w, page.PlainLines(string(text))); err != nil {
		return 0, err
	}
	return len(text), nil
}

// command is one subcommand.
type command struct {
	name string
	// arguments and summary are its line in the list of commands; a command without summary is hidden.
	arguments, summary string
	run                func(ctx context.Context, t terminal, args []string) error
}

// flags makes the flag set of one subcommand: errors and help go to where the user looks, help states what the command does.
func flags(t terminal, c string, help string) *flag.FlagSet {
	set := flag.NewFlagSet("bench "+c, flag.ContinueOnError)
	set.SetOutput(plainWriter{t.stderr})
	set.Usage = func() {
		fmt.Fprintf(set.Output(), "%s\n\nFlags:\n", help)
		set.PrintDefaults()
	}
	return set
}

// parse parses a subcommand's flags, which may stand before or after its arguments, and returns the arguments.
func parse(set *flag.FlagSet, args []string) ([]string, error) {
	var positional []string
	for {
		if err := set.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, err
			}
			return nil, exit{exitcode.Usage, nil} // the flag package has said what was wrong
		}
		rest := set.Args()
		if len(rest) == 0 {
			return positional, nil
		}
		positional = append(positional, rest[0])
		args = rest[1:]
	}
}

// overrides collects -set flags.
type overrides []scenario.Override

func (o *overrides) String() string { return "" }

func (o *overrides) Set(text string) error {
	change, err := scenario.ParseOverride(text)
	if err == nil {
		*o = append(*o, change)
	}
	return err
}

// shellWord quotes what a shell would not take as it is.
func shellWord(s string) string {
	if strings.ContainsAny(s, " \t\n'\"\\$&|;<>()*?[]{}~#!`") {
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	return s
}

// screenOf is how to write a report for where a stream goes.
func screenOf(w io.Writer) page.Terminal {
	s := display.ScreenOf(w)
	return page.Terminal{Width: s.Width, Color: s.Color}
}

// didYouMean is the question after a name that is not there, "" when none is like it.
func didYouMean(name string, names []string) string {
	if like := scenario.Meant(name, names); like != "" {
		return fmt.Sprintf(" (did you mean %s?)", like)
	}
	return ""
}
