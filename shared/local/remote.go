package local

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"

	"earshot/shared/clock"
	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/local/command"
	"earshot/shared/table/bolt"
)

// order is a command as it goes to the running program.
type order struct {
	Place   string   `json:"place"` // of the data: another program may answer at an old address
	Name    string   `json:"name"`
	Args    []string `json:"args"`
	Mail    string   `json:"mail,omitempty"`
	Number  string   `json:"number,omitempty"`
	Show    bool     `json:"show,omitempty"`
	Compare bool     `json:"compare,omitempty"`
	File    string   `json:"file,omitempty"` // content of the shop's file
}

// line is one line of the answer: something to print, progress, or the end.
type line struct {
	Out   string `json:"out,omitempty"`
	Seen  int64  `json:"seen,omitempty"`
	Error string `json:"error,omitempty"`
	Done  bool   `json:"done,omitempty"`
}

// errElsewhere says that no running program holds this data.
var errElsewhere = errors.New("no running program holds this data")

// run runs one command: in the running program if there is one, else on the table itself.
func (m Machine) run(ctx context.Context, o options) error {
	c := order{Place: o.place(), Name: o.command, Args: o.args, Mail: o.mail, Number: o.order, Show: o.show, Compare: o.compare}
	if c.Name == "shop" && !c.Show {
		text, err := m.read(o.args[0])
		if err != nil {
			return err
		}
		c.File = text
	}
	if o.table == "" {
		if err := m.ask(ctx, c); !errors.Is(err, errElsewhere) {
			return err
		}
	}
	if c.Name == "send" {
		return errors.New("the program does not run: start it with `go run .`, then send again")
	}
	return m.runHere(ctx, o, c)
}

func (m Machine) read(name string) (string, error) {
	if name == "-" {
		text, err := io.ReadAll(m.In)
		return string(text), err
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return "", fmt.Errorf("read the shop's file: %w", err)
	}
	return string(text), nil
}

// runHere opens the table for the time of the command.
func (m Machine) runHere(ctx context.Context, o options, c order) (err error) {
	if o.table == "" && o.dynamodb == "" {
		if _, err := os.Stat(o.data); err != nil && c.Name != "shop" {
			return fmt.Errorf("there is no data yet at %s: start the program first", o.data)
		}
	}
	e, err := m.open(ctx, o)
	if errors.Is(err, bolt.ErrHeld) {
		return fmt.Errorf("the program that holds the data does not answer: %w", err)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.close()) }()
	facts, err := ledger.Open(ctx, e.table, m.Random)
	if err != nil {
		return err
	}
	seen, end := m.progress()
	desk := command.Desk{Facts: facts, Now: m.Clock.Now, Out: wiping{m.Out, end}, Progress: seen, Identity: e.identity, Certain: o.table == ""}
	if o.table == "" {
		s := &system{parts: parts{engine: e, place: o.place()}, facts: facts}
		if desk, err = s.deskOf(ctx, desk, m.Clock); err != nil {
			return err
		}
	}
	return c.do(ctx, desk)
}

// deskOf is a desk for local data without the running program: with the moved clock, the feed and the inbox.
func (s *system) deskOf(ctx context.Context, d command.Desk, base clock.Clock) (command.Desk, error) {
	c, err := openClock(ctx, s.facts, base)
	if err != nil {
		return d, err
	}
	s.reactions.Facts = s.facts
	d.Now, d.Settle, d.AlsoErase = c.Now, s.settle, s.eraseMails
	return d, s.openInbox(c)
}

func (s *system) settle(ctx context.Context) error {
	_, err := s.count(ctx)
	return err
}

// progress writes a counter over itself, for what takes long, and end wipes it away.
func (m Machine) progress() (seen func(int64), end func()) {
	shown := false
	seen = func(n int64) {
		shown = true
		_, _ = fmt.Fprintf(m.Err, "\r%d records", n)
	}
	end = func() {
		if shown {
			_, _ = fmt.Fprintf(m.Err, "\r%30s\r", "")
		}
		shown = false
	}
	return seen, end
}

// wiping wipes the counter away before something is printed.
type wiping struct {
	io.Writer
	end func()
}

func (w wiping) Write(b []byte) (int, error) {
	w.end()
	return w.Writer.Write(b)
}

// do hands a command to a desk.
func (c order) do(ctx context.Context, d command.Desk) error {
	switch c.Name {
	case "explain":
		return d.Explain(ctx, c.Args[0])
	case "rebuild":
		return d.Rebuild(ctx, !c.Compare)
	case "erase":
		return d.Erase(ctx, c.Args[0])
	case "restored":
		return d.Restored(ctx)
	case "shop":
		if !c.Show {
			return d.SaveShop(ctx, []byte(c.File))
		}
		var id cx.ShopID
		if len(c.Args) > 0 {
			id = cx.ShopID(c.Args[0])
		}
		return d.ShowShop(ctx, id)
	}
	return &cx.Error{Kind: cx.Invalid, Text: "There is no such command."}
}

// ask sends a command to the running program and prints what it answers as it comes. errElsewhere means that nobody
// answered who holds this data.
func (m Machine) ask(ctx context.Context, c order) error {
	origin, err := os.ReadFile(addressFile(c.Place))
	if err != nil {
		return errElsewhere
	}
	body, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("write the command: %w", err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSpace(string(origin))+"/local/command", bytes.NewReader(body))
	if err != nil {
		return errElsewhere
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := (&http.Client{Transport: &http.Transport{}}).Do(r)
	if err != nil || answer.Header.Get("Content-Type") != linesType {
		if err == nil {
			err = answer.Body.Close()
		}
		return errors.Join(errElsewhere, ctx.Err(), err)
	}
	defer func() { _ = answer.Body.Close() }()
	return m.follow(answer.Body)
}

// linesType marks the answer of a program that holds the data.
const linesType = "application/x-ndjson"

func (m Machine) follow(body io.Reader) error {
	seen, end := m.progress()
	defer end()
	for dec := json.NewDecoder(body); ; {
		var l line
		if err := dec.Decode(&l); err != nil {
			return fmt.Errorf("the running program broke off its answer: %w", err)
		}
		if l.Seen > 0 {
			seen(l.Seen)
		}
		if l.Out != "" {
			end()
		}
		if _, err := io.WriteString(m.Out, l.Out); err != nil {
			return err
		}
		if l.Error != "" {
			return errors.New(l.Error)
		}
		if l.Done {
			return nil
		}
	}
}
