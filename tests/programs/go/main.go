// The Go guest of the tests: one module with many commands.
package main

import (
	"fmt"
	"os"
)

var commands = map[string]func(words []string) error{
	"describe":            describe,
	"driver":              driver,
	"make":                makeDevice,
	"own":                 own,
	"read":                read,
	"upper":               upper,
	"walk":                walk,
	"write":               write,
	"write-until-failure": writeUntilFailure,
}

func main() {
	if err := commands[os.Args[1]](os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
