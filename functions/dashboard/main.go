// Command dashboard serves /dashboard and /v1 but for what setup does; `aws lambda invoke` asks it for a sign-in link.
package main

import (
	"context"
	"log"
	"os"

	"earshot/shared/config"
	"earshot/shared/dashboard"
	"earshot/shared/start"
	"earshot/shared/start/edge"
)

func main() {
	p, err := start.Open(context.Background(), os.Environ(), config.Owners)
	if err != nil {
		log.Fatal(err)
	}
	app := dashboard.App{Facts: p.Facts, Owners: p.Owners(), Now: p.Clock.Now, Random: p.Random, Log: p.Log, Origin: p.Config.Origin}
	pages, err := app.Desk()
	edge.Serve(p, pages, err, app.Operate)
}
