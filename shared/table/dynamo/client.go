package dynamo

import (
	"net"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// The times that calls may take. DynamoDB answers in a few milliseconds; a connection that hangs must not eat the 5
// seconds after which platforms call a webhook failed.
const (
	connectTimeout = time.Second
	answerTimeout  = 4 * time.Second  // to the first byte of the answer
	callTimeout    = 15 * time.Second // to the last: 16 MB from a busy DynamoDB Local take seconds
	readAttempts   = 3
	maxBackoff     = 500 * time.Millisecond
)

// Client is a client of DynamoDB for a region, or for an endpoint like http://127.0.0.1:8000 if that is not empty. It is
// built by hand: the SDK's LoadDefaultConfig reads files and the environment and costs four times the start.
func Client(region string, credentials aws.CredentialsProvider, endpoint string) *dynamodb.Client {
	o := dynamodb.Options{
		Region:                region,
		Credentials:           credentials,
		HTTPClient:            HTTPClient(),
		AccountIDEndpointMode: aws.AccountIDEndpointModeDisabled,
		Retryer: retry.NewStandard(func(o *retry.StandardOptions) {
			o.MaxAttempts, o.MaxBackoff = readAttempts, maxBackoff
		}),
	}
	if endpoint != "" {
		o.BaseEndpoint = &endpoint
	}
	return dynamodb.New(o)
}

// HTTPClient has the timeouts that suit DynamoDB, and keeps as many connections as a function has workers. It takes no
// proxy from the environment.
func HTTPClient() *http.Client {
	return &http.Client{
		Timeout: callTimeout,
		Transport: &http.Transport{
			DialContext:           (&net.Dialer{Timeout: connectTimeout, KeepAlive: 30 * time.Second}).DialContext,
			TLSHandshakeTimeout:   connectTimeout,
			ResponseHeaderTimeout: answerTimeout,
			IdleConnTimeout:       90 * time.Second,
			MaxIdleConnsPerHost:   64,
		},
	}
}
