package native

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"quintet/bench/stack"
)

// postgresServer is PostgreSQL with its durability as shipped, unless a setting changes it: every commit is flushed. The API gets a role that owns its
// database and is no superuser.
func postgresServer() server {
	return server{
		name: "postgres", role: "records", start: startPostgres,
		needs:    []part{debian("the programs postgres, initdb and psql (PostgreSQL 14 or newer)", findPostgres, "postgresql")},
		settings: map[string][]string{synchronousCommit: {"on", "off"}}, version: postgresVersion, keepable: postgresKeepable, home: postgresHome,
	}
}

// synchronousCommit is the setting that says when a commit is acknowledged (see postgres.Describe, whose tests use this package).
const synchronousCommit = "synchronous_commit"

// findPostgres returns the folder of PostgreSQL's programs. Debian keeps them off the PATH.
func findPostgres() (string, error) {
	path, err := newest("postgres", "/usr/lib/postgresql/*/bin/postgres", "/usr/pgsql-*/bin/postgres",
		"/opt/homebrew/opt/postgresql@*/bin/postgres", "/usr/local/opt/postgresql@*/bin/postgres")
	if err != nil {
		if path, err = findProgram("postgres"); err != nil {
			return "", err
		}
	}
	return filepath.Dir(path), nil
}

func postgresVersion(ctx context.Context) (string, error) {
	bin, err := findPostgres()
	if err != nil {
		return "", err
	}
	out, err := exec.CommandContext(ctx, filepath.Join(bin, "postgres"), "--version").Output()
	if err != nil {
		return "", fmt.Errorf("ask postgres for its version: %w", err)
	}
	return strings.TrimSpace(string(out)), nil
}

const (
	postgresOwner = "quintet"
	postgresAdmin = "postgres"
)

// postgres is what is known of a server before it runs.
type postgres struct {
	bin, data, port string
	who             *syscall.Credential
	// password is the superuser's.
	password string
}

// startPostgres starts one server with an owner of the database for the API and an administrator for the harness. A new data directory is
// initialised first; a kept one has its passwords in the access file.
func startPostgres(ctx context.Context, s site) (*Instance, error) {
	bin, err := findPostgres()
	if err != nil {
		return nil, err
	}
	passwords := access{Password: newPassword(), Admin: newPassword()}
	if s.access != nil {
		passwords = *s.access
	}
	p := &postgres{bin: bin, port: strconv.Itoa(s.port), password: passwords.Admin}
	if p.who, err = unprivileged(); err != nil {
		return nil, err
	}
	if err := p.house(&s); err != nil {
		return nil, err
	}
	if s.access == nil {
		if err := p.initialise(ctx, s.dir); err != nil {
			return nil, err
		}
	}
	node, err := startNode(ctx, p.command(s), stack.Info{Name: s.name, Role: s.role, Address: s.address}, p.probe)
	if err != nil {
		return nil, err
	}
	i := &Instance{
		Name: s.name, Hosts: []string{loopback}, Port: s.port, Nodes: []*stack.Node{node}, sweeper: s.sweeper, dir: s.dir,
		User: postgresOwner, Password: passwords.Password, Database: postgresOwner,
	}
	i.Env = map[string]string{
		"DATABASE_HOST": loopback, "DATABASE_PORT": p.port, "DATABASE_USER": i.User, "DATABASE_PASSWORD": i.Password,
		"DATABASE_NAME": i.Database,
	}
	if s.access == nil {
		// A statement that fails is logged; this one holds a password.
		_, err := p.query(ctx, "SET log_min_error_statement = panic",
			fmt.Sprintf("CREATE ROLE %s LOGIN PASSWORD '%s'", i.User, i.Password),
			fmt.Sprintf("CREATE DATABASE %s OWNER %s", i.Database, i.User))
		if err := errors.Join(err, s.writeAccess(passwords)); err != nil {
			return nil, i.fail(err)
		}
	}
	version, err := p.query(ctx, "SHOW server_version")
	if err != nil {
		return nil, i.fail(err)
	}
	number, _, _ := strings.Cut(version, " ")
	i.setSoftware("PostgreSQL " + number)
	return i, nil
}

// house finds a folder that the server can enter: the one it was given, or when that lies below one that only root can enter, another,
// unless it must be that one.
func (p *postgres) house(s *site) (err error) {
	given := s.dir
	if p.who != nil && !reachable(s.dir) && !s.home {
		if s.dir, err = s.sweeper.folder("", "quintet-postgres-"); err != nil {
			return err
		}
	}
	if p.who != nil && !reachable(s.dir) {
		return fmt.Errorf("start postgres: it refuses to run as root, and others cannot enter the folders above %s; "+
			"choose one they can enter, or set TMPDIR to one", given)
	}
	p.data = filepath.Join(s.dir, "data")
	return nil
}

