// Command bench runs scenarios against the REST API and says, with evidence, whether they held their SLOs.
//
// It is a few lines over the packages beside it: each subcommand is a file of this folder and a row of the table below, and what
// they share stands in command, those that run a scenario in options and measure.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"quintet/bench/exitcode"
	"quintet/bench/redact"
	"quintet/bench/stack/child"
)

// commands is the table of subcommands.
func commands() []command {
	return append([]command{
		{"run", "[flags] SCENARIO|FILE.yaml", "run a scenario and write its report", runCommand},
		{"capacity", "[flags] SCENARIO|FILE.yaml", "find the largest load at which every SLO holds", capacityCommand},
		{"faults", "[flags] SCENARIO|FILE.yaml", "do every fault to every service and print the scorecard", faultsCommand},
		{"generate", "", "send a part of a run's load; started by bench run -generators", generateCommand},
		{"collect", "[flags] s3://BUCKET/RUN-ID", "make the folder and the report of a run of several generators from its bucket", collectCommand},
		{"report", "RUN-DIR|DIR-OF-RUNS", "render the report of a run again, or the list of runs, without any stack", reportCommand},
		{"compare", "[flags] BASE-RUN HEAD-RUN...", "say whether runs are better or worse than a base, the same, or cannot be told", compareCommand},
		{"serve", "[flags] [DIR-OF-RUNS]", "show all runs of a folder in a browser, compare them, and start one", serveCommand},
		{"list", "", "list scenarios, stacks and operations", listCommand},
		{"validate", "FILE.yaml|SCENARIO...", "check scenario files and show what they would do", validateCommand},
		{"init", "-openapi|-har|-access-log FILE", "write a first scenario for an API of your own", initCommand},
		{"stacks", "[provision STACK]", "list what each stack needs and has, or get what is missing", stacksCommand},
		{"seed", "[flags]", "fill the API's stores with a data set", seedCommand},
	}, childCommands()...)
}

// main alone ends the process; everything else returns an error or an exit code.
func main() {
	ctx := interruptible(context.Background())
	os.Exit(run(ctx, os.Args[1:], terminal{stdout: os.Stdout, stderr: os.Stderr}))
}

// interruptible returns a context that ends with an interrupt, SIGTERM or a lost terminal (SIGHUP, unless nohup has it ignored). A second
// interrupt ends the program at once: the first one's handler is gone by then. Of a lost terminal both the kernel and the shell may tell, so
// a second SIGHUP changes nothing.
func interruptible(ctx context.Context) context.Context {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) {
		ctx, _ = signal.NotifyContext(ctx, syscall.SIGHUP)
	}
	context.AfterFunc(ctx, stop)
	return ctx
}

// run runs one subcommand and returns the program's exit code.
func run(ctx context.Context, args []string, t terminal) int {
	t.redactor = redact.New(slices.Concat(os.Environ(), args)...)
	err := dispatch(ctx, args, t)
	var coded exit
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return exitcode.OK
	case errors.As(err, &coded):
		if coded.cause != nil {
			t.complain("bench:", coded.cause)
		}
		return coded.code
	case ctx.Err() != nil:
		t.complain("bench: interrupted:", err)
		return exitcode.Interrupted
	default:
		t.complain("bench:", err)
		return exitcode.Invalid
	}
}

// dispatch finds the subcommand and runs it with the rest of the arguments.
func dispatch(ctx context.Context, args []string, t terminal) error {
	if len(args) == 0 {
		writeUsage(t.stderr)
		return exit{exitcode.Usage, nil}
	}
	switch args[0] {
	case "help", "-h", "-help", "--help":
		writeUsage(t.stdout)
		return nil
	}
	var names []string
	for _, c := range commands() {
		if c.name == args[0] {
			return c.run(ctx, t, args[1:])
		}
		if c.summary != "" {
			names = append(names, c.name)
		}
	}
	return usageError(fmt.Errorf("unknown command %q%s; the commands are %s", args[0], didYouMean(args[0], names), strings.Join(names, ", ")))
}

// writeUsage lists the subcommands that have a summary, and the exit codes of all.
func writeUsage(w io.Writer) {
	fmt.Fprint(w, `bench answers one question with evidence: does this data architecture stay scalable and resilient
as load and data volume grow?

`)
	for _, c := range commands() {
		if c.summary != "" {
			fmt.Fprintf(w, "  bench %-36s %s\n", c.name+" "+c.arguments, c.summary)
		}
	}
	fmt.Fprint(w, `
"bench COMMAND -h" says more. Exit codes: 0 every SLO holds, 1 an SLO is broken, 2 usage or scenario error,
3 the run is invalid (its numbers must not be believed), 130 interrupted. Of a comparison: 0 no worse, 1 worse, 2 usage or not
comparable, 3 cannot tell.
`)
}

// childCommands are the hidden subcommands: the programs that stacks run as processes of their own.
func childCommands() []command {
	var list []command
	for _, name := range child.Names() {
		list = append(list, command{name: name, run: func(ctx context.Context, t terminal, _ []string) error {
			return child.Run(ctx, name, t.stdout, t.stderr)
		}})
	}
	return list
}
