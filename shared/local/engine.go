package local

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"

	"earshot/shared/clock"
	"earshot/shared/config"
	"earshot/shared/table"
	"earshot/shared/table/bolt"
	"earshot/shared/table/dynamo"
	"earshot/shared/table/dynamo/stream"
)

// engine is the table with what the local program does for it and a cloud would do by itself.
type engine struct {
	table table.Table
	feed  table.Feed
	// expire removes what is over, and nextExpiry tells when there is something to remove; nil where the engine has a
	// clock of its own.
	expire     func(ctx context.Context, now time.Time) (int, error)
	nextExpiry func(ctx context.Context) (time.Time, error)
	identity   func(ctx context.Context) (string, error) // of a table that can be restored; nil elsewhere
	close      func() error
}

// openFile opens the embedded engine, and makes its folder.
func openFile(path string, random io.Reader) (engine, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return engine{}, fmt.Errorf("make the folder of the data file: %w", err)
	}
	file, err := bolt.Open(path)
	if err != nil {
		return engine{}, err
	}
	return engine{
		table: table.Once(file, random), feed: file, expire: file.Expire, nextExpiry: file.NextExpiry, close: file.Close,
	}, nil
}

// localTable is the table's name on DynamoDB Local, whose region and credentials are any.
const localTable = "earshot"

// openLocalDynamo makes the table on DynamoDB Local if it is not there. Its items expire by the real clock, not the moved
// one.
func openLocalDynamo(ctx context.Context, url string, random io.Reader, c clock.Clock) (engine, error) {
	anyone := credentials.NewStaticCredentialsProvider("local", "local", "")
	client := dynamo.Client("us-east-1", anyone, url)
	wait := patience(c)
	if err := dynamo.Create(ctx, client, localTable, wait); err != nil {
		return engine{}, fmt.Errorf("make the table on %s: %w", url, err)
	}
	arn, err := dynamo.StreamARN(ctx, client, localTable)
	if err != nil {
		return engine{}, err
	}
	return engine{
		table: table.Once(dynamo.New(client, localTable), random, wait), feed: stream.New(stream.Client("us-east-1", anyone, url), arn),
		close: func() error { return nil },
	}, nil
}

// openCloud opens a table on AWS, with the credentials of the environment.
func openCloud(name string, environ []string, random io.Reader, c clock.Clock) (engine, error) {
	cfg, err := config.Load(append(environ[:len(environ):len(environ)], "EARSHOT_TABLE="+name), config.Storage)
	if err != nil {
		return engine{}, fmt.Errorf("open the table %s: %w", name, err)
	}
	login := credentials.NewStaticCredentialsProvider(cfg.AccessKey, cfg.SecretKey.Reveal(), cfg.Session.Reveal())
	client := dynamo.Client(cfg.Region, login, cfg.DynamoDB)
	return engine{
		table:    table.Once(dynamo.New(client, name), random, patience(c)),
		identity: func(ctx context.Context) (string, error) { return dynamo.Identity(ctx, client, name) },
		close:    func() error { return nil },
	}, nil
}

// patience waits longer after each attempt, 25 to 400 ms. One program alone meets nobody in a conflict, so it needs no
// jitter.
func patience(c clock.Clock) table.Wait {
	return func(ctx context.Context, attempt int) error {
		return c.Wait(ctx, 25*time.Millisecond<<min(attempt-1, 4))
	}
}