// initialise makes the data directory. Nothing is flushed to the disk on the way: a cluster that a power failure spoils is empty.
func (p *postgres) initialise(ctx context.Context, dir string) error {
	secret := filepath.Join(dir, "password")
	if err := writeSecret(secret, p.password+"\n"); err != nil {
		return err
	}
	defer os.Remove(secret)
	if p.who != nil {
		for _, path := range []string{dir, secret} {
			if err := os.Chown(path, int(p.who.Uid), int(p.who.Gid)); err != nil {
				return fmt.Errorf("make postgres's folder: %w", err)
			}
		}
	}
	cmd := exec.CommandContext(ctx, filepath.Join(p.bin, "initdb"), "-D", p.data, "-U", postgresAdmin, "--pwfile="+secret,
		"--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions")
	cmd.Dir, cmd.Env = dir, environment(dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: p.who}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initialise postgres: %w: %s", err, out)
	}
	return nil
}

func (p *postgres) command(s site) stack.Command {
	settings := []string{
		"listen_addresses=" + loopback, "port=" + p.port, "unix_socket_directories=",
		"max_connections=200", "shared_buffers=256MB",
		// Shared memory lies in the data directory, so that nothing stays in /dev/shm when the server is killed.
		"dynamic_shared_memory_type=mmap",
	}
	if value := s.settings[synchronousCommit]; value != "" {
		settings = append(settings, synchronousCommit+"="+value)
	}
	args := []string{"-D", p.data}
	for _, setting := range settings {
		args = append(args, "-c", setting)
	}
	return stack.Command{
		Name: s.name, Path: filepath.Join(p.bin, "postgres"), Args: args, Env: environment(p.data), Dir: p.data, LogDir: s.logDir,
		User: p.who,
		// SIGTERM would wait for clients to leave; SIGINT sends them away.
		StopSignal: syscall.SIGINT, StopTimeout: s.patience,
	}
}

// probe reads a table, at an address that leads to the server.
func (p *postgres) probe(ctx context.Context, addr string) error {
	host, port, err := net.SplitHostPort(addr)
	if err == nil {
		_, err = p.queryAt(ctx, host, port, "SELECT count(*) FROM pg_catalog.pg_class")
	}
	return err
}

// query runs statements as the superuser, each in a transaction of its own, and returns what the last printed.
func (p *postgres) query(ctx context.Context, statements ...string) (string, error) {
	return p.queryAt(ctx, loopback, p.port, statements...)
}

func (p *postgres) queryAt(ctx context.Context, host, port string, statements ...string) (string, error) {
	args := []string{"-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", host, "-p", port, "-U", postgresAdmin, "-d", "postgres"}
	cmd := exec.CommandContext(ctx, filepath.Join(p.bin, "psql"), args...)
	// Statements go through the input and the password through the environment, because arguments are visible to all users.
	cmd.Stdin = strings.NewReader(strings.Join(statements, ";\n") + ";\n")
	cmd.Env = append(environment(p.data), "PGPASSWORD="+p.password, "PGCONNECT_TIMEOUT=5")
	out, err := cmd.CombinedOutput()
	text := strings.TrimSpace(string(out))
	if err != nil {
		return "", fmt.Errorf("ask postgres: %w: %s", err, text)
	}
	return text, nil
}

// postgresKeepable states what stands against a data directory below dir.
func postgresKeepable(dir string) error {
	who, err := unprivileged()
	if err == nil && who != nil && !reachable(nearest(dir)) {
		err = fmt.Errorf("%w: postgres refuses to run as root, and others cannot enter the folders above %s; set QUINTET_CACHE to one they can enter",
			stack.ErrNotKept, dir)
	}
	return err
}

// postgresHome is the folder, unless the server could not enter there.
func postgresHome(s *sweeper, folder string) (string, error) {
	who, err := unprivileged()
	if err != nil || who == nil || reachable(folder) {
		return folder, err
	}
	parent, err := s.folder("", "quintet-postgres-")
	if err != nil {
		return "", err
	}
	return filepath.Join(parent, filepath.Base(folder)), os.Chmod(parent, 0o711)
}

// unprivileged is who a server that refuses root runs as: nil, the harness's own user, unless that is root.
func unprivileged() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		if err != nil {
			continue
		}
		gid, err := strconv.ParseUint(u.Gid, 10, 32)
		if err != nil {
			continue
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, fmt.Errorf("postgres refuses to run as root, and there is neither a user postgres nor a user nobody")
}

// reachable reports whether every user can enter the folders above path.
func reachable(path string) bool {
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		if err != nil || info.Mode().Perm()&0o001 == 0 {
			return false
		}
		if dir == filepath.Dir(dir) {
			return true
		}
	}
}

// environment is what a server gets of the harness's environment: nothing that could change how it works. What it keeps in a home
// or writes to temporary files lies in dir.
func environment(dir string) []string {
	return []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" + dir, "LC_ALL=C"}
}
