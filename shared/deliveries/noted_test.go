package deliveries_test

import (
	"testing"

	"earshot/shared/ledger"
)

// TestReportsAreNoted: the merchant sees when the last report about a mail was taken; what is no report counts for nothing.
func TestReportsAreNoted(t *testing.T) {
	o := newOffice(t)
	id, _ := o.sent()
	noted := func() ledger.Run {
		t.Helper()
		runs, err := o.facts.Runs(t.Context(), ledger.DeliveriesJob)
		must(t, err)
		return runs[0]
	}
	o.take([]byte("Successfully validated SNS topic"))
	if n := noted(); !n.At.IsZero() {
		t.Errorf("a greeting is noted as a report: %+v", n)
	}
	o.take(about(t, "Delivery", id, object{"eventType": "Delivery", "delivery.timestamp": sentAt}))
	if n := noted(); !n.At.Equal(read) || !n.Worked.Equal(read) {
		t.Errorf("noted is %+v, want %v", n, read)
	}
}
