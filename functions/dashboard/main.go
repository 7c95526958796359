// Command dashboard is the function behind /dashboard and /v1, and what `aws lambda invoke` asks for a sign-in link.
package main

import (
	"context"
	"log"
	"os"

	"earshot/shared/config"
	"earshot/shared/start"
	"earshot/shared/start/desk"
	"earshot/shared/start/edge"
)

func main() {
	p, err := start.Open(context.Background(), os.Environ(), config.Owners)
	if err != nil {
		log.Fatal(err)
	}
	app := desk.App(p)
	pages, err := app.Handler()
	edge.Serve(p, pages, err, app.Operate)
}
