// Command bench does nothing.
package main

func main() {}
