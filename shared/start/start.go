// Package start is how the functions begin: it turns the environment into the ledger, the clock and the log that every
// function needs, by hand and once. Package post adds what only the function that sends mail needs, package setup what
// only the one that sets up shops needs, and lambda.go the shapes of queues and streams, so that the main of a function
// is wiring alone.
//
// Under sam local with no endpoint set there is no AWS: the table is then a file in /tmp, filled from the seed that lies
// beside the binary, and the clock stands at the seed's moment, so that the links and due dates of events/ hold.
//
// It is not the local program (package local), and nothing else reads the environment.
package start

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"earshot/shared/clock"
	"earshot/shared/config"
	"earshot/shared/ledger"
	"earshot/shared/seed"
	"earshot/shared/table"
	"earshot/shared/table/bolt"
	"earshot/shared/table/dynamo"
)

// Parts are what every function is made of.
type Parts struct {
	Config config.Config
	Facts  *ledger.Ledger
	Clock  clock.Clock
	Random io.Reader
	Log    *slog.Logger
}

// Owners are the addresses that may sign in.
func (p Parts) Owners() []string {
	var all []string
	for _, o := range p.Config.Owners {
		all = append(all, o.Reveal())
	}
	return all
}

// Credentials are those of the function's role.
func (p Parts) Credentials() aws.CredentialsProvider { return login(p.Config) }

func login(c config.Config) aws.CredentialsProvider {
	return credentials.NewStaticCredentialsProvider(c.AccessKey, c.SecretKey.Reveal(), c.Session.Reveal())
}

// Open reads the environment, with all that is wrong in one error, and opens the ledger.
func Open(ctx context.Context, environ []string, needs ...config.Need) (Parts, error) {
	c, err := config.Load(environ, append(needs, config.Storage)...)
	if err != nil {
		return Parts{}, err
	}
	p := Parts{Config: c, Clock: clock.System{}, Random: rand.Reader, Log: slog.New(slog.NewJSONHandler(os.Stderr, nil))}
	var engine table.Table
	if c.Embedded() {
		engine, p.Clock, err = embedded(ctx, os.TempDir(), beside())
	} else {
		engine = dynamo.Open(c.Region, login(c), c.DynamoDB, c.Table)
	}
	if err != nil {
		return Parts{}, err
	}
	p.Facts, err = ledger.Open(ctx, table.Once(engine, p.Random, table.Backoff(p.Random, time.After)), p.Random)
	return p, err
}

// beside is the folder of the binary.
func beside() string {
	self, err := os.Executable()
	if err != nil {
		return "."
	}
	return filepath.Dir(self)
}

// embedded opens the table of a function that runs alone: a file in folder, made from the seed at its first start, and a
// clock that stands at the seed's moment.
func embedded(ctx context.Context, folder, seeds string) (table.Table, clock.Clock, error) {
	s, err := seed.File(filepath.Join(seeds, "seed.json"))
	if err != nil {
		return nil, nil, fmt.Errorf("a function without AWS begins with a seed: %w", err)
	}
	path := filepath.Join(folder, "earshot.db")
	_, err = os.Stat(path)
	fresh := errors.Is(err, fs.ErrNotExist)
	t, err := bolt.Open(path)
	if err != nil {
		return nil, nil, err
	}
	if fresh {
		err = s.Fill(ctx, t)
	}
	return t, clock.Fixed(s.Now), err
}
