package command

import (
	"context"

	"earshot/shared/cx"
)

// Restored confirms that a table which was restored or copied is the right one from now on. What was due is dropped
// first: it may have been sent after the moment of the backup, and a mail must not go out twice.
func (d Desk) Restored(ctx context.Context) error {
	if d.Identity == nil {
		return &cx.Error{Kind: cx.Invalid, Text: "Only a table on AWS is restored: name it with -table."}
	}
	id, err := d.Identity(ctx)
	if err != nil {
		return err
	}
	same, err := d.Facts.BindHome(ctx, id)
	if err != nil {
		return err
	}
	if same {
		d.say("This is the table that sends already. Nothing was changed.")
		return nil
	}
	n, err := d.Facts.DropDue(ctx, cx.Restored, d.Now(), d.Progress)
	if err != nil {
		return err
	}
	if err := d.Facts.RebindHome(ctx, id); err != nil {
		return err
	}
	d.say("%d messages that were due by now were dropped: they may have been sent after the backup.", n)
	d.say("From now on this table sends. Messages that come due later go out as planned.")
	return nil
}
