// Command dashboard is the function behind /dashboard and /v1, and what `aws lambda invoke` asks for a sign-in link.
package main

import (
	"context"
	"log"
	"os"

	"earshot/shared/config"
	"earshot/shared/dashboard"
	"earshot/shared/start"
	"earshot/shared/start/edge"
	"earshot/shared/start/sender"
	"earshot/shared/webhooks"
)

func main() {
	p, err := start.Open(context.Background(), os.Environ(), config.Owners)
	if err != nil {
		log.Fatal(err)
	}
	hooks := webhooks.App{Facts: p.Facts, Now: p.Clock.Now, Log: p.Log}
	app := dashboard.App{Facts: p.Facts, Owners: p.Owners(), Now: p.Clock.Now, Random: p.Random, Log: p.Log, Origin: p.Config.Origin, Replay: hooks.Replay}
	app.DNS, app.Service = sender.Look(p)
	pages, err := app.Handler()
	edge.Serve(p, pages, err, app.Operate)
}
