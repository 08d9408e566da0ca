package scrape

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/prometheus/procfs"
)

// process reads what one process and its descendants use from /proc. It is used by one goroutine.
type process struct {
	fs   procfs.FS
	root string
	pid  func() int
	// alone leaves the descendants out.
	alone bool

	// born is the process of the reading before, counted its counters.
	born    identity
	counted counters
}

// identity tells a process from a later one with the same number.
type identity struct {
	pid int
	// start is in clock ticks since the machine's start.
	start uint64
}

// reading is what a process used.
type reading struct {
	identity identity
	values   []value
}

// counters are the figures that only grow.
type counters struct {
	cpu, read, written float64
}

// usage is what some processes use together.
type usage struct {
	counters
	// private and shared are resident bytes: of each process alone, and the largest part that one of them shares with
	// others. Shared memory has to be counted once, and which of it is the same is not said.
	private, shared, threads, files float64
	// noMemory, noIO and noFiles say that a figure is not known of all processes, so that there is no sum.
	noMemory, noIO, noFiles bool
}

// newProcess returns nil when figures of processes are not to be had under root.
func newProcess(root string, pid func() int) *process {
	fs, err := procfs.NewFS(root)
	if err != nil {
		return nil
	}
	self, err := fs.Self()
	if err != nil {
		return nil
	}
	if _, err := self.Stat(); err != nil {
		return nil
	}
	return &process{fs: fs, root: root, pid: pid}
}

// userHZ is clock ticks a second, which Linux fixes for what it shows.
const userHZ = 100

// read returns false when there is no such process, or it has ended and its parent has not waited for it yet.
func (p *process) read() (reading, bool) {
	pid := p.pid()
	if pid <= 0 {
		return reading{}, false
	}
	var u usage
	stat, ok := p.add(&u, pid)
	if !ok || stat.State == "Z" || stat.State == "X" {
		return reading{}, false
	}
	id := identity{pid, stat.Starttime}
	if !p.alone {
		p.addDescendants(&u, pid)
	}
	// A child that ended between two looks is missing from both its own figures and its parent's, for a moment: that
	// must not look as if the counters had begun again.
	if id == p.born {
		u.cpu, u.read, u.written = max(u.cpu, p.counted.cpu), max(u.read, p.counted.read), max(u.written, p.counted.written)
	}
	p.born, p.counted = id, u.counters
	return reading{id, u.values()}, true
}

// maxDescendants bounds how many processes one target may be.
const maxDescendants = 4096

// addDescendants adds all processes below one, each after its parent: a parent's figures take in those of the children
// it has waited for, and reading the child first could count it twice.
func (p *process) addDescendants(u *usage, pid int) {
	for queue, n := p.children(pid), 0; len(queue) > 0 && n < maxDescendants; n++ {
		pid, queue = queue[0], queue[1:]
		if _, ok := p.add(u, pid); ok {
			queue = append(queue, p.children(pid)...)
		}
	}
}

// children lists the children of all threads of a process.
func (p *process) children(pid int) []int {
	tasks := filepath.Join(p.root, strconv.Itoa(pid), "task")
	threads, err := os.ReadDir(tasks)
	if err != nil {
		return nil
	}
	var children []int
	for _, t := range threads {
		text, err := os.ReadFile(filepath.Join(tasks, t.Name(), "children"))
		if err != nil {
			continue
		}
		for _, field := range strings.Fields(string(text)) {
			if child, err := strconv.Atoi(field); err == nil {
				children = append(children, child)
			}
		}
	}
	return children
}

// add adds one process, and false when it is not there.
func (p *process) add(u *usage, pid int) (procfs.ProcStat, bool) {
	proc, err := p.fs.Proc(pid)
	if err != nil {
		return procfs.ProcStat{}, false
	}
	stat, err := proc.Stat()
	if err != nil {
		return procfs.ProcStat{}, false
	}
	u.cpu += float64(stat.UTime+stat.STime) / userHZ
	if !p.alone {
		u.cpu += float64(stat.CUTime+stat.CSTime) / userHZ
	}
	u.threads += float64(stat.NumThreads)
	// What is closed to us (another user's process) makes the sum unknown, not smaller. A process that has ended and was not waited
	// for yet holds no memory and no files.
	if statm, err := proc.Statm(); err == nil {
		u.private += float64(statm.ResidentBytes()) - float64(statm.SHRBytes())
		u.shared = max(u.shared, float64(statm.SHRBytes()))
	} else {
		u.noMemory = true
	}
	// The kernel adds to a process's bytes those of the children it has waited for.
	if io, err := proc.IO(); err == nil {
		u.read, u.written = u.read+float64(io.ReadBytes), u.written+float64(io.WriteBytes)
	} else if stat.State != "Z" {
		u.noIO = true
	}
	if files, err := proc.FileDescriptorsLen(); err == nil {
		u.files += float64(files)
	} else if stat.State != "Z" {
		u.noFiles = true
	}
	return stat, true
}

// values are the figures under the names that client_golang gives them, where it has one.
func (u *usage) values() []value {
	values := []value{
		{"process_cpu_seconds_total", "", counter, u.cpu},
		{"process_threads", "", gauge, u.threads},
	}
	if !u.noMemory {
		values = append(values, value{"process_resident_memory_bytes", "", gauge, u.private + u.shared})
	}
	if !u.noIO {
		values = append(values, value{"process_io_read_bytes_total", "", counter, u.read}, value{"process_io_written_bytes_total", "", counter, u.written})
	}
	if !u.noFiles {
		values = append(values, value{"process_open_fds", "", gauge, u.files})
	}
	return values
}
