package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// Outgoing is a mail to the merchant about something that just happened. It holds references only and is rendered when
// it is sent, from the facts of that moment.
//
// Its gate stands on itself: who moves its due time may send. It leaves the outbox only when every recipient has it, or
// when nobody has to hear of it any more, so a run that dies is made up by the next. To each recipient an attempt
// without a clear answer is repeated once: of an unhappy customer one hears better twice than never.
type Outgoing struct {
	Kind    string // AlertMail or DoorMail
	Version int    // 1; 2 tells a score that is lower than the first told
	Shop    cx.ShopID
	Order   cx.OrderID  // with AlertMail
	Person  cx.PersonID // with AlertMail
	Door    cx.DoorID   // with DoorMail
	At      time.Time   // when it was raised
	Told    int         // the score of the newest attempt; cx.NoScore before the first

	key          table.Key
	due          table.Value
	done, tried  []string // keyed hashes of recipients
	left, silent bool     // it is out of the outbox; without having been sent
}

// The kinds of outgoing mail.
const (
	AlertMail = "alert" // about a low score
	DoorMail  = "door"  // somebody at the open door wants an answer
)

// ID names the mail for the mail programs that drop a second copy.
func (o Outgoing) ID() string {
	return strings.NewReplacer("#", "-").Replace(join(o.Kind, idOf(o.key.Partition), strconv.Itoa(o.Version)))
}

// AlertMail and DoorMail stand beside the fact that they are about.
func alertKey(id cx.OrderID, version int) table.Key {
	return table.Key{Partition: orderKey(id).Partition, Sort: join("W", AlertMail, strconv.Itoa(version))}
}

func doorMailKey(id cx.DoorID) table.Key {
	return table.Key{Partition: doorKey(id).Partition, Sort: join("W", DoorMail, "1")}
}

// IsOutgoing tells an entry of outgoing mail from one of a mail to an owner, which share the lanes.
func (d DueEntry) IsOutgoing() bool { return strings.HasPrefix(d.Key.Sort, "W#") }

const (
	// outgoingLife is how long a mail to the merchant is tried where the mail service says no.
	outgoingLife = 7 * 24 * time.Hour
	// outgoingAgain is when a claimed one is due again, unless it ended.
	outgoingAgain = 2 * time.Minute
	// outgoingKept is how long an ended one is kept: as long as the answer may still change by its link, and longer.
	outgoingKept = 400 * 24 * time.Hour
)

// RaiseAlert puts an alert about an answer into the outbox. It is safe to repeat and to call in any order: the first
// alert of a response is one record. One that is still waiting is only brought forward; one that nobody was told of,
// because the score was better for a while, waits anew; a second is made only for a score below the one that was told.
// It says whether anything was written.
func (l *Ledger) RaiseAlert(ctx context.Context, r cx.Response, due time.Time) (bool, error) {
	for version := 1; version <= 2; version++ {
		o := Outgoing{Kind: AlertMail, Version: version, Shop: r.Shop, Order: r.Order, Person: r.Person, At: due, key: alertKey(r.Order, version)}
		raised, old, err := l.raise(ctx, o, due)
		if err != nil {
			return false, fmt.Errorf("raise an alert about %s: %w", r.Order, err)
		}
		if raised || old.Told == cx.NoScore || r.Score >= old.Told {
			return raised, nil
		}
	}
	return false, nil
}

// RaiseDoor puts word of a note of the open door into the outbox, once.
func (l *Ledger) RaiseDoor(ctx context.Context, n cx.DoorNote) (bool, error) {
	raised, _, err := l.raise(ctx, Outgoing{Kind: DoorMail, Version: 1, Shop: n.Shop, Door: n.ID, At: n.At, key: doorMailKey(n.ID)}, n.At)
	if err != nil {
		return false, fmt.Errorf("raise word of a note of the open door: %w", err)
	}
	return raised, nil
}

// raise makes a record, or brings one forward that was not sent. It returns what was there.
func (l *Ledger) raise(ctx context.Context, o Outgoing, due time.Time) (bool, Outgoing, error) {
	raised, old := false, Outgoing{}
	err := l.change(ctx, o.key, func(item table.Item) (table.Values, error) {
		raised, old = false, outgoingOf(item)
		later := !item.Exists() || old.silent || (old.Told == cx.NoScore && !old.left && timed(due, idOf(o.key.Partition)) < old.due.Text())
		if !later {
			return nil, nil
		}
		raised = true
		return o.values(due), nil
	})
	return raised, old, err
}

func (o Outgoing) values(due time.Time) table.Values {
	a := attributes{"kind": table.String(o.Kind)}
	a.number("version", int64(o.Version))
	a.text("shop", string(o.Shop))
	a.text("person", string(o.Person))
	a.seconds("at", o.At)
	a.text(table.Index1Partition, ownerDuePartition(lane(o.key.Partition)))
	a.text(table.Index1Sort, timed(due, idOf(o.key.Partition)))
	return table.Values(a)
}

