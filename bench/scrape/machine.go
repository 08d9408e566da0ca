package scrape

import "github.com/prometheus/procfs"

// machine reads what all cores of this machine did together, whoever asked them to: what is neither the stack's nor the generator's
// is somebody else's, and a run that shared its cores must say so.
type machine struct{ fs procfs.FS }

// newMachine returns nil when the figures are not to be had under root.
func newMachine(root string) *machine {
	fs, err := procfs.NewFS(root)
	if err != nil {
		return nil
	}
	m := &machine{fs}
	if m.read() == nil {
		return nil
	}
	return m
}

// read returns seconds of all cores since the machine's start: at work for a process or the kernel, and kept from it by the host
// it is a guest of.
func (m *machine) read() []value {
	stat, err := m.fs.Stat()
	if err != nil {
		return nil
	}
	c := stat.CPUTotal
	return []value{
		{"machine_cpu_busy_seconds_total", "", counter, c.User + c.Nice + c.System + c.IRQ + c.SoftIRQ},
		{"machine_cpu_stolen_seconds_total", "", counter, c.Steal},
	}
}
