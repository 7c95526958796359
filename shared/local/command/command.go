// Package command is what a person asks of Earshot on a command line: explain a decision, compare the counters with the
// facts, write a shop's settings, erase somebody. It works on any ledger: of the local program, of a file, of the cloud.
//
// What it writes is meant for the person who asked: sentences. It holds no addresses and names, except those that the
// shop itself is configured with.
package command

import (
	"context"
	"fmt"
	"io"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
)

// Desk answers commands.
type Desk struct {
	Facts *ledger.Ledger
	Now   func() time.Time
	Out   io.Writer
	// Progress is told now and then how many records were seen by what takes long.
	Progress func(records int64)
	// Settle makes sure that the counters know all facts, where that is in our hands; may be nil.
	Settle func(ctx context.Context) error
	// AlsoErase removes an address from what stands beside the ledger, and tells how many mails went; may be nil.
	AlsoErase func(ctx context.Context, e cx.Email) (int, error)
	// Identity names the table, where one can be restored from a backup; nil elsewhere.
	Identity func(ctx context.Context) (string, error)
	Certain  bool // nothing else writes: an erasure needs no repetition
}

// say writes a line. The writer is a terminal or a buffer; that it is gone is found out by whoever closes it.
func (d Desk) say(format string, args ...any) {
	_, _ = fmt.Fprintf(d.Out, format+"\n", args...)
}

// Rebuild compares the counters with the facts, and mends them unless only a comparison is wanted.
func (d Desk) Rebuild(ctx context.Context, mend bool) error {
	if d.Settle != nil {
		if err := d.Settle(ctx); err != nil {
			return err
		}
	}
	r, err := d.Facts.Rebuild(ctx, mend, d.Progress)
	if err != nil {
		return err
	}
	d.say("%d records were read, %d counters compared.", r.Records, r.Counters)
	switch {
	case len(r.Wrong) == 0:
		d.say("All counters agree with the facts.")
		return nil
	case r.Mended:
		d.say("%d differed and were mended:", len(r.Wrong))
	default:
		d.say("%d differ:", len(r.Wrong))
	}
	for _, line := range r.Wrong {
		d.say("  %s", line)
	}
	return nil
}

// Erase forgets a person in every shop of the installation.
func (d Desk) Erase(ctx context.Context, address string) error {
	e, err := cx.ParseEmail(address)
	if err != nil {
		return &cx.Error{Kind: cx.Invalid, Text: "That is no mail address.", Cause: err}
	}
	shops, err := d.Facts.Shops(ctx)
	if err != nil {
		return err
	}
	for _, s := range shops {
		r, err := d.Facts.Erase(ctx, s, e, d.Now())
		if err != nil {
			return err
		}
		d.receipt(s, r)
	}
	if d.AlsoErase == nil {
		return nil
	}
	n, err := d.AlsoErase(ctx, e)
	if err != nil {
		return fmt.Errorf("erase mails of the inbox: %w", err)
	}
	d.say("%s removed from the inbox.", plural(n, "mail was", "mails were"))
	return nil
}

func (d Desk) receipt(s cx.Shop, r ledger.Receipt) {
	if !r.Known {
		d.say("%s does not know this address.", s.Name)
	} else {
		d.say("%s has forgotten customer %s: name, address and language are gone, and no mail will go out.", s.Name, r.Person)
		d.say("%s lost their words and kept their score.", plural(r.Responses, "answer has", "answers have"))
	}
	if r.Kept > 0 {
		d.say("%s removed.", plural(r.Kept, "kept webhook was", "kept webhooks were"))
	}
	if !d.Certain && r.Known {
		d.say("Run the same command once more after %s: writes that were on their way may have come since.", r.Again.Format(time.TimeOnly+" MST"))
	}
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
