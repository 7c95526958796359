// Command reactions is the function behind the table's stream: it derives the counters.
package main

import (
	"context"
	"log"
	"os"

	"github.com/aws/aws-lambda-go/lambda"

	"earshot/shared/reactions"
	"earshot/shared/start"
)

func main() {
	p, err := start.Open(context.Background(), os.Environ())
	if err != nil {
		log.Fatal(err)
	}
	job := reactions.Job{Facts: p.Facts, Now: p.Clock.Now}
	lambda.Start(start.Stream(p.Log, job.Apply))
}
