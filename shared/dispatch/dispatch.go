// Package dispatch decides and sends what is due: a job that runs every minute, for at most 50 seconds, under a lease.
//
// It promises that a mail is never sent twice because it crashed and never lost in silence. The argument, in short
// (docs/sending.md has it in full, with the bound): the gate on the person is closed by a conditional write before the
// only request for an attempt, the request is signed with the gate's time and refused by the service minutes later, an
// attempt without a clear answer is left alone until the service's report has had two hours to arrive, and then repeated
// once at most, and only if the event channel proves that it works. Only a terminal write takes a message out of the due
// index, so that index is also the list of what crashed.
//
// An unhappy customer reaches a human within 90 seconds: the change feed brings the answer to reactions within about 2 s
// (batches wait 1 s), the next run begins at most 60 s after that and sends mail to the merchant first, before anything to
// customers, and the mail service takes a mail in about 1 s: about 65 s at the worst, on one machine about 1 s. A run lasts
// 50 s at most, so it never is in the way of the next; only one that died holds its lease for up to 90 s and costs a minute
// more. Such a mail is never lost: it stays in the outbox until everybody has it, and an attempt without a clear answer is
// repeated once, because about an unhappy customer two mails are better than none.
//
// It knows no rule of contact (cx.Decide does), no wording (mail) and no transport (mail/ses, mail/inbox).
package dispatch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"earshot/shared/clock"
	"earshot/shared/cx"
	"earshot/shared/ledger"
	"earshot/shared/mail"
	"earshot/shared/table"
)

// Job is all that dispatch needs. Every field but Merchant, AlsoErase, Identity and Owners is required.
type Job struct {
	Facts   *ledger.Ledger
	Sender  mail.Sender
	Account mail.Account
	// Survey renders the mail of a message with the links of a token, and names its wording.
	Survey func(f cx.Facts, t cx.Token, now time.Time) (mail.Envelope, string, error)
	// Owner renders a mail to an owner.
	Owner func(ctx context.Context, m ledger.OwnerMail, now time.Time) (mail.Envelope, error)
	// Merchant writes what the merchant is told of customers and of the week, from the address From; nil: nothing is told.
	Merchant Merchant
	From     string
	// Proven says whether the mail service's reports of what was sent after since can be trusted to have arrived.
	Proven func(ctx context.Context, f cx.Facts, since time.Time) (bool, error)
	// AlsoErase removes an address from what stands beside the ledger, and tells how many mails went; nil: nothing does.
	AlsoErase func(ctx context.Context, e cx.Email) (int, error)
	// Identity names the table, to notice a restored one; nil where that cannot happen.
	Identity func(ctx context.Context) (string, error)
	Owners   []string // are told when the account cannot send, and of unhappy customers where the shop names nobody
	Clock    clock.Clock
	Random   io.Reader
	Log      *slog.Logger
	Workers  int // mails on their way at once; 0 is 1
}

// The times of a run.
const (
	leaseFor    = 90 * time.Second
	renewEvery  = 20 * time.Second
	runFor      = 50 * time.Second
	reserveTime = 20 * time.Second // before the function's own deadline
	claimLife   = 30 * time.Second // from the gate to the request
	requestTime = 10 * time.Second
	switchEvery = 10 * time.Second // how often the shop's switches are read again
	pageSize    = 50
	rateShare   = 0.8  // of the service's rate
	quotaShare  = 0.95 // of the service's daily quota; the rest is for sign-in mail and others
)

// Run decides and sends what is due. It returns what it did also together with an error.
func (j Job) Run(ctx context.Context) (Report, error) {
	r, err := j.begin(ctx)
	if err != nil {
		j.noteRun(ctx, Report{Stopped: stoppedBy(err)})
	}
	if err != nil || r == nil {
		return Report{Stopped: stoppedBy(err)}, err
	}
	defer r.end(ctx)
	shops, err := j.Facts.Shops(ctx)
	if err != nil {
		return r.report.copy(), fmt.Errorf("dispatch: %w", err)
	}
	var failed []error
	if err := r.digests(ctx, shops); err != nil {
		failed = append(failed, fmt.Errorf("dispatch digests: %w", err)) // whoever waits for a link is not to blame
	}
	if err := r.ownerMails(ctx); err != nil {
		return r.report.copy(), err
	}
	for i := range shops {
		s := shops[(i+r.turn())%len(shops)]
		if err := r.shop(ctx, s.ID); err != nil {
			failed = append(failed, fmt.Errorf("dispatch for %s: %w", s.ID, err)) // the next shop is not to blame
		}
	}
	return r.report.copy(), errors.Join(failed...)
}

func stoppedBy(err error) string {
	if err != nil {
		return "could not begin"
	}
	return "another run holds the lease"
}

// run is one run's state.
type run struct {
	Job
	owner   string // of the lease
	started time.Time
	until   time.Time // no claim after it
	leased  time.Time // when the lease was last renewed
	pace    *pace
	ramps   map[cx.ShopID]*ramp
	report  *notes
	mu      sync.Mutex // guards leased, ramps and stop
	stop    string     // why nothing is claimed any more
}

