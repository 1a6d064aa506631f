// Printed what chain.go.txt holds, built by Go 1.19: a panic of several lines while another one is dealt with.
package main

import (
	"errors"
	"fmt"
	"os"
	"time"
)

func inner(m map[string]int) { m["a"] = 1 }

func main() {
	fmt.Fprintln(os.Stderr, "INFO before")
	go func() { select {} }()
	time.Sleep(10 * time.Millisecond)
	defer func() { panic(fmt.Errorf("while closing: %v", recover())) }()
	defer func() { panic(errors.New("first\nof two lines")) }()
	inner(nil)
}
