package queues

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"earshot/shared/config"
	"earshot/shared/start"
)

// service plays SQS: it tells the numbers of a queue, which is called after them ("waiting 2, hidden 1").
func service(t *testing.T, answer func(url string) (status int, attributes map[string]string)) *Queues {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || !strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".GetQueueAttributes") {
			t.Errorf("SQS is asked %s, %v", r.Header.Get("X-Amz-Target"), err)
		}
		var asked struct{ QueueUrl string }
		if err := json.Unmarshal(body, &asked); err != nil {
			t.Error(err)
		}
		status, attributes := answer(asked.QueueUrl)
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(map[string]any{"Attributes": attributes})
	}))
	t.Cleanup(server.Close)
	return &Queues{[]string{"reports", "dead"}, sqs.New(sqs.Options{
		Region: "eu-north-1", BaseEndpoint: aws.String(server.URL), Credentials: credentials.NewStaticCredentialsProvider("a", "b", ""),
		RetryMaxAttempts: 1,
	})}
}

func numbers(visible, hidden, delayed string) map[string]string {
	return map[string]string{"ApproximateNumberOfMessages": visible, "ApproximateNumberOfMessagesNotVisible": hidden,
		"ApproximateNumberOfMessagesDelayed": delayed}
}

func TestQueues(t *testing.T) {
	tests := []struct {
		name          string
		reports, dead map[string]string
		status        int
		empty         bool
		waiting, lost int
		fails         bool
	}{
		{"empty", numbers("0", "0", "0"), numbers("0", "0", "0"), 200, true, 0, 0, false},
		{"one is worked on", numbers("0", "1", "0"), numbers("0", "0", "0"), 200, false, 1, 0, false},
		{"some wait, some are delayed", numbers("2", "0", "3"), numbers("0", "0", "0"), 200, false, 5, 0, false},
		{"dead letters", numbers("0", "0", "0"), numbers("7", "0", "0"), 200, false, 0, 7, false},
		{"no answer", numbers("0", "0", "0"), nil, 403, false, 0, 0, true},
		{"half an answer proves nothing", numbers("0", "0", "0"), map[string]string{"ApproximateNumberOfMessages": "0"}, 200, false, 0, 0, true},
		{"no number", numbers("0", "0", "none"), numbers("0", "0", "0"), 200, false, 0, 0, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q := service(t, func(url string) (int, map[string]string) {
				return tt.status, map[string]map[string]string{"reports": tt.reports, "dead": tt.dead}[url]
			})
			empty, err := q.Empty(t.Context())
			if empty != tt.empty || (err != nil) != tt.fails {
				t.Errorf("Empty = %v, %v", empty, err)
			}
			waiting, lost, err := q.Depth(t.Context())
			if waiting != tt.waiting || lost != tt.lost || (err != nil) != tt.fails {
				t.Errorf("Depth = %d, %d, %v", waiting, lost, err)
			}
		})
	}
}

func TestWithoutQueuesNothingIsProved(t *testing.T) {
	for name, c := range map[string]config.Config{
		"none are named":  {Region: "eu-north-1"},
		"under sam local": {Region: "eu-north-1", Queues: []string{"reports"}, SAMLocal: true},
	} {
		q := Of(start.Parts{Config: c})
		if empty, err := q.Empty(t.Context()); q != nil || empty || err != nil {
			t.Errorf("%s: %v, Empty = %v, %v", name, q, empty, err)
		}
	}
}
