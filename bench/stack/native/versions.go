package native

// MaxNodes is the largest cluster: one node for each loopback address from 127.0.0.1 on.
const MaxNodes = 3
