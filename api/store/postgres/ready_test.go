package postgres_test

import (
	"errors"
	"testing"

	"quintet/api/store"
	"quintet/api/store/storetest"
)

// TestPingOfReadOnlyServer has the server take no writes from new connections, and take them again.
func TestPingOfReadOnlyServer(t *testing.T) {
	db, conn := open(t), raw(t)
	set := func(value string) {
		execute(t, conn, `ALTER ROLE CURRENT_USER SET default_transaction_read_only = `+value)
		execute(t, conn, `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE usename = current_user AND pid <> pg_backend_pid()`)
	}
	defer set("off")
	for _, c := range []struct {
		value string
		want  error
	}{{"off", nil}, {"on", store.ErrReadOnly}, {"off", nil}} {
		set(c.value)
		// The first ping may find no more than that its connection has been ended.
		storetest.Eventually(t, "an answer of the ping with read only "+c.value, func() bool {
			err := db.Ping(t.Context())
			return err == nil && c.want == nil || c.want != nil && errors.Is(err, c.want)
		})
	}
}