func outgoingOf(item table.Item) Outgoing {
	if !item.Exists() {
		return Outgoing{Told: cx.NoScore}
	}
	v := item.Values
	due, waits := v[table.Index1Sort]
	o := Outgoing{
		Kind: v["kind"].Text(), Version: int(v["version"].Int()), Shop: cx.ShopID(v["shop"].Text()), Person: cx.PersonID(v["person"].Text()),
		At: readSeconds(v, "at"), key: item.Key, Told: cx.NoScore, due: due, done: words(v["done"].Text()), tried: words(v["tried"].Text()),
		left: !waits, silent: v["why"].Text() != "",
	}
	if told, ok := v["told"]; ok {
		o.Told = int(told.Int())
	}
	switch id := idOf(item.Key.Partition); o.Kind {
	case AlertMail:
		o.Order = cx.OrderID(id)
	case DoorMail:
		o.Door = cx.DoorID(id)
	}
	return o
}

// DueOutgoing reads what an entry of the outbox is about; false if it is not due after all.
func (l *Ledger) DueOutgoing(ctx context.Context, e DueEntry, now time.Time) (Outgoing, bool, error) {
	item, err := l.get(ctx, e.Key)
	if err != nil {
		return Outgoing{}, false, fmt.Errorf("read outgoing mail: %w", err)
	}
	o := outgoingOf(item)
	return o, item.Exists() && !o.left && o.due.Text() < moment(now.Add(time.Second)), nil
}

// ToldBefore is the score that an earlier alert about the same answer told; cx.NoScore if none did.
func (l *Ledger) ToldBefore(ctx context.Context, o Outgoing) (int, error) {
	if o.Kind != AlertMail || o.Version < 2 {
		return cx.NoScore, nil
	}
	item, err := l.get(ctx, alertKey(o.Order, o.Version-1))
	if err != nil {
		return cx.NoScore, fmt.Errorf("read the alert before: %w", err)
	}
	return outgoingOf(item).Told, nil
}

// ClaimOutgoing takes a mail, to be sent now with a score (0 where there is none); false: somebody else did. It is due
// again soon, unless it is ended.
func (l *Ledger) ClaimOutgoing(ctx context.Context, o Outgoing, score int, now time.Time) (Outgoing, bool, error) {
	again := table.String(timed(now.Add(outgoingAgain), idOf(o.key.Partition)))
	set := table.Values{table.Index1Sort: again, "told": table.Number(int64(score))}
	won, err := l.moveOutgoing(ctx, o, set, nil)
	o.due, o.Told = again, score
	return o, won, err
}

// PutOffOutgoing moves a mail that the mail service surely did not take; false, and it is ended, when that has gone on
// for a week.
func (l *Ledger) PutOffOutgoing(ctx context.Context, o Outgoing, due time.Time) (bool, error) {
	if due.Sub(o.At) > outgoingLife {
		return false, l.EndOutgoing(ctx, o, cx.QuietTooLate, due)
	}
	return l.moveOutgoing(ctx, o, table.Values{table.Index1Sort: table.String(timed(due, idOf(o.key.Partition)))}, nil)
}

// EndOutgoing takes a mail out of the outbox: it was sent (""), or nobody has to hear of it.
func (l *Ledger) EndOutgoing(ctx context.Context, o Outgoing, why cx.Quiet, now time.Time) error {
	set := table.Values{table.Expires: table.Number(now.Add(outgoingKept).Unix())}
	if why != "" && len(o.done) == 0 {
		set["why"] = table.String(string(why))
	}
	_, err := l.moveOutgoing(ctx, o, set, []string{table.Index1Partition, table.Index1Sort})
	return err
}

// moveOutgoing writes on the condition that the mail is due as it was read; false if it is not.
func (l *Ledger) moveOutgoing(ctx context.Context, o Outgoing, set table.Values, remove []string) (bool, error) {
	err := l.change1(ctx, o.key, set, remove, table.Equal(table.Index1Sort, o.due))
	if errors.Is(err, table.ErrCondition) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("move outgoing mail: %w", unavailable(err))
	}
	return true, nil
}

// change1 writes a part of a record and moves its revision on.
func (l *Ledger) change1(ctx context.Context, k table.Key, set table.Values, remove []string, only table.Condition) error {
	w := table.Update(k, set, remove, only)
	w.Add = map[string]int64{rev: 1}
	return l.table.Commit(ctx, w)
}

// Reached tells that a recipient needs no further attempt.
func (l *Ledger) Reached(o Outgoing, recipient string) bool {
	return slices.Contains(o.done, l.recipientHash(recipient))
}

// NoteReached notes what came of an attempt to one recipient. A second one without a clear answer is the last.
func (l *Ledger) NoteReached(ctx context.Context, o Outgoing, recipient string, clear bool) (Outgoing, error) {
	hash := l.recipientHash(recipient)
	if clear || slices.Contains(o.tried, hash) {
		o.done = append(slices.Clone(o.done), hash)
	} else {
		o.tried = append(slices.Clone(o.tried), hash)
	}
	set := table.Values{}
	for name, all := range map[string][]string{"done": o.done, "tried": o.tried} {
		if len(all) > 0 {
			set[name] = table.String(strings.Join(all, " "))
		}
	}
	if err := l.change1(ctx, o.key, set, nil, table.Present()); err != nil {
		return o, fmt.Errorf("note who has outgoing mail: %w", unavailable(err))
	}
	return o, nil
}

// recipientHash names a recipient in a record that holds no address.
func (l *Ledger) recipientHash(address string) string {
	return l.id("recipient", strings.ToLower(address))[:8]
}
