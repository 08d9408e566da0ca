package server_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"quintet/api/server"
)

// TestSchemathesis has schemathesis make requests from the API's own description, right ones and wrong ones, and hold the answers to it. It is
// bounded and seeded, takes a minute, and is for those who have the program: SCHEMATHESIS names it, make schemathesis gets it.
func TestSchemathesis(t *testing.T) {
	program := os.Getenv("SCHEMATHESIS")
	if program == "" {
		t.Skip("SCHEMATHESIS names no program; make schemathesis gets it and runs this test")
	}
	config, err := filepath.Abs("testdata/schemathesis.toml")
	if err != nil {
		t.Fatal(err)
	}
	a := open(t, server.Config{DataDir: t.TempDir()})
	run := exec.CommandContext(t.Context(), program, "--config-file", config, "run", a.base+"/openapi.yaml", "--seed", "1", "--max-examples", "20",
		"--phases", "examples,coverage,fuzzing,stateful", "--request-timeout", "60", "--warnings", "off")
	// What it remembers of earlier runs would make this one another.
	run.Dir = t.TempDir()
	out, err := run.CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	} else {
		t.Logf("%s", out)
	}
}
