package events

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"earshot/shared/mail"
	"earshot/shared/platform"
	"earshot/shared/table"
)

// makeFiles makes all files of this folder.
func makeFiles(t *testing.T) map[string]any {
	t.Helper()
	w := newWorld(t)
	files := map[string]any{
		"seed.json":                 w.seed(),
		"dispatch-minute.json":      minute(),
		"deliveries-delivery.json":  w.mailEvent("Delivery"),
		"deliveries-bounce.json":    w.mailEvent("Bounce"),
		"deliveries-complaint.json": w.mailEvent("Complaint"),
		"deliveries-first.json":     queued("Successfully validated SNS topic for Amazon SES event publishing."),
		"reactions-response.json":   w.change(),
		"dashboard-signin.json":     map[string]string{"signin": owner}, // `aws lambda invoke`: prints a link
	}
	for name, r := range w.requests(t) {
		files[name] = r.event()
	}
	return files
}

// requests are those that come through API Gateway.
func (w *world) requests(t *testing.T) map[string]request {
	link, stop := "/r/"+w.askedLink.Reveal(), "/u/"+w.askedLink.Reveal()
	signedIn := []string{"__Host-earshot-session=" + w.session}
	program := map[string]string{"authorization": "Basic " + base64Of(w.apiKey+":")}
	order := shopifyOrder(t)
	return map[string]request{
		"webhooks-shopify-order.json":      webhook(platform.Shopify{}, order, shopifySecret, shopifyHeaders()),
		"webhooks-shopify-forged-401.json": webhook(platform.Shopify{}, order, "somebody else's", shopifyHeaders()),
		"webhooks-woocommerce-order.json":  webhook(platform.WooCommerce{}, wooOrder(t), wooSecret, wooHeaders()),
		"webhooks-woocommerce-ping.json":   wooPing(),
		"webhooks-standard-order.json":     webhook(platform.Standard{}, standardOrder(t), standardSecret, nil),

		"answers-open.json":             {method: "GET", path: link + "/4", headers: browser()},
		"answers-save.json":             {method: "POST", path: link, form: w.saveForm(), headers: byHand()},
		"answers-unsubscribe.json":      {method: "POST", path: stop, form: url.Values{"List-Unsubscribe": {"One-Click"}}},
		"answers-unsubscribe-page.json": {method: "GET", path: stop, headers: browser()},
		"answers-door.json":             {method: "GET", path: "/f/demo", headers: browser()},
		"answers-door-say.json":         {method: "POST", path: "/f/demo", form: w.doorForm(), headers: byHand()},
		"answers-unknown-link-404.json": {method: "GET", path: "/r/nobody/5", headers: browser()},

		"dashboard-score.json":              {method: "GET", path: "/dashboard/demo", cookies: signedIn, headers: browser()},
		"dashboard-outbox.json":             {method: "GET", path: "/dashboard/demo/outbox", cookies: signedIn, headers: browser()},
		"dashboard-signin-page.json":        {method: "GET", path: "/dashboard/signin", headers: browser()},
		"dashboard-metrics.json":            {method: "GET", path: "/v1/metrics.json", headers: program},
		"dashboard-responses.json":          {method: "GET", path: "/v1/survey_responses.json", query: "expand=person", headers: program},
		"dashboard-metrics-nobody-401.json": {method: "GET", path: "/v1/metrics.json"},

		"setup-settings.json":          {method: "GET", path: "/dashboard/demo/settings", cookies: signedIn, headers: browser()},
		"setup-texts.json":             {method: "GET", path: "/dashboard/demo/texts", cookies: signedIn, headers: browser()},
		"setup-rehearsal.json":         {method: "GET", path: "/dashboard/demo/rehearsal", cookies: signedIn, headers: browser()},
		"setup-pause.json":             {method: "POST", path: "/dashboard/demo/live/pause", cookies: signedIn, form: url.Values{"do": {"pause"}}, headers: byHand()},
		"setup-health-nobody-303.json": {method: "GET", path: "/dashboard/demo/health", headers: browser()},
	}
}

// saveForm is the answer page's form as a browser sends it, without the page's script.
func (w *world) saveForm() url.Values {
	at := strconv.FormatInt(now.Add(-20*time.Second).UnixMilli(), 36)
	nonce := at + "." + w.facts.Seal("answer page", w.askedLink.Reveal(), at)
	return url.Values{"score": {"4"}, "reason": {"quality"}, "comment": {"Lovely, but the box was far too large."}, "nonce": {nonce}}
}

// doorForm is the open door's form.
func (w *world) doorForm() url.Values {
	at, random := strconv.FormatInt(now.Add(-20*time.Second).UnixMilli(), 36), "seedofthedoor"
	nonce := strings.Join([]string{at, random, w.facts.Seal("open door", "demo", at, random)}, ".")
	return url.Values{"words": {"The parcel was left in the rain. Could you call me?"}, "number": {"5002"}, "contact": {"bo@customer.example"}, "nonce": {nonce}}
}

