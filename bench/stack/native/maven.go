package native

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

//go:embed pom.xml
var pom []byte

// jars are a server's jars and all they need, in a folder of the cache named for the version. profile is the one of pom.xml.
func jars(profile, version string) part {
	folder := func(cache string) string { return filepath.Join(cache, profile+"-"+version) }
	copyTo := func(file, dir string) []string {
		return []string{"mvn", "-B", "-f", file, "-P", profile, "-D" + profile + ".version=" + version,
			"dependency:copy-dependencies", "-DoutputDirectory=" + dir}
	}
	return part{
		what: fmt.Sprintf("the jars of %s %s", profile, version),
		find: func(cache string) (string, error) {
			// The folder gets its name only when it is complete.
			if _, err := os.Stat(folder(cache)); err != nil {
				return "", err
			}
			return folder(cache), nil
		},
		command: func(cache string) string {
			return words(copyTo("bench/stack/native/pom.xml", folder(cache)))
		},
		obtain: func(ctx context.Context, cache string, progress func(string)) error {
			if err := obtainMaven(ctx, cache, progress); err != nil {
				return err
			}
			dir, err := os.MkdirTemp(cache, "maven-")
			if err != nil {
				return fmt.Errorf("get the jars of %s: %w", profile, err)
			}
			defer os.RemoveAll(dir)
			file, lib := filepath.Join(dir, "pom.xml"), filepath.Join(dir, "lib")
			if err := os.WriteFile(file, pom, 0o644); err != nil {
				return fmt.Errorf("get the jars of %s: %w", profile, err)
			}
			if err := runTool(ctx, tool{args: copyTo(file, lib), dir: dir, progress: progress}); err != nil {
				return err
			}
			if err := os.Rename(lib, folder(cache)); err != nil {
				return fmt.Errorf("get the jars of %s: %w", profile, err)
			}
			return nil
		},
	}
}

// obtainMaven gets Maven, which only the getting of jars needs.
func obtainMaven(ctx context.Context, cache string, progress func(string)) error {
	maven := debian("Maven", func() (string, error) { return exec.LookPath("mvn") }, "maven")
	if _, err := maven.find(cache); err == nil {
		return nil
	}
	if err := maven.obtain(ctx, cache, progress); err != nil {
		return errors.Join(fmt.Errorf("there is no Maven; get it with: %s", maven.command(cache)), err)
	}
	return nil
}
