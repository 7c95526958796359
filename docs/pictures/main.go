// Command pictures makes the pictures of the README: it runs the local program, plays a season of customers against it
// over HTTP, and photographs what a customer and a merchant see. From the root: go run ./docs/pictures
//
// It needs Chromium (EARSHOT_TEST_CHROMIUM names it, else it is looked for) and a minute. Nothing in the pictures is
// drawn: they are the pages as they are, of people who are made up.
package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"earshot/shared/clock"
	"earshot/shared/local"
)

// most is how many bytes a picture may have: a README is read on phones too.
const most = 150_000

func main() {
	if err := run(context.Background(), "docs/pictures"); err != nil {
		log.Fatal("pictures: ", err)
	}
}

func run(ctx context.Context, folder string) error {
	temp, err := os.MkdirTemp("", "earshot-pictures")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(temp) }()
	ctx, cancel := context.WithCancel(ctx)
	origin, ended, err := start(ctx, filepath.Join(temp, "earshot.db"))
	defer func() { cancel(); <-ended }()
	if err != nil {
		return err
	}
	c, err := meet(ctx, origin)
	if err != nil {
		return err
	}
	letter, err := c.season(ctx, 12)
	if err != nil {
		return err
	}
	for _, p := range pictures(origin, letter) {
		png, err := p.take(ctx)
		if err == nil && len(png) > most {
			err = fmt.Errorf("%d bytes, want at most %d", len(png), most)
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, p.name), png, 0o644)
		}
		if err != nil {
			return fmt.Errorf("picture %s: %w", p.name, err)
		}
		fmt.Printf("%s/%s: %d bytes\n", folder, p.name, len(png))
	}
	return nil
}

// start runs the local program on a free port and waits until it tells where it is.
func start(ctx context.Context, data string) (origin string, ended chan int, err error) {
	ended = make(chan int, 1)
	out := &greeting{found: make(chan string, 1)}
	go func() {
		ended <- local.Main(ctx, local.Machine{Args: []string{"-addr", "localhost:0"}, Data: data, In: strings.NewReader(""), Out: out,
			Err: os.Stderr, Clock: clock.System{}, Random: rand.Reader})
	}()
	select {
	case origin = <-out.found:
		return origin, ended, nil
	case code := <-ended:
		ended <- code
		return "", ended, fmt.Errorf("the program ended at once with code %d", code)
	}
}

// greeting is the program's output: it looks for the origin and drops the rest.
type greeting struct {
	mu    sync.Mutex
	text  strings.Builder
	found chan string
}

var _ io.Writer = (*greeting)(nil)

func (g *greeting) Write(p []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.text.Write(p)
	if m := regexp.MustCompile(`Open (http://localhost:\d+) and`).FindStringSubmatch(g.text.String()); m != nil && cap(g.found) > len(g.found) {
		g.found <- m[1]
	}
	return len(p), nil
}
