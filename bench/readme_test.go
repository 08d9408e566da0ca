package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"quintet/bench/exitcode"
)

const readmeFile = "../README.md"

// shown is something that the README shows, and where.
type shown struct {
	line int
	text string
}

func (s shown) name() string { return "line " + strconv.Itoa(s.line) + " " + s.text }

// readme is README.md in parts: fenced blocks by language, and the lines outside them. Lines keep their numbers.
type readme struct {
	fences map[string][]shown
	prose  []shown
}

func readReadme(t *testing.T) readme {
	t.Helper()
	text, err := os.ReadFile(readmeFile)
	if err != nil {
		t.Fatal(err)
	}
	r := readme{fences: map[string][]shown{}}
	language, block := "", (*shown)(nil)
	for i, line := range strings.Split(string(text), "\n") {
		mark, fence := strings.CutPrefix(strings.TrimSpace(line), "```")
		switch {
		case fence && block == nil:
			language, block = mark, &shown{line: i + 2}
		case fence:
			r.fences[language], block = append(r.fences[language], *block), nil
		case block != nil:
			block.text += line + "\n"
		default:
			r.prose = append(r.prose, shown{i + 1, line})
		}
	}
	if block != nil {
		t.Errorf("line %d: a fence has no end", block.line)
	}
	return r
}

var codeSpan = regexp.MustCompile("`([^`]+)`")

// spans are what stands in backticks, commands among it, in comments of sh blocks too.
func (r readme) spans() []shown {
	lines := slices.Clone(r.prose)
	for _, block := range r.fences["sh"] {
		for i, line := range strings.Split(block.text, "\n") {
			lines = append(lines, shown{block.line + i, shellComment.FindString(line)})
		}
	}
	var all []shown
	for _, line := range lines {
		for _, m := range codeSpan.FindAllStringSubmatch(line.text, -1) {
			all = append(all, shown{line.line, m[1]})
		}
	}
	return all
}

var (
	shellComment = regexp.MustCompile(`(^|\s)#.*$`)
	assignments  = regexp.MustCompile(`^(?:[A-Z][A-Z0-9_]*=\S* +)+`)
	// blank is what a reader has to fill in.
	blank = regexp.MustCompile(`(?:^|\s)(?:[A-Z][A-Z0-9|.-]*|<[^>]*>|\.\.\.|\[.*\])(?:$|\s)`)
)

// program is what a command runs, and the command without the variables before it.
func program(command string) (name, rest string) {
	rest = command[len(assignments.FindString(command)):]
	name, _, _ = strings.Cut(rest, " ")
	return filepath.Base(name), rest
}

// commands are those of the sh blocks, and those among the spans.
func (r readme) commands() []shown {
	var all []shown
	for _, block := range r.fences["sh"] {
		text := strings.ReplaceAll(block.text, "\\\n", " ")
		for i, line := range strings.Split(text, "\n") {
			for command := range strings.SplitSeq(shellComment.ReplaceAllString(line, ""), "&&") {
				if command = strings.TrimSpace(command); command != "" {
					all = append(all, shown{block.line + i, command})
				}
			}
		}
	}
	for _, s := range r.spans() {
		if name, rest := program(s.text); checks()[name] != nil && strings.Contains(rest, " ") {
			all = append(all, s)
		}
	}
	return all
}

// checks say of each program that the README may call how its commands are checked.
func checks() map[string]func(t *testing.T, dir, command string) {
	return map[string]func(t *testing.T, dir, command string){
		"bench": checkBench, "make": checkMake, "go": checkGo, "docker": checkFiles, "cp": checkFiles, "cd": checkFiles,
		"curl": func(*testing.T, string, string) {}, // addresses are checked wherever they stand
	}
}

// TestReadmeCommands runs every command of the README: those that are quick really, the others as far as they go without starting
// anything.
func TestReadmeCommands(t *testing.T) {
	t.Parallel()
	all := readReadme(t).commands()
	if len(all) < 5 {
		t.Fatalf("found %d commands", len(all))
	}
	for _, c := range all {
		t.Run(c.name(), func(t *testing.T) {
			t.Parallel()
			name, _ := program(c.text)
			check := checks()[name]
			if check == nil {
				t.Fatalf("nobody knows how to check a command of %s: add it to checks", name)
			}
			check(t, checkout(t), c.text)
		})
	}
}

// The first command of the README, on a scenario made short: it prints where the report is.
func TestReadmeBench(t *testing.T) {
	t.Parallel()
	dir := checkout(t)
	got := shell(t, dir, "make bench SCENARIO=smoke DURATION=2s GO=true")
	lines := strings.Split(strings.TrimSpace(got.stdout), "\n")
	page := lines[len(lines)-1]
	if ok, _ := filepath.Match("reports/*/index.html", page); !ok {
		t.Fatalf("the last line is %q; %+v", page, got)
	}
	for _, path := range []string{page, "reports/index.html"} {
		if _, err := os.Stat(filepath.Join(dir, path)); err != nil {
			t.Error(err)
		}
	}
}

// Scenarios that the README shows are valid under the name they bear.
func TestReadmeScenarios(t *testing.T) {
	t.Parallel()
	dir := checkout(t)
	for _, block := range readReadme(t).fences["yaml"] {
		name, ok := strings.CutPrefix(block.text, "name: ")
		if !ok {
			continue
		}
		name, _, _ = strings.Cut(name, "\n")
		if err := os.WriteFile(filepath.Join(dir, name+".yaml"), []byte(block.text), 0o644); err != nil {
			t.Fatal(err)
		}
		if got := shell(t, dir, "bin/bench validate "+name+".yaml"); got.code != exitcode.OK {
			t.Errorf("line %d: %+v", block.line, got)
		}
	}
}

// checkout is a folder that looks like a checkout in which bin/bench has been built. What commands write there is thrown away.
func checkout(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, e := range entries {
		if !slices.Contains([]string{".git", "bin", "data", "reports"}, e.Name()) {
			if err := os.Symlink(filepath.Join(root, e.Name()), filepath.Join(dir, e.Name())); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(binary, filepath.Join(dir, "bin", "bench")); err != nil {
		t.Fatal(err)
	}
	if example := filepath.Join(root, "reports", "example"); exists(example) {
		if err := os.CopyFS(filepath.Join(dir, "reports", "example"), os.DirFS(example)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// shell runs a command line to its end, without what a make around the test has set.
func shell(t *testing.T, dir, line string) outcome {
	t.Helper()
	c := exec.Command("sh", "-c", line)
	c.Dir = dir
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); !strings.HasPrefix(name, "MAKE") && name != "MFLAGS" {
			c.Env = append(c.Env, v)
		}
	}
	c.Env = append(c.Env, "NO_COLOR=1", "AWS_ACCESS_KEY_ID=key", "AWS_SECRET_ACCESS_KEY=secret", "PATH="+filepath.Join(dir, "bin")+":"+os.Getenv("PATH"))
	return execute(t, c)
}
