package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/http"
	"net/mail"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"earshot/shared/cx"
	earshotmail "earshot/shared/mail"
)

// request makes one request; redirects are not followed.
func request(ctx context.Context, method, at string, form url.Values, header http.Header) (int, string, error) {
	if form != nil {
		header = header.Clone()
		if header == nil {
			header = http.Header{}
		}
		header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return send(ctx, method, at, []byte(form.Encode()), header)
}

func send(ctx context.Context, method, at string, body []byte, header http.Header) (int, string, error) {
	r, err := http.NewRequestWithContext(ctx, method, at, bytes.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	if header != nil {
		r.Header = header
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(text), err
}

// invoke calls a function through sam local invoke. Its exit code does not tell whether the function failed.
func invoke(ctx context.Context, function string, event any) (string, error) {
	text, err := json.Marshal(event)
	if err != nil {
		return "", err
	}
	environment, err := place("EARSHOT_LIFE_ENV")
	if err != nil {
		return "", err
	}
	c := exec.CommandContext(ctx, "sam", "local", "invoke", function, "--config-env", "ci", "--env-vars", environment, "-e", "-")
	var log bytes.Buffer
	c.Stdin, c.Stderr = bytes.NewReader(text), &log
	out, err := c.Output()
	var failed struct {
		Message  string            `json:"errorMessage"`
		Failures []json.RawMessage `json:"batchItemFailures"`
	}
	if err == nil {
		err = json.Unmarshal(out, &failed)
	}
	if err != nil || failed.Message != "" || len(failed.Failures) > 0 {
		_, _ = os.Stderr.Write(log.Bytes())
		return "", fmt.Errorf("%s answered %q: %v", function, out, err)
	}
	return string(out), nil
}

// scheduled is the event of the minute.
func scheduled() any {
	return map[string]any{
		"version": "0", "id": "life", "detail-type": "Scheduled Event", "source": "aws.events", "account": "123456789012",
		"time": time.Now().UTC().Format(time.RFC3339), "region": region, "resources": []string{}, "detail": map[string]any{},
	}
}

// report is what SES tells of a delivered mail, as the queue holds it.
func report(order cx.OrderID, at time.Time) any {
	text, _ := json.Marshal(map[string]any{ // of strings and times alone: it cannot fail
		"eventType": "Delivery", "delivery": map[string]any{"timestamp": at, "recipients": []string{buyer}},
		"mail": map[string]any{"timestamp": at, "messageId": "life", "destination": []string{buyer}, "tags": map[string][]string{
			earshotmail.TagOrder: {string(order)}, earshotmail.TagStep: {"0"}, earshotmail.TagAttempt: {"1"},
		}},
	})
	return map[string]any{"Records": []any{map[string]any{
		"messageId": "life", "receiptHandle": "life", "body": string(text) + "\n", "eventSource": "aws:sqs",
		"attributes": map[string]string{"ApproximateReceiveCount": "1"}, "awsRegion": region,
	}}}
}

// mailsTo reads back from moto what SES was given for a recipient.
func (l *life) mailsTo(ctx context.Context, to string) ([]string, error) {
	_, body, err := request(ctx, http.MethodGet, l.mails+"/moto-api/data.json", nil, nil)
	if err != nil {
		return nil, err
	}
	var kept struct {
		SES struct {
			RawMessage []struct {
				Destinations []string `json:"destinations"`
				Raw          string   `json:"raw_data"`
			}
		} `json:"ses"`
	}
	if err := json.Unmarshal([]byte(body), &kept); err != nil {
		return nil, fmt.Errorf("read moto's mails: %w", err)
	}
	var mails []string
	for _, m := range kept.SES.RawMessage {
		if slices.ContainsFunc(m.Destinations, func(d string) bool { return strings.Contains(d, to) }) {
			mails = append(mails, m.Raw)
		}
	}
	return mails, nil
}

// readable is the plain text of a multipart mail.
func readable(raw string) (string, error) {
	m, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		return "", err
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || !strings.HasPrefix(kind, "multipart/") {
		return "", fmt.Errorf("the mail is %q: %v", kind, err)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return "", errors.New("the mail has no plain text")
		}
		if err != nil {
			return "", err
		}
		if !strings.HasPrefix(part.Header.Get("Content-Type"), "text/plain") {
			continue
		}
		var body io.Reader = part
		if strings.EqualFold(part.Header.Get("Content-Transfer-Encoding"), "quoted-printable") {
			body = quotedprintable.NewReader(part)
		}
		text, err := io.ReadAll(body)
		return string(text), err
	}
}
