package host

import (
	"bufio"
	"bytes"
	"os"
	"runtime"
	"strings"

	"github.com/prometheus/procfs"

	"quintet/bench/samples"
)

// Machine describes this machine and how busy it is now.
func Machine() samples.Machine {
	m := samples.Machine{OS: runtime.GOOS + "/" + runtime.GOARCH, Cores: runtime.NumCPU()}
	if name, err := os.Hostname(); err == nil {
		m.Hostname = name
	}
	if b, err := os.ReadFile("/etc/os-release"); err == nil {
		if name := distribution(b); name != "" {
			m.OS = name + " (" + m.OS + ")"
		}
	}
	fs, err := procfs.NewDefaultFS()
	if err != nil {
		return m
	}
	if kernel, err := fs.SysctlStrings("kernel/osrelease"); err == nil {
		m.Kernel = strings.Join(kernel, " ")
	}
	if cpus, err := fs.CPUInfo(); err == nil && len(cpus) > 0 {
		m.CPU = cpus[0].ModelName
	}
	if memory, err := fs.Meminfo(); err == nil && memory.MemTotalBytes != nil {
		m.Memory = int64(*memory.MemTotalBytes)
	}
	if load, err := fs.LoadAvg(); err == nil {
		m.LoadAverage = load.Load1
	}
	return m
}

// distribution is the PRETTY_NAME of an os-release file.
func distribution(text []byte) string {
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		if name, ok := strings.CutPrefix(lines.Text(), "PRETTY_NAME="); ok {
			return strings.Trim(name, `"'`)
		}
	}
	return ""
}

// OutgoingPorts returns the lowest port that the system gives to outgoing connections.
func OutgoingPorts() (lowest int, ok bool) {
	fs, err := procfs.NewDefaultFS()
	if err != nil {
		return 0, false
	}
	ports, err := fs.SysctlInts("net/ipv4/ip_local_port_range")
	if err != nil || len(ports) == 0 {
		return 0, false
	}
	return ports[0], true
}
