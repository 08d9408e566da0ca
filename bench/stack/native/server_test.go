package native_test

import (
	"context"
	"testing"
	"time"

	"quintet/bench/stack/native"
	"quintet/bench/stack/native/nativetest"
)

func TestServers(t *testing.T) {
	for _, n := range native.Names() {
		t.Run(n, func(t *testing.T) {
			b := time.Now()
			i := nativetest.Start(t, n, native.Options{})
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
		})
	}
}
