// Package host holds the facts of where a run happens: the machine, the program that measures, and the processes that run. What the
// operating system does not tell stays empty; nothing here fails.
package host
