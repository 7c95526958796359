package event_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"earshot/shared/table"
	"earshot/shared/table/dynamo/event"
)

const ttlIdentity = `"userIdentity":{"type":"Service","principalId":"dynamodb.amazonaws.com"},`

// record is a record as Lambda delivers it.
func record(name, identity, images string) string {
	return `{"eventID":"1","eventName":"` + name + `","eventSource":"aws:dynamodb",` + identity + `"dynamodb":{` + images +
		`"Keys":{"pk":{"S":"p"},"sk":{"S":"s"}},"SequenceNumber":"1405400000000002063282832","StreamViewType":"NEW_AND_OLD_IMAGES"}}`
}

func image(which, attributes string) string {
	return `"` + which + `":{"pk":{"S":"p"},"sk":{"S":"s"}` + attributes + `},`
}

func TestChange(t *testing.T) {
	k := table.Key{Partition: "p", Sort: "s"}
	one := table.Item{Key: k, Values: table.Values{"n": table.Number(-1), "s": table.String("")}}
	bare := table.Item{Key: k}
	oneJSON := `,"n":{"N":"-1"},"s":{"S":""}`
	tests := []struct {
		name, json string
		old, now   table.Item
		expired    bool
	}{
		{"made", record("INSERT", "", image("NewImage", oneJSON)), table.Item{}, one, false},
		{"changed", record("MODIFY", "", image("OldImage", oneJSON)+image("NewImage", "")), one, bare, false},
		{"removed", record("REMOVE", "", image("OldImage", oneJSON)), one, table.Item{}, false},
		{"expired", record("REMOVE", ttlIdentity, image("OldImage", "")), bare, table.Item{}, true},
		{"made by the service", record("INSERT", ttlIdentity, image("NewImage", "")), table.Item{}, bare, false},
		{"removed by another service", record("REMOVE", `"userIdentity":{"type":"Service","principalId":"x"},`,
			image("OldImage", "")), bare, table.Item{}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := event.Change("shard", parse(t, tt.json))
			if err != nil {
				t.Fatal(err)
			}
			if !got.Old.Same(tt.old) || !got.New.Same(tt.now) || got.Expired != tt.expired {
				t.Errorf("Change = %+v, want %v, %v, expired %v", got, tt.old, tt.now, tt.expired)
			}
			if got.Shard != "shard" || got.Sequence != "1405400000000002063282832" {
				t.Errorf("Change is at %q, %q", got.Shard, got.Sequence)
			}
		})
	}
}

func TestRecordsOfOthersAreRefused(t *testing.T) {
	tests := []struct{ name, json string }{
		{"no image", record("MODIFY", "", "")},
		{"an image without key", record("INSERT", "", `"NewImage":{"pk":{"S":"p"}},`)},
		{"a key that is a number", record("INSERT", "", `"NewImage":{"pk":{"N":"1"},"sk":{"S":"s"}},`)},
		{"a list", record("INSERT", "", image("NewImage", `,"l":{"L":[]}`))},
		{"a fraction", record("INSERT", "", image("NewImage", `,"n":{"N":"1.5"}`))},
		{"a number beyond 64 bits", record("INSERT", "", image("NewImage", `,"n":{"N":"99999999999999999999"}`))},
		{"nothing at all", `{}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := event.Change("shard", parse(t, tt.json)); !errors.Is(err, event.ErrRecord) {
				t.Errorf("Change = %+v, %v, want ErrRecord", got, err)
			}
		})
	}
}

func parse(t *testing.T, s string) events.DynamoDBEventRecord {
	t.Helper()
	var r events.DynamoDBEventRecord
	if err := json.Unmarshal([]byte(s), &r); err != nil {
		t.Fatal(err)
	}
	return r
}
