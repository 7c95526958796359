// Command webhooks is the function behind /hooks: it takes what platforms tell.
package main

import (
	"context"
	"log"
	"os"

	"earshot/shared/start"
	"earshot/shared/start/edge"
	"earshot/shared/webhooks"
)

func main() {
	p, err := start.Open(context.Background(), os.Environ())
	if err != nil {
		log.Fatal(err)
	}
	app := webhooks.App{Facts: p.Facts, Now: p.Clock.Now, Log: p.Log}
	edge.Serve(p, app.Handler(), nil, nil)
}
