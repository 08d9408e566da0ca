package postgres_test

import (
	"testing"

	"quintet/api/store"
	"quintet/api/store/storetest"
)

func TestRecords(t *testing.T) {
	storetest.Records(t, func(t *testing.T) store.Records { return open(t) })
}
