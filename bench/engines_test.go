package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quintet/api/store/embedded"
	"quintet/bench/distributed/bucket"
	"quintet/bench/exitcode"
)

// bucketSecret signs requests for the buckets of these tests, and must be in nothing that is written.
const bucketSecret = "s3cret-of-the-bucket"

// servedBucket is a bucket "runs" on loopback, which lives as long as the test.
type servedBucket struct {
	// environment is what opens it, as bucket.Config does; dir is the folder of its objects.
	environment []string
	bucket.Config
	dir string
}

func serveBucket(t *testing.T) *servedBucket {
	t.Helper()
	b := &servedBucket{dir: t.TempDir()}
	server, err := embedded.OpenS3(t.Context(), embedded.S3Config{Dir: b.dir, AccessKey: "key", SecretKey: bucketSecret, MaxBytes: 64 << 20})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	b.Config = bucket.Config{URL: "s3://runs", Endpoint: "http://" + server.Addr(), AccessKey: "key", SecretKey: bucketSecret}
	made, err := bucket.Make(t.Context(), b.Config)
	if err != nil {
		t.Fatal(err)
	}
	made.Close()
	b.environment = []string{"AWS_ENDPOINT_URL=http://" + server.Addr(), "AWS_ACCESS_KEY_ID=key", "AWS_SECRET_ACCESS_KEY=" + bucketSecret}
	return b
}

// TestPrint: what an engine would be asked for is printed without secrets, and nothing is started or made.
func TestPrint(t *testing.T) {
	t.Parallel()
	for engine, want := range map[string][]string{
		"kubernetes": {"kind: Job", "completions: 5", "image: registry.example/bench:7", "s3://runs/team", "value: http://127.0.0.1:1", "-small", "a Secret with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY"},
		"slurm":      {"sbatch '--parsable'", "'--nodes=5'", "AWS_SECRET_ACCESS_KEY", "srun ", "/reports/2", "-small/slurm.log"},
	} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			args := []string{"run", "-on", engine, "-generators", "5", "-print", "-bucket", "s3://runs/team", "small.yaml"}
			if engine == "kubernetes" {
				args = append(args, "-image", "registry.example/bench:7")
			}
			c := prepared(t, args...)
			c.Env = append(c.Env, "AWS_ENDPOINT_URL=http://127.0.0.1:1", "AWS_ACCESS_KEY_ID=key", "AWS_SECRET_ACCESS_KEY="+bucketSecret, "PATH="+t.TempDir())
			scenarioFile(t, c, small)
			got := execute(t, c)
			if got.code != exitcode.OK || strings.Contains(got.stdout+got.stderr, bucketSecret) {
				t.Errorf("%+v", got)
			}
			for _, w := range want {
				if !strings.Contains(got.stdout, w) {
					t.Errorf("no %q in\n%s", w, got.stdout)
				}
			}
			if _, err := os.Stat(filepath.Join(c.Dir, "reports")); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("a folder was made: %v", err)
			}
		})
	}
}

// Engines whose programs are not there, or that need a bucket others can reach, say so in one line.
func TestEngineUsage(t *testing.T) {
	t.Parallel()
	env := serveBucket(t).environment
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"NoBucket":  {[]string{"-on", "slurm"}, exitcode.Usage, "add -bucket s3://BUCKET/PREFIX"},
		"NoKubectl": {[]string{"-on", "kubernetes", "-bucket", "s3://runs/a"}, exitcode.Invalid, "-on kubernetes needs kubectl on the PATH"},
		"NoSlurm":   {[]string{"-on", "slurm", "-bucket", "s3://runs/b"}, exitcode.Invalid, "there is no sbatch on the PATH"},
		"Image":     {[]string{"-on", "slurm", "-bucket", "s3://runs/c", "-image", "x"}, exitcode.Usage, "-image and -overlay are for -on kubernetes"},
		"Print":     {[]string{"-print"}, exitcode.Usage, "-on processes starts them itself"},
	} {
		t.Run(name, func(t *testing.T) {
			cmd := prepared(t, append([]string{"run", "-quiet", "-generators", "2", "small.yaml"}, c.args...)...)
			cmd.Env = append(append(cmd.Env, env...), "PATH="+t.TempDir())
			scenarioFile(t, cmd, small)
			got := execute(t, cmd)
			if got.code != c.code || !strings.Contains(got.stderr, c.says) || strings.Contains(got.stderr, bucketSecret) {
				t.Errorf("%+v, want exit %d and %q", got, c.code, c.says)
			}
		})
	}
}
