// Package post is what the function that sends mail begins with, besides package start: the mail service, the writer of
// mails, and the proof that the service's reports arrive.
//
// It is apart from start so that the functions that send nothing link neither SES nor the templates.
package post

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"time"

	"earshot/shared/cx"
	"earshot/shared/dashboard/preview"
	"earshot/shared/dispatch"
	"earshot/shared/ledger"
	"earshot/shared/mail"
	"earshot/shared/mail/console"
	"earshot/shared/mail/ses"
	"earshot/shared/start"
	"earshot/shared/start/queues"
	"earshot/shared/table/dynamo"
	"earshot/shared/words"
)

// workers is how many mails are on their way at once: at about 100 ms a request enough for 100 a second.
const workers = 16

// Job is dispatch with the mail service of the environment, or with one that prints to out.
func Job(p start.Parts, out io.Writer) (dispatch.Job, error) {
	book, err := words.Load()
	if err != nil {
		return dispatch.Job{}, err
	}
	w, err := mail.New(book, p.Config.Origin)
	if err != nil {
		return dispatch.Job{}, err
	}
	o := owners{p.Facts, w, p.Config.From()}
	j := dispatch.Job{
		Facts: p.Facts, Survey: w.Survey, Owner: o.write, Merchant: w, From: o.from, Owners: p.Owners(), Proven: channel{p.Facts, queues.Of(p)}.proven,
		Clock: p.Clock, Random: p.Random, Log: p.Log, Workers: workers,
	}
	if p.Config.PrintsMail() {
		c := console.New(out)
		j.Sender, j.Account = c, c
		return j, nil
	}
	s := ses.New(ses.Config{Region: p.Config.Region, Endpoint: p.Config.SES, Credentials: p.Credentials(), Set: p.Config.Set})
	j.Sender, j.Account = s, s
	if p.Config.DynamoDB == "" {
		client := dynamo.Client(p.Config.Region, p.Credentials(), "")
		j.Identity = func(ctx context.Context) (string, error) { return dynamo.Identity(ctx, client, p.Config.Table) }
	}
	return j, nil
}

// owners writes mails to owners.
type owners struct {
	facts  *ledger.Ledger
	writer *mail.Writer
	from   string
}

func (o owners) write(ctx context.Context, m ledger.OwnerMail, now time.Time) (mail.Envelope, error) {
	head := mail.OwnerMail{From: o.from, To: m.To, ID: "owner-" + strconv.FormatInt(now.UnixNano(), 36), At: now}
	switch m.Kind {
	case ledger.SignInMail:
		return o.writer.SignIn(head, m.Payload, ledger.SignInLife), nil
	case ledger.ReplyMail:
		return o.writer.ReplyCheck(head, m.Payload), nil
	case ledger.PreviewMail:
		return preview.Mail(ctx, o.facts, o.writer, m, now)
	case ledger.InviteMail:
		i, err := m.Invitation()
		return o.writer.Invitation(head, mail.Invited(i)), err
	case ledger.NoticeMail:
		return o.writer.Notice(head, "Earshot cannot send mail right now", m.Payload), nil
	}
	return mail.Envelope{}, fmt.Errorf("write to an owner: there is no mail of kind %q", m.Kind)
}

// channel is the way that the mail service's reports take.
type channel struct {
	facts  *ledger.Ledger
	queues *queues.Queues
}

// proven says whether a report of a mail that was sent at since must have arrived by now: the report of a later mail
// did, and nothing waits in the queues or their dead letters.
func (c channel) proven(ctx context.Context, _ cx.Facts, since time.Time) (bool, error) {
	seen, err := c.facts.SeenEvent(ctx)
	if err != nil || !seen.After(since) {
		return false, err
	}
	return c.queues.Empty(ctx)
}
