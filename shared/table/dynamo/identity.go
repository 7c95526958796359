package dynamo

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// Identity is AWS's own id of a table. A restored or copied table has another one, whatever its name.
func Identity(ctx context.Context, client *dynamodb.Client, name string) (string, error) {
	out, err := client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &name})
	if err != nil {
		return "", fmt.Errorf("describe table %s: %w", name, err)
	}
	if out.Table.TableId == nil {
		return name, nil
	}
	return *out.Table.TableId, nil
}
