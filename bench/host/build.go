package host

import (
	"runtime"
	"runtime/debug"

	"quintet/bench/samples"
)

// Build describes this program, from what the Go toolchain wrote into the binary.
func Build() samples.Build {
	b := samples.Build{Version: "devel", Go: runtime.Version()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	if info.Main.Version != "" && info.Main.Version != "(devel)" {
		b.Version = info.Main.Version
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Revision = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
	return b
}
