package main

import (
	"bufio"
	"fmt"
	"log"
	"os"

	"github.com/wasi-mknod/wasi-mknod/guest/go/mknod"
)

func main() {
	if err := mknod.Mkfifo("requests", 0o660); err != nil {
		log.Fatal(err)
	}
	requests, err := os.Open("requests")
	if err != nil {
		log.Fatal(err)
	}
	for lines := bufio.NewScanner(requests); lines.Scan(); {
		fmt.Println("somebody wrote:", lines.Text())
	}
}
