package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
)

// read prints what comes from a FIFO.
func read(words []string) error {
	all, err := os.ReadFile(words[0])
	fmt.Println(string(all))
	return err
}

// write writes lines to a FIFO.
func write(words []string) error {
	var count int
	if _, err := fmt.Sscan(words[1], &count); err != nil {
		return err
	}
	file, err := os.OpenFile(words[0], os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	lines := bufio.NewWriter(file)
	for number := range count {
		fmt.Fprintln(lines, "line", number)
	}
	return errors.Join(lines.Flush(), file.Close())
}

// writeUntilFailure writes until the last reader has gone.
func writeUntilFailure(words []string) error {
	file, err := os.OpenFile(words[0], os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	for err == nil {
		_, err = file.Write(make([]byte, 4096))
	}
	fmt.Println(err)
	return nil
}

// upper copies one FIFO to another in upper case.
func upper(words []string) error {
	from, err := os.Open(words[0])
	if err != nil {
		return err
	}
	to, err := os.OpenFile(words[1], os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	piece := make([]byte, 4096)
	for {
		length, err := from.Read(piece)
		if err == io.EOF {
			return to.Close()
		}
		if err != nil {
			return err
		}
		if _, err := to.Write(bytes.ToUpper(piece[:length])); err != nil {
			return err
		}
	}
}
