// Package local is what `go run .` runs: the whole of Earshot in one process on one machine, with an inbox instead of a
// mail service, a clock that can be moved, a demo shop, and the commands.
//
// It promises that what is seen here is what runs in the cloud: the same applications, jobs, rules and keys, on one
// file (or on DynamoDB Local) instead of DynamoDB; that a second start goes on where the first ended, clock and inbox
// included; and that its own pages, under / and /local, answer this machine only.
//
// It is not for the open internet: the clock, the inbox and the secrets of the demo shop are there for whoever sits at
// the machine.
package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"earshot/shared/clock"
	"earshot/shared/cx"
)

// Machine is the machine that the program runs on, as far as it needs to know.
type Machine struct {
	Args    []string // of the command line, without the program
	Environ []string // for -table: region and credentials
	Data    string   // the data file, where the command line names none; "" if there is no folder for it
	In      io.Reader
	Out     io.Writer
	Err     io.Writer // progress, warnings and logs
	Clock   clock.Clock
	Random  io.Reader // safe for concurrent use, like crypto/rand.Reader
}

// Main runs the program until ctx ends, or one command, and returns the code to exit with: 0, 1 where something went
// wrong, 2 where the command line cannot be meant.
func Main(ctx context.Context, m Machine) int {
	o, err := parse(m.Args, m.Data, m.Out)
	switch {
	case errors.Is(err, errHelp):
		return 0
	case err != nil:
		return m.fail(err, 2)
	case o.command == "":
		err = m.serve(ctx, o)
	case o.command == "help":
		_, err = fmt.Fprintf(m.Out, usage, m.Data)
	case o.command == "rehearse":
		err = m.rehearse(ctx, o)
	default:
		err = m.run(ctx, o)
	}
	if err != nil {
		return m.fail(err, 1)
	}
	return 0
}

// fail says what went wrong. Whoever sits at the machine may see the cause too.
func (m Machine) fail(err error, code int) int {
	_, _ = fmt.Fprintln(m.Err, "earshot: "+plain(err))
	return code
}

// plain is an error for people: the public text where there is one, else the whole.
func plain(err error) string {
	if kind, text := cx.Public(err); kind != cx.Internal {
		return text
	}
	return err.Error()
}

func (m Machine) log(verbose bool) *slog.Logger {
	level := slog.LevelWarn
	if verbose {
		level = slog.LevelInfo
	}
	return slog.New(slog.NewTextHandler(m.Err, &slog.HandlerOptions{Level: level}))
}

// open opens the table that the options name.
func (m Machine) open(ctx context.Context, o options) (engine, error) {
	switch {
	case o.table != "":
		return openCloud(o.table, m.Environ, m.Random, m.Clock)
	case o.dynamodb != "":
		return openLocalDynamo(ctx, o.dynamodb, m.Random, m.Clock)
	}
	return openFile(o.data, m.Random)
}
