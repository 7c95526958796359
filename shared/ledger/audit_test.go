package ledger_test

import (
	"fmt"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
)

func TestAuditIsReadInPages(t *testing.T) {
	l := open(t)
	for i := range 7 {
		a := ledger.AuditLine{At: at(2, 9).Add(time.Duration(i) * time.Minute), By: owner, What: fmt.Sprint("deed ", i)}
		for range 2 { // a request that is sent again is one deed
			if err := l.NoteAudit(t.Context(), "nordlys", a, "request"); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := l.NoteAudit(t.Context(), "birk", ledger.AuditLine{At: at(2, 9), By: owner, What: "elsewhere"}, ""); err != nil {
		t.Fatal(err)
	}
	var got []string
	before := ""
	for pages := 1; ; pages++ {
		all, more, err := l.Audit(t.Context(), "nordlys", before, 3)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range all {
			got = append(got, a.What)
			before = a.ID
		}
		if !more {
			if pages != 3 {
				t.Errorf("%d pages, want 3", pages)
			}
			break
		}
	}
	if fmt.Sprint(got) != "[deed 6 deed 5 deed 4 deed 3 deed 2 deed 1 deed 0]" {
		t.Errorf("the log is %v", got)
	}
}

// TestAuditCursorsReachNothingElse: the shop's other records stand in the same partition.
func TestAuditCursorsReachNothingElse(t *testing.T) {
	l := open(t)
	if err := l.SaveShop(t.Context(), shop()); err != nil {
		t.Fatal(err)
	}
	invite(t, l, "nordlys", "ines@nordlys.example", cx.Agent)
	for _, before := range []string{"\U0010FFFF\U0010FFFF", "z", "#", "../U#x", "\x00"} {
		if all, more, err := l.Audit(t.Context(), "nordlys", before, 10); len(all) > 0 || more || err != nil {
			t.Errorf("%q reads %+v, %v, %v", before, all, more, err)
		}
	}
}
