package local

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"earshot/shared/cx"
	"earshot/shared/local/command"
	"earshot/shared/web"
)

// command runs a command for the command line.
func (s *system) command(w http.ResponseWriter, r *http.Request) error {
	var c order
	if err := decode(w, r, &c); err != nil {
		return err
	}
	if c.Place != s.place {
		return &cx.Error{Kind: cx.Conflict, Text: "This program holds other data."}
	}
	// A command may take longer than a request is given.
	if err := http.NewResponseController(w).SetReadDeadline(time.Time{}); err != nil {
		return fmt.Errorf("give a command its time: %w", err)
	}
	w.Header().Set("Content-Type", linesType)
	out := &lines{w: w}
	err := s.obey(r.Context(), c, out)
	last := line{Done: true}
	if err != nil {
		s.log.InfoContext(r.Context(), "command", "request_id", web.RequestID(r.Context()), "name", c.Name, "err", err)
		last.Error = plain(err)
	}
	return out.send(last)
}

func (s *system) obey(ctx context.Context, c order, out *lines) error {
	asked := options{command: c.Name, args: c.Args, mail: c.Mail, order: c.Number, show: c.Show, data: c.Place}
	if err := asked.check(); err != nil {
		return &cx.Error{Kind: cx.Invalid, Text: err.Error()}
	}
	seen := func(n int64) { _ = out.send(line{Seen: n}) } // who does not listen any more is noticed by the request's context
	d := command.Desk{
		Facts: s.facts, Now: s.clock.Now, Out: out, Progress: seen, Settle: s.settle, AlsoErase: s.eraseMails, Certain: true,
	}
	switch {
	case c.Name == "send":
		return s.sendOne(ctx, c, out)
	case c.Name == "erase":
		// With nobody else at work no write is on its way that could bring the person back.
		return s.clock.Alone(func() error { return c.do(ctx, d) })
	}
	defer s.clock.Hold()()
	return c.do(ctx, d)
}

// lines writes an answer line by line, each at once.
type lines struct{ w http.ResponseWriter }

// Write makes a line of something to print.
func (l *lines) Write(b []byte) (int, error) { return len(b), l.send(line{Out: string(b)}) }

func (l *lines) send(v line) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if _, err := l.w.Write(append(text, '\n')); err != nil {
		return err
	}
	return http.NewResponseController(l.w).Flush()
}
