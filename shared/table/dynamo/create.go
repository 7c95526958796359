package dynamo

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"earshot/shared/table"
)

// maxPolls bounds how often Create asks whether the table is ready.
const maxPolls = 100

// Create makes a table like that of template.yaml, for DynamoDB Local, and waits until it can be used. One that is there
// already is a success. In the cloud the template makes the table.
func Create(ctx context.Context, client *dynamodb.Client, name string, wait table.Wait) error {
	_, err := client.CreateTable(ctx, description(name))
	if _, there := errors.AsType[*types.ResourceInUseException](err); err != nil && !there {
		return fmt.Errorf("create table %s: %w", name, err)
	}
	expires, err := ready(ctx, client, name, wait)
	if err != nil || expires {
		return err
	}
	_, err = client.UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{TableName: &name,
		TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: aws.String(table.Expires), Enabled: aws.Bool(true)}})
	if err != nil {
		return fmt.Errorf("set time to live of table %s: %w", name, err)
	}
	return nil
}

// ready waits for the table and tells whether it removes expired items already.
func ready(ctx context.Context, client *dynamodb.Client, name string, wait table.Wait) (expires bool, err error) {
	for poll := 1; ; poll++ {
		out, err := client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &name})
		if err != nil {
			return false, fmt.Errorf("describe table %s: %w", name, err)
		}
		if out.Table.TableStatus == types.TableStatusActive {
			break
		}
		if poll == maxPolls {
			return false, fmt.Errorf("create table %s: still %s", name, out.Table.TableStatus)
		}
		if err := wait(ctx, poll); err != nil {
			return false, fmt.Errorf("wait for table %s: %w", name, err)
		}
	}
	ttl, err := client.DescribeTimeToLive(ctx, &dynamodb.DescribeTimeToLiveInput{TableName: &name})
	if err != nil {
		return false, fmt.Errorf("describe time to live of table %s: %w", name, err)
	}
	status := ttl.TimeToLiveDescription.TimeToLiveStatus
	return status == types.TimeToLiveStatusEnabled || status == types.TimeToLiveStatusEnabling, nil
}

func description(name string) *dynamodb.CreateTableInput {
	in := &dynamodb.CreateTableInput{
		TableName:   &name,
		BillingMode: types.BillingModePayPerRequest,
		KeySchema:   keySchema(partitionName, sortName),
		GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{
			keysOnly(index1Name, table.Index1Partition, table.Index1Sort),
			keysOnly(index2Name, table.Index2Partition, table.Index2Sort),
		},
		StreamSpecification: &types.StreamSpecification{StreamEnabled: aws.Bool(true), StreamViewType: types.StreamViewTypeNewAndOldImages},
	}
	for _, attribute := range []string{partitionName, sortName, table.Index1Partition, table.Index1Sort, table.Index2Partition, table.Index2Sort} {
		in.AttributeDefinitions = append(in.AttributeDefinitions,
			types.AttributeDefinition{AttributeName: &attribute, AttributeType: types.ScalarAttributeTypeS})
	}
	return in
}

func keySchema(partition, sort string) []types.KeySchemaElement {
	return []types.KeySchemaElement{
		{AttributeName: &partition, KeyType: types.KeyTypeHash}, {AttributeName: &sort, KeyType: types.KeyTypeRange}}
}

func keysOnly(name, partition, sort string) types.GlobalSecondaryIndex {
	return types.GlobalSecondaryIndex{IndexName: &name, KeySchema: keySchema(partition, sort),
		Projection: &types.Projection{ProjectionType: types.ProjectionTypeKeysOnly}}
}

// StreamARN names the stream of a table, for package stream.
func StreamARN(ctx context.Context, client *dynamodb.Client, name string) (string, error) {
	out, err := client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &name})
	if err != nil {
		return "", fmt.Errorf("describe table %s: %w", name, err)
	}
	if aws.ToString(out.Table.LatestStreamArn) == "" {
		return "", fmt.Errorf("table %s has no stream", name)
	}
	return *out.Table.LatestStreamArn, nil
}
