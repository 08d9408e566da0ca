package main

import (
	"bufio"
	"os"
	"runtime"
	"strconv"
	"strings"

	"quintet/bench/samples"
)

// machine describes where the run happens, as far as the system tells; what it does not tell stays empty.
func machine() samples.Machine {
	m := samples.Machine{OS: runtime.GOOS + "/" + runtime.GOARCH, Cores: runtime.NumCPU()}
	if host, err := os.Hostname(); err == nil {
		m.Hostname = host
	}
	m.Kernel = firstLine("/proc/sys/kernel/osrelease")
	if name := field("/etc/os-release", "PRETTY_NAME", "="); name != "" {
		m.OS = strings.Trim(name, `"`) + " (" + m.OS + ")"
	}
	m.CPU = field("/proc/cpuinfo", "model name", ":")
	if kib, err := strconv.ParseInt(strings.TrimSuffix(field("/proc/meminfo", "MemTotal", ":"), " kB"), 10, 64); err == nil {
		m.Memory = kib * 1024
	}
	load, _, _ := strings.Cut(firstLine("/proc/loadavg"), " ")
	if v, err := strconv.ParseFloat(load, 64); err == nil {
		m.LoadAverage = v
	}
	return m
}

func firstLine(path string) string {
	b, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	line, _, _ := strings.Cut(string(b), "\n")
	return strings.TrimSpace(line)
}

// field returns the value of the first line "key<sep>value" of a file.
func field(path, key, sep string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if k, v, ok := strings.Cut(lines.Text(), sep); ok && strings.TrimSpace(k) == key {
			return strings.TrimSpace(v)
		}
	}
	return ""
}