// minute is EventBridge's event of a scheduled rule.
func minute() events.EventBridgeEvent {
	return events.EventBridgeEvent{
		Version: "0", ID: "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa", DetailType: "Scheduled Event", Source: "aws.events",
		AccountID: "123456789012", Time: now, Region: "us-east-1",
		Resources: []string{"arn:aws:events:us-east-1:123456789012:rule/earshot-DispatchMinute"}, Detail: json.RawMessage("{}"),
	}
}

// mailEvent is what SES tells of a mail, through a topic with raw delivery: the body of the queue's message is the event
// itself, and it ends with a line break.
func (w *world) mailEvent(kind string) events.SQSEvent {
	w.t.Helper()
	to, sent := "bo@customer.example", now.AddDate(0, 0, -1)
	field, details := report(kind, to, sent.Add(3*time.Second))
	text, err := json.Marshal(map[string]any{
		"eventType": kind, field: details,
		"mail": map[string]any{
			"timestamp": sent, "source": "Mia Lindqvist <mia@nordlys.example>", "sendingAccountId": "123456789012",
			"messageId": mailID("5002"), "destination": []string{to},
			"headersTruncated": false, "headers": []any{}, "commonHeaders": map[string]any{},
			"tags": map[string][]string{
				mail.TagOrder: {string(w.asked.ID)}, mail.TagStep: {"0"}, mail.TagAttempt: {"1"},
				"ses:configuration-set": {"MailSet"}, "ses:from-domain": {"nordlys.example"},
			},
		},
	})
	w.must(err)
	return queued(string(text) + "\n")
}

// report is the part of an SES event that its kind has, and the name of that part.
func report(kind, to string, at time.Time) (string, map[string]any) {
	switch kind {
	case "Bounce":
		return "bounce", map[string]any{
			"bounceType": "Permanent", "bounceSubType": "General", "timestamp": at,
			"bouncedRecipients": []any{map[string]string{
				"emailAddress": to, "action": "failed", "status": "5.1.1", "diagnosticCode": "smtp; 550 5.1.1 user unknown",
			}},
			"feedbackId": "0100019abf-feedback-000000", "reportingMTA": "dsn; mta.example.com",
		}
	case "Complaint":
		return "complaint", map[string]any{
			"complainedRecipients": []any{map[string]string{"emailAddress": to}}, "timestamp": at, "complaintFeedbackType": "abuse",
			"feedbackId": "0100019abc-feedback-000000", "userAgent": "Mail Service Feedback/1.0",
		}
	}
	return "delivery", map[string]any{
		"timestamp": at, "processingTimeMillis": 2140, "recipients": []string{to},
		"smtpResponse": "250 2.6.0 Message received", "reportingMTA": "mta.example.com",
	}
}

func queued(body string) events.SQSEvent {
	at := strconv.FormatInt(now.UnixMilli(), 10)
	return events.SQSEvent{Records: []events.SQSMessage{{
		MessageId: "059f36b4-87a3-44ab-83d2-661975830a7d", ReceiptHandle: "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a", Body: body,
		Attributes: map[string]string{
			"ApproximateReceiveCount": "1", "SentTimestamp": at, "SenderId": "AIDAIENQZJOLO23YVJ4VO", "ApproximateFirstReceiveTimestamp": at,
		},
		MessageAttributes: map[string]events.SQSMessageAttribute{},
		EventSource:       "aws:sqs", EventSourceARN: "arn:aws:sqs:us-east-1:123456789012:MailEvents", AWSRegion: "us-east-1",
	}}}
}

// change is the stream's record of the response, in the window that brings the id of the shard.
func (w *world) change() map[string]any {
	image := map[string]any{"pk": text(w.response.Key.Partition), "sk": text(w.response.Key.Sort)}
	for name, v := range w.response.Values {
		switch {
		case name == table.Nonce:
		case v.IsText():
			image[name] = text(v.Text())
		default:
			image[name] = map[string]string{"N": strconv.FormatInt(v.Int(), 10)}
		}
	}
	const arn = "arn:aws:dynamodb:us-east-1:123456789012:table/Table/stream/2026-11-01T00:00:00.000"
	begins := now.Truncate(15 * time.Minute)
	return map[string]any{
		"window": map[string]time.Time{"start": begins, "end": begins.Add(15 * time.Minute)}, "state": map[string]string{},
		"shardId": "shardId-00000001761955200000-0a1b2c3d", "eventSourceARN": arn,
		"isFinalInvokeForWindow": false, "isWindowTerminatedEarly": false,
		"Records": []any{map[string]any{
			"eventID": "c4ca4238a0b923820dcc509a6f75849b", "eventName": "INSERT", "eventVersion": "1.1", "eventSource": "aws:dynamodb",
			"awsRegion": "us-east-1", "eventSourceARN": arn,
			"dynamodb": map[string]any{
				"ApproximateCreationDateTime": now.Unix(), "Keys": map[string]any{"pk": image["pk"], "sk": image["sk"]}, "NewImage": image,
				"SequenceNumber": "4421584500000000017450439091", "SizeBytes": 400, "StreamViewType": "NEW_AND_OLD_IMAGES",
			},
		}},
	}
}

// text is an attribute in DynamoDB's JSON.
func text(s string) map[string]string { return map[string]string{"S": s} }
