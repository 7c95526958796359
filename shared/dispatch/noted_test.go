package dispatch_test

import (
	"strings"
	"testing"
	"time"

	"earshot/shared/ledger"
	"earshot/shared/mail"
)

// TestRunsAreNoted: what the merchant sees of the runs, idle and stopped ones included.
func TestRunsAreNoted(t *testing.T) {
	h := newHouse(t)
	noted := func() ledger.Run {
		t.Helper()
		runs, err := h.facts.Runs(t.Context(), ledger.DispatchJob)
		must(t, err)
		return runs[0]
	}
	h.run()
	if n := noted(); !n.At.Equal(noon) || !n.Worked.IsZero() || n.Trouble != "" {
		t.Errorf("an idle run is noted as %+v", n)
	}
	h.clock.add(2 * time.Minute)
	h.due("1", "ada@example.com")
	h.run()
	if n := noted(); n.Worked.Before(noon.Add(2*time.Minute)) || n.Trouble != "" {
		t.Errorf("a run that sent is noted as %+v", n)
	}
	h.clock.add(2 * time.Minute)
	h.due("2", "jon@example.com")
	h.service.answer = func(int, mail.Envelope) behaviour {
		return behaviour{refuse: &mail.Refusal{Kind: mail.RefusedAccount, Code: "AccountSendingPaused", Text: "sending is paused"}}
	}
	h.run()
	if n := noted(); !strings.Contains(n.Trouble, "AccountSendingPaused") {
		t.Errorf("a run that was stopped is noted as %+v", n)
	}
	h.service.answer = nil
	h.clock.add(10 * time.Second)
	h.run()
	if n := noted(); n.Trouble != "" {
		t.Errorf("after the next run the trouble is still noted: %+v", n)
	}
}
