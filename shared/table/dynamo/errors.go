package dynamo

import (
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"earshot/shared/table"
)

// writeError says what a failed write means. What DynamoDB itself refused was not done. A connection that was never
// made brought nothing. Everything else, server errors and timeouts, is unclear.
func writeError(op string, err error) error {
	if c := conditionError(err); c != nil {
		return c
	}
	return fmt.Errorf("dynamo: %s: %w", op, meaning(err, table.ErrUnclear))
}

// readError is the same for reads, which leave nothing behind: an unclear one may simply be repeated.
func readError(op string, err error) error {
	return fmt.Errorf("dynamo: %s: %w", op, meaning(err, table.ErrUnavailable))
}

// meaning puts a sentinel of package table before err; otherwise is for what got no definite answer.
func meaning(err, otherwise error) error {
	if neverSent(err) {
		return fmt.Errorf("%w: %w", table.ErrUnavailable, err)
	}
	answer, ok := errors.AsType[smithy.APIError](err)
	if !ok {
		return unanswered(err, otherwise)
	}
	if sentinel, known := refusal(err, answer.ErrorCode()); known {
		return fmt.Errorf("%w: %w", sentinel, err)
	}
	if answer.ErrorFault() == smithy.FaultServer || statusOf(err) >= 500 {
		return fmt.Errorf("%w: %w", otherwise, err)
	}
	return err // access denied, no such table, wrong credentials: nothing that a repetition heals
}

// unanswered is a call without a parsed answer. A context that ended is told too, so that the caller knows why.
func unanswered(err, otherwise error) error {
	ended := errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
	if ended && otherwise == table.ErrUnavailable {
		return err
	}
	return fmt.Errorf("%w: %w", otherwise, err)
}

// refusal knows the codes of DynamoDB by which nothing was done, and the one that says that the same transaction is
// still being done.
func refusal(err error, code string) (error, bool) {
	switch code {
	case "TransactionCanceledException":
		return cancelled(err), true
	case "TransactionConflictException":
		return table.ErrConflict, true
	case "TransactionInProgressException":
		return table.ErrUnclear, true
	case "ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded", "Throttling":
		return table.ErrUnavailable, true
	case "ValidationException", "ItemCollectionSizeLimitExceededException":
		return table.ErrInvalid, true
	}
	return nil, false
}

// cancelled reads the reasons of a transaction in which no condition failed.
func cancelled(err error) error {
	t, ok := errors.AsType[*types.TransactionCanceledException](err)
	if !ok {
		return table.ErrConflict
	}
	sentinel := table.ErrConflict
	for _, reason := range t.CancellationReasons {
		switch aws.ToString(reason.Code) {
		case "ValidationError", "ItemCollectionSizeLimitExceeded":
			return table.ErrInvalid
		case "ThrottlingError", "ProvisionedThroughputExceeded":
			sentinel = table.ErrUnavailable
		}
	}
	return sentinel
}

// conditionError is nil unless a condition failed.
func conditionError(err error) error {
	if one, ok := errors.AsType[*types.ConditionalCheckFailedException](err); ok {
		return found([]attributes{one.Item})
	}
	many, ok := errors.AsType[*types.TransactionCanceledException](err)
	if !ok {
		return nil
	}
	failed := false
	items := make([]attributes, len(many.CancellationReasons))
	for i, reason := range many.CancellationReasons {
		if aws.ToString(reason.Code) == "ConditionalCheckFailed" {
			failed, items[i] = true, reason.Item
		}
	}
	if !failed {
		return nil
	}
	return found(items)
}

func found(list []attributes) error {
	items, err := decodeItems(list)
	if err != nil {
		return fmt.Errorf("%w: the item that was found: %w", table.ErrCondition, err)
	}
	return &table.ConditionError{Found: items}
}

// neverSent tells whether no connection could be made.
func neverSent(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "dial"
}

func statusOf(err error) int {
	if r, ok := errors.AsType[interface {
		error
		HTTPStatusCode() int
	}](err); ok {
		return r.HTTPStatusCode()
	}
	return 0
}
