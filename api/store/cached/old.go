package cached

import "context"

// A second copy of each value, under a key of its own, outlives the first by StaleIfError. It is stored and deleted together with the first and
// counts by the same rules, so that a process does not answer from it less than it acknowledged. It is asked for only when the store fails.
//
// Rejected: one copy that outlives its own freshness. Whether it is fresh would be a question of two processes' clocks.

// oldKey is what the second copy is under.
func oldKey(key string) string { return "old:" + key }

// copies are the keys of all copies of what is under keys.
func (c *cacheAside[T]) copies(keys ...string) []string {
	if c.StaleIfError <= 0 {
		return keys
	}
	all := make([]string, 0, 2*len(keys))
	for _, key := range keys {
		all = append(all, key, oldKey(key))
	}
	return all
}

// old returns the second copy, if there is one that counts.
func (c *cacheAside[T]) old(ctx context.Context, key string) (value T, ok bool) {
	if c.StaleIfError <= 0 {
		return value, false
	}
	text, err := c.ask(ctx, func(ctx context.Context) ([]byte, error) { return c.Cache.Get(ctx, oldKey(key)) })
	if err != nil {
		return value, false
	}
	e, payload, ok := parseEntry(text)
	if !ok || e.key != key || e.absent || !c.current(e, c.longest()+c.StaleIfError) {
		return value, false
	}
	return c.codec.decode(payload)
}
