package local_test

import (
	"html"
	"net/url"
	"strings"
	"testing"

	"earshot/shared/table"
	"earshot/shared/table/bolt"
)

// TestErasingInTheDashboard goes the whole way: found by the address, erased, the inbox cleared, and done again by the run
// that sends mail, after which no byte of the address is in the file.
func TestErasingInTheDashboard(t *testing.T) {
	p := start(t, dataFile(t))
	mail := p.asked()
	address := strings.Trim(mail.To, "<>")
	p.post("/local/dashboard", url.Values{})
	page := html.UnescapeString(p.post("/dashboard/demo/find", url.Values{"q": {address}}))
	if !strings.Contains(page, address) || !strings.Contains(page, "Erase…") {
		t.Fatalf("the customer was not found: %s", short(page))
	}
	_, after, _ := strings.Cut(page, `action="/dashboard/demo/customers/`)
	customer := "/dashboard/demo/customers/" + after[:26]
	receipt := p.post(customer+"/erase", url.Values{"sure": {"yes"}})
	if !strings.Contains(receipt, "1 mail was removed from the inbox of this machine") || len(p.inbox()) != 0 {
		t.Errorf("%d mails are left: %s", len(p.inbox()), short(receipt))
	}
	p.advance("30m")
	if receipt = p.get(customer + "/receipt"); !strings.Contains(receipt, "It was finished on") {
		t.Errorf("after half an hour: %s", short(receipt))
	}
	p.stop()
	b, err := bolt.Open(p.data)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = b.Close() }()
	for found, err := range b.Walk(t.Context(), 0, 1, table.Position{}) {
		if err != nil {
			t.Fatal(err)
		}
		for name, v := range found.Item.Values {
			if strings.Contains(strings.ToLower(v.Text()), strings.ToLower(address)) {
				t.Errorf("%v still holds the address in %q", found.Item.Key, name)
			}
		}
	}
}

// TestAnInvitationArrives, and whoever reads it asks for a link and is in, as far as the role goes.
func TestAnInvitationArrives(t *testing.T) {
	p := start(t, dataFile(t))
	p.post("/local/dashboard", url.Values{})
	p.post("/dashboard/demo/people/invite", url.Values{"address": {"ines@demo.example"}, "role": {"analyst"}})
	p.advance("1m")
	invitation := withSubject(p.inbox(), "You can see what customers say to")
	if len(invitation) != 1 || !strings.Contains(invitation[0].Text, p.origin+"/dashboard/signin") || !strings.Contains(invitation[0].Text, "without names") {
		t.Fatalf("the invitation: %+v", invitation)
	}
	p.post("/dashboard/signin/out", url.Values{})
	p.post("/dashboard/signin", url.Values{"address": {"Ines@demo.example"}})
	p.advance("1m")
	var link string
	for _, l := range p.inbox() {
		if _, after, ok := strings.Cut(l.Text, p.origin+"/dashboard/signin/link/"); ok {
			link, _, _ = strings.Cut(after, "\n")
		}
	}
	page := p.post("/dashboard/signin/enter", url.Values{"link": {strings.TrimSpace(link)}})
	if !strings.Contains(page, "Nordlys Ceramics") || strings.Contains(page, ">Settings<") {
		t.Errorf("an analyst sees %s", short(page))
	}
}
