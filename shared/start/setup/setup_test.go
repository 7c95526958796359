package setup_test

import (
	"testing"

	"earshot/shared/clock"
	"earshot/shared/config"
	"earshot/shared/start"
	"earshot/shared/start/setup"
)

func TestAppKnowsQueuesOnAWSAlone(t *testing.T) {
	queues := []string{"https://sqs.example/reports", "https://sqs.example/dead"}
	for name, tt := range map[string]struct {
		config config.Config
		want   bool
	}{
		"on AWS":          {config.Config{Region: "eu-north-1", Queues: queues}, true},
		"without queues":  {config.Config{Region: "eu-north-1"}, false},
		"under sam local": {config.Config{Region: "eu-north-1", Queues: queues, SAMLocal: true}, false},
	} {
		app := setup.App(start.Parts{Config: tt.config, Clock: clock.System{}})
		if got := app.Queues != nil; got != tt.want || app.Replay == nil {
			t.Errorf("%s: knows queues %v, replays %v", name, got, app.Replay != nil)
		}
	}
}
