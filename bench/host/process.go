package host

import (
	"slices"
	"strings"

	"github.com/prometheus/procfs"
)

// Descendants returns the processes below one, parents before their children. A process that ends meanwhile may be missing.
func Descendants(pid int) []int {
	all, err := procfs.AllProcs()
	if err != nil {
		return nil
	}
	children := map[int][]int{}
	for _, p := range all {
		if stat, err := p.Stat(); err == nil {
			children[stat.PPID] = append(children[stat.PPID], p.PID)
		}
	}
	var below []int
	for queue := children[pid]; len(queue) > 0; queue = queue[1:] {
		below = append(below, queue[0])
		queue = append(queue, children[queue[0]]...)
	}
	return below
}

// InControlGroup reports whether a process of this machine is in a control group with that name in its path, as those of a container are.
func InControlGroup(pid int, name string) bool {
	p, err := procfs.NewProc(pid)
	if err != nil {
		return false
	}
	groups, err := p.Cgroups()
	return err == nil && slices.ContainsFunc(groups, func(g procfs.Cgroup) bool { return strings.Contains(g.Path, name) })
}

// Runs reports whether a process runs or could: it neither stands still nor has ended. Where there is no /proc none does. One that cannot be
// interrupted ("D") counts as standing still: it stops before it does anything of its own, and one that waits for a child that it has just
// made, and that stands still, waits for as long as that does.
func Runs(pid int) bool {
	p, err := procfs.NewProc(pid)
	if err != nil {
		return false
	}
	stat, err := p.Stat()
	return err == nil && !slices.Contains([]string{"T", "t", "D", "Z", "X"}, stat.State)
}
