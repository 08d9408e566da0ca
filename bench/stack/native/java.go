package native

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// javaPart is a Java runtime of one of the given versions, the first being the one to install.
func javaPart(versions ...int) part {
	var names []string
	for _, v := range versions {
		names = append(names, strconv.Itoa(v))
	}
	return debian("a Java runtime of version "+strings.Join(names, " or "), func() (string, error) { return findJava(versions...) },
		fmt.Sprintf("openjdk-%d-jre-headless", versions[0]))
}

// findJava looks for a runtime of one of the versions: $JAVA_HOME, the PATH, and the folders where systems keep several.
func findJava(versions ...int) (string, error) {
	var candidates []string
	if home := os.Getenv("JAVA_HOME"); home != "" {
		candidates = append(candidates, filepath.Join(home, "bin", "java"))
	}
	if path, err := exec.LookPath("java"); err == nil {
		candidates = append(candidates, path)
	}
	for _, pattern := range []string{"/usr/lib/jvm/*/bin/java", "/Library/Java/JavaVirtualMachines/*/Contents/Home/bin/java"} {
		matches, err := filepath.Glob(pattern)
		if err != nil {
			return "", fmt.Errorf("look for java: %w", err)
		}
		candidates = append(candidates, matches...)
	}
	for _, path := range candidates {
		if v, err := javaVersion(path); err == nil && slices.Contains(versions, v) {
			return path, nil
		}
	}
	return "", fmt.Errorf("no java of version %v was found", versions)
}

// javaVersion reads the major version from the file every runtime carries, which is quicker than starting it.
func javaVersion(path string) (int, error) {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return 0, err
	}
	b, err := os.ReadFile(filepath.Join(filepath.Dir(filepath.Dir(real)), "release"))
	if err != nil {
		return 0, err
	}
	lines := bufio.NewScanner(bytes.NewReader(b))
	for lines.Scan() {
		if v, ok := strings.CutPrefix(lines.Text(), "JAVA_VERSION="); ok {
			major, _, _ := strings.Cut(strings.Trim(v, `"`), ".")
			return strconv.Atoi(major)
		}
	}
	return 0, errors.New("the runtime does not tell its version")
}

// jvm is a Java server to be started.
type jvm struct {
	// lib is the folder of jars, conf a folder that comes before them on the class path, empty for none.
	lib, conf string
	// tmp receives what libraries unpack, so that it goes with the data.
	tmp string
	// crash is the file that receives the account of a crash.
	crash   string
	options []string
	class   string
	args    []string
}

func (j jvm) commandLine() []string {
	path := filepath.Join(j.lib, "*")
	if j.conf != "" {
		path = j.conf + string(filepath.ListSeparator) + path
	}
	args := []string{
		"-Xms512m", "-Xmx512m", "-Djava.awt.headless=true",
		"-Djava.io.tmpdir=" + j.tmp, "-Djna.tmpdir=" + j.tmp, "-XX:ErrorFile=" + j.crash,
		// Otherwise a file in the system's temporary folder stays behind when the server is killed.
		"-XX:+PerfDisableSharedMem",
		// A server without memory must be seen to have ended, not limp on.
		"-XX:+ExitOnOutOfMemoryError",
	}
	args = append(args, j.options...)
	args = append(args, "-cp", path, j.class)
	return append(args, j.args...)
}
