package native

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"unicode"
)

// tool is a program that is run to its end.
type tool struct {
	args     []string
	env      []string
	dir      string
	progress func(string)
}

// runTool runs a program, tells each line it writes, and returns when it has ended. The error holds its last lines.
func runTool(ctx context.Context, t tool) error {
	const kept = 5
	cmd := exec.CommandContext(ctx, t.args[0], t.args[1:]...)
	cmd.Env, cmd.Dir = t.env, t.dir
	out, in := io.Pipe()
	cmd.Stdout, cmd.Stderr = in, in
	var last []string
	read := make(chan struct{})
	go func() {
		defer close(read)
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			line := strings.TrimSpace(lines.Text())
			if line == "" {
				continue
			}
			if t.progress != nil {
				t.progress(line)
			}
			last = append(last, line)
			last = last[max(0, len(last)-kept):]
		}
		// A line too long for the scanner must not stop the program.
		_, _ = io.Copy(io.Discard, out)
	}()
	err := cmd.Run()
	_ = in.Close()
	<-read
	if err != nil {
		return fmt.Errorf("run %s: %w: %s", words(t.args), err, strings.Join(last, " | "))
	}
	return nil
}

// words is a command line as a person would type it.
func words(args []string) string {
	quoted := make([]string, len(args))
	for i, a := range args {
		if strings.ContainsAny(a, " '\"$\\*?(){}[]<>|&;") {
			a = "'" + strings.ReplaceAll(a, "'", `'\''`) + "'"
		}
		quoted[i] = a
	}
	return strings.Join(quoted, " ")
}

// compareVersions orders texts so that numbers within them count as numbers: "postgresql/9" comes before "postgresql/15".
func compareVersions(a, b string) int {
	for a != "" && b != "" {
		var x, y string
		x, a = chunk(a)
		y, b = chunk(b)
		n, errX := strconv.Atoi(x)
		m, errY := strconv.Atoi(y)
		order := strings.Compare(x, y)
		if errX == nil && errY == nil {
			order = cmp.Compare(n, m)
		}
		if order != 0 {
			return order
		}
	}
	return cmp.Compare(len(a), len(b))
}

// chunk cuts off the digits, or the other characters, that s begins with.
func chunk(s string) (head, rest string) {
	digit := unicode.IsDigit(rune(s[0]))
	for i := range s {
		if unicode.IsDigit(rune(s[i])) != digit {
			return s[:i], s[i:]
		}
	}
	return s, ""
}
