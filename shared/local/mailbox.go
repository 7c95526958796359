package local

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"earshot/shared/cx"
	"earshot/shared/local/moved"
	"earshot/shared/mail"
	"earshot/shared/mail/inbox"
)

// openInbox opens the folder beside the data.
//
// What the inbox reports is put into a queue and taken after the dispatch that sent the mail, as in the cloud: a report
// that was quicker than the answer would be the proof of a mail that needs none. The queue is lost in a crash; then
// dispatch asks the inbox for proof two hours later.
func (s *system) openInbox(c *moved.Clock) error {
	folder := s.place + ".inbox"
	if err := ownInbox(folder, s.facts.TableID()); err != nil {
		return err
	}
	var err error
	s.inbox, err = inbox.Open(folder, c.Now, func(_ context.Context, event []byte) error {
		s.queueing.Lock()
		defer s.queueing.Unlock()
		s.queue = append(s.queue, event)
		return nil
	})
	return err
}

// ownInbox empties an inbox that belongs to another table: whoever deletes the data file, or starts DynamoDB Local anew,
// begins anew, and the links of the old mails lead nowhere. The folder remembers whose it is.
func ownInbox(folder, table string) error {
	whose := filepath.Join(folder, "table")
	known, err := os.ReadFile(whose)
	if err == nil && string(known) == table {
		return nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("open the inbox: %w", err)
	}
	if err := os.RemoveAll(folder); err != nil {
		return fmt.Errorf("empty the inbox of another table: %w", err)
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("make the inbox: %w", err)
	}
	if err := os.WriteFile(whose, []byte(table), 0o600); err != nil {
		return fmt.Errorf("make the inbox: %w", err)
	}
	return nil
}

// takeReports hands what the inbox reported to deliveries. A report that fails goes back to the end of the queue.
func (s *system) takeReports(ctx context.Context) (int, error) {
	s.queueing.Lock()
	events := s.queue
	s.queue = nil
	s.queueing.Unlock()
	var failed [][]byte
	var errs []error
	for _, e := range events {
		if _, err := s.reports.Take(ctx, e); err != nil {
			failed, errs = append(failed, e), append(errs, err)
		}
	}
	s.queueing.Lock()
	s.queue = append(failed, s.queue...)
	s.queueing.Unlock()
	return len(events) - len(failed), errors.Join(errs...)
}

// proven asks the inbox whether it took the attempt at which the gate stands; if so, it reports it again.
func (s *system) proven(ctx context.Context, f cx.Facts, _ time.Time) (bool, error) {
	g := f.Person.Gate
	return s.inbox.Proven(ctx, map[string]string{
		mail.TagOrder: string(g.Order), mail.TagStep: strconv.Itoa(int(g.Step)), mail.TagAttempt: strconv.Itoa(g.Attempt),
	})
}

// eraseMails removes a person's mails.
func (s *system) eraseMails(_ context.Context, e cx.Email) (int, error) {
	return s.inbox.Forget(e.Reveal())
}

// mailOf is the page of the newest mail about an order; "" if it was erased.
func (s *system) mailOf(id cx.OrderID) string {
	for _, m := range s.inbox.Mails() {
		if m.Tags[mail.TagOrder] == string(id) {
			return "/local/inbox/" + m.ID
		}
	}
	return ""
}
