package deliveries

import (
	"encoding/json"
	"net/mail"
	"strconv"
	"time"

	"earshot/shared/cx"
)

// event is the part of an SES event that we use: of event publishing (eventType) and of identity notifications
// (notificationType), which carry no tags.
type event struct {
	Type   string `json:"eventType"`
	Notice string `json:"notificationType"`
	Mail   struct {
		Timestamp time.Time           `json:"timestamp"`
		MessageID string              `json:"messageId"`
		Tags      map[string][]string `json:"tags"`
	} `json:"mail"`
	Bounce struct {
		Type       string      `json:"bounceType"`
		SubType    string      `json:"bounceSubType"`
		Recipients []recipient `json:"bouncedRecipients"`
		Timestamp  time.Time   `json:"timestamp"`
	} `json:"bounce"`
	Complaint struct {
		Feedback   string      `json:"complaintFeedbackType"`
		Recipients []recipient `json:"complainedRecipients"`
		Timestamp  time.Time   `json:"timestamp"`
	} `json:"complaint"`
	Delivery struct {
		Timestamp time.Time `json:"timestamp"`
	} `json:"delivery"`
	Delay struct {
		Timestamp time.Time `json:"timestamp"`
	} `json:"deliveryDelay"`
}

type recipient struct {
	Address string `json:"emailAddress"`
}

func parse(body []byte) (event, error) {
	var e event
	if err := json.Unmarshal(body, &e); err != nil {
		return e, err
	}
	if e.Type == "" {
		e.Type = e.Notice
	}
	return e, nil
}

func (e event) tag(name string) string {
	if all := e.Mail.Tags[name]; len(all) > 0 {
		return all[0]
	}
	return ""
}

// order is the locator of the message, "" if the mail is none of a customer's. Another system that shares the account may
// use the same tag: what cannot be a locator is none.
func (e event) order() cx.OrderID {
	if id := e.tag(cx.TagOrder); len(id) == cx.IDLength {
		return cx.OrderID(id)
	}
	return ""
}

func (e event) step() cx.Step { return cx.Step(e.number(cx.TagStep)) }

func (e event) attempt() int { return e.number(cx.TagAttempt) }

func (e event) number(tag string) int {
	n, err := strconv.Atoi(e.tag(tag))
	if err != nil {
		return 0
	}
	return n
}

// when is the report's own time, or the mail's where a report has none.
func (e event) when() time.Time {
	at := map[string]time.Time{
		"Bounce": e.Bounce.Timestamp, "Complaint": e.Complaint.Timestamp, "Delivery": e.Delivery.Timestamp, "DeliveryDelay": e.Delay.Timestamp,
	}[e.Type]
	if at.IsZero() {
		return e.Mail.Timestamp
	}
	return at
}

// lateAfter is what makes a delivery news: an answer is believed from a minute after the mail arrived. A delivery that
// was not late is not written down; a late one is, whether or not the report of its delay came first.
const lateAfter = time.Minute

func (e event) late() bool { return e.when().Sub(e.Mail.Timestamp) > lateAfter }

// address is the one recipient that a report names. A complaint may name more than who complained, but our mails have
// one recipient each.
func (e event) address() cx.Email {
	for _, list := range [][]recipient{e.Bounce.Recipients, e.Complaint.Recipients} {
		if len(list) == 1 {
			return bare(list[0].Address)
		}
	}
	return cx.Email{}
}

// bare is an address without the name and brackets that mail servers report it with; zero if it is none.
func bare(s string) cx.Email {
	if a, err := mail.ParseAddress(s); err == nil {
		s = a.Address
	}
	email, _ := cx.ParseEmail(s)
	return email
}
