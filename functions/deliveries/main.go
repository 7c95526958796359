// Command deliveries is the function behind the queue of the mail service's reports.
package main

import (
	"context"
	"log"
	"os"

	"github.com/aws/aws-lambda-go/lambda"

	"earshot/shared/deliveries"
	"earshot/shared/start"
)

func main() {
	p, err := start.Open(context.Background(), os.Environ())
	if err != nil {
		log.Fatal(err)
	}
	job := deliveries.Job{Facts: p.Facts, Clock: p.Clock, Log: p.Log}
	lambda.Start(start.Queue(p.Log, job.Take))
}
