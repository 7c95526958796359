// Command earshot is the whole system on one machine: `go run .`, and `go run . -h` for what else it can do.
package main

import (
	"context"
	"crypto/rand"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"earshot/shared/clock"
	"earshot/shared/local"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(local.Main(ctx, local.Machine{Args: os.Args[1:], Environ: os.Environ(), Data: dataFile(), In: os.Stdin, Out: os.Stdout,
		Err: os.Stderr, Clock: clock.System{}, Random: rand.Reader}))
}

func dataFile() string {
	if dir, err := os.UserConfigDir(); err == nil {
		return filepath.Join(dir, "earshot", "earshot.db")
	}
	return "" // then the command line has to name one
}
