package native_test

import (
	"context"
	"os"
	"strconv"
	"testing"
	"time"

	"quintet/bench/stack/native"
	"quintet/bench/stack/native/nativetest"
)

func TestServers(t *testing.T) {
	for _, n := range native.Names() {
		t.Run(n, func(t *testing.T) {
			b := time.Now()
			nodes, _ := strconv.Atoi(os.Getenv("NODES"))
			i := nativetest.Start(t, n, native.Options{Nodes: nodes, LogDir: "/tmp/ginst/logs"})
			t.Log(i.Software, i.Nodes[0].Info(), time.Since(b))
			b = time.Now()
			if err := i.Nodes[0].Kill(); err != nil {
				t.Fatal(err)
			}
			t.Log("kill", time.Since(b))
			b = time.Now()
			if err := i.Nodes[0].Restart(context.Background()); err != nil {
				t.Fatal(err)
			}
			t.Log("restart", time.Since(b))
			b = time.Now()
			i.Stop()
			t.Log("stop", time.Since(b))
		})
	}
}
