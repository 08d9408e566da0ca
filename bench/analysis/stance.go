package analysis

// TailSentence says where the slowest 1 % of a trial's hits spend their time.
func TailSentence(t *Trial) string { return tailStores(t) }

// CPUSentence says how much of the machine a trial used, and by whom.
func CPUSentence(t *Trial) string { return cpuSentence(t) }
