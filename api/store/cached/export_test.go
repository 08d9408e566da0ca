package cached

// Keys for the tests that look into the cache.
var (
	UserKey  = userKey
	GroupKey = groupKey
	PageKey  = pageKey
)
