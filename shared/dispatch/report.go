package dispatch

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"sync"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
)

// Report is what a run did.
type Report struct {
	Sent       int               `json:"sent"`
	Deferred   int               `json:"deferred"`
	Dropped    int               `json:"dropped"`
	Unknown    int               `json:"unknown"`
	Raced      int               `json:"raced,omitempty"`  // another write was first; they have their turn in the next run
	Failed     int               `json:"failed,omitempty"` // errors, which are in the log
	OwnerMails int               `json:"owner_mails,omitempty"`
	Erasures   int               `json:"erasures,omitempty"` // second passes
	Reasons    map[cx.Reason]int `json:"reasons,omitempty"`
	Oldest     time.Duration     `json:"-"` // of what was due: how long it had been
	Stopped    string            `json:"stopped,omitempty"`
}

// Did tells how many messages changed: as long as it is not 0, another run may find more to do.
func (r Report) Did() int {
	return r.Sent + r.Dropped + r.Unknown + r.Deferred + r.OwnerMails + r.Erasures
}

// Metrics is one line in CloudWatch's embedded metric format: what the alarms of the template look at.
func (r Report) Metrics(now time.Time) string {
	line := map[string]any{
		"_aws": map[string]any{
			"Timestamp": now.UnixMilli(),
			"CloudWatchMetrics": []any{map[string]any{
				"Namespace": "Earshot", "Dimensions": [][]string{{}},
				"Metrics": []any{
					map[string]string{"Name": "OldestDueSeconds", "Unit": "Seconds"}, map[string]string{"Name": "Sent", "Unit": "Count"},
					map[string]string{"Name": "Unknown", "Unit": "Count"}, map[string]string{"Name": "Failed", "Unit": "Count"},
				},
			}},
		},
		"OldestDueSeconds": r.Oldest.Seconds(), "Sent": r.Sent, "Unknown": r.Unknown, "Failed": r.Failed, "report": r,
	}
	b, err := json.Marshal(line)
	if err != nil {
		return fmt.Sprintf(`{"error":%q}`, err)
	}
	return string(b)
}

// Metered is Run, with the report's metrics as a line on out.
func (j Job) Metered(ctx context.Context, out io.Writer) (Report, error) {
	r, err := j.Run(ctx)
	if _, wrong := fmt.Fprintln(out, r.Metrics(j.Clock.Now())); wrong != nil {
		j.Log.WarnContext(ctx, "metrics not written", "err", wrong)
	}
	return r, err
}

// trouble says what the merchant should know of a run that did not go as it should; "" if it did.
func (r Report) trouble() string {
	if r.Stopped == "" && r.Failed > 0 {
		return fmt.Sprintf("%d messages could not be worked on; the log says why", r.Failed)
	}
	return r.Stopped
}

// noteRun leaves a note of the run for the merchant. That it could not be left changes nothing about the mail.
func (j Job) noteRun(ctx context.Context, r Report) {
	ctx = context.WithoutCancel(ctx)
	if err := j.Facts.NoteRun(ctx, ledger.DispatchJob, r.Sent > 0, r.trouble(), j.Clock.Now()); err != nil {
		j.Log.WarnContext(ctx, "run not noted", "err", err)
	}
}

// notes is the report of a run while its workers still write it.
type notes struct {
	mu     sync.Mutex
	report Report
}

func (n *notes) note(f func(*Report)) {
	n.mu.Lock()
	defer n.mu.Unlock()
	f(&n.report)
}

func (n *notes) copy() Report {
	n.mu.Lock()
	defer n.mu.Unlock()
	c := n.report
	c.Reasons = maps.Clone(c.Reasons)
	return c
}

func (n *notes) sent()              { n.note(func(r *Report) { r.Sent++ }) }
func (n *notes) raced()             { n.note(func(r *Report) { r.Raced++ }) }
func (n *notes) failed()            { n.note(func(r *Report) { r.Failed++ }) }
func (n *notes) ownerMail()         { n.note(func(r *Report) { r.OwnerMails++ }) }
func (n *notes) stopped(why string) { n.note(func(r *Report) { r.Stopped = why }) }

func (n *notes) erased() { n.note(func(r *Report) { r.Erasures++ }) }

// stays counts a message that stays due as it is.
func (n *notes) stays(why cx.Reason) { n.note(func(r *Report) { r.Reasons[why]++ }) }

func (n *notes) defers(why cx.Reason) { n.note(func(r *Report) { r.Deferred++; r.Reasons[why]++ }) }
func (n *notes) drops(why cx.Reason)  { n.note(func(r *Report) { r.Dropped++; r.Reasons[why]++ }) }
func (n *notes) gaveUp(why cx.Reason) { n.note(func(r *Report) { r.Unknown++; r.Reasons[why]++ }) }

func (n *notes) oldest(age time.Duration) {
	n.note(func(r *Report) { r.Oldest = max(r.Oldest, age) })
}
