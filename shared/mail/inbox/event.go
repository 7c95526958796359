package inbox

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"earshot/shared/cx"
)

// Event is what SES reports of a mail, by SES's own name.
type Event string

// The events that the inbox can report.
const (
	Send          Event = "Send"
	Delivery      Event = "Delivery"
	Bounce        Event = "Bounce" // permanent: there is no such address
	Complaint     Event = "Complaint"
	DeliveryDelay Event = "DeliveryDelay"
)

// Trouble is something of the real world that one mail is to meet.
type Trouble string

// The troubles. AnswerLost and EventsLost together are a mail that was taken without a trace.
const (
	Bounces    Trouble = "bounce"
	Complains  Trouble = "complaint"
	NoDelivery Trouble = "no-delivery" // taken, and nothing is heard of it any more
	Delayed    Trouble = "delay"
	AnswerLost Trouble = "answer-lost" // taken and reported, but the caller sees an error
	EventsLost Trouble = "events-lost" // taken and answered, but nothing is reported
)

// Troubles are all of them, for buttons.
func Troubles() []Trouble {
	return []Trouble{Bounces, Complains, NoDelivery, Delayed, AnswerLost, EventsLost}
}

// course is what is reported of a mail that meets these troubles.
func course(troubles []Trouble) []Event {
	meets := func(t Trouble) bool { return slices.Contains(troubles, t) }
	switch {
	case meets(EventsLost):
		return nil
	case meets(NoDelivery):
		return []Event{Send}
	case meets(Bounces):
		return []Event{Send, Bounce}
	case meets(Delayed):
		return []Event{Send, DeliveryDelay}
	case meets(Complains):
		return []Event{Send, Delivery, Complaint}
	}
	return []Event{Send, Delivery}
}

// Report reports an event of a mail that was taken before, now.
func (i *Inbox) Report(ctx context.Context, id string, kind Event) error {
	for _, m := range i.Mails() {
		if m.ID == id {
			return i.report(ctx, m, kind)
		}
	}
	return missing(id)
}

func missing(id string) error {
	return &cx.Error{Kind: cx.NotFound, Text: "There is no such mail in the inbox.", Cause: fmt.Errorf("find mail %q: not there", id)}
}

func (i *Inbox) report(ctx context.Context, m Mail, kind Event) error {
	event, err := json.Marshal(i.event(m, kind))
	if err != nil {
		return fmt.Errorf("report %s of mail %s: %w", kind, m.ID, err)
	}
	if err := i.events(ctx, event); err != nil {
		return fmt.Errorf("report %s of mail %s: %w", kind, m.ID, err)
	}
	return nil
}

// event is SES's JSON, as far as it is known to be used by anybody.
type event struct {
	Type      Event      `json:"eventType"`
	Mail      sent       `json:"mail"`
	Delivery  *delivery  `json:"delivery,omitempty"`
	Bounce    *bounce    `json:"bounce,omitempty"`
	Complaint *complaint `json:"complaint,omitempty"`
	Delay     *delay     `json:"deliveryDelay,omitempty"`
	Send      *struct{}  `json:"send,omitempty"`
}

type sent struct {
	Timestamp   time.Time           `json:"timestamp"`
	Source      string              `json:"source"`
	MessageID   string              `json:"messageId"`
	Destination []string            `json:"destination"`
	Tags        map[string][]string `json:"tags"`
}

type delivery struct {
	Timestamp  time.Time `json:"timestamp"`
	Millis     int       `json:"processingTimeMillis"`
	Recipients []string  `json:"recipients"`
	Response   string    `json:"smtpResponse"`
}

type recipient struct {
	Address    string `json:"emailAddress"`
	Action     string `json:"action,omitempty"`
	Status     string `json:"status,omitempty"`
	Diagnostic string `json:"diagnosticCode,omitempty"`
}

type bounce struct {
	Type       string      `json:"bounceType"`
	SubType    string      `json:"bounceSubType"`
	Recipients []recipient `json:"bouncedRecipients"`
	Timestamp  time.Time   `json:"timestamp"`
	FeedbackID string      `json:"feedbackId"`
}

type complaint struct {
	Recipients   []recipient `json:"complainedRecipients"`
	Timestamp    time.Time   `json:"timestamp"`
	FeedbackID   string      `json:"feedbackId"`
	FeedbackType string      `json:"complaintFeedbackType"`
}

type delay struct {
	Timestamp  time.Time   `json:"timestamp"`
	Type       string      `json:"delayType"`
	Expires    time.Time   `json:"expirationTime"`
	Recipients []recipient `json:"delayedRecipients"`
}

func (i *Inbox) event(m Mail, kind Event) event {
	now := i.now().UTC()
	e := event{Type: kind, Mail: sent{Timestamp: m.At.UTC(), Source: m.Source, MessageID: m.ID, Destination: []string{m.To}, Tags: lists(m.Tags)}}
	switch kind {
	case Send:
		e.Send = &struct{}{}
	case Delivery:
		e.Delivery = &delivery{Timestamp: now, Recipients: []string{m.To}, Response: "250 2.0.0 OK"}
	case Bounce:
		e.Bounce = &bounce{Type: "Permanent", SubType: "General", Timestamp: now, FeedbackID: m.ID + "-bounce",
			Recipients: []recipient{{Address: m.To, Action: "failed", Status: "5.1.1", Diagnostic: "smtp; 550 5.1.1 user unknown"}}}
	case Complaint:
		e.Complaint = &complaint{Recipients: []recipient{{Address: m.To}}, Timestamp: now, FeedbackID: m.ID + "-complaint", FeedbackType: "abuse"}
	case DeliveryDelay:
		e.Delay = &delay{Timestamp: now, Type: "TransientCommunicationFailure", Expires: now.Add(14 * time.Hour),
			Recipients: []recipient{{Address: m.To, Status: "4.4.1", Diagnostic: "smtp; 421 4.4.1 unable to connect"}}}
	}
	return e
}

// lists are tags as events carry them: a name has several values.
func lists(tags map[string]string) map[string][]string {
	all := make(map[string][]string, len(tags))
	for name, value := range tags {
		all[name] = []string{value}
	}
	return all
}
