package local

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"earshot/shared/table/bolt"
)

// serve runs the whole system until ctx ends.
func (m Machine) serve(ctx context.Context, o options) (err error) {
	e, err := m.open(ctx, o)
	if errors.Is(err, bolt.ErrHeld) {
		return m.runsAlready(o, err)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.close()) }()
	listener, err := m.listen(o.addr)
	if err != nil {
		return err
	}
	s, err := open(ctx, parts{engine: e, base: m.Clock, random: m.Random, log: m.log(o.verbose), origin: originOf(listener), place: o.place(), ending: ctx.Done()})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	return s.serve(ctx, listener, m)
}

// serve answers on the listener, with the jobs in the background, and ends when both have ended.
func (s *system) serve(ctx context.Context, l net.Listener, m Machine) error {
	handler, err := s.handler()
	if err != nil {
		return errors.Join(err, l.Close())
	}
	if err := writeAddress(s.place, s.origin); err != nil {
		return errors.Join(err, l.Close())
	}
	defer func() { _ = os.Remove(addressFile(s.place)) }() // an old one is harmless: see ask
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, IdleTimeout: time.Minute}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	var background sync.WaitGroup
	working, stop := context.WithCancel(ctx)
	background.Go(func() { s.keepWorking(working) })
	err = s.greet(m.Out)
	if err == nil {
		select {
		case err = <-ended:
		case <-ctx.Done():
		}
	}
	stop()
	background.Wait()
	return errors.Join(err, end(context.WithoutCancel(ctx), server))
}

// patienceAtTheEnd is how long requests may still take when the program is told to end.
const patienceAtTheEnd = 2 * time.Second

// end lets requests come to their end. Browsers hold connections open on which they never ask anything, and Shutdown
// counts these for 5 s as requests to come: after a while they are cut, which is no failure.
func end(ctx context.Context, server *http.Server) error {
	closing, cancel := context.WithTimeout(ctx, patienceAtTheEnd)
	defer cancel()
	err := server.Shutdown(closing)
	if errors.Is(err, context.DeadlineExceeded) {
		return server.Close()
	}
	return err
}

// portsTried is how many ports are tried where the wanted one is taken.
const portsTried = 20

// listen listens on the address, or on the next port that is free, and says so.
func (m Machine) listen(addr string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("-addr %s: an address is like localhost:8080", addr)
	}
	first, err := strconv.Atoi(port)
	if err != nil {
		return nil, fmt.Errorf("-addr %s: the port is a number", addr)
	}
	for n := first; ; n++ {
		l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(n)))
		switch {
		case err == nil && !ours(l):
			return nil, errors.Join(fmt.Errorf("-addr %s: listen on localhost:PORT, or on :PORT for all addresses of this machine", addr), l.Close())
		case err == nil && n > first:
			_, err = fmt.Fprintf(m.Out, "Port %d is taken, so this is port %d.\n", first, n)
			return l, err
		case err == nil:
			return l, nil
		case !errors.Is(err, syscall.EADDRINUSE) || n-first >= portsTried:
			return nil, fmt.Errorf("listen: %w", err)
		}
	}
}

// ours tells that this machine reaches the listener as localhost: the hooks that are printed begin so, and the pages under
// /local answer no other name.
func ours(l net.Listener) bool {
	a, ok := l.Addr().(*net.TCPAddr)
	return ok && (a.IP.IsLoopback() || a.IP.IsUnspecified())
}

// originOf is how this machine names the listener. Whatever it listens on, localhost is one of its names: the browser
// treats it as safe, and it is what the pages under /local want.
func originOf(l net.Listener) string {
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return "http://localhost"
	}
	return "http://localhost:" + port
}

// place is what a running program is known by to the commands: the data file, or the DynamoDB Local.
func (o options) place() string {
	if o.dynamodb != "" {
		return filepath.Join(filepath.Dir(o.data), "dynamodb-"+strings.NewReplacer("/", "", ":", "-").Replace(o.dynamodb))
	}
	if path, err := filepath.Abs(o.data); err == nil {
		return path
	}
	return o.data
}

func addressFile(place string) string { return place + ".address" }

// writeAddress leaves a note beside the data file that tells commands where the program answers.
func writeAddress(place, origin string) error {
	if err := os.MkdirAll(filepath.Dir(place), 0o700); err != nil {
		return fmt.Errorf("make the folder of the data file: %w", err)
	}
	if err := os.WriteFile(addressFile(place), []byte(origin+"\n"), 0o600); err != nil {
		return fmt.Errorf("write down where the program answers: %w", err)
	}
	return nil
}

// runsAlready says where the program runs that holds the file.
func (m Machine) runsAlready(o options, held error) error {
	origin, err := os.ReadFile(addressFile(o.place()))
	if err != nil {
		return held
	}
	return fmt.Errorf("it runs already: open %s, or start another one with -data FILE (%w)", strings.TrimSpace(string(origin)), held)
}
