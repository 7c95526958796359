package local

import (
	"context"
	"errors"
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
	var err error
	s.inbox, err = inbox.Open(s.place+".inbox", c.Now, func(_ context.Context, event []byte) error {
		s.queueing.Lock()
		defer s.queueing.Unlock()
		s.queue = append(s.queue, event)
		return nil
	})
	return err
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
