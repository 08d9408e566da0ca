// Package clock measures how far the clock of this machine is from that of a server that tells whole seconds, such as the Date of every
// answer of HTTP.
//
// One answer bounds the offset to a second and the time that the exchange took. The bounds of all answers hold at once, so several asked
// around the instant at which the server's second begins bound it to the distance of two of them: the window that holds that instant is cut
// into parts, an answer from each says in which part the second began, and the next second does the same with that part. Three
// seconds leave some milliseconds, whatever the resolution of the answer.
//
// Rejected: NTP, which needs a daemon and its port on every machine; the mean of several answers, which has no bound.
package clock
