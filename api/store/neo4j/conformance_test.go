package neo4j_test

import (
	"testing"

	"quintet/api/store"
	"quintet/api/store/storetest"
)

func TestGraph(t *testing.T) {
	storetest.Graph(t, func(t *testing.T) store.Graph { return open(t) })
}
