package rehearsal

import (
	"cmp"
	"strings"
	"time"

	"earshot/shared/cx"
)

// order reads the row as an order. A problem is a sentence for the merchant; without one and without a Ref the row is of
// no use and of no harm (an empty line).
func (s *sheet) order() (Past, string) {
	if strings.TrimSpace(strings.Join(s.row, "")) == "" {
		return Past{}, ""
	}
	p := Past{Ref: s.text(colOrder)}
	if p.Ref == "" {
		return p, "the line has no order number"
	}
	at := map[column]time.Time{}
	for _, c := range []column{colPlaced, colPaid, colFulfilled, colDelivered, colCancelled} {
		t, problem := s.when(c)
		if problem != "" {
			return Past{}, problem
		}
		at[c] = t
	}
	if at[colPlaced].IsZero() {
		return Past{}, "the line does not say when the order was placed"
	}
	state, problem := s.state(at)
	if problem != "" {
		return Past{}, problem
	}
	p.Email, _ = cx.ParseEmail(s.text(colEmail)) // an order without an address is an order too: nobody can be asked
	p.Events = events(state, at, cx.CustomerState{Email: p.Email, Locale: state.Locale, Country: state.Country, Province: state.Province})
	return p, ""
}

// state is how the order ended, with the times that follow from it added to at.
func (s *sheet) state(at map[column]time.Time) (cx.OrderState, string) {
	o := cx.OrderState{Placed: at[colPlaced], Total: 1, Currency: strings.ToUpper(s.text(colCurrency)), Locale: s.text(colLocale)}
	o.Country, o.Province = s.place()
	var problem string
	if s.at[colTotal] >= 0 {
		if o.Total, problem = s.amount(colTotal, o.Currency); problem != "" {
			return o, problem
		}
	}
	if o.Refund, problem = s.refund(o); problem != "" {
		return o, problem
	}
	status := strings.TrimPrefix(strings.NewReplacer("-", "_", " ", "_").Replace(strings.ToLower(s.text(colStatus))), "wc_")
	switch status {
	case "refunded":
		o.Refund = cx.FullRefund
	case "partially_refunded":
		o.Refund = max(o.Refund, cx.PartRefund)
	case "cancelled", "canceled":
		o.Cancelled = true
	}
	o.Cancelled = o.Cancelled || !at[colCancelled].IsZero()
	o.Payment = payment(status, at[colPaid], s.at[colPaid] >= 0)
	if o.Payment == cx.PaidInFull {
		at[colPaid] = cmp.Or(at[colPaid], o.Placed)
	}
	return o, ""
}

// payment is what the status says, else whether there is a time of it, else that it was paid.
func payment(status string, at time.Time, told bool) cx.Payment {
	switch status {
	case "paid", "partially_refunded", "refunded", "completed", "processing":
		return cx.PaidInFull
	case "voided", "expired":
		return cx.Voided
	case "pending", "authorized", "partially_paid", "unpaid", "on_hold", "pending_payment", "failed", "draft", "checkout_draft":
		return cx.Unpaid
	}
	if at.IsZero() && told {
		return cx.Unpaid
	}
	return cx.PaidInFull
}

// amount reads a sum as exports write it: with a point or a comma before the decimals, and marks between thousands.
func (s *sheet) amount(c column, currency string) (int64, string) {
	text := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '.' || r == ',' || r == '-' {
			return r
		}
		return -1
	}, s.text(c))
	point, comma := strings.LastIndex(text, "."), strings.LastIndex(text, ",")
	if comma > point && len(text)-comma <= 3 { // 12,50 and 1.234,50
		text = strings.ReplaceAll(text[:comma], ".", "") + "." + text[comma+1:]
	}
	n, err := cx.ParseMoney(strings.ReplaceAll(text, ",", ""), currency)
	if err != nil {
		return 0, "the sum in column “" + c.names()[0] + "” is no number"
	}
	return n, ""
}

// refund reads an amount that was given back, or a word.
func (s *sheet) refund(o cx.OrderState) (cx.Refund, string) {
	switch text := strings.ToLower(s.text(colRefunded)); text {
	case "", "no", "none", "false":
		return cx.NoRefund, ""
	case "yes", "full", "true":
		return cx.FullRefund, ""
	case "partial":
		return cx.PartRefund, ""
	}
	n, problem := s.amount(colRefunded, o.Currency)
	switch {
	case problem != "":
		return cx.NoRefund, problem
	case n == 0:
		return cx.NoRefund, ""
	case max(n, -n) < o.Total: // some exports write it with a minus
		return cx.PartRefund, ""
	}
	return cx.FullRefund, ""
}

// events tell the life of an order one after the other, as a platform would have told it.
func events(end cx.OrderState, at map[column]time.Time, who cx.CustomerState) []Event {
	now := end
	now.Payment, now.Cancelled = cx.Unpaid, end.Cancelled && at[colCancelled].IsZero()
	if end.Payment == cx.Voided {
		now.Payment = cx.Voided
	}
	all := []Event{tell(end.Placed, cx.Ordered, now, who)}
	steps := []struct {
		c column
		t cx.Touchpoint
	}{{colPaid, cx.Paid}, {colFulfilled, cx.Fulfilled}, {colDelivered, cx.Delivered}, {colCancelled, cx.Cancelled}}
	for _, s := range steps {
		if t := at[s.c]; !t.IsZero() && (s.c != colPaid || end.Payment == cx.PaidInFull) {
			all = append(all, tell(t, s.t, now, who))
		}
	}
	h := History{Orders: []Past{{Events: all}}}
	h.inOrder()
	for i := range all { // what an event tells holds for all later ones
		switch {
		case all[i].Touchpoints[cx.Paid] != (time.Time{}):
			now.Payment = cx.PaidInFull
		case all[i].Touchpoints[cx.Cancelled] != (time.Time{}):
			now.Cancelled = true
		}
		state := now
		all[i].State = &state
	}
	return all
}

func tell(at time.Time, t cx.Touchpoint, state cx.OrderState, who cx.CustomerState) Event {
	who.Version = at
	return Event{At: at, OrderEvent: cx.OrderEvent{Platform: cx.Standard, Ref: "-", Version: at, Touchpoints: map[cx.Touchpoint]time.Time{t: at},
		State: &state, Customer: &who}}
}
