package words

import (
	"time"
)

// Or is a text, or another one where it is empty.
func Or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// OrAbsent is a text, or Absent where it is empty.
func OrAbsent(text string) string { return Or(text, Absent) }

// Time is a wall-clock time to the minute, in UTC.
func Time(t time.Time) string {
	if t.IsZero() {
		return Absent
	}
	return t.UTC().Format("2006-01-02 15:04 UTC")
}

// ConfigurationName names a configuration by its values: "api.replicas 2, cache off".
func ConfigurationName(values map[string]string) string {
	return Or(Settings(values), onlyOne)
}