// begin takes the lease; nil if another run has it.
func (j Job) begin(ctx context.Context) (*run, error) {
	now := j.Clock.Now()
	owner, err := nonce(j.Random)
	if err != nil {
		return nil, err
	}
	if err := j.sameTable(ctx); err != nil {
		return nil, err
	}
	taken, err := j.Facts.TakeLease(ctx, "dispatch", owner, now, now.Add(leaseFor))
	if err != nil || !taken {
		return nil, err
	}
	quota, err := j.Account.Quota(ctx)
	if err != nil {
		err = fmt.Errorf("read the mail service's quota: %w", err)
		return nil, errors.Join(err, j.Facts.EndLease(context.WithoutCancel(ctx), "dispatch", owner))
	}
	r := &run{
		Job: j, owner: owner, started: now, leased: now, pace: newPace(quota), ramps: map[cx.ShopID]*ramp{},
		report: &notes{report: Report{Reasons: map[cx.Reason]int{}}},
	}
	r.until = now.Add(runFor)
	if deadline, ok := ctx.Deadline(); ok && deadline.Add(-reserveTime).Before(r.until) {
		r.until = deadline.Add(-reserveTime)
	}
	return r, nil
}

// sameTable refuses to send from a restored or copied table: its due dates are those of mails that may be sent already.
func (j Job) sameTable(ctx context.Context) error {
	if j.Identity == nil {
		return nil
	}
	id, err := j.Identity(ctx)
	if err != nil {
		return fmt.Errorf("read the table's identity: %w", err)
	}
	same, err := j.Facts.BindHome(ctx, id)
	if err != nil {
		return fmt.Errorf("compare the table's identity: %w", err)
	}
	if !same {
		return &cx.Error{Kind: cx.Conflict, Text: "This table was restored or copied. Nothing is sent before its owner confirms it: see \"Restore\" in the README."}
	}
	return nil
}

// end gives back what the run held. It must work after the run's context is over.
func (r *run) end(ctx context.Context) {
	ctx = context.WithoutCancel(ctx)
	for shop, p := range r.ramps {
		if err := r.Facts.Return(ctx, shop, p.day, p.left); err != nil {
			r.Log.WarnContext(ctx, "reserved mails not returned", "shop", shop, "err", err)
		}
	}
	r.noteRun(ctx, r.report.copy())
	if err := r.Facts.EndLease(ctx, "dispatch", r.owner); err != nil {
		r.Log.WarnContext(ctx, "lease not given back", "err", err)
	}
}

// turn moves on with each minute: where more is due than a run may send, each shop and each lane comes first at times, and
// none waits for all the others to be done.
func (r *run) turn() int { return int(r.started.Unix() / 60) }

// shop goes once over what is due for a shop. What stays due after its turn (raced, unclear, waiting for another mail)
// has its next turn in the next run.
func (r *run) shop(ctx context.Context, id cx.ShopID) error {
	s, err := r.healthy(ctx, id)
	if err != nil {
		return err
	}
	desk := &desk{run: r, shop: s, read: r.Clock.Now()}
	var failed []error
	for i := range ledger.Lanes {
		if err := r.lane(ctx, desk, (i+r.turn())%ledger.Lanes); err != nil {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}

func (r *run) lane(ctx context.Context, d *desk, lane int) error {
	var after table.Position
	for !r.over(ctx) {
		entries, next, err := r.Facts.DueOrders(ctx, d.shop.ID, lane, r.Clock.Now(), pageSize, after)
		if err != nil {
			return err
		}
		r.each(ctx, entries, d)
		if after = next; next == (table.Position{}) {
			return nil
		}
	}
	return nil
}

// each works on the entries with the run's workers, and returns when all are done: nothing is on its way after Run.
func (r *run) each(ctx context.Context, entries []ledger.DueEntry, d *desk) {
	work := make(chan ledger.DueEntry)
	var all sync.WaitGroup
	for range max(1, min(r.Workers, len(entries))) {
		all.Go(func() {
			for e := range work {
				r.one(ctx, d, e)
			}
		})
	}
	for _, e := range entries {
		if r.over(ctx) {
			break
		}
		work <- e
	}
	close(work)
	all.Wait()
}

func (r *run) one(ctx context.Context, d *desk, e ledger.DueEntry) {
	r.renew(ctx)
	if err := d.message(ctx, e.Order()); err != nil {
		r.report.failed()
		r.Log.ErrorContext(ctx, "message not dispatched", "order", e.Order(), "err", err)
	}
}

// over tells that nothing may be claimed any more.
func (r *run) over(ctx context.Context) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.Clock.Now()
	return r.stop != "" || ctx.Err() != nil || now.After(r.until) || now.After(r.leased.Add(leaseFor-15*time.Second))
}

// halt ends the claiming of this run.
func (r *run) halt(why string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stop == "" {
		r.stop = why
		r.report.stopped(why)
	}
}

// renew keeps the lease; a failed or unknown renewal stops claiming at once.
func (r *run) renew(ctx context.Context) {
	r.mu.Lock()
	now := r.Clock.Now()
	due := now.Sub(r.leased) >= renewEvery
	if due {
		r.leased = now // one worker renews
	}
	r.mu.Unlock()
	if !due {
		return
	}
	kept, err := r.Facts.TakeLease(ctx, "dispatch", r.owner, now, now.Add(leaseFor))
	if err != nil || !kept {
		r.halt("the lease was lost")
	}
}

// nonce is a fresh name for a lease or an attempt.
func nonce(random io.Reader) (string, error) {
	var b [12]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", fmt.Errorf("make a nonce: %w", err)
	}
	return fmt.Sprintf("%x", b), nil
}
