// Command setup serves the rooms in which a shop is made, set up and switched. Of the merchant's side it alone asks SES
// and SQS, and touches the secrets of connections.
package main

import (
	"context"
	"log"
	"os"

	"earshot/shared/config"
	"earshot/shared/start"
	"earshot/shared/start/edge"
	"earshot/shared/start/setup"
)

func main() {
	p, err := start.Open(context.Background(), os.Environ(), config.Owners)
	if err != nil {
		log.Fatal(err)
	}
	pages, err := setup.App(p).Setup()
	edge.Serve(p, pages, err, nil)
}
