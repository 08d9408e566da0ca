package cassandra_test

import (
	"testing"

	"quintet/api/store"
	"quintet/api/store/storetest"
)

func TestMessages(t *testing.T) {
	storetest.Messages(t, func(t *testing.T) store.Messages { return open(t) })
}

func TestNotifications(t *testing.T) {
	storetest.Notifications(t, func(t *testing.T) store.Notifications { return open(t) })
}
