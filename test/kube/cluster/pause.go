package cluster

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// pauseImage is what every pod's sandbox runs.
const pauseImage = "quintet.invalid/pause:1"

// buildPause builds the image of sandboxes in the form of "docker save": usually it is pulled from a registry.
func buildPause(ctx context.Context, module, path string) error {
	program := path + ".program"
	defer os.Remove(program)
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", program, "./pause")
	cmd.Dir, cmd.Env = module, append(os.Environ(), "CGO_ENABLED=0")
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build pause: %w: %s", err, said)
	}
	content, err := os.ReadFile(program)
	if err != nil {
		return err
	}
	return Image{Name: pauseImage, Entrypoint: "/pause", User: "65535:65535", Files: []File{{"pause", 0o755, content}}}.Write(path)
}

// pauseFile is where the image of sandboxes is, beside the program.
func pauseFile(program string) string { return filepath.Join(filepath.Dir(program), "pause.tar") }
