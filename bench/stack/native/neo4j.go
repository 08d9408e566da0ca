package native

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"quintet/api/store/neo4j"
	"quintet/bench/stack"
)

// neo4jVersion is what is downloaded.
const neo4jVersion = "5.26.12"

// neo4jServer is Neo4j Community, from its jars. It is always one node: clusters are for the Enterprise edition.
func neo4jServer() server {
	return server{
		name: "neo4j", role: "graph", start: startNeo4j,
		needs:   []part{javaPart(17, 21), neo4jJars()},
		version: constant(neo4jVersion),
	}
}

func neo4jJars() part { return jars("neo4j", neo4jVersion) }

const neo4jUser = "neo4j"

// neo4jSite is what is known of a server before it runs.
type neo4jSite struct {
	site
	password string
}

// startNeo4j starts one server. The password is written before the first start, so that it never runs with the default one.
func startNeo4j(ctx context.Context, s site) (*Instance, error) {
	java, err := findJava(17, 21)
	if err != nil {
		return nil, err
	}
	lib, err := neo4jJars().find(s.cache)
	if err != nil {
		return nil, err
	}
	n := &neo4jSite{s, newPassword()}
	if s.access != nil {
		n.password = s.access.Password
	}
	conf, tmp := filepath.Join(s.dir, "conf"), filepath.Join(s.dir, "tmp")
	for _, dir := range []string{conf, tmp} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, fmt.Errorf("configure neo4j: %w", err)
		}
	}
	if err := os.WriteFile(filepath.Join(conf, "neo4j.conf"), []byte(n.config()), 0o600); err != nil {
		return nil, fmt.Errorf("configure neo4j: %w", err)
	}
	if s.access == nil {
		if err := n.writePassword(s.dir); err != nil {
			return nil, err
		}
		if err := s.writeAccess(access{Password: n.password}); err != nil {
			return nil, err
		}
	}
	node, err := startNode(ctx, stack.Command{
		Name: s.name, Path: java, Dir: s.dir, LogDir: s.logDir, Env: environment(s.dir),
		StopTimeout: s.patience,
		Args: jvm{
			lib: lib, tmp: tmp, crash: filepath.Join(s.logDir, s.name+"-crash.log"), class: "org.neo4j.server.CommunityEntryPoint",
			options: append([]string{
				"--add-opens=java.base/java.nio=ALL-UNNAMED", "--add-opens=java.base/java.io=ALL-UNNAMED",
				"--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
			}, s.javaOptions...),
			args: []string{"--home-dir=" + s.dir, "--config-dir=" + conf, "--console-mode"},
		}.commandLine(),
	}, stack.Info{Name: s.name, Role: s.role, Address: s.address}, func(ctx context.Context, addr string) error {
		_, err := n.probe(ctx, addr)
		return err
	})
	if err != nil {
		return nil, err
	}
	i := &Instance{
		Name: s.name, Hosts: []string{loopback}, Port: s.port, User: neo4jUser, Password: n.password, Nodes: []*stack.Node{node},
		sweeper: s.sweeper,
		Env: map[string]string{
			"NEO4J_HOST": loopback, "NEO4J_PORT": strconv.Itoa(s.port), "NEO4J_USER": neo4jUser, "NEO4J_PASSWORD": n.password,
		},
	}
	version, err := n.probe(ctx, s.address)
	if err != nil {
		return nil, i.fail(err)
	}
	i.setSoftware(version)
	return i, nil
}

// probe returns the version of a server that reads a node, at an address that leads to it.
func (n *neo4jSite) probe(ctx context.Context, addr string) (version string, err error) {
	host, port, err := splitAddress(addr)
	if err != nil {
		return "", err
	}
	return neo4j.Probe(ctx, neo4j.Config{Host: host, Port: port, User: neo4jUser, Password: n.password})
}

func (n *neo4jSite) config() string {
	return strings.Join([]string{
		"server.default_listen_address=" + loopback,
		"server.bolt.listen_address=" + n.address,
		// The API speaks Bolt.
		"server.http.enabled=false",
		"server.https.enabled=false",
		"server.directories.logs=" + filepath.Join(n.logDir, "neo4j"),
		"server.memory.pagecache.size=128m",
		// Otherwise each of two databases begins by writing a log of 256 MB.
		"db.tx_log.preallocate=false",
		"dbms.usage_report.enabled=false",
		// Otherwise an orderly stop takes ten seconds longer, in which nothing happens.
		"internal.dbms.bolt.netty_server_shutdown_quiet_period=0",
		"internal.server.bolt.thread_pool_shutdown_wait_time=100ms",
		"",
	}, "\n")
}

// writePassword writes the file from which a new database takes its first user, as "neo4j-admin dbms set-initial-password" does
// without the seconds a second Java takes. Rejected: changing the password by a statement, which a server that has just started
// takes so long to run that the client may give up and not learn that it was done.
func (n *neo4jSite) writePassword(home string) error {
	const iterations = 1024
	salt := make([]byte, sha256.Size)
	if _, err := rand.Read(salt); err != nil {
		return fmt.Errorf("make neo4j's password: %w", err)
	}
	hash := sha256.Sum256(append(bytes.Clone(salt), n.password...))
	for range iterations - 1 {
		hash = sha256.Sum256(hash[:])
	}
	dir := filepath.Join(home, "data", "dbms")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make neo4j's password: %w", err)
	}
	return writeSecret(filepath.Join(dir, "auth.ini"), fmt.Sprintf("%s:SHA-256,%x,%x,%d:\n", neo4jUser, hash, salt, iterations))
}
