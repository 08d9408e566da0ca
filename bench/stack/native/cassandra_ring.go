package native

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"time"

	"quintet/api/store/cassandra"
)

// tokensPerNode is how many slices of the ring a node owns, as Cassandra ships.
const tokensPerNode = 16

// evenTokens are the tokens of node n of a cluster: the ring is cut into equal slices, which the nodes take in turn.
func evenTokens(n, nodes int) string {
	slices := int64(tokensPerNode * nodes)
	width := new(big.Int).Div(new(big.Int).Lsh(big.NewInt(1), 64), big.NewInt(slices))
	var tokens []string
	for k := range tokensPerNode {
		at := new(big.Int).Mul(width, big.NewInt(int64(k*nodes+n)))
		tokens = append(tokens, at.Add(at, big.NewInt(math.MinInt64+1)).String())
	}
	return strings.Join(tokens, ",")
}

// cassandraData looks after data that is there already. Nodes remember each other with the ports they had; other ports would be other
// nodes, with the same tokens. So they forget each other and learn from the first who there is, as they did when they were new.
func (s *site) cassandraData() error {
	if s.access == nil {
		return s.writeAccess(access{})
	}
	peers, err := filepath.Glob(filepath.Join(s.dir, "*", "data", "system", "peers*"))
	if err != nil {
		return fmt.Errorf("look for cassandra's data: %w", err)
	}
	for _, dir := range peers {
		if err := os.RemoveAll(dir); err != nil {
			return fmt.Errorf("make cassandra's nodes forget each other: %w", err)
		}
	}
	return nil
}

// awaitCluster returns the version of a node once it can have a question answered by all nodes of its cluster, which it can once it
// takes them for alive.
func awaitCluster(ctx context.Context, host string, port, nodes int) (version string, err error) {
	const pause = 100 * time.Millisecond
	for {
		if version, err = cassandra.Probe(ctx, host, port, nodes); err == nil {
			return version, nil
		}
		select {
		case <-ctx.Done():
			return "", fmt.Errorf("wait for %d nodes of cassandra: %w (when last asked: %w)", nodes, context.Cause(ctx), err)
		case <-time.After(pause):
		}
	}
}

// cassandraOptions are the options Cassandra needs of Java 11 and later. The first few shorten the waits of a
// start, which are for clusters that nodes join at any time.
func cassandraOptions(dir, lib string) []string {
	options := []string{
		"-Dcassandra.superuser_setup_delay_ms=0",
		"-Dcassandra.ring_delay_ms=1000",
		"-Dcassandra.skip_wait_for_gossip_to_settle=0",
		"-Dcassandra.shutdown_announce_in_ms=200",
		"-Dcassandra.storagedir=" + dir,
		"-Dcassandra.config=file://" + dir + "/conf/cassandra.yaml",
		"-Dcassandra-foreground=yes",
		"-javaagent:" + lib + "/jamm-0.4.0.jar",
		"-Djdk.attach.allowAttachSelf=true",
		"-Dio.netty.tryReflectionSetAccessible=true",
	}
	for _, p := range []string{
		"java.base/jdk.internal.misc", "java.management.rmi/com.sun.jmx.remote.internal.rmi", "java.rmi/sun.rmi.registry",
		"java.rmi/sun.rmi.server", "java.rmi/sun.rmi.transport.tcp", "java.sql/java.sql", "java.base/java.lang.ref",
		"java.base/sun.nio.ch", "jdk.unsupported/sun.misc", "jdk.compiler/com.sun.tools.javac.file",
	} {
		options = append(options, "--add-exports="+p+"=ALL-UNNAMED")
	}
	for _, p := range []string{
		"java.lang.module", "jdk.internal.loader", "jdk.internal.ref", "jdk.internal.reflect", "jdk.internal.math",
		"jdk.internal.module", "jdk.internal.util.jar", "sun.nio.ch", "java.io", "java.nio", "java.util", "java.util.concurrent",
		"java.util.concurrent.atomic", "java.lang", "java.math", "java.lang.reflect", "java.net", "sun.nio.fs",
	} {
		options = append(options, "--add-opens=java.base/"+p+"=ALL-UNNAMED")
	}
	return append(options, "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED")
}
