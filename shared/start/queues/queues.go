// Package queues looks into the queues that the mail service's reports pass on AWS: whether all of them are empty, which
// proves that every report of the past arrived, and how many wait or were given up, for the merchant to see.
//
// It takes nothing out of a queue. Counts are SQS's own, which are approximate for about a minute.
package queues

import (
	"context"
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"earshot/shared/start"
	"earshot/shared/table/dynamo"
)

// Queues are the queue of the reports and, after it, its dead letters. Nil where there are none.
type Queues struct {
	urls []string
	sqs  *sqs.Client
}

// Of are the queues that the environment names; nil where it names none, and under sam local, which has none.
func Of(p start.Parts) *Queues {
	if p.Config.SAMLocal || len(p.Config.Queues) == 0 {
		return nil
	}
	return &Queues{p.Config.Queues, sqs.New(sqs.Options{Region: p.Config.Region, Credentials: p.Credentials(), HTTPClient: dynamo.HTTPClient()})}
}

// Empty tells that nothing is in any of the queues. Nil queues are never known to be.
func (q *Queues) Empty(ctx context.Context) (bool, error) {
	if q == nil {
		return false, nil
	}
	for _, url := range q.urls {
		n, err := q.count(ctx, url)
		if err != nil || n > 0 {
			return false, err
		}
	}
	return true, nil
}

// Depth is how many reports wait, and how many were given up.
func (q *Queues) Depth(ctx context.Context) (waiting, dead int, err error) {
	for i, url := range q.urls {
		n, err := q.count(ctx, url)
		if err != nil {
			return 0, 0, err
		}
		if i == 0 {
			waiting = n
		} else {
			dead += n
		}
	}
	return waiting, dead, nil
}

func (q *Queues) count(ctx context.Context, url string) (int, error) {
	out, err := q.sqs.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: &url, AttributeNames: []types.QueueAttributeName{
		types.QueueAttributeNameApproximateNumberOfMessages, types.QueueAttributeNameApproximateNumberOfMessagesNotVisible,
		types.QueueAttributeNameApproximateNumberOfMessagesDelayed,
	}})
	if err != nil {
		return 0, fmt.Errorf("look into a queue of reports: %w", err)
	}
	if len(out.Attributes) < 3 {
		return 0, fmt.Errorf("look into a queue of reports: it told %d of 3 numbers", len(out.Attributes))
	}
	sum := 0
	for name, text := range out.Attributes {
		n, err := strconv.Atoi(text)
		if err != nil {
			return 0, fmt.Errorf("read %s of a queue of reports: %w", name, err)
		}
		sum += n
	}
	return sum, nil
}
