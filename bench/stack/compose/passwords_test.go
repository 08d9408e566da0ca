package compose

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/redis/go-redis/v9"
)

// odd are passwords that mean something to a shell, to Redis's configuration, to .env or to Compose.
func odd() []string {
	return []string{
		`plain`, `with blank`, ` blanks around `, `hash#tag`, `# comment`, `"quoted"`, `one"quote`, `it's`, `'single'`, `back\slash`, `\x41`, `\\ \" \n`,
		`$HOME`, `$$`, `${REDIS_PORT}`, "`id`", `$(id)`, `a;b|c&d`, `<END>`, `END`, `*?[x]`, `%s%n`, `!history`, `a=b`, `a:b@c/d`, `--dir /`, `ünï日本語🦜`,
		"tab\tin", strings.Repeat("x", 500),
	}
}

// written is how .env.example says that a password is written.
func written(password string) string {
	return "'" + strings.ReplaceAll(password, "'", `\'`) + "'"
}

// loaded is what the compose file makes of a password in .env.
func loaded(t *testing.T, variable, password string) map[string]string {
	t.Helper()
	env := filepath.Join(t.TempDir(), ".env")
	if err := os.WriteFile(env, []byte(variable+"="+written(password)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	values, err := dotenv.Read(env)
	if err != nil {
		t.Fatalf("%s: %v", written(password), err)
	}
	all := bucketed(marked(t))
	all[variable] = values[variable]
	return all
}

// TestRedisPasswords runs the very line that starts Redis in its container, with the local server, whose address and folder alone are others:
// with each password it starts, admits only the client that has it.
func TestRedisPasswords(t *testing.T) {
	program, err := exec.LookPath("redis-server")
	if err != nil {
		t.Skip("redis-server is not installed; Debian and Ubuntu: apt-get install redis-server")
	}
	for n, password := range odd() {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			p := mustLoad(t, loaded(t, "REDIS_PASSWORD", password), false)
			if found := configured(t, p.Services["api"].Environment).Variables["REDIS_PASSWORD"]; found != password {
				t.Errorf("the API gets the password %q of %q", found, password)
			}
			s := p.Services["redis"]
			if found := text(s.Environment["REDISCLI_AUTH"]); found != password {
				t.Errorf("Redis gets the password %q of %q", found, password)
			}
			dir, bin := t.TempDir(), t.TempDir()
			socket := filepath.Join(dir, "s")
			// The folder /data is the container's.
			script := fmt.Sprintf("#!/bin/sh\nfor a; do shift; [ \"$a\" = /data ] && a=%q; set -- \"$@\" \"$a\"; done\nexec %s \"$@\" --port 0 --unixsocket %s\n",
				dir, program, socket)
			if err := os.WriteFile(filepath.Join(bin, "redis-server"), []byte(script), 0o700); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			var said strings.Builder
			c := exec.CommandContext(ctx, s.Entrypoint[0], s.Entrypoint[1:]...)
			c.Env = []string{"PATH=" + bin + ":" + os.Getenv("PATH"), "REDISCLI_AUTH=" + text(s.Environment["REDISCLI_AUTH"])}
			c.Stdout, c.Stderr = &said, &said
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() { ended <- c.Wait() }()
			defer func() {
				cancel()
				<-ended
			}()
			for {
				if _, err := os.Stat(socket); err == nil {
					break
				}
				select {
				case err := <-ended:
					ended <- err
					t.Fatalf("with the password %q it ended: %v\n%s", password, err, said.String())
				case <-time.After(5 * time.Millisecond):
				}
			}
			for asked, in := range map[string]bool{password: true, password + "x": false, "": false} {
				client := redis.NewClient(&redis.Options{Network: "unix", Addr: socket, Password: asked, MaxRetries: -1})
				err := client.Ping(ctx).Err()
				client.Close()
				if (err == nil) != in {
					t.Errorf("password is %q, asked with %q: %v", password, asked, err)
				}
			}
		})
	}
}

