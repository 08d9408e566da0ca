package cached

// Keys for the tests that look into the cache, and how many suspect ones are remembered.
var (
	UserKey     = userKey
	GroupKey    = groupKey
	PageKey     = pageKey
	MaxSuspects = maxSuspects
)
