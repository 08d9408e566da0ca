package native

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"quintet/bench/stack"
)

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

// neo4j is what is known of a server before it runs.
type neo4j struct {
	bolt, web, password string
}

func startNeo4j(ctx context.Context, s site) (*Instance, error) {
	java, err := findJava(17, 21)
	if err != nil {
		return nil, err
	}
	lib, err := neo4jJars().find(s.cache)
	if err != nil {
		return nil, err
	}
	ports, err := freePorts(2, loopback)
	if err != nil {
		return nil, err
	}
	port := strconv.Itoa(ports[0])
	n := &neo4j{
		bolt: net.JoinHostPort(loopback, port), web: net.JoinHostPort(loopback, strconv.Itoa(ports[1])), password: newPassword(),
	}
	if s.access != nil {
		n.password = s.access.Password
	}
	conf, tmp := filepath.Join(s.dir, "conf"), filepath.Join(s.dir, "tmp")
	for _, dir := range []string{conf, tmp} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, fmt.Errorf("configure neo4j: %w", err)
		}
	}
	if err := os.WriteFile(filepath.Join(conf, "neo4j.conf"), []byte(n.config(s)), 0o600); err != nil {
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
		Name: s.name, Path: java, Dir: s.dir, LogDir: s.logDir, Env: environment(s.dir), Ready: n.ready,
		StopTimeout: s.patience,
		Args: jvm{
			lib: lib, tmp: tmp, crash: filepath.Join(s.logDir, s.name+"-crash.log"), class: "org.neo4j.server.CommunityEntryPoint",
			options: []string{
				"--add-opens=java.base/java.nio=ALL-UNNAMED", "--add-opens=java.base/java.io=ALL-UNNAMED",
				"--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
			},
			args: []string{"--home-dir=" + s.dir, "--config-dir=" + conf, "--console-mode"},
		}.commandLine(),
	}, stack.Info{Name: s.name, Role: s.role, Address: n.bolt})
	if err != nil {
		return nil, err
	}
	i := &Instance{
		Name: s.name, Hosts: []string{loopback}, Port: ports[0], User: neo4jUser, Password: n.password, Nodes: []*Node{node},
		sweeper: s.sweeper,
		Env: map[string]string{
			"NEO4J_HOST": loopback, "NEO4J_PORT": port, "NEO4J_USER": neo4jUser, "NEO4J_PASSWORD": n.password,
		},
	}
	var about struct {
		Version string `json:"neo4j_version"`
		Edition string `json:"neo4j_edition"`
	}
	if err := askJSON(ctx, http.MethodGet, "http://"+n.web+"/", nil, &about); err != nil {
		return nil, i.fail(fmt.Errorf("ask neo4j for its version: %w", err))
	}
	i.setSoftware("Neo4j " + about.Version + " " + about.Edition)
	return i, nil
}

func (n *neo4j) config(s site) string {
	return strings.Join([]string{
		"server.default_listen_address=" + loopback,
		"server.bolt.listen_address=" + n.bolt,
		"server.http.listen_address=" + n.web,
		"server.https.enabled=false",
		// The browser and the like would only be loaded.
		"server.http_enabled_modules=TRANSACTIONAL_ENDPOINTS",
		"server.directories.logs=" + filepath.Join(s.logDir, "neo4j"),
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
func (n *neo4j) writePassword(home string) error {
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

// ready has a statement run and sees the driver's port answer.
func (n *neo4j) ready(ctx context.Context) error {
	if err := n.run(ctx, "MATCH (n) RETURN count(n)"); err != nil {
		return err
	}
	return n.shakeHands(ctx)
}

// run runs one statement in a transaction of its own.
func (n *neo4j) run(ctx context.Context, statement string) error {
	type query struct {
		Statement string `json:"statement"`
	}
	request := map[string]any{"statements": []query{{statement}}}
	var answer struct {
		Errors []struct{ Code, Message string }
	}
	address := "http://" + neo4jUser + ":" + n.password + "@" + n.web + "/db/neo4j/tx/commit"
	if err := askJSON(ctx, http.MethodPost, address, request, &answer); err != nil {
		return fmt.Errorf("ask neo4j: %w", err)
	}
	if len(answer.Errors) > 0 {
		return fmt.Errorf("ask neo4j: it answered %s: %s", answer.Errors[0].Code, answer.Errors[0].Message)
	}
	return nil
}

// shakeHands sees whether the port of the drivers answers: their protocol begins with the versions the client can speak.
func (n *neo4j) shakeHands(ctx context.Context) error {
	conn, err := dial(ctx, n.bolt)
	if err != nil {
		return fmt.Errorf("ask neo4j: %w", err)
	}
	defer conn.Close()
	hello := binary.BigEndian.AppendUint32(nil, 0x6060B017)
	hello = binary.BigEndian.AppendUint32(hello, 0x00000005)
	hello = append(hello, make([]byte, 12)...)
	if _, err := conn.Write(hello); err != nil {
		return fmt.Errorf("ask neo4j: %w", err)
	}
	chosen := make([]byte, 4)
	if _, err := io.ReadFull(conn, chosen); err != nil {
		return fmt.Errorf("ask neo4j: %w", err)
	}
	if chosen[3] != 5 {
		return errors.New("ask neo4j: it speaks no version 5 of the drivers' protocol")
	}
	return nil
}
