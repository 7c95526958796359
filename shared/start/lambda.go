package start

import (
	"context"
	"log/slog"

	"github.com/aws/aws-lambda-go/events"

	"earshot/shared/table"
	"earshot/shared/table/dynamo/event"
)

// Queue hands the messages of an SQS event to take one by one, and logs what it says of each. Those that fail go back to
// the queue; the others do not.
func Queue[T any](log *slog.Logger, take func(ctx context.Context, body []byte) (T, error)) func(context.Context, events.SQSEvent) (events.SQSEventResponse, error) {
	return func(ctx context.Context, e events.SQSEvent) (events.SQSEventResponse, error) {
		answer := events.SQSEventResponse{BatchItemFailures: []events.SQSBatchItemFailure{}}
		for _, m := range e.Records {
			outcome, err := take(ctx, []byte(m.Body))
			log.InfoContext(ctx, "message taken", "message", m.MessageId, "outcome", outcome)
			if err != nil {
				log.ErrorContext(ctx, "message goes back to the queue", "message", m.MessageId, "err", err)
				answer.BatchItemFailures = append(answer.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: m.MessageId})
			}
		}
		return answer, nil
	}
}

// Stream hands the changes of a table's stream to apply, and logs what it did. The tumbling window of the template is there to tell the shard.
// A record that is none of ours is logged and passed over: it would stop its shard for a day and never get better. Any
// other error fails the batch, which comes again.
func Stream[T any](log *slog.Logger, apply func(ctx context.Context, shard string, changes []table.Change) (T, error)) func(context.Context, events.DynamoDBTimeWindowEvent) (events.DynamoDBTimeWindowEventResponse, error) {
	return func(ctx context.Context, e events.DynamoDBTimeWindowEvent) (events.DynamoDBTimeWindowEventResponse, error) {
		var changes []table.Change
		for _, r := range e.Records {
			c, err := event.Change(e.ShardID, r)
			if err != nil {
				log.ErrorContext(ctx, "change passed over", "err", err)
				continue
			}
			changes = append(changes, c)
		}
		answer := events.DynamoDBTimeWindowEventResponse{BatchItemFailures: []events.DynamoDBBatchItemFailure{}}
		answer.State = map[string]string{} // the window keeps nothing: the checkpoint is in the table
		report, err := apply(ctx, e.ShardID, changes)
		log.InfoContext(ctx, "changes applied", "shard", e.ShardID, "report", report)
		return answer, err
	}
}
