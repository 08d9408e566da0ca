package native

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"text/template"

	"quintet/api/store/cassandra"
	"quintet/bench/stack"
)

// cassandraVersion is what is downloaded.
const cassandraVersion = "5.0.6"

// cassandraServer is Apache Cassandra, from its jars, one node or a cluster on 127.0.0.1 and the addresses that follow. Everyone
// on the machine may use it while it runs: the API's environment has no variables for a user and a password.
func cassandraServer() server {
	return server{
		name: "cassandra", role: "messages, notifications", start: startCassandra,
		needs:   []part{javaPart(17, 11), cassandraJars()},
		version: constant(cassandraVersion), cluster: true, settings: valuesOf(cassandra.Describe().Server),
	}
}

func cassandraJars() part { return jars("cassandra", cassandraVersion) }

const cassandraKeyspace = "quintet"

// cassandraYAML is the configuration of one node. Tokens are given instead of negotiated: the ring is the same in every run and
// evenly shared, and nodes need not join one after another, because a new cluster has no data to hand over.
const cassandraYAML = `cluster_name: quintet
num_tokens: {{.Count}}
initial_token: "{{.Tokens}}"
auto_bootstrap: false
partitioner: org.apache.cassandra.dht.Murmur3Partitioner
endpoint_snitch: SimpleSnitch
listen_address: {{.Host}}
rpc_address: {{.Host}}
native_transport_port: {{.Port}}
storage_port: {{.StoragePort}}
start_native_transport: true
seed_provider:
  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
    parameters: [{seeds: "{{.Seed}}"}]
data_file_directories: ["{{.Dir}}/data"]
commitlog_directory: "{{.Dir}}/commitlog"
saved_caches_directory: "{{.Dir}}/saved_caches"
hints_directory: "{{.Dir}}/hints"
cdc_raw_directory: "{{.Dir}}/cdc_raw"
commitlog_sync: periodic
commitlog_sync_period: 10000ms
`

const cassandraLogback = `<configuration>
  <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>%date{ISO8601} %-5level %logger{0}: %msg%n</pattern></encoder>
  </appender>
  <root level="INFO"><appender-ref ref="OUT"/></root>
</configuration>
`

// cassandraNode is what the configuration of a node is made of.
type cassandraNode struct {
	Dir, Host, Seed   string
	Port, StoragePort int
	Count             int
	Tokens            string
}

// startCassandra starts a ring of s.nodes nodes at 127.0.0.1, .2 and so on, all at one port, as drivers expect. The tokens are spread evenly,
// so that each node has an equal part of the data.
func startCassandra(ctx context.Context, s site) (*Instance, error) {
	java, err := findJava(17, 11)
	if err != nil {
		return nil, err
	}
	lib, err := cassandraJars().find(s.cache)
	if err != nil {
		return nil, err
	}
	var hosts []string
	for n := range s.nodes {
		hosts = append(hosts, "127.0.0."+strconv.Itoa(n+1))
	}
	ports, err := FreePorts(2, hosts...)
	if err != nil {
		return nil, err
	}
	if err := s.cassandraData(); err != nil {
		return nil, err
	}
	i := &Instance{
		Name: s.name, Hosts: hosts, Port: ports[0], Database: cassandraKeyspace, sweeper: s.sweeper,
		Env: map[string]string{
			"CASSANDRA_HOST": strings.Join(hosts, ","), "CASSANDRA_PORT": strconv.Itoa(ports[0]),
			"CASSANDRA_KEYSPACE": cassandraKeyspace, "CASSANDRA_REPLICATION_FACTOR": strconv.Itoa(s.nodes),
		},
	}
	nodes := make([]*stack.Node, s.nodes)
	start := func(n int) error {
		c, err := cassandraCommand(s, java, lib, cassandraNode{
			Dir: filepath.Join(s.dir, strconv.Itoa(n+1)), Host: hosts[n], Seed: hosts[0], Port: ports[0], StoragePort: ports[1],
			Count: tokensPerNode, Tokens: evenTokens(n, s.nodes),
		}, n)
		if err != nil {
			return err
		}
		nodes[n], err = startNode(ctx, c, stack.Info{Name: c.Name, Role: s.role, Address: net.JoinHostPort(hosts[n], i.Env["CASSANDRA_PORT"])}, probeCassandra)
		return err
	}
	// The first is the one the others ask for the way; they come together once it answers.
	errs := make([]error, s.nodes)
	errs[0] = start(0)
	if errs[0] == nil {
		var rest sync.WaitGroup
		for n := 1; n < s.nodes; n++ {
			rest.Go(func() { errs[n] = start(n) })
		}
		rest.Wait()
	}
	for _, n := range nodes {
		if n != nil {
			i.Nodes = append(i.Nodes, n)
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, i.fail(err)
	}
	for _, host := range hosts {
		version, err := awaitCluster(ctx, host, ports[0], s.nodes)
		if err != nil {
			return nil, i.fail(err)
		}
		i.setSoftware(version)
	}
	return i, nil
}

// cassandraCommand writes a node's configuration and states how to start it.
func cassandraCommand(s site, java, lib string, node cassandraNode, n int) (stack.Command, error) {
	name := s.name
	if s.nodes > 1 {
		name += "-" + strconv.Itoa(n+1)
	}
	conf, tmp := filepath.Join(node.Dir, "conf"), filepath.Join(node.Dir, "tmp")
	var yaml strings.Builder
	if err := template.Must(template.New("yaml").Parse(cassandraYAML)).Execute(&yaml, node); err != nil {
		return stack.Command{}, fmt.Errorf("configure %s: %w", name, err)
	}
	for _, dir := range []string{conf, tmp} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return stack.Command{}, fmt.Errorf("configure %s: %w", name, err)
		}
	}
	for file, text := range map[string]string{"cassandra.yaml": yaml.String(), "logback.xml": cassandraLogback} {
		if err := os.WriteFile(filepath.Join(conf, file), []byte(text), 0o600); err != nil {
			return stack.Command{}, fmt.Errorf("configure %s: %w", name, err)
		}
	}
	return stack.Command{
		Name: name, Path: java, Dir: node.Dir, LogDir: s.logDir, Env: environment(node.Dir), StopTimeout: s.patience,
		Args: jvm{
			lib: lib, conf: conf, tmp: tmp, crash: filepath.Join(s.logDir, name+"-crash.log"),
			class: "org.apache.cassandra.service.CassandraDaemon", options: slices.Concat(cassandraOptions(node.Dir, lib), cassandra.CommitLogOptions(s.settings[cassandra.CommitLogSync]), s.javaOptions),
		}.commandLine(),
	}, nil
}

// probeCassandra asks the node at an address, and no other, whether it is ready.
func probeCassandra(ctx context.Context, addr string) error {
	host, port, err := splitAddress(addr)
	if err == nil {
		_, err = cassandra.Probe(ctx, host, port, 1)
	}
	return err
}
