package analysis

import "quintet/bench/samples"

// answered reports whether a whole answer came, right or wrong.
func answered(h *samples.Hit) bool {
	switch h.Failure {
	case samples.OK, samples.Status, samples.Missing, samples.Content:
		return true
	}
	return false
}

// wasSent reports whether a hit left the generator.
func wasSent(h *samples.Hit) bool { return h.Failure != samples.Unsent }

func operationName(m *samples.Manifest, op uint16) string {
	if int(op) < len(m.Operations) {
		return m.Operations[op]
	}
	return "unknown"
}
