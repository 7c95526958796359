package dispatch

import (
	"context"
	"fmt"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/insight"
	"earshot/shared/ledger"
	"earshot/shared/mail"
)

// digests queues the mails of a Monday. Outside of the two days from Monday morning on nothing is read; in them each run
// reads one small record a shop. Once a shop and week, by the key of the mail and by that record.
func (r *run) digests(ctx context.Context, shops []cx.Shop) error {
	now := r.Clock.Now()
	for _, s := range shops {
		week, due := s.DigestDue(now)
		if !due || r.Merchant == nil {
			continue
		}
		last, err := r.Facts.LastDigest(ctx, s.ID)
		if err != nil {
			return err
		}
		if last == week.Week {
			continue
		}
		if err := r.queueDigest(ctx, s, week, now); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) queueDigest(ctx context.Context, s cx.Shop, week cx.Digest, now time.Time) error {
	d, err := r.digest(ctx, s, week)
	if err != nil {
		return err
	}
	if d.Answers > 0 || d.Sent > 0 {
		for _, to := range r.recipients(s) {
			about := strings.Join([]string{string(s.ID), week.Week, week.From, week.To}, " ")
			if err := r.Facts.MailOwner(ctx, ledger.DigestMail, to, string(s.ID)+" "+week.Week, about, now); err != nil {
				return err
			}
		}
	}
	return r.Facts.NoteDigest(ctx, s.ID, week.Week)
}

// DigestDue tells whether a run would have a digest to queue, and when the next one of any shop is due: for the local
// program, which moves from one due moment to the next.
func (j Job) DigestDue(ctx context.Context) (due bool, next time.Time, err error) {
	shops, err := j.Facts.Shops(ctx)
	if err != nil || j.Merchant == nil {
		return false, time.Time{}, err
	}
	now := j.Clock.Now()
	for _, s := range shops {
		if at := s.NextDigest(now); !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
		week, in := s.DigestDue(now)
		if !in || due {
			continue
		}
		last, err := j.Facts.LastDigest(ctx, s.ID)
		if err != nil {
			return false, next, err
		}
		due = last != week.Week
	}
	return due, next, nil
}

// digestLetter renders a digest when it is sent: the record in the outbox only names shop and week.
func (r *run) digestLetter(ctx context.Context, m ledger.OwnerMail, now time.Time) (mail.Envelope, error) {
	about := strings.Fields(m.Payload)
	if len(about) != 4 || r.Merchant == nil {
		return mail.Envelope{}, fmt.Errorf("a digest says of which week it is in 4 words, not %d", len(about))
	}
	shop, err := r.Facts.Shop(ctx, cx.ShopID(about[0]))
	if err != nil {
		return mail.Envelope{}, err
	}
	d, err := r.digest(ctx, shop, cx.Digest{Week: about[1], From: about[2], To: about[3]})
	if err != nil {
		return mail.Envelope{}, err
	}
	head := mail.OwnerMail{From: r.From, To: m.To, ID: "digest-" + about[0] + "-" + about[1], At: now}
	return r.Merchant.Digest(head, d), nil
}

// The words in a digest: so many answers are quoted, and so many are read to find them.
const (
	quoted   = 5
	readOver = 60
)

func (r *run) digest(ctx context.Context, s cx.Shop, week cx.Digest) (mail.Digest, error) {
	d := mail.Digest{Shop: s, Week: week}
	tally, err := r.Facts.Tally(ctx, s.ID, s.Survey.ID, week.From, week.To)
	if err != nil {
		return d, fmt.Errorf("count the week of %s: %w", s.ID, err)
	}
	door, err := r.Facts.Tally(ctx, s.ID, cx.DoorSurvey, week.From, week.To)
	if err != nil {
		return d, fmt.Errorf("count the open door of %s: %w", s.ID, err)
	}
	d.Sent, d.Bounced, d.Stopped, d.Knocked = tally.Sent, tally.Bounced, tally.Unsubscribed, door.Knocked
	score := insight.Of(believedCounts(s.Survey, tally))
	d.Answers, d.Score = score.N, scoreWords(score)
	from, to, err := week.Span(s)
	if err != nil {
		return d, err
	}
	all, next, err := r.Facts.Responses(ctx, s.ID, ledger.Page{From: from, To: to, Limit: readOver})
	if err != nil {
		return d, err
	}
	for _, said := range all {
		if said.Comment == "" || said.Status == cx.Held {
			continue
		}
		if d.MoreToRead = len(d.Said) == quoted; d.MoreToRead {
			break
		}
		d.Said = append(d.Said, said)
	}
	d.MoreToRead = d.MoreToRead || next != ""
	return d, nil
}

// believedCounts are the answers that the shop's numbers use, as on its pages.
func believedCounts(s cx.Survey, t cx.Tally) insight.Counts {
	statuses := []cx.Status{cx.Counted, cx.Probable}
	if s.Strict {
		statuses = statuses[:1]
	}
	c := insight.Counts{Scale: insight.Scale(s.Scale)}
	for score, n := range t.Scores(statuses...) {
		if n > 0 && s.Scale.Has(score) {
			_ = c.Add(score, int(n)) // cannot fail: score and count were just checked
		}
	}
	return c
}

// scoreWords is a score with its range; "" where the answers are too few for one.
func scoreWords(s insight.Score) string {
	if s.Guard == insight.None {
		return ""
	}
	name, unit := "Net Promoter Score ", ""
	if s.Metric == insight.CSAT {
		name, unit = "Satisfied customers: ", "\u00a0%"
	}
	return fmt.Sprintf("%s%d%s, between %d and %d", name, insight.Round(s.Value), unit, insight.Round(s.Low), insight.Round(s.High))
}
