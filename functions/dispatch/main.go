// Command dispatch is the function of every minute: it sends what is due.
package main

import (
	"context"
	"errors"
	"log"
	"os"

	"github.com/aws/aws-lambda-go/lambda"

	"earshot/shared/config"
	"earshot/shared/dispatch"
	"earshot/shared/start"
	"earshot/shared/start/post"
)

func main() {
	p, errOpen := start.Open(context.Background(), os.Environ(), config.Mail, config.Links)
	job, errPost := post.Job(p, os.Stderr)
	if err := errors.Join(errOpen, errPost); err != nil {
		log.Fatal(err)
	}
	lambda.Start(func(ctx context.Context) (dispatch.Report, error) { return job.Metered(ctx, os.Stdout) })
}
