package dashboard_test

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/ledger"
)

// TestCustomersAndPeopleInABrowser looks at the pages about one customer and about who may do what.
func TestCustomersAndPeopleInABrowser(t *testing.T) {
	ctx := tab(t)
	f, r, waits := answered(t)
	s := open(t, f).signedIn()
	s.invited("nordlys", "a.rather.long.address.of.ines@customer-service.example", cx.Agent)
	s.as(cx.Analyst)
	s.post("/dashboard/nordlys/people/key", nil)
	for n := range 6 {
		a := ledger.AuditLine{At: s.Now.Add(-time.Duration(n*7) * time.Hour), By: owner, What: fmt.Sprintf("Order 10%02d was made due at once.", n)}
		if err := s.NoteAudit(t.Context(), "nordlys", a, ""); err != nil {
			t.Fatal(err)
		}
	}
	enter(t, ctx, s)
	s.post("/dashboard/nordlys/customers/"+string(r.Person), url.Values{"do": {"hold"}})
	customer := "/dashboard/nordlys/customers/" + string(r.Person)
	lookAtAll(t, ctx, s, screen{"customer", customer + "?done=hold"}, screen{"order-waits", "/dashboard/nordlys/orders/" + string(waits.ID)},
		screen{"people", "/dashboard/nordlys/people"}, screen{"sessions", "/dashboard/sessions"}, screen{"log", "/dashboard/nordlys/log"})
	s.post(customer+"/erase", url.Values{"sure": {"yes"}})
	lookAtAll(t, ctx, s, screen{"receipt", customer + "/receipt"}, screen{"erased", customer})
}
