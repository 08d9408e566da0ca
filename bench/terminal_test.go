package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"quintet/bench/exitcode"
)

// What a scenario file, an argument or a name of a file has in it reaches the terminal as text: nothing of it moves the cursor or colours.
func TestTerminalObeysNoInput(t *testing.T) {
	const red = "\x1b[31mred\x1b[0m\x07\u009b2J"
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for name, args := range map[string][]string{
		"Key":      {"validate", file("key.yaml", "name: key\n\"\\e[31mred\\a\": 1\n")},
		"InnerKey": {"validate", file("inner.yaml", "name: inner\nworkload: {mix: {\"users.get\\e[31mred\": 1}}\nload: {rate: 1/s, duration: 1s}\n")},
		"SetName":  {"run", "-set", red + "=1", "smoke"},
		"SetField": {"run", "-set", "dataset." + red + "=1", "smoke"},
		"SetValue": {"run", "-set", "cache=" + red, "smoke"},
		"Flag":     {"run", "-" + red, "smoke"},
		"Command":  {red},
		"File":     {"run", red + ".yaml"},
		"Run":      {"report", red},
		"Stack":    {"run", "-stack", red, "smoke"},
		"Compare":  {"compare", red, red},
	} {
		t.Run(name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			if code := run(context.Background(), args, terminal{stdout: &stdout, stderr: &stderr}); code != exitcode.Usage {
				t.Errorf("exit %d, want %d", code, exitcode.Usage)
			}
			text := stdout.String() + stderr.String()
			if i := strings.IndexFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }); i >= 0 {
				t.Errorf("control character %q in %q", text[i], text)
			}
			if !strings.Contains(text, "red") {
				t.Errorf("it does not say what it found: %q", text)
			}
		})
	}
}