// neo4jAuth is how the image of Neo4j takes NEO4J_AUTH apart (its docker-entrypoint.sh).
var neo4jAuth = regexp.MustCompile(`^([^/]+)/([^/]+)/?([tT][rR][uU][eE])?$`)

// TestNeo4jPasswords runs the very line that starts Neo4j in its container, up to the image's own program: that gets what is in .env, by the
// image's rule, and nothing that would be a setting; or, where .env.example says that a password cannot be, one line says why.
func TestNeo4jPasswords(t *testing.T) {
	bin := t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "tini"), []byte("#!/bin/sh\nprintf '%s\\0' \"$*\" \"$NEO4J_AUTH\" \"${NEO4J_PASSWORD-unset}\"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, password := range append(odd(), "a/b/c/d/e/f", "/slashes/", "neo4j") {
		p := mustLoad(t, loaded(t, "NEO4J_PASSWORD", password), false)
		if got := configured(t, p.Services["api"].Environment).Variables["NEO4J_PASSWORD"]; got != password {
			t.Errorf("the API gets the password %q of %q", got, password)
		}
		s := p.Services["neo4j"]
		c := exec.CommandContext(t.Context(), s.Entrypoint[0], append(s.Entrypoint[1:], s.Command...)...)
		c.Env = []string{"PATH=" + bin + ":" + os.Getenv("PATH")}
		for name, value := range s.Environment {
			c.Env = append(c.Env, name+"="+text(value))
		}
		var said strings.Builder
		c.Stderr = &said
		out, err := c.Output()
		if strings.Contains(password, "/") || password == "neo4j" {
			if lines := strings.Count(said.String(), "\n"); err == nil || len(out) > 0 || lines != 1 || !strings.Contains(said.String(), "change it in .env") {
				t.Errorf("with the password %q: %v, and it says %q", password, err, said.String())
			}
			continue
		}
		got := strings.Split(string(out), "\x00")
		if err != nil || len(got) != 4 || got[0] != "-g -- /startup/docker-entrypoint.sh neo4j" || got[2] != "unset" {
			t.Errorf("with the password %q the image's program is called with %q: %v, %s", password, got, err, said.String())
			continue
		}
		if found := neo4jAuth.FindStringSubmatch(got[1]); found == nil || found[1] != "neo4j" || found[2] != password || found[3] != "" {
			t.Errorf("the image takes %q apart as %q", password, found)
		}
	}
	if example := strings.ReplaceAll(read(t, ".env.example"), "\n# ", " "); !strings.Contains(example, "Neo4j's password cannot have a slash") || !strings.Contains(example, "it cannot be neo4j") {
		t.Error(".env.example does not say what Neo4j's password cannot have")
	}
}

// TestUnwritable: what .env.example says cannot be written is refused when .env is read, not changed.
func TestUnwritable(t *testing.T) {
	if values, err := dotenv.Parse(strings.NewReader("REDIS_PASSWORD=" + written(`ends with \`) + "\n")); err == nil {
		t.Errorf("read as %q", values["REDIS_PASSWORD"])
	}
	if !strings.Contains(read(t, ".env.example"), "cannot end with a backslash") {
		t.Error(".env.example does not say so")
	}
}

// TestOtherPasswords: what the other stores are given is what is in .env.
func TestOtherPasswords(t *testing.T) {
	for _, c := range []struct{ variable, service, inside string }{
		{"DATABASE_PASSWORD", "postgres", "POSTGRES_PASSWORD"}, {"STORAGE_SECRET_KEY", "minio", "MINIO_ROOT_PASSWORD"},
	} {
		for _, password := range odd() {
			p := mustLoad(t, loaded(t, c.variable, password), false)
			api := configured(t, p.Services["api"].Environment)
			if found := text(p.Services[c.service].Environment[c.inside]); found != password || api.Variables[c.variable] != password {
				t.Errorf("%s gets %q of %q", c.service, found, password)
			}
		}
	}
}
